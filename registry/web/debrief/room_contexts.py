"""Contexts of the room's debrief, and of the script of questions.

Money is in fen, quantities in tonnes, prices in fen a tonne; coordinates are whole units of the
drawing. A percentage is a text, '' where it is not defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.debrief.contexts import AimRow, RefusalRow
from registry.web.frame.contexts.shared import AxisMark, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A seat's result: its main aim, then money; `person` is '' where a bot has the seat."""

    seat: str
    name: str
    person: str
    aim: AimRow
    change: int
    surplus: int | None
    trades: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTable:
    """The results of a role, the best first: people, and bots apart; `met` and `seats` count
    both. `text` is the aim."""

    role: str
    text: str
    met: int
    seats: int
    people: tuple[ResultRow, ...]
    bots: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The volume of one day as a column, and the place of its average price; `y` None: no trade."""

    x: int
    width: int
    top: int
    height: int
    middle: int
    y: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChart:
    """Average price by day as a line, volume as columns."""

    width: int
    height: int
    left: int
    right: int
    path: str
    columns: tuple[Column, ...]
    marks_x: tuple[AxisMark, ...]
    marks_y: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day of an instrument."""

    day: str
    open: int | None
    high: int | None
    low: int | None
    average: int | None
    close: int | None
    volume: int
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentPart:
    """An instrument's days, oldest first; `chart` is None where nothing has traded."""

    code: str
    volume: int
    chart: DayChart | None
    days: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a row's seat bought of a column's; `level` from 0 (nothing) to 4 (the most)."""

    tonnes: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """What one seat bought, by seller."""

    seat: str
    name: str
    cells: tuple[Cell, ...]
    bought: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """What one seat bought of another."""

    buyer: str
    buyer_name: str
    seller: str
    seller_name: str
    trades: int
    tonnes: int
    average: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Who traded with whom: a matrix of few seats, else the largest of all pairs.

    `sellers` are the columns, each a seat and its name, `sold` their sums. `rows` is () where
    `pairs` is not.
    """

    sellers: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    sold: tuple[int, ...]
    pairs: tuple[PairRow, ...]
    all_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What came of a market: of the room, or of traders who draw prices by lot."""

    trades: int
    tonnes: int
    average: int | None
    efficiency: str
    alpha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRun:
    """The lesson as bots in every seat played it from a moment on, to its end.

    `change` is a key of the table run_changes, `day` the trading day on which they began, 0 before
    the first; `units` what came of each unit's market, `covered` tonnes of the emitters' `gap`.
    """

    change: str
    day: int
    units: Mapping[str, Measures]
    covered: int
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPart:
    """A unit's market; `reason` says why it has no equilibrium, and then `mindless` is None and
    the prices and tonnes of the equilibrium are 0. `steps` counts those of its reveal."""

    unit: str
    instruments: tuple[str, ...]
    reason: str
    lowest: int
    highest: int
    tonnes: int
    surplus: int
    room: Measures
    mindless: Measures | None
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRow:
    """A wrong figure in the papers of a request: what was stated, and what the register has.

    `planted`: a bot's owner erred, as the plan wants it; else a person stated it. `figure` is a key
    of the table paper_fields, `paper` of papers. `finders` are those who objected to the paper, ()
    if nobody did; `state` is what became of the request.
    """

    request: int
    item: int
    owner: str
    planted: bool
    project: str
    period: int
    paper: str
    figure: str
    said: str
    record: str
    finders: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage(Page):
    """The room's debrief; `emitters` with an obligation, of whom `met` have covered their gap.

    `wrong_papers` are told when the lesson is `over`; `wrong_found` counts those that were found.
    """

    template: ClassVar[str] = "debrief/room.html"
    over: bool
    at: int
    emitters: int
    met: int
    gap: int
    covered: int
    runs: tuple[BotRun, ...]
    roles: tuple[RoleTable, ...]
    markets: tuple[MarketPart, ...]
    instruments: tuple[InstrumentPart, ...]
    partners: Partners
    refusals: tuple[RefusalRow, ...]
    wrong_papers: tuple[WrongRow, ...]
    wrong_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionStep:
    """The questions of one step, a key of the table debrief_questions."""

    step: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsPage(Page):
    """The script of questions, with the room's figures filled in."""

    template: ClassVar[str] = "debrief/questions.html"
    over: bool
    at: int
    steps: tuple[QuestionStep, ...]


PAGES: tuple[type[Page], ...] = (RoomPage, QuestionsPage)
"""The trainer's pages of the room."""
