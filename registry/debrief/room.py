"""The debrief of a lesson: every seat's result, and what the room did. Reads one session only.

Everything follows from the tables, so the same state has the same debrief, running or closed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger import queries as books
from ledger.accounts import OWNED_SQL
from ledger.kernel.errors import REFUSALS, Refusal
from ledger.log import ACCEPTED, REFUSED
from registry.classroom.calendar import Calendar
from registry.classroom.models import Driver
from registry.classroom.plan import Plan
from registry.classroom.private_values import Schedule, schedules
from registry.classroom.room import SeatState
from registry.debrief.aims import MAKERS, Facts
from registry.debrief.markets import MarketView, markets
from registry.debrief.papers import WrongPaper, wrong_papers
from registry.debrief.refused import sentence
from registry.debrief.seats import Around, PartnerView, RefusalCount, SeatDebrief, seat_debrief
from registry.debrief.tasks import tasks
from registry.debrief.trading import SeatTrading, Trading, by_price, trading
from registry.edge.results import ResultsView, results
from registry.market.statistics import DayFigures, statistics
from registry.programme.issuance.shares import split_of
from registry.programme.participants.queries import participants
from registry.programme.projects import queries as projects
from registry.roles import Role

_SEATS = "SELECT number, name, role, driver, fixed, since, away_since FROM seat ORDER BY number"
_FIRST = "SELECT arguments FROM command WHERE number = 1"
_DAYS_ENDED = "SELECT count(DISTINCT day) FROM trading_day WHERE close_price IS NOT NULL"
_ENDED_EARLY = f"SELECT count(*) FROM command WHERE name = 'lesson.end' AND {ACCEPTED}"
_BRANCHED = (
    "SELECT arguments FROM command WHERE name = 'lesson.branch' ORDER BY number DESC LIMIT 1"
)
_REFUSED = f"SELECT seat, outcome FROM command WHERE {REFUSED}"
_PAIRS = (
    "SELECT buyer, seller, count(*), sum(quantity), sum(price * quantity) FROM trade"
    " GROUP BY buyer, seller ORDER BY buyer, seller"
)
_RETIRED = (
    "SELECT r.seat, b.unit, sum(r.quantity) FROM retirement r"
    " JOIN credit_batch b ON b.asset = r.asset"
    " WHERE r.ending = 'retired' AND r.purpose = 'voluntary' GROUP BY r.seat, b.unit"
)
_BEGAN = (
    "SELECT a.owner, sum(p.quantity) FROM book_transaction t CROSS JOIN posting p"
    " JOIN credit_batch b ON b.asset = p.asset"
    " JOIN sub_account s ON s.id = p.target JOIN account a ON a.id = s.account"
    " WHERE t.command = 1 AND p.id BETWEEN t.first_posting AND t.last_posting"
    f" AND s.kind IN ({OWNED_SQL}) GROUP BY a.owner"
)


@dataclass(frozen=True, slots=True)
class RoomCompliance:
    """Emitters: how many there are and have covered their gap; tonnes of all gaps and covered."""

    emitters: int
    met: int
    gap_t: int
    covered_t: int


@dataclass(frozen=True, slots=True)
class InstrumentDays:
    """An instrument's days, oldest first: fen a tonne and tonnes, of trades in the book."""

    instrument: str
    days: tuple[DayFigures, ...]


@dataclass(slots=True)
class Pair:
    """What one seat bought of another, trades of every kind: their number, tonnes and fen."""

    buyer: str
    seller: str
    trades: int
    tonnes: int
    fen: int


@dataclass(frozen=True, slots=True)
class RoomDebrief:
    """What the room did: compliance first; days by instrument; who bought of whom; refusals by
    number; the market of each unit in the steps of the reveal.

    `wrong_papers` is told when the lesson is over, () before: nobody is to look for them there.
    """

    compliance: RoomCompliance
    days: tuple[InstrumentDays, ...]
    pairs: tuple[Pair, ...]
    refusals: tuple[RefusalCount, ...]
    markets: tuple[MarketView, ...]
    wrong_papers: tuple[WrongPaper, ...]


