"""Queries of retirements and cancellations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from ledger.paging import Page
from registry.programme.retirement.models import Retirement

PAGE = 50


@dataclass(frozen=True)
class RetirementView:
    """One act of retiring or cancelling."""

    retirement: int
    ending: str
    seat: str
    registry: str
    asset: int
    quantity: int
    purpose: str
    beneficiary: str
    reason: str
    claim: str
    ranges: str
    posted_as: int
    at: int


def retirement(session: Session, number: int) -> RetirementView | None:
    """One retirement or cancellation, or None."""
    found = session.get(Retirement, number)
    return _view(found) if found is not None else None


def retirement_of(session: Session, transaction: int) -> RetirementView | None:
    """The retirement or cancellation that a transaction posted, or None."""
    found = session.exec(select(Retirement).where(Retirement.posted_as == transaction)).first()
    return _view(found) if found is not None else None


def retirements(
    session: Session,
    *,
    seat: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[RetirementView]:
    """Retirements and cancellations, newest first; `seat` "": of all seats."""
    asked = Page(before, after, limit).of(select(Retirement), Retirement.id)
    if seat:
        asked = asked.where(Retirement.seat == seat)
    return [_view(found) for found in session.exec(asked)]


def _view(found: Retirement) -> RetirementView:
    kept = found.model_dump(exclude={"id", "ending", "claim", "registry_code"})
    return RetirementView(
        retirement=found.id,
        ending=str(found.ending),
        claim=str(found.claim),
        registry=found.registry_code,
        **kept,
    )
