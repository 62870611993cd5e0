"""Queries of agreements and of the acts of their governments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.agreements.models import Agreement, AgreementAct, AgreementState, Rounding
from registry.roles import Side, SplitRule


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


def agreement(session: Session, code: str) -> AgreementView | None:
    """One agreement, or None."""
    found = session.get(Agreement, code)
    return _view(found) if found is not None else None


def known(session: Session, code: str) -> AgreementView:
    """An agreement that is known to exist."""
    found = agreement(session, code)
    assert found is not None, f"no agreement {code}"
    return found


def agreements(session: Session) -> list[AgreementView]:
    """All agreements by code."""
    return [_view(a) for a in session.exec(select(Agreement).order_by(col(Agreement.code)))]


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


def _view(found: Agreement) -> AgreementView:
    kept = found.model_dump(exclude={"purposes", "moved_by"})
    return AgreementView(purposes=tuple(found.purposes.split("+")), **kept)
