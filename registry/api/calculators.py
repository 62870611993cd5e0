"""The calculators over JSON, for everybody: plants, grids, figures of the sources, compliance.

Inputs are query parameters, so that every decimal arrives as text. Nothing is read from a lesson.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query

from registry.api.shapes import REFUSED
from registry.api.strict import StrictRouter
from registry.edge.errors import RecordUnknown
from registry.programme.methodologies.calculators import (
    allocation,
    ccer_market,
    corsia,
    examples,
    grids,
    mistakes,
    reserve,
    revenue,
    sourced,
    surrender,
)

Given = Annotated[str, Query(max_length=200, description="An exact decimal, as text.")]
Word = Annotated[str, Query(max_length=200, description="A code or a year.")]
Perhaps = Annotated[str | None, Query(max_length=200, description="An exact decimal, as text.")]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api/calculators", tags=["calculators"], responses=REFUSED)
    add = routes.add_api_route
    add("/revenue", plant, methods=["GET"], summary="Credit revenue of a wind or solar plant")
    add("/grids", all_grids, methods=["GET"], summary="The six grids: OM, BM, margin, sources")
    add(
        "/uplift",
        uplift,
        methods=["GET"],
        summary="Credit revenue relative to power sales, by grid",
    )
    add("/examples", worked, methods=["GET"], summary="Worked examples, printed and recomputed")
    add("/figures", figures, methods=["GET"], summary="Figures of the sources, recomputed")
    add("/figures/{figure}", one_figure, methods=["GET"], summary="One figure with its inputs")
    add("/mistakes", found, methods=["GET"], summary="Mistakes of the sources, recomputed")
    add("/mistakes/{mistake}", one_mistake, methods=["GET"], summary="One mistake")
    add("/corsia/growth", growth, methods=["GET"], summary="Growth paths of aviation")
    add("/corsia/path", own_path, methods=["GET"], summary="A growth path from your own figures")
    add(
        "/corsia/requirement", duty, methods=["GET"], summary="An operator's offsetting requirement"
    )
    add("/china/allocation", allowances, methods=["GET"], summary="Benchmark allocation of a unit")
    add("/china/surrender", year_end, methods=["GET"], summary="Offset cap, shortfall and fine")
    add(
        "/china/carry-over", carried, methods=["GET"], summary="Allowances that may be carried over"
    )
    add("/ccer/limits", limits, methods=["GET"], summary="Price limits at a base price")
    add("/eu/reserve", stability, methods=["GET"], summary="The EU's Market Stability Reserve")
    add("/eu/cap", cap, methods=["GET"], summary="The EU's cap, 2013 to 2020")
    return routes


def _plant(
    *,
    capacity_mw: Perhaps = None,
    hours: Perhaps = None,
    mwh: Perhaps = None,
    grid: Annotated[str | None, Query(max_length=200, description="Code of a grid.")] = None,
    om: Perhaps = None,
    bm: Perhaps = None,
    w_om: Perhaps = None,
    w_bm: Perhaps = None,
    combined_margin: Perhaps = None,
    price: Perhaps = None,
    tariff: Perhaps = None,
) -> revenue.Plant:
    return revenue.Plant(
        capacity_mw=capacity_mw,
        hours=hours,
        mwh=mwh,
        grid=grid,
        om=om,
        bm=bm,
        w_om=w_om,
        w_bm=w_bm,
        combined_margin=combined_margin,
        price=price,
        tariff=tariff,
    )


async def plant(given: Annotated[revenue.Plant, Depends(_plant)]) -> dict[str, str]:
    """Every figure that the inputs allow; a non-terminating decimal also has its exact fraction."""
    return revenue.revenue(given)


async def all_grids() -> list[grids.Grid]:
    """Every grid with its emission factors; each has its kind, year, source and status."""
    return grids.grids()


async def uplift(
    price: Given = mistakes.PRICE, tariff: Given = mistakes.TARIFF
) -> list[grids.Uplift]:
    """Credit revenue in percent of power sales, by grid; generation cancels out."""
    return grids.uplifts(price=price, tariff=tariff)


async def worked() -> list[examples.Example]:
    """The worked examples of the sources; misprints are marked."""
    return examples.examples()


async def figures(
    group: Annotated[str, Query(max_length=40, description="Only this group.")] = "",
) -> list[sourced.SourcedFigure]:
    """Inputs, formula, result, the printed figure, and whether they agree."""
    if group and group not in sourced.groups():
        raise RecordUnknown(what="figure_group", given=group)
    return sourced.sourced_figures(group=group)


async def one_figure(figure: str) -> sourced.SourcedFigure:
    """One figure by its id."""
    one = sourced.sourced_figure(figure)
    if one is None:
        raise RecordUnknown(what="figure", given=figure[:40])
    return one


async def found(
    kind: Annotated[str, Query(max_length=40, description="Only this kind.")] = "",
) -> list[mistakes.Mistake]:
    """The printed statement, the correct one, and the calculation if there is one."""
    if kind and kind not in mistakes.KINDS:
        raise RecordUnknown(what="mistake_kind", given=kind)
    return mistakes.mistakes(kind=kind)


async def one_mistake(mistake: str) -> mistakes.Mistake:
    """One mistake by its id."""
    one = mistakes.mistake(mistake)
    if one is None:
        raise RecordUnknown(what="mistake", given=mistake[:40])
    return one


async def growth(
    extra_steps: Annotated[int, Query(ge=0, le=1, description="1: a step more than years.")] = 0,
) -> list[dict[str, Any]]:
    """Growth of aviation from 2018 to 2035 at the two rates of the source."""
    return corsia.growth(extra_steps=extra_steps)


async def own_path(start_mt: Given, percent: Given, years: Given) -> list[dict[str, Any]]:
    """The growth path from a start value, a yearly rate in percent and a number of years."""
    return corsia.grown(start_mt=start_mt, percent=percent, years=years)


async def duty(
    year: Annotated[
        list[str],
        Query(max_length=50, description="year:tonnes[:sector growth[:own growth]], repeated."),
    ],
    fuel_claims_t: Given = "0",
) -> dict[str, Any]:
    """The requirement: the sum over the years, less claims for eligible fuel, in whole tonnes."""
    return corsia.requirement([corsia.flown_of(one) for one in year], fuel_claims_t=fuel_claims_t)


async def allowances(
    *,
    unit_class: Word,
    year: Word,
    generation_mwh: Given,
    heat_gj: Given = "0",
    load_factor: Perhaps = None,
    verified_t: Perhaps = None,
    previous_verified_t: Perhaps = None,
) -> dict[str, Any]:
    """The allocation step by step: formula, load correction, floor and pre-allocation."""
    return allocation.allocation(
        allocation.Unit(
            unit_class=unit_class,
            year=year,
            generation_mwh=generation_mwh,
            heat_gj=heat_gj,
            load_factor=load_factor,
            verified_t=verified_t,
            previous_verified_t=previous_verified_t,
        )
    )


async def year_end(
    obligation_t: Given, surrendered_t: Given, offsets_t: Given = "0", price: Perhaps = None
) -> dict[str, Any]:
    """The offset cap, the shortfall, the range of the fine, and next year's reduction."""
    return surrender.surrender(
        obligation_t=obligation_t, surrendered_t=surrendered_t, offsets_t=offsets_t, price=price
    )


async def carried(net_sales_t: Given, holdings_t: Perhaps = None) -> dict[str, Any]:
    """10,000 t plus one and a half times the net sales, at most the holdings."""
    return surrender.carried(net_sales_t=net_sales_t, holdings_t=holdings_t)


async def limits(base: Given) -> dict[str, Any]:
    """Price limits: listed agreements within 10 %, bulk agreements within 30 %."""
    return ccer_market.limits(base=base)


async def stability(surplus_t: Given, year: Word, held_t: Perhaps = None) -> dict[str, Any]:
    """Allowances withheld above the upper threshold, or released below the lower one."""
    return reserve.reserve(surplus_t=surplus_t, year=year, held_t=held_t)


async def cap() -> list[dict[str, Any]]:
    """The cap of each year: the first cap less the same reduction every year."""
    return reserve.cap_path()
