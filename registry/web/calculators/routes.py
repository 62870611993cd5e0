"""Routes of the calculators, all public.

Forms are read from the address, so that every state of a page can be shared as a link.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fractions import Fraction

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import corsia, grids, reserve, sourced
from registry.programme.methodologies.calculators.mistakes import PRICE, TARIFF
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators import aviation as calculator_aviation
from registry.web.calculators import china as calculator_china
from registry.web.calculators import reserve as calculator_reserve
from registry.web.calculators import revenue as calculator_revenue
from registry.web.calculators import sourced as calculator_sourced
from registry.web.calculators.chart_contexts import Bars
from registry.web.calculators.charts import Measured, bars
from registry.web.calculators.contexts import CalculatorsPage, Entry, Exact, Fact
from registry.web.calculators.exact import exact_figure, fixed_text, grouped
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.visitor import Visitor, draw_open, visitor_of

SECTION = "calculators"


def index(visitor: Visitor) -> CalculatorsPage:
    """The index: every calculator with one of its results."""
    every = sourced.sourced_figures()
    farthest = exact(corsia.growth()[-1]["years"][-1]["world_mt"])
    withheld = reserve.reserve(surplus_t=calculator_reserve.BEGIN["surplus_t"], year="2020")
    regions = [
        (one.grid, visitor.both(en=one.en, zh=one.zh), _uplift(one))
        for one in grids.uplifts(price=PRICE, tariff=TARIFF)
    ]
    northwest = next(uplift for code, _, uplift in regions if code == "northwest")
    factors = grids.grid_of("northwest")
    assert factors is not None, "the grid of the worked example"
    paths, cap = table("corsia")["paths"], table("compliance")["offsets"]
    wrong = sum(one.reproduces is False for one in every)
    return CalculatorsPage(
        entries=(
            Entry(
                name="revenue",
                figure=fixed_text(exact(northwest.value), 3),
                unit="%",
                fact=_from(factors.factors[0].source, factors.factors[0].status),
            ),
            Entry(name="figures", figure=grouped(str(wrong)), unit="", fact=_from("", "derived")),
            Entry(
                name="aviation",
                figure=fixed_text(farthest, 1),
                unit="Mt",
                fact=_from(paths["source"], paths["status"]),
            ),
            Entry(
                name="china",
                figure=grouped(cap["cap_percent"]),
                unit="%",
                fact=_from(cap["source"], cap["status"]),
            ),
            Entry(
                name="reserve",
                figure=grouped(str(withheld["withheld_t"])),
                unit="t",
                fact=_from(withheld["source"], withheld["status"]),
            ),
        ),
        regions=calculator_revenue.uplift_chart(
            (name, uplift, code == "northwest") for code, name, uplift in regions
        ),
        paths=calculator_aviation.drawn(calculator_aviation.printed_paths("world")),
        outcomes=_outcomes(every, visitor),
        cliff=calculator_china.cliff(),
        bounds=calculator_reserve.bounds(withheld["surplus_t"], visitor.language),
    )


def _from(source: str, status: str) -> Fact:
    return Fact(source=source, status=status)


def _uplift(one: grids.Uplift) -> Exact:
    return exact_figure(one.uplift_percent, one.uplift_percent_fraction)


def _outcomes(every: list[sourced.SourcedFigure], visitor: Visitor) -> Bars:
    """How many figures reproduce, how many do not, and how many have no printed figure."""
    labels = (
        (True, visitor.both(en="reproduce", zh="可复算")),
        (False, visitor.both(en="do not", zh="无法复算")),
        (None, visitor.both(en="not printed", zh="无所印数")),
    )
    counts = [(label, sum(one.reproduces is way for one in every)) for way, label in labels]
    return bars(
        [
            Measured(label, Fraction(count), str(count), marked=place == 1)
            for place, (label, count) in enumerate(counts)
        ]
    )


PAGES: dict[str, Callable[[Visitor], Page]] = {
    "calculators": index,
    "revenue": calculator_revenue.page,
    "figures": calculator_sourced.page,
    "aviation": calculator_aviation.page,
    "china": calculator_china.page,
    "reserve": calculator_reserve.page,
}
"""Address name -> the function that makes the page."""


def routes() -> list[Route]:
    """The pages of this area."""
    return [Route(ADDRESSES[name], _page(make), methods=["GET"]) for name, make in PAGES.items()]


def _page(make: Callable[[Visitor], Page]) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        visitor = visitor_of(request.scope)
        return await draw_open(visitor, lambda: make(visitor), section=SECTION)

    return page
