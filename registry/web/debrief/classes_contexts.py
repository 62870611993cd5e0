"""Context of the page that compares classes.

Prices are fen a tonne, coordinates whole units of the drawing; a percentage is a text, '' where it
is not defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import AxisMark, Choice, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class, or a run beside it; `letter` marks its line in the chart.

    `kind` is own, run, other, or lot for traders who draw prices by lot: these have no people.
    `change` is a key of the table run_changes, '' for a class; `day` is the trading day on which a
    run branched off, 0 before the first.
    """

    letter: str
    kind: str
    title: str
    code: str
    change: str
    day: int
    over: bool
    people: int
    bots: int
    trades: int
    tonnes: int
    average: int | None
    equilibrium: int | None
    efficiency: str
    alpha: str
    covered: int
    gap: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """A class's prices by day: a path, and the place of its letter."""

    letter: str
    kind: str
    path: str
    points: tuple[tuple[int, int], ...]
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassChart:
    """Average prices by day, one line for each class."""

    width: int
    height: int
    left: int
    right: int
    lines: tuple[ClassLine, ...]
    marks_x: tuple[AxisMark, ...]
    marks_y: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesPage(Page):
    """Classes of one plan side by side, by one unit.

    `units` are the units with their addresses. `moments` are commands at which a run can begin,
    `changes` keys of the table run_changes. `going`: '', going or failed.
    """

    template: ClassVar[str] = "debrief/classes.html"
    unit: str
    units: tuple[tuple[str, str], ...]
    instrument: str
    rows: tuple[ClassRow, ...]
    chart: ClassChart | None
    moments: tuple[Choice, ...]
    changes: tuple[str, ...]
    going: str


PAGES: tuple[type[Page], ...] = (ClassesPage,)
"""The page of this file."""
