"""Income of a wind or solar plant from its credits, with every intermediate figure, exact (S4).

The grids are from the table `grids`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ledger.kernel.quantity import exact, floor_tonnes
from registry.programme.methodologies.calculators.decimals import Reading, figures
from registry.programme.methodologies.calculators.grids import grid_of, grids
from registry.programme.methodologies.calculators.tables import table

HOURS_A_YEAR = "8784"
"""Hours of a leap year, the most full-load hours of a plant."""


@dataclass(frozen=True, kw_only=True)
class Plant:
    """The known inputs of a plant as text; None: not known.

    Generation is `mwh`, or `capacity_mw` x `hours`. The margin is `combined_margin`, or `om` and
    `bm` with their weights, or that of a `grid`.
    """

    capacity_mw: str | None = None
    hours: str | None = None
    mwh: str | None = None
    grid: str | None = None
    om: str | None = None
    bm: str | None = None
    w_om: str | None = None
    w_bm: str | None = None
    combined_margin: str | None = None
    price: str | None = None
    tariff: str | None = None


def revenue(plant: Plant) -> dict[str, str]:
    """Every figure that follows from the inputs, as exact decimals, in the order of the formulas.

    Inputs from which neither a generation nor a margin follows are refused.
    Income is that of the unrounded tonnes, as in S4; `credits_t` are the tonnes of an issuance,
    rounded down to whole tonnes.
    """
    reading = Reading()
    generation = _generation(plant, reading)
    margin = _margin(plant, reading)
    price = reading.decimal("price", plant.price)
    tariff = reading.decimal("tariff", plant.tariff)
    reading.done()
    if generation is None and margin is None:
        reading.needed(mwh=None, combined_margin=None)
        reading.done()

    avoided = _times(generation, margin)
    per_kwh = _times(margin, price, Fraction(1, 10))
    credits = None if avoided is None else Fraction(floor_tonnes(avoided))
    uplift = per_kwh / tariff if per_kwh is not None and tariff else None
    return figures(
        {
            "net_generation_mwh": generation,
            "combined_margin": margin,
            "reduction_t": avoided,
            "credits_t": credits,
            "ccer_income_cny": _times(avoided, price),
            "ccer_income_fen_per_kwh": per_kwh,
            "power_income_cny": _times(generation, Fraction(1000), tariff),
            "uplift_percent": uplift,
        }
    )


def _times(*factors: Fraction | None) -> Fraction | None:
    """The product, or None if a factor is not known."""
    product = Fraction(1)
    for one in factors:
        if one is None:
            return None
        product *= one
    return product


def _generation(plant: Plant, reading: Reading) -> Fraction | None:
    """MWh fed into the grid in a year."""
    capacity = reading.decimal("capacity_mw", plant.capacity_mw)
    hours = reading.decimal("hours", plant.hours, most=HOURS_A_YEAR)
    stated = reading.decimal("mwh", plant.mwh)
    if plant.mwh is not None and (plant.capacity_mw is not None or plant.hours is not None):
        reading.wrong(
            "mwh",
            en="stands beside capacity or hours; give the one or the other",
            zh="与装机容量或小时数重复，只能给其中一种",
        )
    return stated if plant.mwh is not None else _times(capacity, hours)


def _margin(plant: Plant, reading: Reading) -> Fraction | None:
    """t CO2 per MWh."""
    ways = {
        "combined_margin": plant.combined_margin is not None,
        "grid": plant.grid is not None,
        "om": plant.om is not None or plant.bm is not None,
    }
    if sum(ways.values()) > 1:
        both = ", ".join(name for name, given in ways.items() if given)
        reading.wrong(
            next(name for name, given in ways.items() if given),
            en=f"the margin is given in more than one way: {both}",
            zh=f"边际排放因子给了不止一种：{both}",
        )
    weights = _weights(plant, reading, weighed=ways["grid"] or ways["om"])
    om, bm = _parts(plant, reading)
    stated = reading.decimal("combined_margin", plant.combined_margin, most="10")
    if ways["combined_margin"]:
        return stated
    if om is None or bm is None or weights is None:
        return None
    return om * weights[0] + bm * weights[1]


def _parts(plant: Plant, reading: Reading) -> tuple[Fraction | None, Fraction | None]:
    """OM and BM, as given or of the grid."""
    if plant.grid is not None:
        grid = grid_of(plant.grid)
        if grid is None:
            listed = ", ".join(one.code for one in grids())
            shown = plant.grid[:40]
            reading.wrong(
                "grid",
                en=f"there is no grid '{shown}'; there are {listed}",
                zh=f"没有电网“{shown}”；可用：{listed}",
            )
            return None, None
        return exact(grid.om), exact(grid.bm)
    return reading.decimal("om", plant.om, most="10"), reading.decimal("bm", plant.bm, most="10")


def _weights(plant: Plant, reading: Reading, *, weighed: bool) -> tuple[Fraction, Fraction] | None:
    """Weights of OM and BM: those given, else those of wind and solar power."""
    if plant.w_om is None and plant.w_bm is None:
        whole = table("grids")
        return exact(whole["weight_om"]), exact(whole["weight_bm"])
    reading.needed(w_om=plant.w_om, w_bm=plant.w_bm)
    of_om = reading.decimal("w_om", plant.w_om, most="1")
    of_bm = reading.decimal("w_bm", plant.w_bm, most="1")
    if not weighed:
        reading.wrong("w_om", en="there is no OM and BM to weigh", zh="没有可加权的 OM 和 BM")
    if of_om is None or of_bm is None:
        return None
    if of_om + of_bm != 1:
        reading.wrong("w_om", en="the weights do not add up to one", zh="两个权重之和不等于一")
    return of_om, of_bm
