"""The offset rules of a lesson, obligations, and accepted submissions."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from ledger.db import Table, key, whole


class OffsetRule(Table, table=True):
    """One version of one market's offset rule; `admitted` are units joined by a plus sign.

    Dates are ISO days; an empty `valid_to` means in force until replaced.
    """

    __tablename__ = "offset_rule"
    __table_args__ = (UniqueConstraint("code", "version"),)
    __append_only__ = True
    id: int = key()
    code: str
    version: int = whole()
    market: str
    registry_code: str
    base: str
    cap_percent: int = whole()
    admitted: str
    exclude_covered_entities: bool
    recognise_belt_and_road: bool
    valid_from: str
    valid_to: str
    source: str
    status: str
    text_en: str
    text_zh: str


class Obligation(Table, table=True):
    """An emitter's surrender obligation of a year and its allocated allowances, in tonnes."""

    __table_args__ = (UniqueConstraint("seat", "year"),)
    __append_only__ = True
    id: int = key()
    seat: str
    year: int = whole()
    obligation_t: int = whole()
    allowances_t: int = whole()


class OffsetSubmission(Table, table=True):
    """An accepted bundle, under one version of the rule; `quantity` in tonnes."""

    __tablename__ = "offset_submission"
    __append_only__ = True
    id: int = key()
    seat: str
    year: int = whole()
    quantity: int = whole()
    rule: int = whole()
    posted_as: int = whole()
    at: int = whole()


class OffsetLot(Table, table=True):
    """Tonnes of one batch in an accepted bundle."""

    __tablename__ = "offset_lot"
    __append_only__ = True
    id: int = key()
    submission: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()
