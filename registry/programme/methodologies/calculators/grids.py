"""The six regional grids: OM, BM, combined margin, and the uplift of the power price by credits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculator import GridMargin, weighted_margin
from registry.programme.methodologies.calculators.decimals import Reading, figure, figures
from registry.programme.methodologies.calculators.tables import table


@dataclass(frozen=True)
class Factor:
    """A grid factor with everything that says which one it is: kind, year, source, status."""

    grid: str
    kind: str
    value: str
    unit: str
    year: str
    source: str
    status: str


@dataclass(frozen=True)
class Grid:
    """A regional grid: its margins as decimals, the printed one, and whether they agree."""

    code: str
    en: str
    zh: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    combined_margin: str
    printed_margin: str
    reproduces: bool
    factors: list[Factor]

    @property
    def margin(self) -> GridMargin:
        """The combined margin as an exact fraction, with its parts."""
        return weighted_margin(
            om=self.om, bm=self.bm, weight_om=self.weight_om, weight_bm=self.weight_bm
        )


@dataclass(frozen=True)
class Uplift:
    """What credits add to the income from power in one grid, per cent."""

    grid: str
    en: str
    zh: str
    combined_margin: str
    fen_per_kwh: str
    uplift_percent: str
    uplift_percent_fraction: str | None


def grids() -> list[Grid]:
    """All grids, in the order of their combined margins, largest first."""
    whole = table("grids")
    return [_grid(row, whole) for row in whole["grids"]]


def grid_of(name: str) -> Grid | None:
    """A grid by its code or Chinese short name, or None."""
    asked = name.strip().lower()
    return next((one for one in grids() if asked in (one.code, one.zh)), None)


def uplifts(*, price: str, tariff: str) -> list[Uplift]:
    """Uplift of every grid at a credit price (CNY/t) and a tariff (CNY/kWh).

    Generation cancels: uplift = combined margin x price / (1000 x tariff).
    """
    reading = Reading()
    credit_price = reading.decimal("price", price)
    paid = reading.decimal("tariff", tariff)
    if paid == 0:
        reading.wrong("tariff", en="must be above zero", zh="必须大于零")
    reading.done()
    assert credit_price is not None and paid is not None
    return [_uplift(one, price=credit_price, tariff=paid) for one in grids()]


def _uplift(grid: Grid, *, price: Fraction, tariff: Fraction) -> Uplift:
    fen_per_kwh = grid.margin.combined * price / 10
    texts = figures({"uplift": fen_per_kwh / tariff})
    return Uplift(
        grid=grid.code,
        en=grid.en,
        zh=grid.zh,
        combined_margin=grid.combined_margin,
        fen_per_kwh=figure(fen_per_kwh),
        uplift_percent=texts["uplift"],
        uplift_percent_fraction=texts.get("uplift_fraction"),
    )


def _grid(row: dict[str, str], whole: dict[str, str]) -> Grid:
    weights = whole["weight_om"], whole["weight_bm"]
    margin = weighted_margin(om=row["om"], bm=row["bm"], weight_om=weights[0], weight_bm=weights[1])
    combined = figure(margin.combined)
    shared = {"grid": row["code"], "unit": whole["unit"], "year": whole["year"]}
    return Grid(
        code=row["code"],
        en=row["en"],
        zh=row["zh"],
        om=row["om"],
        bm=row["bm"],
        weight_om=weights[0],
        weight_bm=weights[1],
        combined_margin=combined,
        printed_margin=row["printed_margin"],
        reproduces=exact(row["printed_margin"]) == margin.combined,
        factors=[
            Factor(
                **shared, kind="OM", value=row["om"], source=row["source"], status=row["status"]
            ),
            Factor(
                **shared, kind="BM", value=row["bm"], source=row["source"], status=row["status"]
            ),
            Factor(
                **shared,
                kind="CM",
                value=row["printed_margin"],
                source=whole["margin_source"],
                status=whole["margin_status"],
            ),
        ],
    )
