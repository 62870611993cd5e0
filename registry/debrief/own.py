"""What one seat sees of its own debrief while a lesson runs: aims, and what its tonnes cost.

The same figures as in the debrief of all, from its own trades only.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from ledger import queries as books
from registry.classroom.calendar import Calendar
from registry.classroom.private_values import Schedule, schedules
from registry.debrief.aims import MAKERS, Aim
from registry.debrief.room import facts_of, plan_of, seats_with_aims
from registry.debrief.trading import SeatTrading, trading_of
from registry.edge.results import results


@dataclass(frozen=True, slots=True)
class OwnDebrief:
    """Aims of a seat as things stand, its trading, and the values that it was given (or None)."""

    aims: tuple[Aim, ...]
    trading: SeatTrading
    schedule: Schedule | None


def own_debrief(session: Session, seat: str) -> OwnDebrief | None:
    """One seat's own figures, of the state that the session reads; None: its role has no aims."""
    all_seats = seats_with_aims(session)
    own = [one for one in all_seats if one.name == seat]
    if not own:
        return None
    _, at = books.last_command(session)
    plan, seed = plan_of(session)
    told = results(session, own, at=at)
    given = schedules(plan, own, seed=seed)
    traded = {seat: trading_of(session, told.prices, seat)}
    (facts,) = facts_of(session, told, given, traded, Calendar(plan, {}))
    aims = tuple(make(facts) for make in MAKERS[facts.result.role])
    return OwnDebrief(aims, facts.trading, facts.schedule)