@dataclass(frozen=True, slots=True)
class BranchedFrom:
    """Where a lesson branches off another: its code, the last common command, changed values."""

    lesson: str
    command: int
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Debrief:
    """A lesson's debrief after its command `number`, at lesson time `at` in ms.

    `over`: its last day has ended, or the trainer has ended it; otherwise all figures are as things
    stand.
    """

    number: int
    at: int
    over: bool
    branched_from: BranchedFrom | None
    seats: tuple[SeatDebrief, ...]
    room: RoomDebrief


def retired_by_seat(session: Session) -> dict[str, dict[str, int]]:
    """Tonnes that each seat retired for voluntary use, by unit."""
    retired: dict[str, dict[str, int]] = defaultdict(dict)
    for seat, unit, tonnes in _rows(_RETIRED, session):
        retired[seat][unit] = int(tonnes)
    return retired


def debrief(session: Session) -> Debrief:
    """The debrief of the state that a session reads. Seats of roles without aims are left out."""
    number, at = books.last_command(session)
    plan, seed = plan_of(session)
    calendar = Calendar(plan, {})
    seats = seats_with_aims(session)
    told = results(session, seats, at=at)
    given = schedules(plan, seats, seed=seed)
    at_prices = by_price(session)
    traded = trading(session, told.prices, at_prices, given)
    pairs = [
        Pair(buyer, seller, count, int(tonnes), int(fen))
        for buyer, seller, count, tonnes, fen in _rows(_PAIRS, session)
    ]
    refusals, all_refusals = _refusals(session)
    facts = facts_of(session, told, given, traded.seats, calendar)
    found, over = _of_seats(session, facts, traded, refusals), _over(session, calendar)
    room = RoomDebrief(
        compliance=_compliance(found),
        days=tuple(
            InstrumentDays(one.instrument, tuple(statistics(session, one.instrument)))
            for one in told.prices
        ),
        pairs=tuple(pairs),
        refusals=all_refusals,
        markets=tuple(markets(session, told.prices, at_prices, traded.seats, given, seed=seed)),
        wrong_papers=wrong_papers(session) if over else (),
    )
    return Debrief(number, at, over, branched_from(session), found, room)


def _over(session: Session, calendar: Calendar) -> bool:
    """Whether the lesson has ended: by its last day, or before it by the trainer."""
    days_ended, ended_early = (_rows(sql, session)[0][0] for sql in (_DAYS_ENDED, _ENDED_EARLY))
    return bool(ended_early) or days_ended == len(calendar.days)


def plan_of(session: Session) -> tuple[Plan, int]:
    """The lesson's plan and seed, from its first command."""
    first = orjson.loads(_rows(_FIRST, session)[0][0])
    return Plan.model_validate(first["plan"]), int(first["seed"])


def seats_with_aims(session: Session) -> list[SeatState]:
    """The seats of roles that have aims, by number."""
    return [
        SeatState(place, name, Role(role), Driver(driver), bool(fixed), since, away)
        for place, name, role, driver, fixed, since, away in _rows(_SEATS, session)
        if Role(role) in MAKERS
    ]


def facts_of(
    session: Session,
    told: ResultsView,
    given: Mapping[str, Schedule],
    traded: Mapping[str, SeatTrading],
    calendar: Calendar,
) -> list[Facts]:
    """What the books show of each seat that was told of."""
    officials = {one.seat: one.role for one in told.seats}
    decided = tasks(session, officials, began=calendar.begins, at=told.at)
    can_yield = yields(session, before=calendar.days[-1].closes)
    retired = retired_by_seat(session)
    return [
        Facts(
            result=one,
            trading=traded.get(one.seat, SeatTrading()),
            schedule=given.get(one.seat),
            tasks=decided.get(one.seat),
            retired_t=retired.get(one.seat, {}),
            yields_t=can_yield.get(one.seat, {}),
        )
        for one in told.seats
    ]


