"""Queries of agreements and of the acts of their governments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.agreements.machine import AGREEMENT, BY_BOTH
from registry.programme.agreements.models import (
    Agreement,
    AgreementAct,
    AgreementAmendment,
    AgreementState,
    Rounding,
)
from registry.programme.participants.queries import participant
from registry.roles import SIDE_OF, Actor, Side, SplitRule


@dataclass(frozen=True)
class AgreementView:
    """An agreement: its parties, its terms and its state; shares and percentages are exact text."""

    code: str
    partner: str
    host: str
    title_en: str
    title_zh: str
    approach: str
    status: str
    split_rule: SplitRule
    partner_share: str
    host_share: str
    odd_to: Side | None
    min_share_percent: str
    purposes: tuple[str, ...]
    vintage_first: int
    vintage_last: int
    term_first_day: str
    term_last_day: str
    sop_percent: str
    omge_percent: str
    rounding: Rounding
    tradable: bool
    virtual: bool
    notice_days: int
    oimp_definition: str
    dual_purpose: str
    terms_stated: bool
    ndc_first_year: int
    ndc_last_year: int
    issuance_mode: str
    host_spares_t: int | None
    partner_needs_t: int | None
    state: AgreementState
    ends_at: int | None

    @property
    def active(self) -> bool:
        """Whether new credits are authorised, issued and first transferred under it."""
        return self.state is AgreementState.ACTIVE

    def country(self, side: str) -> str:
        """The country of a side."""
        return self.partner if side == Side.PARTNER else self.host


@dataclass(frozen=True)
class ActView:
    """One act; `side` is empty for the end of a notice."""

    act: int
    agreement: str
    trigger: str
    side: str
    seat: str
    reason: str
    at: int


@dataclass(frozen=True)
class AmendmentView:
    """A changed term: its value from lesson time `since` (ms) on, by a motion of the committee."""

    agreement: str
    motion: int
    term: str
    value: str
    since: int


def agreement(session: Session, code: str, *, at: int | None = None) -> AgreementView | None:
    """One agreement, or None; with the terms of a lesson time, None: with the newest."""
    found = session.get(Agreement, code)
    return _view(found, amendments(session, code), at=at) if found is not None else None


def known(session: Session, code: str, *, at: int | None = None) -> AgreementView:
    """An agreement that is known to exist; with the terms of a lesson time, None: the newest."""
    found = agreement(session, code, at=at)
    assert found is not None, f"no agreement {code}"
    return found


def agreements(session: Session) -> list[AgreementView]:
    """All agreements by code, with their newest terms."""
    changed = amendments(session)
    return [
        _view(one, [c for c in changed if c.agreement == one.code])
        for one in session.exec(select(Agreement).order_by(col(Agreement.code)))
    ]


def amendments(session: Session, code: str = "") -> list[AmendmentView]:
    """The changed terms of an agreement, or of all, oldest first."""
    asked = select(AgreementAmendment).order_by(col(AgreementAmendment.id))
    if code:
        asked = asked.where(AgreementAmendment.agreement == code)
    return [AmendmentView(**one.model_dump(exclude={"id"})) for one in session.exec(asked)]


def acts(session: Session, code: str = "") -> list[ActView]:
    """The acts of an agreement, or of all, oldest first."""
    asked = select(AgreementAct).order_by(col(AgreementAct.id))
    if code:
        asked = asked.where(AgreementAct.agreement == code)
    return [
        ActView(one.id, one.agreement, one.trigger, str(one.side or ""), one.seat, one.reason,
                one.at)
        for one in session.exec(asked)
    ]  # fmt: skip


def acts_so_far(session: Session, agreement: Agreement, trigger: str) -> set[Side | None]:
    """The sides that have taken this step since the agreement's state is the present one."""
    found = session.exec(
        select(AgreementAct.side).where(
            AgreementAct.agreement == agreement.code,
            AgreementAct.trigger == trigger,
            col(AgreementAct.id) > agreement.moved_by,
        )
    )
    return {None if side is None else Side(side) for side in found}


def side_for(session: Session, agreed: Agreement | AgreementView, by: Actor) -> Side | None:
    """The side for which a seat's government acts in an agreement; None: for neither."""
    own = participant(session, by.seat)
    countries = {Side.PARTNER: agreed.partner, Side.HOST: agreed.host}
    for office, side in SIDE_OF.items():
        if own is not None and office in by.offices and countries[side] == own.country:
            return side
    return None


def possible(session: Session, code: str, by: Actor) -> tuple[str, ...]:
    """The steps on an agreement that a seat's government can take now."""
    found = session.get(Agreement, code)
    side = side_for(session, found, by) if found is not None else None
    if found is None or side is None:
        return ()
    return tuple(
        move.trigger
        for move in AGREEMENT.moves
        if move.source is found.state
        and move.by is not None
        and not move.by.isdisjoint(by.offices)
        and side not in acts_so_far(session, found, move.trigger)
    )


def awaited(session: Session, code: str) -> tuple[str, str]:
    """The step that one government has taken and the other has not, and that other's country.

    ("", "") where nobody is waited for.
    """
    found = session.get(Agreement, code)
    assert found is not None, f"no agreement {code}"
    for move in AGREEMENT.moves:
        acted = acts_so_far(session, found, move.trigger) if move.source is found.state else set()
        if move.trigger in BY_BOTH and len(acted) == 1:
            return move.trigger, found.host if Side.PARTNER in acted else found.partner
    return "", ""


def _view(
    found: Agreement, changed: Iterable[AmendmentView], *, at: int | None = None
) -> AgreementView:
    """An agreement with the changes of its terms that hold at a lesson time; None: all."""
    kept = found.model_dump(exclude={"moved_by"})
    kept |= {one.term: one.value for one in changed if at is None or one.since <= at}
    purposes = tuple(str(kept.pop("purposes")).split("+"))
    return AgreementView(purposes=purposes, **kept)
