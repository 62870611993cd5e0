"""Contexts: calculators with their formulas, charts and sources: pages for everybody.

Figures come as text that is exact, beside the text that is read; templates compute nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import AxisMark, Choice, Page, RefusalCard
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """A figure: exact as the engine tells it, and as it is read."""

    value: str = told("the engine's own text: exact, or cut after twelve decimals")
    shown: str = told("the same with thousands commas, at most twelve decimals")
    more: str = told("what follows the decimals shown: '' nothing, fraction, value or cut")
    fraction: str = told("numerator/denominator where the decimals do not end; '' else")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Where a figure comes from and how sure it is."""

    source: str = told("source, a key of calculator_sources; '' where only a status is known")
    status: str = told("seed, verified, recalled, assumption, derived or given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    name: str = told("name in the address")
    id: str = told("id on the page")
    label: str = told("a key of calculator_fields")
    value: str = told("what stands in the field")
    unit: str = told("a key of calculator_units; '' where there is none")
    choices: tuple[Choice, ...] = told("entries of a choice; () for a field to type in")
    error: str = told("why it cannot be used, in the page's language; '' where it can")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form that stays in the address, with what the other forms of the page hold."""

    id: str = told("id of the form; its answer has the same with -answer behind")
    action: str = told("name of the page's address")
    rows: tuple[tuple[Field, ...], ...] = told("fields in the groups in which they are drawn")
    kept: tuple[tuple[str, str], ...] = told("names and values of the page's other forms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a calculation: what it is, formula, the same with figures, result."""

    name: str = told("a key of calculator_steps")
    formula: str = told("a key of calculator_formulas")
    filled: str = told("the formula with its figures; '' where there is nothing to fill in")
    result: Exact = told("the result")
    unit: str = told("a key of calculator_units")
    strong: bool = told("whether it is an answer rather than a way to one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a bar chart."""

    label: str = told("what it stands for, in the page's language")
    text: str = told("its figure as it is read")
    y: int = told("top of its lane")
    width: int = told("length of the bar")
    text_x: int = told("where its figure starts")
    marked: bool = told("whether it is the visitor's own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars that lie under one another and start at zero."""

    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    left: int = told("where the bars start")
    bars: tuple[Bar, ...] = told("the bars from top to bottom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a line chart."""

    name: str = told("a key of calculator_series")
    path: str = told("the line as an SVG path")
    end_x: int = told("where it ends, from the left")
    end_y: int = told("where it ends, from the top")
    text_y: int = told("where its last figure stands, clear of the others")
    end_text: str = told("its last figure as it is read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines over the same years."""

    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    left: int = told("where the lines start")
    right: int = told("where they end")
    bottom: int = told("where the row of years stands")
    lines: tuple[Line, ...] = told("the lines")
    marks_x: tuple[AxisMark, ...] = told("years along the foot")
    marks_y: tuple[AxisMark, ...] = told("figures along the side")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A place on a scale."""

    name: str = told("a key of calculator_series")
    x: int = told("distance from the left")
    room: int = told("distance to the next bound, or to the end of the drawing")
    text_x: int = told("where its text stands, inside the drawing")
    text: str = told("the figure as it is read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale from zero with two bounds and one pointer."""

    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    lower: Pointer = told("the lower bound")
    upper: Pointer = told("the upper bound")
    pointer: Pointer | None = told("where the visitor's figure stands; None if there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One calculator on the index."""

    name: str = told("name of its address; the template has title and sentence")
    figure: str = told("a figure that it gives, rounded for a headline")
    unit: str = told("a key of calculator_units")
    fact: Fact = told("where the figure comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorsPage(Page):
    """What can be calculated, and what each calculator answers."""

    template: ClassVar[str] = "calculators/calculators.html"
    entries: tuple[Entry, ...] = told("the calculators")
    regions: Bars = told("the uplift of the six grids, as a picture")
    paths: Lines = told("the growth paths of aviation, as a picture")
    outcomes: Bars = told("figures that reproduce, that do not, that cannot be compared")
    cliff: Lines = told("load correction by load factor, as a picture")
    bounds: Scale = told("the bounds of the EU's reserve, as a picture")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A regional grid with its factors, their kinds, sources and statuses."""

    code: str = told("code of the grid")
    name: str = told("its name in the page's language")
    year: str = told("year of the factors")
    om: str = told("operating margin, t CO2/MWh")
    bm: str = told("build margin, t CO2/MWh")
    margin: str = told("combined margin, recomputed")
    printed: str = told("combined margin as it is printed")
    agrees: bool = told("whether both are the same")
    parts_from: Fact = told("where OM and BM come from")
    margin_from: Fact = told("where the printed margin comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """What the same plant earns in one grid."""

    code: str = told("code of the grid")
    name: str = told("its name in the page's language")
    margin: str = told("combined margin")
    credits_t: Exact | None = told("whole tonnes; None without a generation")
    income_cny: Exact | None = told("income of the unrounded reduction; None where not reached")
    fen_per_kwh: Exact = told("income for each kWh")
    uplift: Exact = told("what credits add to the income from power, %")
    own: bool = told("whether the visitor chose this grid")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One printed figure of a worked example beside the recomputed one."""

    field: str = told("a key of calculator_steps")
    printed: str = told("as it is printed")
    recomputed: Exact = told("recomputed")
    unit: str = told("a key of calculator_units")
    reproduces: bool = told("whether the result rounds to the print")
    misprint: bool = told("whether the print cannot be meant")
    note: str = told("what went wrong, in the page's language; '' where nothing did")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleCard:
    """A worked example of the source."""

    id: str = told("its id")
    name: str = told("its name in the page's language")
    href: str = told("the calculator with its inputs")
    rows: tuple[PrintedRow, ...] = told("printed against recomputed")
    fact: Fact = told("where it comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenuePage(Page):
    """What a wind or solar plant earns by its credits."""

    template: ClassVar[str] = "calculators/revenue.html"
    sheet: Sheet = told("the form")
    refusal: RefusalCard | None = told("why nothing is calculated; None where it is")
    steps: tuple[Step, ...] = told("every figure that the inputs reach")
    weights_from: Fact = told("where the weights of wind and solar come from")
    price: str = told("price at which the grids are compared")
    tariff: str = told("tariff at which they are compared")
    own_price: bool = told("whether price and tariff are the visitor's; else those of the examples")
    regions: tuple[RegionRow, ...] = told("the same plant in all grids, largest uplift first")
    plant_known: bool = told("whether the generation is known, so that credits can be compared")
    chart: Bars | None = told("uplift by grid as bars; None when it cannot be calculated")
    grids: tuple[GridRow, ...] = told("the six grids with their factors")
    south: GridRow = told("the grid of the teaching point: high OM, lowest margin")
    east: GridRow = told("the grid it is compared with")
    examples: tuple[ExampleCard, ...] = told("both worked examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """One input of a figure."""

    name: str = told("its name in the formula, a key of calculator_inputs")
    value: str = told("its value as it is read")
    unit: str = told("a key of calculator_units")
    fact: Fact = told("where it comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCard:
    """One figure of the sources, recomputed."""

    id: str = told("its id, which is its anchor")
    name: str = told("what it is, in the page's language")
    inputs: tuple[InputRow, ...] = told("its inputs")
    formula: str = told("the formula with names")
    filled: str = told("the formula with figures")
    result: Exact = told("the result")
    unit: str = told("a key of calculator_units")
    printed: str = told("as it is printed; '' where nothing is")
    relation: str = told("rounds_to, above, below or none: how print and result are compared")
    reproduces: bool | None = told("whether it does; None where nothing is printed")
    note: str = told("a note in the page's language; '' where there is none")
    fact: Fact = told("where it comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """Figures that belong together."""

    name: str = told("a key of calculator_groups; also its anchor")
    cards: tuple[FigureCard, ...] = told("its figures, in the order of the tables")


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage(Page):
    """Every figure of the sources that can be recomputed."""

    template: ClassVar[str] = "calculators/figures.html"
    sheet: Sheet = told("the filter")
    groups: tuple[FigureGroup, ...] = told("the figures that are asked for")
    count: int = told("how many are shown")
    total: int = told("how many there are")
    wrong: int = told("how many do not reproduce")
    unprinted: int = told("how many have nothing printed to compare")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow:
    """One year of the growth paths."""

    year: int = told("the year")
    values: tuple[Exact | None, ...] = told("Mt, by line of the chart; None beyond its end")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """Where a path of the source ends, with and without one step more."""

    name: str = told("a key of calculator_series")
    printed: str = told("what the source prints for the world in 2035")
    plain: Exact = told("end with as many steps as there are years, Mt")
    extra: Exact = told("end with one step more, Mt")
    plain_steps: int = told("years between first and last year")
    extra_steps: int = told("one more")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownRow:
    """One year of an operator."""

    year: int = told("the year")
    emissions: Exact = told("emissions, t")
    sector: Exact = told("growth factor of the sector")
    sector_from: Fact = told("where it comes from")
    shares: str = told("share of the sector's growth and of the own growth, %")
    shares_from: Fact = told("where the shares come from")
    factor: Exact = told("factor of the year")
    filled: str = told("the formula with figures")
    bound: bool = told("whether the operator is above the threshold")
    offset: Exact = told("to be offset for the year, t")


@dataclass(frozen=True, slots=True, kw_only=True)
class AviationPage(Page):
    """Growth of aviation, and what an operator has to offset."""

    template: ClassVar[str] = "calculators/aviation.html"
    path_sheet: Sheet = told("the form of the own path")
    path_refusal: RefusalCard | None = told("why there is no own path; None where there is")
    chart: Lines = told("the paths as lines")
    rows: tuple[PathRow, ...] = told("the table behind the chart")
    scope: str = told("world or belt_and_road")
    ends: tuple[EndRow, ...] = told("ends of the printed paths; () for the own scope")
    paths_from: Fact = told("where the paths come from")
    duty_sheet: Sheet = told("the form of the operator")
    duty_refusal: RefusalCard | None = told("why nothing is calculated; None where it is")
    years: tuple[FlownRow, ...] = told("the operator's years, step by step")
    steps: tuple[Step, ...] = told("the sum, less fuel claims, rounded up")
    threshold: str = told("tonnes above which an operator has a requirement")
    threshold_from: Fact = told("where the threshold comes from")
    rounding_from: Fact = told("how sure the rounding is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One calculator among several on a page: form, steps, facts."""

    sheet: Sheet = told("the form")
    refusal: RefusalCard | None = told("why nothing is calculated; None where it is")
    steps: tuple[Step, ...] = told("the steps")
    facts: tuple[Fact, ...] = told("sources and statuses")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """Price limits of one kind of agreement."""

    kind: str = told("listed or bulk; the template has the words")
    percent: int = told("per cent up and down")
    low: str = told("lowest price, CNY/t")
    high: str = told("highest price, CNY/t")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChinaPage(Page):
    """Allocation, surrender, carry-over and price limits in China's national markets."""

    template: ClassVar[str] = "calculators/china.html"
    allocation: Part = told("allowances of a unit")
    cliff: Lines = told("load correction by load factor")
    cliff_rows: tuple[tuple[str, Exact], ...] = told("load factor and correction behind the chart")
    surrender: Part = told("a year's surrender")
    covered: Bars | None = told("what covers the obligation; None when nothing is known")
    carried: Part = told("carry-over")
    limits: Part = told("price limits; its steps are empty")
    limit_rows: tuple[LimitRow, ...] = told("the limits")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservePage(Page):
    """The EU's Market Stability Reserve and the path of its cap."""

    template: ClassVar[str] = "calculators/reserve.html"
    reserve: Part = told("what the reserve does")
    verdict: str = told("withholds, releases, empty or nothing; '' when nothing is known")
    scale: Scale = told("the bounds and the visitor's figure")
    cap: Bars = told("the cap by year as bars")
    cap_rows: tuple[tuple[int, Exact], ...] = told("the cap by year")
    cap_cut: str = told("the cut of every year, t")
    cap_from: Fact = told("where the cap comes from")


PAGES: tuple[type[Page], ...] = (
    CalculatorsPage,
    RevenuePage,
    FiguresPage,
    AviationPage,
    ChinaPage,
    ReservePage,
)
"""The pages of this area."""
