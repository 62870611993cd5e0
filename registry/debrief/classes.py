"""The figures by which classes are compared: small, kept in the hall once a lesson has ended.

Money is in fen a tonne, quantities in tonnes. Call everything in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlmodel import Session, select

from ledger import queries as books
from ledger.db import CannotOpen
from ledger.reading import FileReader
from registry.classroom.hall import Hall
from registry.classroom.hall_tables import FiguresRow
from registry.classroom.hall_values import HallLesson
from registry.classroom.live import Live
from registry.classroom.models import Driver
from registry.debrief.kept import KEPT
from registry.debrief.markets import MarketView
from registry.debrief.room import Debrief, debrief, plan_of

OWN, UNCHANGED = 0, "{}"
"""Place and changes of a lesson's own figures, which are no run's."""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit's market; None where it is not defined. `lot_...`: traders who draw prices by lot."""

    unit: str
    trades: int
    tonnes: int
    average_fen: int | None
    efficiency_percent: float | None
    alpha_percent: float | None
    equilibrium_fen: int | None
    lot_efficiency_percent: float | None
    lot_alpha_percent: float | None
    lot_average_fen: int | None


@dataclass(frozen=True, slots=True)
class DayPrice:
    """An instrument's average price on a trading day, counted from 1; None if nothing traded."""

    instrument: str
    day: int
    average_fen: int | None


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """A lesson in short, after its command `number`. `plan` is the English title of its plan."""

    plan: str
    number: int
    over: bool
    days: int
    people: int
    bots: int
    gap_t: int
    covered_t: int
    refused: int
    units: tuple[UnitFigures, ...]
    prices: tuple[DayPrice, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A lesson, or a run that branched off it at command `at` (0: the lesson itself)."""

    lesson: HallLesson
    at: int
    changes: Mapping[str, Any]
    figures: ClassFigures


_READ = TypeAdapter(ClassFigures)


def figures_of(found: Debrief, plan: str) -> ClassFigures:
    """The figures of a debrief."""
    people = sum(one.driver is not Driver.BOT for one in found.seats)
    return ClassFigures(
        plan=plan,
        number=found.number,
        over=found.over,
        days=max((len(one.days) for one in found.room.days), default=0),
        people=people,
        bots=len(found.seats) - people,
        gap_t=found.room.compliance.gap_t,
        covered_t=found.room.compliance.covered_t,
        refused=sum(one.count for one in found.room.refusals),
        units=tuple(_unit(one) for one in found.room.markets),
        prices=tuple(
            DayPrice(one.instrument, number, day.average)
            for one in found.room.days
            for number, day in enumerate(one.days, start=1)
        ),
    )


def as_json(found: ClassFigures) -> str:
    """The figures as the hall keeps them."""
    return orjson.dumps(asdict(found)).decode()


def of_session(session: Session) -> ClassFigures:
    """The figures of the state that a session reads, computed anew."""
    return figures_of(debrief(session), plan_of(session)[0].title_en)


def keep(hall: Hall, lesson: str, *, at: int, changes: Mapping[str, Any], figures: str) -> None:
    """Store figures; those of the same lesson, place and changes are replaced."""
    read = _READ.validate_json(figures)
    row = FiguresRow(
        lesson=lesson, at=at, changes=_text(changes), number=read.number, figures=figures
    )
    with hall.changing() as session:
        session.merge(row)


def runs_of(hall: Hall, lesson: HallLesson) -> list[Compared]:
    """The runs that branched off a lesson: the earliest first, of these those without change."""
    with hall.reading() as session:
        asked = select(FiguresRow).where(FiguresRow.lesson == lesson.code, FiguresRow.at != OWN)
        rows = session.exec(asked).all()
    return [
        Compared(lesson, row.at, orjson.loads(row.changes), _READ.validate_json(row.figures))
        for row in sorted(rows, key=lambda one: (one.at, one.changes != UNCHANGED, one.changes))
    ]


def compared(hall: Hall, lives: Mapping[str, Live], lesson: str) -> list[Compared]:
    """A lesson first, then its runs, then the other lessons of the same plan, oldest first."""
    with hall.reading() as session:
        rows = session.exec(select(FiguresRow)).all()
    kept = {(row.lesson, row.at, row.changes): row for row in rows}
    own: list[Compared] = []
    others: list[Compared] = []
    wanted = ""
    entries = sorted(hall.lessons(), key=lambda one: one.code != lesson)
    for entry in entries:
        figures = _of_lesson(
            hall, lives.get(entry.code), entry, kept.get((entry.code, OWN, UNCHANGED))
        )
        if figures is None:
            continue
        wanted = wanted or figures.plan
        if figures.plan == wanted:
            (own if entry.code == lesson else others).append(Compared(entry, OWN, {}, figures))
    if own:
        own += runs_of(hall, own[0].lesson)
    return own + others


def _of_lesson(
    hall: Hall, live: Live | None, entry: HallLesson, row: FiguresRow | None
) -> ClassFigures | None:
    """A lesson's figures: kept ones if nothing has happened since; None if its file is gone."""
    if live is not None and not live.closed:
        with live.reading() as session:
            number, _ = books.last_command(session)
            if row is not None and row.number == number:
                return _READ.validate_json(row.figures)
            found = figures_of(KEPT.of(live, session), plan_of(session)[0].title_en)
        if not found.over:
            return found
    else:
        seen = hall.seen(entry.code)
        if row is not None and (seen is None or seen.number == row.number):
            return _READ.validate_json(row.figures)
        try:
            reader = FileReader(hall.folder / entry.file)
        except CannotOpen:
            return None
        try:
            with reader.session() as session:
                found = of_session(session)
        finally:
            reader.close()
    keep(hall, entry.code, at=OWN, changes={}, figures=as_json(found))
    return found


def _unit(one: MarketView) -> UnitFigures:
    lot, solved = one.zero_intelligence, one.equilibrium
    return UnitFigures(
        unit=one.unit,
        trades=one.room.trades,
        tonnes=one.room.traded_t,
        average_fen=one.room.average_fen,
        efficiency_percent=one.room.efficiency_percent,
        alpha_percent=one.room.alpha_percent,
        equilibrium_fen=None if solved is None else (solved.lowest_fen + solved.highest_fen) // 2,
        lot_efficiency_percent=None if lot is None else lot.efficiency_percent,
        lot_alpha_percent=None if lot is None else lot.alpha_percent,
        lot_average_fen=None if lot is None else lot.average_fen,
    )


def _text(changes: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(changes), option=orjson.OPT_SORT_KEYS).decode()
