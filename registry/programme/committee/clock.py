"""The clock of a circulation: when it ends, and the source of its ends for the lesson's agenda."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import day_of, moment
from registry.agenda import Due, Source
from registry.pace import Kind, Period
from registry.programme.committee.models import CommitteeItem, CommitteeTerms
from registry.programme.committee.rule import resumed

_NEXT = "SELECT due_at, id FROM committee_item WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 1"


def begin(session: Session, matter: CommitteeItem, *, at: int) -> None:
    """Start the clock of an item that is circulated now; none where the terms have no days."""
    terms = session.get(CommitteeTerms, matter.agreement)
    matter.circulated_at = at
    matter.left_ms = 0
    matter.due_at = None
    if terms is not None and terms.circulation_days:
        matter.due_at = end_of(terms, terms.circulation_days, terms.circulation_kind, at=at)


def stop(matter: CommitteeItem, *, at: int) -> None:
    """Stop the clock, and keep what is left of it."""
    if matter.due_at is not None:
        matter.left_ms = matter.due_at - at
        matter.due_at = None


def go_on(session: Session, matter: CommitteeItem, *, at: int) -> None:
    """Go on after a withdrawn objection: with what was left, at least the days of the terms."""
    terms = session.get(CommitteeTerms, matter.agreement)
    if terms is None or not matter.left_ms:
        return
    least = end_of(terms, terms.resumed_days, terms.resumed_kind, at=at)
    matter.due_at = resumed(at=at, left_ms=matter.left_ms, least_end=least)
    matter.left_ms = 0


def circulations_due(books: Books) -> Source:
    """The source of the ends of circulations, the earliest first."""

    def source() -> Due | None:
        found = books.store.fetch(_NEXT)
        return Due(found[0][0], "clock.circulation_end", {"item": found[0][1]}) if found else None

    return source


def end_of(terms: CommitteeTerms, days: int, kind: Kind, *, at: int) -> int:
    """The lesson time at which a period that begins after the day of `at` is over."""
    dates = [date.fromisoformat(day) for day in terms.dates.split()]
    last = Period(days, kind, "", "", "").ends(day_of(at), trading=dates)
    return moment(last + timedelta(days=1))
