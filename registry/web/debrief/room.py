"""The room's debrief: results by role, markets, days, who traded with whom, refusals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from sqlmodel import Session

from registry.classroom.models import Driver
from registry.debrief.kept import KEPT
from registry.debrief.markets import MarketView, OutcomeView
from registry.debrief.papers import WrongPaper
from registry.debrief.room import InstrumentDays, Pair
from registry.debrief.seats import SeatDebrief
from registry.debrief.words import REASONS
from registry.web.debrief.bot_runs import bot_runs
from registry.web.debrief.charts import day_chart
from registry.web.debrief.room_contexts import (
    Cell,
    DayLine,
    InstrumentPart,
    MarketPart,
    MatrixRow,
    Measures,
    PairRow,
    Partners,
    ResultRow,
    RoleTable,
    RoomPage,
    WrongRow,
)
from registry.web.debrief.sheet import aim_row, refusal_rows, worded
from registry.web.frame import figures
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

MATRIX_SEATS = 40
"""So many buyers and sellers are still readable as a matrix."""

PAIRS_SHOWN = 100
REFUSALS_SHOWN = 12
_LEVELS = 4


def room_page(visitor: Visitor, session: Session) -> RoomPage:
    """The page as things stand."""
    found = KEPT.of(visitor.live, session)
    names, room = Names(session, visitor.language), found.room
    return RoomPage(
        over=found.over,
        at=found.at,
        emitters=room.compliance.emitters,
        met=room.compliance.met,
        gap=room.compliance.gap_t,
        covered=room.compliance.covered_t,
        runs=bot_runs(visitor, session),
        roles=role_tables(visitor, found.seats),
        markets=tuple(market_part(one, visitor) for one in room.markets),
        instruments=tuple(_instrument(one) for one in room.days),
        partners=partners_of(room.pairs, names),
        refusals=refusal_rows(room.refusals[:REFUSALS_SHOWN], visitor),
        wrong_papers=tuple(_wrong(one, names) for one in room.wrong_papers),
        wrong_found=sum(bool(one.found) for one in room.wrong_papers),
    )


def _wrong(one: WrongPaper, names: Names) -> WrongRow:
    return WrongRow(
        request=one.request,
        item=one.item,
        owner=f"{one.seat} {names.seat(one.seat)}",
        planted=one.origin == "bot",
        project=names.project(one.project),
        period=one.period,
        paper=one.paper,
        figure=one.figure,
        said=one.said,
        record=one.record,
        finders=tuple(f"{seat} {names.seat(seat)}" for seat in one.found),
        state=one.state,
    )


def role_tables(visitor: Visitor, seats: Sequence[SeatDebrief]) -> tuple[RoleTable, ...]:
    """A table for each role in the order of the seats, bots apart from people."""
    people = visitor.server.hall.names(visitor.seated.lesson)
    by_role: dict[str, list[SeatDebrief]] = defaultdict(list)
    for one in ranked(seats):
        by_role[one.role.value].append(one)
    tables = []
    for role in dict.fromkeys(one.role.value for one in seats):
        rows = [(one, _result(one, people, visitor)) for one in by_role[role]]
        tables.append(
            RoleTable(
                role=role,
                text=rows[0][1].aim.text,
                met=sum(one.aims[0].met is True for one, _ in rows),
                seats=len(rows),
                people=tuple(row for one, row in rows if one.driver is not Driver.BOT),
                bots=tuple(row for one, row in rows if one.driver is Driver.BOT),
            )
        )
    return tuple(tables)


def ranked(seats: Sequence[SeatDebrief]) -> list[SeatDebrief]:
    """Seats of a role, the best first; who has missed the aim never stands above who reached it."""
    return sorted(seats, key=_rank)


def _rank(one: SeatDebrief) -> tuple[int, Fraction, int, str]:
    """The aim first: reached, then the part that was reached; money second."""
    aim = one.aims[0]
    part = Fraction(aim.reached, aim.target) if aim.target else Fraction(0)
    part = Fraction(1) if aim.met else part
    return {True: 0, False: 1, None: 2}[aim.met], -part, -one.change_fen, one.seat


def _result(one: SeatDebrief, people: dict[str, str], visitor: Visitor) -> ResultRow:
    return ResultRow(
        seat=one.seat,
        name=visitor.both(zh=one.name_zh, en=one.name_en),
        person="" if one.driver is Driver.BOT else people.get(one.seat, ""),
        aim=aim_row(one.aims[0], visitor),
        change=one.change_fen,
        surplus=one.surplus_fen,
        trades=one.trades,
        refused=one.refused,
    )


def market_part(one: MarketView, visitor: Visitor) -> MarketPart:
    """A unit's market in figures."""
    solved, mindless = one.equilibrium, one.zero_intelligence
    return MarketPart(
        unit=one.unit,
        instruments=one.instruments,
        reason=worded(REASONS, one.reason, visitor),
        lowest=solved.lowest_fen if solved else 0,
        highest=solved.highest_fen if solved else 0,
        tonnes=solved.quantity_t if solved else 0,
        surplus=solved.surplus_fen if solved else 0,
        room=_measures(one.room),
        mindless=None if mindless is None else _measures(mindless),
        steps=len(one.steps),
    )