def _of_seats(
    session: Session,
    facts: Iterable[Facts],
    traded: Trading,
    refusals: Mapping[str, tuple[RefusalCount, ...]],
) -> tuple[SeatDebrief, ...]:
    names = {one.seat: one for one in participants(session)}
    began = {owner: int(tonnes) for owner, tonnes in _rows(_BEGAN, session)}
    found = []
    for one in facts:
        seat = one.result.seat
        around = Around(
            name_en=names[seat].name_en,
            name_zh=names[seat].name_zh,
            began_t=began.get(seat, 0),
            refusals=refusals.get(seat, ()),
            decisions=traded.decisions.get(seat, ()),
        )
        found.append(seat_debrief(one, around))
    return tuple(found)


def branched_from(session: Session) -> BranchedFrom | None:
    """The lesson of which this one is a branch; None if it is none."""
    found = _rows(_BRANCHED, session)
    if not found:
        return None
    told = orjson.loads(found[0][0])
    return BranchedFrom(told["lesson"], told["command"], told.get("changes", {}))


def _refusals(
    session: Session,
) -> tuple[Mapping[str, tuple[RefusalCount, ...]], tuple[RefusalCount, ...]]:
    """Refusals by seat and of all seats, the most frequent first."""
    by_seat: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    of_all: dict[str, list[Any]] = defaultdict(list)
    for seat, stored in _rows(_REFUSED, session):
        outcome = orjson.loads(stored)
        for kinds in (by_seat[seat], of_all):
            kinds[outcome["refused"]].append(outcome)
    met = Counter(code for kinds in by_seat.values() for code in kinds)
    return (
        {seat: _counted(kinds, Counter(kinds.keys())) for seat, kinds in by_seat.items()},
        _counted(of_all, met),
    )


def _counted(kinds: Mapping[str, list[Any]], seats: Counter[str]) -> tuple[RefusalCount, ...]:
    ordered = sorted(kinds.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(_count(code, outcomes, seats[code]) for code, outcomes in ordered)


def _count(code: str, outcomes: Sequence[Any], seats: int) -> RefusalCount:
    """Refusals of one kind; one that is not declared any more has its code as its text."""
    if code not in REFUSALS:
        return RefusalCount(code, "", len(outcomes), seats, code, code)
    met = [Refusal.from_outcome(one) for one in outcomes]
    texts = [sentence(met, language) for language in ("en", "zh")]
    return RefusalCount(code, REFUSALS[code].rule, len(met), seats, *texts)


def partners(pairs: Iterable[Pair], seat: str) -> tuple[PartnerView, ...]:
    """The seats with which a seat traded, the one with most tonnes first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for one in pairs:
        for own, other, place in ((one.buyer, one.seller, 1), (one.seller, one.buyer, 2)):
            if own == seat:
                row = sums[other]
                row[0] += one.trades
                row[place] += one.tonnes
                row[place + 2] += one.fen
    ordered = sorted(sums.items(), key=lambda found: (-found[1][1] - found[1][2], found[0]))
    return tuple(PartnerView(other, *row) for other, row in ordered)


def yields(session: Session, *, before: int) -> Mapping[str, dict[str, int]]:
    """Tonnes by seat and unit that can be issued to it until a lesson time in ms."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for project in projects.projects(session):
        for period in projects.periods(session, project.code):
            if period.available_from > before:
                continue
            if project.domestic:
                found[project.owner][project.unit] += period.whole_t
                continue
            split = split_of(session, project=project.code, amounts=period.amounts)
            for portion in () if split.virtual else split.portions:
                if not portion.levy:
                    found[portion.seat][project.unit] += portion.quantity
    return found


def _compliance(seats: Iterable[SeatDebrief]) -> RoomCompliance:
    aims = [aim for one in seats for aim in one.aims if aim.kind == "cover_gap"]
    owed = [aim for aim in aims if aim.target is not None]
    return RoomCompliance(
        emitters=len(owed),
        met=sum(aim.met is True for aim in owed),
        gap_t=sum(aim.target or 0 for aim in owed),
        covered_t=sum(aim.reached for aim in owed),
    )


def _rows(sql: str, session: Session) -> Sequence[Any]:
    return session.connection().execute(text(sql)).all()
