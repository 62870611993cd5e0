"""Retirements and cancellations with their purpose and claim."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole


class Ending(StrEnum):
    """Whether credits were retired (used) or cancelled (withdrawn without use)."""

    RETIRED = "retired"
    CANCELLED = "cancelled"


class RetirementPurpose(StrEnum):
    """Purpose of a retirement."""

    VOLUNTARY = "voluntary"
    NDC = "ndc"


class CancellationPurpose(StrEnum):
    """Purpose of a cancellation: voluntary, an international mitigation purpose, or another."""

    VOLUNTARY = "voluntary"
    OIMP = "oimp"
    OTHER = "other"


class Claim(StrEnum):
    """Claim that a retirement supports; computed from the credits' adjustments."""

    ADJUSTED = "adjusted"
    CONTRIBUTION = "contribution"
    DOMESTIC = "domestic"
    NDC = "ndc"
    NONE = "none"


class Retirement(Table, table=True):
    """One retirement or cancellation; `ranges` are its serials as `first-last`, blanks between."""

    __append_only__ = True
    id: int = key()
    ending: Ending = enum_column(Ending)
    seat: str
    registry_code: str
    asset: int = whole(index=True)
    quantity: int = whole()
    purpose: str
    beneficiary: str
    reason: str
    claim: Claim = enum_column(Claim)
    ranges: str
    posted_as: int = whole()
    at: int = whole()


class Reversal(Table, table=True):
    """A use that a registry's manager took back: `reversed` is its transaction, `posted_as` the one
    that gave its credits back.
    """

    __append_only__ = True
    __table_args__ = (UniqueConstraint("reversed"),)
    id: int = key()
    reversed: int = whole()
    reason: str
    seat: str
    posted_as: int = whole()
    at: int = whole()
