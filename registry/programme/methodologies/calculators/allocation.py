"""China's benchmark allocation to a power plant: load factor, pre-allocation, floors (2023, 2024).

The benchmarks are from the table `benchmarks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact, floor_tonnes
from registry.programme.methodologies.calculators.decimals import Reading, figure, figures
from registry.programme.methodologies.calculators.tables import table

DIGITS = 60
"""Digits of a load correction whose exponent is not a whole number: it is no fraction."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A generating unit and its year, inputs as text; None: not known.

    `load_factor` as a share (0.60); `verified_t` the verified emissions of the year and
    `previous_verified_t` those of the year before.
    """

    unit_class: str
    year: str
    generation_mwh: str
    heat_gj: str = "0"
    load_factor: str | None = None
    verified_t: str | None = None
    previous_verified_t: str | None = None


@dataclass(frozen=True)
class Correction:
    """The load correction of a unit; a root is not exact, it is cut after 60 digits."""

    value: Fraction
    exact: bool


def load_correction(load_factor: Fraction | None, *, corrected: bool) -> Correction:
    """1.015 ** (16 - 20 F) for conventional coal below a load factor of 65 %, else 1."""
    whole = table("benchmarks")
    if not corrected or load_factor is None or load_factor >= exact(whole["load_factor_below"]):
        return Correction(Fraction(1), exact=True)
    base = exact(whole["correction_base"])
    power = exact(whole["correction_start"]) - exact(whole["correction_slope"]) * load_factor
    if power.denominator == 1:
        return Correction(Fraction(base**power.numerator), exact=True)
    with localcontext() as context:
        context.prec = DIGITS
        root = _decimal(base) ** _decimal(power)
    return Correction(Fraction(root), exact=False)


def allocation(unit: Unit) -> dict[str, Any]:
    """Allowances of a unit, step by step; tonnes are rounded down, the floors up.

    allocation = generation x power benchmark x load correction + heat x heat benchmark.
    """
    reading = Reading()
    benchmarks = _benchmarks(unit, reading)
    generation = reading.decimal("generation_mwh", unit.generation_mwh)
    heat = reading.decimal("heat_gj", unit.heat_gj)
    load = reading.decimal("load_factor", unit.load_factor, most="1")
    if benchmarks is not None and benchmarks.corrected:
        reading.needed(load_factor=unit.load_factor)
    verified = reading.whole("verified_t", unit.verified_t)
    previous = reading.whole("previous_verified_t", unit.previous_verified_t)
    reading.done()
    assert benchmarks is not None and generation is not None and heat is not None

    correction = load_correction(load, corrected=benchmarks.corrected)
    power_part = generation * benchmarks.power * correction.value
    heat_part = heat * benchmarks.heat
    formula = floor_tonnes(power_part + heat_part)
    whole = table("benchmarks")
    result: dict[str, Any] = {
        "power_benchmark": figure(benchmarks.power),
        "heat_benchmark": figure(benchmarks.heat),
        **_told_correction(correction),
        "formula_t": formula,
    }
    if correction.exact:
        result |= figures({"power_part_t": power_part, "heat_part_t": heat_part})
    result |= _topped_up(formula, verified=verified, gas=benchmarks.gas)
    if previous is not None:
        result |= pre_allocation(previous_verified_t=previous, final_t=result["final_t"])
    return result | {"source": whole["source"], "status": whole["status"]}


def pre_allocation(*, previous_verified_t: int, final_t: int) -> dict[str, int]:
    """70 % of the verified emissions of the year before, and the later allocation or return."""
    percent = exact(table("benchmarks")["pre_allocation_percent"])
    early = floor_tonnes(previous_verified_t * percent / 100)
    return {
        "pre_allocation_t": early,
        "still_given_t": max(0, final_t - early),
        "returned_t": max(0, early - final_t),
    }


def topped_up(formula_t: int, *, verified_t: int, gas: bool = False) -> int:
    """The final allocation: at least 80 % of verified emissions, rounded up; gas all of them."""
    percent = Fraction(100) if gas else exact(table("benchmarks")["floor_percent"])
    floor = -floor_tonnes(-verified_t * percent / 100)
    return max(formula_t, floor)


@dataclass(frozen=True)
class _Benchmarks:
    power: Fraction
    heat: Fraction
    corrected: bool
    gas: bool


def _benchmarks(unit: Unit, reading: Reading) -> _Benchmarks | None:
    whole = table("benchmarks")
    found = whole["classes"].get(unit.unit_class)
    if found is None:
        shown, listed = unit.unit_class[:40], ", ".join(whole["classes"])
        reading.wrong(
            "unit_class",
            en=f"there is no class '{shown}'; there are {listed}",
            zh=f"没有机组类别“{shown}”；可用：{listed}",
        )
        return None
    power = found["power"].get(unit.year)
    if power is None:
        shown, listed = unit.year[:40], ", ".join(found["power"])
        reading.wrong(
            "year",
            en=f"there are no benchmarks of '{shown}'; there are {listed}",
            zh=f"没有“{shown}”年的基准值；可用：{listed}",
        )
        return None
    fuel = found["fuel"]
    heat = exact(whole["heat"][fuel][unit.year])
    return _Benchmarks(exact(power), heat, found["corrected"], fuel == "gas")


def _topped_up(formula_t: int, *, verified: int | None, gas: bool) -> dict[str, int]:
    if verified is None:
        return {"final_t": formula_t}
    final = topped_up(formula_t, verified_t=verified, gas=gas)
    return {"topped_up_t": final - formula_t, "final_t": final, "gap_t": max(0, verified - final)}


def _told_correction(correction: Correction) -> dict[str, Any]:
    if correction.exact:
        return {**figures({"load_correction": correction.value}), "load_correction_exact": True}
    cut = figures({"load_correction": Fraction(round(correction.value * 10**12), 10**12)})
    return {**cut, "load_correction_exact": False}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