def _measures(one: OutcomeView) -> Measures:
    return Measures(
        trades=one.trades,
        tonnes=one.traded_t,
        average=one.average_fen,
        efficiency=figures.percentage(one.efficiency_percent),
        alpha=figures.percentage(one.alpha_percent),
    )


def _instrument(one: InstrumentDays) -> InstrumentPart:
    return InstrumentPart(
        code=one.instrument,
        volume=sum(day.volume for day in one.days),
        chart=day_chart(one.days),
        days=tuple(
            DayLine(
                day=day.day,
                open=day.open,
                high=day.high,
                low=day.low,
                average=day.average,
                close=day.close,
                volume=day.volume,
                trades=day.trades,
            )
            for day in one.days
        ),
    )


def partners_of(pairs: Sequence[Pair], names: Names) -> Partners:
    """Who bought of whom, as a matrix if few seats traded, else as a list."""
    buyers = sorted({one.buyer for one in pairs})
    sellers = sorted({one.seller for one in pairs})
    if max(len(buyers), len(sellers)) > MATRIX_SEATS:
        largest = sorted(pairs, key=lambda one: (-one.tonnes, one.buyer, one.seller))
        rows = tuple(
            PairRow(
                buyer=one.buyer,
                buyer_name=names.seat(one.buyer),
                seller=one.seller,
                seller_name=names.seat(one.seller),
                trades=one.trades,
                tonnes=one.tonnes,
                average=(2 * one.fen + one.tonnes) // (2 * one.tonnes),
            )
            for one in largest[:PAIRS_SHOWN]
        )
        return Partners(sellers=(), rows=(), sold=(), pairs=rows, all_pairs=len(pairs))
    tonnes = {(one.buyer, one.seller): one.tonnes for one in pairs}
    most = max(tonnes.values(), default=1)
    return Partners(
        sellers=tuple((seat, names.seat(seat)) for seat in sellers),
        rows=tuple(
            MatrixRow(
                seat=buyer,
                name=names.seat(buyer),
                cells=tuple(_cell(tonnes.get((buyer, seller), 0), most) for seller in sellers),
                bought=sum(tonnes.get((buyer, seller), 0) for seller in sellers),
            )
            for buyer in buyers
        ),
        sold=tuple(sum(tonnes.get((buyer, seller), 0) for buyer in buyers) for seller in sellers),
        pairs=(),
        all_pairs=len(pairs),
    )


def _cell(tonnes: int, most: int) -> Cell:
    return Cell(tonnes=tonnes, level=-(-tonnes * _LEVELS // most))
