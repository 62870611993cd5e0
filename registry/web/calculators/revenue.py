"""The page of a wind or solar plant: steps, the same plant in all six grids, worked examples.

The engine computes; this module shows its figures with their formulas and sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import grids
from registry.programme.methodologies.calculators.examples import Example, examples
from registry.programme.methodologies.calculators.mistakes import PRICE, TARIFF
from registry.programme.methodologies.calculators.revenue import Plant, revenue
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators.chart_contexts import Bars
from registry.web.calculators.charts import Measured, bars
from registry.web.calculators.contexts import (
    Exact,
    ExampleCard,
    Fact,
    GridRow,
    PrintedRow,
    RegionRow,
    RevenuePage,
    Sheet,
    Step,
)
from registry.web.calculators.exact import (
    exact_figure,
    fixed_text,
    grouped,
    named,
    of_fraction,
    rounded_text,
)
from registry.web.calculators.forms import Asked
from registry.web.frame.addresses import to
from registry.web.frame.visitor import Visitor

FIELDS = (
    "capacity_mw", "hours", "mwh", "grid", "om", "bm", "w_om", "w_bm", "combined_margin",
    "price", "tariff",
)  # fmt: skip
BEGIN = {
    "capacity_mw": "50",
    "hours": "1840",
    "grid": "northwest",
    "price": PRICE,
    "tariff": TARIFF,
}
"""The wind example of S4."""

UNITS = {
    "net_generation_mwh": "MWh",
    "om_part": "t/MWh",
    "bm_part": "t/MWh",
    "combined_margin": "t/MWh",
    "reduction_t": "t",
    "credits_t": "t",
    "ccer_income_cny": "CNY",
    "ccer_income_fen_per_kwh": "fen/kWh",
    "power_income_cny": "CNY",
    "uplift_percent": "%",
}
ANSWERS = ("credits_t", "ccer_income_cny", "uplift_percent")
TIMES = " × "


def page(visitor: Visitor) -> RevenuePage:
    """The page for the fields in the address."""
    asked = Asked(visitor, action="revenue")
    asked.begin_with(dict.fromkeys(FIELDS, "") | BEGIN)
    plant = Plant(**{name: asked.maybe(name) for name in FIELDS})
    results, refusal = asked.tried(lambda: revenue(plant), names=FIELDS)
    price, tariff = plant.price or PRICE, plant.tariff or TARIFF
    uplifts, second = asked.tried(
        lambda: grids.uplifts(price=price, tariff=tariff), names=("price", "tariff")
    )
    refusal = refusal or second
    known = results is not None and "net_generation_mwh" in results
    regions = tuple(_region(one, plant, asked, known=known) for one in uplifts or ())
    rows = {one.code: _grid_row(one, asked) for one in grids.grids()}
    weights = table("grids")
    return RevenuePage(
        sheet=_sheet(asked),
        refusal=refusal,
        steps=() if refusal else steps_of(plant, results),
        weights_from=Fact(source=weights["weights_source"], status=weights["weights_status"]),
        price=grouped(price),
        tariff=grouped(tariff),
        own_price=bool(plant.price and plant.tariff),
        regions=regions,
        plant_known=known,
        chart=uplift_chart((r.name, r.uplift, r.own) for r in regions) if regions else None,
        grids=tuple(rows.values()),
        south=rows["south"],
        east=rows["east"],
        examples=tuple(_example(one, asked) for one in examples()),
    )


def uplift_chart(rows: Iterable[tuple[str, Exact, bool]]) -> Bars:
    """Uplift by grid, largest margin first; a row is (name, uplift, whether the visitor's grid)."""
    values = [(name, exact(one.fraction or one.value), own) for name, one, own in rows]
    return bars([Measured(name, value, f"{_short(value)} %", own) for name, value, own in values])


def _short(value: Fraction) -> str:
    """A figure for a drawing: three decimals; large figures without decimals, cut if too long."""
    return fixed_text(value, 3) if value < 1000 else rounded_text(value, 0)[:14]


def _sheet(asked: Asked) -> Sheet:
    listed = [("", asked.both(en="none: own figures", zh="不选：用自己的数值"))]
    listed += [(one.code, asked.both(en=one.en, zh=one.zh)) for one in grids.grids()]
    return asked.sheet(
        "plant",
        (
            (
                asked.field("capacity_mw", unit="MW"),
                asked.field("hours", unit="h"),
                asked.field("mwh", unit="MWh"),
            ),
            (
                asked.field("grid", choices=listed),
                asked.field("om", unit="t/MWh"),
                asked.field("bm", unit="t/MWh"),
                asked.field("w_om"),
                asked.field("w_bm"),
                asked.field("combined_margin", unit="t/MWh"),
            ),
            (asked.field("price", unit="CNY/t"), asked.field("tariff", unit="CNY/kWh")),
        ),
    )


def steps_of(plant: Plant, results: dict[str, str]) -> tuple[Step, ...]:
    """Every figure that the inputs determine, with its formula and the inserted values."""
    found = [
        _step(name, named(results, name), filled=_filled(name, plant, results), plant=plant)
        for name in UNITS
        if name in results
    ]
    parts = _margin_steps(plant) if "combined_margin" in results else []
    at = 1 if "net_generation_mwh" in results else 0
    return (*found[:at], *parts, *found[at:])


def _step(name: str, result: Exact, *, filled: str, plant: Plant) -> Step:
    given = {
        "net_generation_mwh": plant.mwh is not None,
        "combined_margin": plant.combined_margin is not None,
    }
    return Step(
        name=name,
        formula="given" if given.get(name) else name,
        filled="" if given.get(name) else filled,
        result=result,
        unit=UNITS[name],
        strong=name in ANSWERS,
    )


def _margins(plant: Plant) -> tuple[str, str, str, str] | None:
    """OM, BM and their weights as the engine used them; None for a margin that was given."""
    if plant.combined_margin is not None:
        return None
    whole = table("grids")
    grid = grids.grid_of(plant.grid) if plant.grid else None
    om, bm = (grid.om, grid.bm) if grid else (plant.om or "", plant.bm or "")
    return om, bm, plant.w_om or whole["weight_om"], plant.w_bm or whole["weight_bm"]


def _margin_steps(plant: Plant) -> list[Step]:
    margins = _margins(plant)
    if margins is None:
        return []
    om, bm, of_om, of_bm = margins
    return [
        _step(
            name,
            of_fraction(exact(factor) * exact(weight)),
            filled=grouped(factor) + TIMES + grouped(weight),
            plant=plant,
        )
        for name, factor, weight in (("om_part", om, of_om), ("bm_part", bm, of_bm))
    ]


def _filled(name: str, plant: Plant, results: dict[str, str]) -> str:
    """The formula with figures."""
    shown = {key: grouped(value) for key, value in results.items()}
    price, tariff = grouped(plant.price or ""), grouped(plant.tariff or "")
    generation, margin = shown.get("net_generation_mwh", ""), shown.get("combined_margin", "")
    parts = _margins(plant) if margin else None
    weighted = "" if parts is None else " + ".join(
        of_fraction(exact(parts[i]) * exact(parts[i + 2])).shown for i in (0, 1)
    )  # fmt: skip
    size = grouped(plant.capacity_mw or ""), grouped(plant.hours or "")
    return {
        "net_generation_mwh": TIMES.join(size),
        "combined_margin": weighted,
        "reduction_t": generation + TIMES + margin,
        "credits_t": f"⌊ {shown.get('reduction_t', '')} ⌋",
        "ccer_income_cny": shown.get("reduction_t", "") + TIMES + price,
        "ccer_income_fen_per_kwh": f"{margin}{TIMES}{price} ÷ 10",
        "power_income_cny": TIMES.join((generation, "1,000", tariff)),
        "uplift_percent": f"{margin}{TIMES}{price} ÷ (1,000{TIMES}{tariff})",
    }[name]


def _region(one: grids.Uplift, plant: Plant, asked: Asked, *, known: bool) -> RegionRow:
    """The same plant in one grid, at the price and tariff of the comparison."""
    results: dict[str, str] = {}
    if known:
        same = Plant(
            capacity_mw=plant.capacity_mw,
            hours=plant.hours,
            mwh=plant.mwh,
            grid=one.grid,
            price=plant.price or PRICE,
            tariff=plant.tariff or TARIFF,
        )
        results = revenue(same)
    return RegionRow(
        code=one.grid,
        name=asked.both(en=one.en, zh=one.zh),
        margin=one.combined_margin,
        credits_t=named(results, "credits_t") if results else None,
        income_cny=named(results, "ccer_income_cny") if results else None,
        fen_per_kwh=exact_figure(one.fen_per_kwh),
        uplift=exact_figure(one.uplift_percent, one.uplift_percent_fraction),
        own=_same_grid(plant.grid, one.grid),
    )


def _same_grid(asked_for: str | None, code: str) -> bool:
    chosen = grids.grid_of(asked_for) if asked_for else None
    return chosen is not None and chosen.code == code


def _grid_row(one: grids.Grid, asked: Asked) -> GridRow:
    part, margin = one.factors[0], one.factors[-1]
    return GridRow(
        code=one.code,
        name=asked.both(en=one.en, zh=one.zh),
        year=part.year,
        om=one.om,
        bm=one.bm,
        margin=one.combined_margin,
        printed=one.printed_margin,
        agrees=one.reproduces,
        parts_from=Fact(source=part.source, status=part.status),
        margin_from=Fact(source=margin.source, status=margin.status),
    )


def _example(one: Example, asked: Asked) -> ExampleCard:
    return ExampleCard(
        id=one.id,
        name=asked.both(en=one.en, zh=one.zh),
        href=to("revenue", **one.inputs),
        rows=tuple(
            PrintedRow(
                field=row.field,
                printed=row.printed,
                recomputed=named(one.recomputed, row.field),
                unit=UNITS[row.field],
                reproduces=row.reproduces,
                misprint=row.misprint,
                note=asked.both(en=row.note_en, zh=row.note_zh),
            )
            for row in one.printed
        ),
        fact=Fact(source=one.source, status=one.status),
    )
