"""Classes of the same plan side by side, with runs of bots, and the form that starts a run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from registry.debrief.classes import OWN, ClassFigures, Compared, UnitFigures, compared
from registry.debrief.runs import RUNS
from registry.edge.field_faults import shape_wrong
from registry.edge.lessons import listed, refuse_in_practice
from registry.edge.reading import form_of
from registry.web.debrief.bot_runs import CHANGES, change_of, day_of, day_starts
from registry.web.debrief.charts import round_step
from registry.web.debrief.classes_contexts import ClassChart, ClassesPage, ClassLine, ClassRow
from registry.web.frame import figures
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import AxisMark, Choice
from registry.web.frame.visitor import Visitor, draw, see, trainer_visitor

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SHOWN = len(LETTERS)
"""So many classes and runs can be told apart by a letter."""

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _FOOT = 720, 260, 56, 690, 14, 226
_LETTER = 14
"""The height of a letter in the chart."""


def routes() -> list[Route]:
    """The page, and the form that starts a run."""
    return [
        Route(ADDRESSES["classes"], classes, methods=["GET"]),
        Route(ADDRESSES["classes"], start_run, methods=["POST"]),
    ]


async def classes(request: Request) -> Response:
    """Classes of the plan of the lesson that the trainer's pages show."""
    visitor = trainer_visitor(request.scope)
    return await draw(visitor, lambda s: classes_page(visitor, s), section="debrief")


async def start_run(request: Request) -> Response:
    """Let bots play the lesson from a command on, in the background."""
    visitor = trainer_visitor(request.scope)
    refuse_in_practice(visitor.server, visitor.seated.lesson)
    form = await form_of(request, fields_most=10)
    moment, change = ("".join(form.get(name, ()))[:20] for name in ("moment", "change"))

    def moments() -> dict[str, int]:
        with visitor.live.reading() as session:
            return {one.value: int(one.value) for one in moments_of(visitor, session)}

    known = await asyncio.to_thread(moments)
    for field, given, expected in (("moment", moment, known), ("change", change, CHANGES)):
        if given not in expected:
            choices = ", ".join(f"'{one}'" for one in expected)
            raise shape_wrong(
                [{"type": "enum", "loc": ("body", field), "ctx": {"expected": choices}}]
            )
    lesson = listed(visitor.server, visitor.seated.lesson)
    RUNS.start(visitor.server.hall, lesson, at=known[moment], changes=CHANGES[change])
    return see(to("classes"))


def classes_page(visitor: Visitor, session: Session) -> ClassesPage:
    """The page as things stand."""
    server, lesson = visitor.server, visitor.seated.lesson
    found = compared(server.hall, dict(server.lives), lesson)[:SHOWN]
    units = [one.unit for one in found[0].figures.units]
    asked = visitor.query.get("unit", "")
    busiest = max(found[0].figures.units, key=lambda one: one.tonnes).unit
    unit = asked if asked in units else busiest
    instrument = _instrument(found[0].figures, unit, visitor)
    going = RUNS.of(server.hall, lesson)
    starts = day_starts(session)
    rows = [
        _row(visitor, one, letter, unit, starts)
        for one, letter in zip(found, LETTERS, strict=False)
    ]
    lot = _lot(found[0].figures, unit)
    return ClassesPage(
        unit=unit,
        units=tuple((one, to("classes", unit=one)) for one in units),
        instrument=instrument,
        rows=(*rows[:1], *([] if lot is None else [lot]), *rows[1:]),
        chart=chart_of(
            [(row.letter, row.kind, one.figures) for row, one in zip(rows, found, strict=True)],
            instrument,
        ),
        moments=moments_of(visitor, session),
        changes=tuple(CHANGES),
        going="" if going is None else "failed" if going.failed else "going",
    )


def moments_of(visitor: Visitor, session: Session) -> tuple[Choice, ...]:
    """The commands at which a run can begin: the first, each day's beginning, and the last."""
    number, at = books.last_command(session)
    found = [Choice(value="1", label=visitor.both(zh="课程开始", en="The beginning of the lesson"))]
    for day, start in list(day_starts(session).items())[1:]:
        label = visitor.both(zh=f"第 {day} 天开盘前", en=f"The morning of day {day}")
        found.append(Choice(value=str(start), label=label))
    now = figures.moment_text(at)
    found.append(
        Choice(value=str(number), label=visitor.both(zh=f"现在（{now}）", en=f"Now, {now}"))
    )
    return tuple(found)


