"""What a seat of the market has still to do, by its aim: for all seats at once, in a few queries.

Officials are not here: their tasks are steps that wait for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan
from registry.classroom.private_values import Schedule, schedules
from registry.classroom.room import SeatState
from registry.compliance.queries import OffsetPosition, offset_positions
from registry.debrief.room import retired_by_seat, yields
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.models import ALLOWANCE
from registry.programme.projects.queries import PeriodView, projects
from registry.roles import Role

_HELD = text(
    "SELECT a.owner, b.unit, sum(s.balance) FROM sub_account s"
    " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset"
    f" WHERE s.kind IN ('{HOLDING.name}', '{HOLDING_BLOCKED.name}', '{HOLDING_BOUGHT.name}')"
    " AND s.balance > 0 GROUP BY a.owner, b.unit"
)
_OWNERS = f"SELECT seat FROM participant WHERE role = '{Role.PROJECT_OWNER}'"
_SOLD = text(
    f"SELECT seller, instrument, sum(quantity) FROM trade WHERE seller IN ({_OWNERS})"
    " GROUP BY seller, instrument UNION ALL"
    f" SELECT buyer, instrument, -sum(quantity) FROM trade WHERE buyer IN ({_OWNERS})"
    " GROUP BY buyer, instrument"
)


class Unfinished(NamedTuple):
    """What a seat has still to do: `amount` tonnes, or steps; 0 where there is no number.

    `kind`: gap (tonnes to cover), retire and sell (tonnes), request (periods for which credits can
    be asked for), trade, or steps (of an official). `since`: lesson time in ms since when it can be
    done, 0 from the beginning.
    """

    kind: str
    amount: int
    since: int = 0


class Books(NamedTuple):
    """What the books show of all seats: what they hold, owe, retired, want and can ask for.

    `sold` are tonnes of project owners, less those bought, by unit; `yields` can be issued to them
    within the lesson, and is read only once one of them has sold something.
    """

    held: Mapping[str, Counter[str]]
    owed: Mapping[str, OffsetPosition]
    retired: Mapping[str, Mapping[str, int]]
    wanted: Mapping[str, Schedule]
    periods: Mapping[str, Sequence[PeriodView]]
    units: Mapping[str, set[str]]
    sold: Mapping[str, Counter[str]]
    yields: Mapping[str, Mapping[str, int]]


def unfinished(
    session: Session, seats: Sequence[SeatState], plan: Plan, *, seed: int, at: int
) -> dict[str, Unfinished]:
    """The open task of each of these seats that has one; `at` is lesson time in ms."""
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for owner, unit, tonnes in session.connection().execute(_HELD):
        held[owner][unit] += int(tonnes)
    owner_of = {one.code: one.owner for one in projects(session) if not one.domestic}
    periods: defaultdict[str, list[PeriodView]] = defaultdict(list)
    for period in issuances.open_periods(session, at=at):
        if period.whole_t > 0 and period.project in owner_of:
            periods[owner_of[period.project]].append(period)
    units: defaultdict[str, set[str]] = defaultdict(set)
    for project in projects(session):
        units[project.owner].add(project.unit)
    owed = offset_positions(session, seats=[one.name for one in seats], at=at)
    wanted = schedules(plan, seats, seed=seed)
    sold = _sold(session, plan)
    can_yield = yields(session, before=Calendar(plan, {}).days[-1].closes) if sold else {}
    retired = retired_by_seat(session)
    told = Books(held, owed, retired, wanted, periods, units, sold, can_yield)
    found = {one.name: _BY_ROLE[one.role](told, one.name) for one in seats if one.role in _BY_ROLE}
    return {name: one for name, one in found.items() if one is not None}


def _sold(session: Session, plan: Plan) -> dict[str, Counter[str]]:
    """Tonnes that project owners sold less those they bought, by unit, in trades of every kind."""
    unit_of = {one.code: one.unit for one in plan.instruments}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for seat, instrument, tonnes in session.connection().execute(_SOLD):
        found[seat][unit_of[instrument]] += int(tonnes)
    return dict(found)


def _gap(told: Books, seat: str) -> Unfinished | None:
    owed = told.owed.get(seat)
    if owed is None:
        return None
    covered = owed.allowances_t + owed.used_t + told.held.get(seat, Counter())[ALLOWANCE]
    missing = owed.obligation_t - covered
    return Unfinished("gap", missing) if missing > 0 else None


def _retire(told: Books, seat: str) -> Unfinished | None:
    retired, wanted = told.retired.get(seat, {}), told.wanted.get(seat)
    if wanted is None:
        return None if retired else Unfinished("retire", 0)
    missing = wanted.paying_tonnes - retired.get(wanted.unit, 0)
    return Unfinished("retire", missing) if missing > 0 else None


def _issue_or_sell(told: Books, seat: str) -> Unfinished | None:
    """What is missing to the aim, no more: an owner that has met it need not ask or sell."""
    missing = _unsold(told, seat)
    if missing is not None and missing <= 0:
        return None
    periods = told.periods.get(seat, ())
    if periods:
        return Unfinished("request", len(periods), min(one.available_from for one in periods))
    held = told.held.get(seat, Counter())
    tonnes = sum(held[unit] for unit in told.units.get(seat, ()))
    tonnes = tonnes if missing is None else min(tonnes, missing)
    return Unfinished("sell", tonnes) if tonnes else None


def _unsold(told: Books, seat: str) -> int | None:
    """Tonnes that are missing to an owner's aim (`tonnes_sold` in `aims.py`); None: not known."""
    wanted = told.wanted.get(seat)
    if seat not in told.sold:
        return 0 if wanted is not None and not wanted.paying_tonnes else None
    can_yield = told.yields.get(seat, {})
    whole = sum(can_yield.values())
    if not whole:
        return None
    own = told.units.get(seat, set()) | can_yield.keys()
    sold = sum(max(0, told.sold[seat][unit]) for unit in own)
    return (whole if wanted is None else min(whole, wanted.paying_tonnes)) - sold


def _trade(told: Books, seat: str) -> Unfinished | None:
    """A trader's aim is measured at the end, and can be lost until then by prices alone."""
    return Unfinished("trade", 0)


_BY_ROLE: dict[Role, Callable[[Books, str], Unfinished | None]] = {
    Role.EMITTER: _gap,
    Role.VOLUNTARY_BUYER: _retire,
    Role.PROJECT_OWNER: _issue_or_sell,
    Role.TRADER: _trade,
}
