"""Contexts of the calculators, with formulas, charts and sources.

Every figure is given as exact text and as formatted text. Names, units and sources are codes of
the area's word tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.calculators.chart_contexts import Bars, Lines, Scale
from registry.web.frame.contexts.shared import Choice, Page, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """A figure, exact and formatted.

    `value` is the engine's own text, exact or cut after twelve decimals; `shown` is the same with
    thousands separators. `more` is what follows the decimals shown: '' nothing, fraction, value or
    cut. `fraction` is numerator/denominator where the decimals do not end.
    """

    value: str
    shown: str
    more: str
    fraction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The source of a figure and its reliability.

    `source` is '' where only a status is known. `status` is seed, verified, recalled, assumption,
    derived or given.
    """

    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form.

    `name` is that in the address; `choices` is () for a text field.
    """

    name: str
    id: str
    label: str
    value: str
    unit: str
    choices: tuple[Choice, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form whose values are kept in the address, with those of the page's other forms.

    The id of its answer is the form's id plus -answer. `action` names an address. `kept` are names
    and values of the page's other forms.
    """

    id: str
    action: str
    rows: tuple[tuple[Field, ...], ...]
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a calculation: name, formula, formula with figures, result.

    `filled` is the formula with its figures. `strong` marks a final result.
    """

    name: str
    formula: str
    filled: str
    result: Exact
    unit: str
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One calculator on the index."""

    name: str
    figure: str
    unit: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorsPage(Page):
    """The index: every calculator with one of its results.

    The charts: uplift of the six grids, growth of aviation, how many figures reproduce, load
    correction by load factor, bounds of the EU's reserve.
    """

    template: ClassVar[str] = "calculators/calculators.html"
    entries: tuple[Entry, ...]
    regions: Bars
    paths: Lines
    outcomes: Bars
    cliff: Lines
    bounds: Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A regional grid with its factors, their kinds, sources and statuses.

    `om` and `bm` are operating and build margin in t CO2/MWh. `margin` is the combined margin
    recomputed, `printed` the printed one.
    """

    code: str
    name: str
    year: str
    om: str
    bm: str
    margin: str
    printed: str
    agrees: bool
    parts_from: Fact
    margin_from: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """Income of the same plant in one grid.

    `credits_t` is whole tonnes, None without a generation; `income_cny` is computed from the
    unrounded reduction. `uplift` is the income from credits in percent of that from power.
    """

    code: str
    name: str
    margin: str
    credits_t: Exact | None
    income_cny: Exact | None
    fen_per_kwh: Exact
    uplift: Exact
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One printed figure of a worked example beside the recomputed one.

    `reproduces`: the result rounds to the printed figure; `misprint`: the printed figure is an
    obvious error.
    """

    field: str
    printed: str
    recomputed: Exact
    unit: str
    reproduces: bool
    misprint: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleCard:
    """A worked example of the source."""

    id: str
    name: str
    href: str
    rows: tuple[PrintedRow, ...]
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenuePage(Page):
    """Income of a wind or solar plant from credits.

    `price` and `tariff` compare the grids; `own_price`: they are the visitor's, not those of the
    examples. `regions` begin with the largest uplift. `south` has a high OM and the lowest
    margin, `east` is compared with it.
    """

    template: ClassVar[str] = "calculators/revenue.html"
    sheet: Sheet
    refusal: RefusalCard | None
    steps: tuple[Step, ...]
    weights_from: Fact
    price: str
    tariff: str
    own_price: bool
    regions: tuple[RegionRow, ...]
    plant_known: bool
    chart: Bars | None
    grids: tuple[GridRow, ...]
    south: GridRow
    east: GridRow
    examples: tuple[ExampleCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """One input of a figure."""

    name: str
    value: str
    unit: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCard:
    """One figure of the sources, recomputed.

    `relation` is rounds_to, above, below or none: how print and result are compared. `reproduces`
    is None where nothing is printed.
    """

    id: str
    name: str
    inputs: tuple[InputRow, ...]
    formula: str
    filled: str
    result: Exact
    unit: str
    printed: str
    relation: str
    reproduces: bool | None
    note: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """Figures that belong together.

    `name` is also the anchor.
    """

    name: str
    cards: tuple[FigureCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage(Page):
    """Every figure of the sources that can be recomputed."""

    template: ClassVar[str] = "calculators/figures.html"
    sheet: Sheet
    groups: tuple[FigureGroup, ...]
    count: int
    total: int
    wrong: int
    unprinted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow:
    """One year of the growth paths.

    `values` are Mt in the order of the chart's lines, None beyond a line's end.
    """

    year: int
    values: tuple[Exact | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """The end of a path of the source, with and without one more step.

    `printed` is the source's figure for the world in 2035. `plain` takes as many steps as there are
    years, `extra` one more; both in Mt.
    """

    name: str
    printed: str
    plain: Exact
    extra: Exact
    plain_steps: int
    extra_steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownRow:
    """One year of an operator.

    `emissions` and `offset` are tonnes; `shares` is the sector's growth and the own growth, in
    percent. `bound`: the operator is above the threshold.
    """

    year: int
    emissions: Exact
    sector: Exact
    sector_from: Fact
    shares: str
    shares_from: Fact
    factor: Exact
    filled: str
    bound: bool
    offset: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class AviationPage(Page):
    """Growth of aviation, and what an operator has to offset.

    `scope` is world or belt_and_road; `ends` is () for an own path. An operator has a requirement
    above `threshold` tonnes.
    """

    template: ClassVar[str] = "calculators/aviation.html"
    path_sheet: Sheet
    path_refusal: RefusalCard | None
    chart: Lines
    rows: tuple[PathRow, ...]
    scope: str
    ends: tuple[EndRow, ...]
    paths_from: Fact
    duty_sheet: Sheet
    duty_refusal: RefusalCard | None
    years: tuple[FlownRow, ...]
    steps: tuple[Step, ...]
    threshold: str
    threshold_from: Fact
    rounding_from: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One calculator among several on a page: form, steps, facts."""

    sheet: Sheet
    refusal: RefusalCard | None
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """Price limits of one kind of agreement.

    `kind` is listed or bulk; `percent` goes up and down; `low` and `high` are CNY/t.
    """

    kind: str
    percent: int
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChinaPage(Page):
    """Allocation, surrender, carry-over and price limits in China's national markets.

    `cliff_rows` are load factor and correction. `covered` is None without an answer; `limits`
    has no steps.
    """

    template: ClassVar[str] = "calculators/china.html"
    allocation: Part
    cliff: Lines
    cliff_rows: tuple[tuple[str, Exact], ...]
    surrender: Part
    covered: Bars | None
    carried: Part
    limits: Part
    limit_rows: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservePage(Page):
    """The EU's Market Stability Reserve and the path of its cap.

    `verdict` is withholds, releases, empty, nothing, or '' without an answer. `cap_cut` is the
    yearly reduction of the cap in tonnes.
    """

    template: ClassVar[str] = "calculators/reserve.html"
    reserve: Part
    verdict: str
    scale: Scale
    cap: Bars
    cap_rows: tuple[tuple[int, Exact], ...]
    cap_cut: str
    cap_from: Fact


PAGES: tuple[type[Page], ...] = (
    CalculatorsPage,
    RevenuePage,
    FiguresPage,
    AviationPage,
    ChinaPage,
    ReservePage,
)
"""The pages of this area."""