def _instrument(of: ClassFigures, unit: str, visitor: Visitor) -> str:
    """The first instrument of a unit that has traded, else the first of all."""
    codes = [one.code for one in visitor.live.current.plan.instruments if one.unit == unit]
    traded = {one.instrument for one in of.prices if one.average_fen is not None}
    return next((code for code in codes if code in traded), codes[0])


def _row(
    visitor: Visitor, one: Compared, letter: str, unit: str, starts: Mapping[int, int]
) -> ClassRow:
    own = one.lesson.code == visitor.seated.lesson
    of = next((x for x in one.figures.units if x.unit == unit), None)
    run = one.at != OWN
    return ClassRow(
        letter=letter,
        kind="run" if run else "own" if own else "other",
        title=visitor.both(zh=one.lesson.title_zh, en=one.lesson.title_en),
        code=one.lesson.code,
        change=change_of(one) if run else "",
        day=day_of(one, starts) if run else 0,
        over=one.figures.over,
        people=one.figures.people,
        bots=one.figures.bots,
        trades=of.trades if of else 0,
        tonnes=of.tonnes if of else 0,
        average=of.average_fen if of else None,
        equilibrium=of.equilibrium_fen if of else None,
        efficiency=figures.percentage(of.efficiency_percent) if of else "",
        alpha=figures.percentage(of.alpha_percent) if of else "",
        covered=one.figures.covered_t,
        gap=one.figures.gap_t,
        refused=one.figures.refused,
    )


def _lot(own: ClassFigures, unit: str) -> ClassRow | None:
    """Traders who draw prices by lot on the own lesson's values; None without values."""
    of: UnitFigures | None = next((x for x in own.units if x.unit == unit), None)
    if of is None or of.lot_efficiency_percent is None:
        return None
    return ClassRow(
        letter="", kind="lot", title="", code="", change="", day=0, over=True, people=0, bots=0,
        trades=0, tonnes=0, average=of.lot_average_fen, equilibrium=of.equilibrium_fen,
        efficiency=figures.percentage(of.lot_efficiency_percent),
        alpha=figures.percentage(of.lot_alpha_percent), covered=0, gap=0, refused=0,
    )  # fmt: skip


def _apart(lines: Sequence[ClassLine]) -> list[ClassLine]:
    """The same lines, with letters at one place moved down until they can be read."""
    found: list[ClassLine] = []
    for line in sorted(lines, key=lambda one: (one.x, one.y)):
        above = found[-1] if found and found[-1].x == line.x else None
        low = line.y if above is None else max(line.y, above.y + _LETTER)
        found.append(replace(line, y=low))
    return sorted(found, key=lambda one: LETTERS.index(one.letter))


def chart_of(
    classes: Sequence[tuple[str, str, ClassFigures]], instrument: str
) -> ClassChart | None:
    """Average prices of an instrument by day; None if it has traded in no class."""
    series = {
        (letter, kind): [
            (one.day, one.average_fen)
            for one in of.prices
            if one.instrument == instrument and one.average_fen is not None
        ]
        for letter, kind, of in classes
    }
    prices = [fen for points in series.values() for _, fen in points]
    if not prices:
        return None
    days = max(day for points in series.values() for day, _ in points)
    step = round_step(max(max(prices) - min(prices), 4), most=5)
    low = min(prices) // step * step
    high = max(-(-max(prices) // step) * step, low + step)
    wide = (_RIGHT - _LEFT - 40) // max(days, 1)

    def place(day: int, fen: int) -> tuple[int, int]:
        return _LEFT + 20 + (day - 1) * wide, _FOOT - (fen - low) * (_FOOT - _TOP) // (high - low)

    lines = []
    for (letter, kind), points in series.items():
        if points:
            drawn = tuple(place(day, fen) for day, fen in points)
            path = "M" + "L".join(f"{x} {y}" for x, y in drawn)
            lines.append(
                ClassLine(
                    letter=letter, kind=kind, path=path, points=drawn,
                    x=drawn[-1][0] + 10, y=drawn[-1][1],
                )
            )  # fmt: skip
    lines = _apart(lines)
    return ClassChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        lines=tuple(lines),
        marks_x=tuple(
            AxisMark(place=place(day, low)[0], text=str(day)) for day in range(1, days + 1)
        ),
        marks_y=tuple(
            AxisMark(place=place(1, fen)[1], text=figures.price(fen))
            for fen in range(low, high + 1, step)
        ),
    )
