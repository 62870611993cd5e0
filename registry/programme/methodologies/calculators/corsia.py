"""CORSIA: growth of international aviation by year, and an operator's offsetting requirement.

The eligibility of units is a rule of the compliance package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact, floor_tonnes
from registry.programme.methodologies.calculators.decimals import Reading, figure, figures
from registry.programme.methodologies.calculators.tables import table

LONGEST_PATH = 60
MOST_YEARS = 15


@dataclass(frozen=True, kw_only=True)
class Flown:
    """One year of an operator, inputs as text; a growth factor None is looked up."""

    year: str
    emissions_t: str
    sector_growth: str | None = None
    individual_growth: str | None = None


def flown_of(text: str) -> Flown:
    """A year as one word: year:tonnes, then the sector's and the operator's own growth factor.

    Such as 2024:150000, 2027:150000:0.2 or 2033:150000:0.3:0.1.
    """
    year, *rest = text[:200].split(":", 3)
    tonnes, sector, own = (*rest, "", "", "")[:3]
    return Flown(
        year=year, emissions_t=tonnes, sector_growth=sector or None, individual_growth=own or None
    )


def path(*, start: Fraction, percent: Fraction, steps: int) -> list[Fraction]:
    """The exact values of a start that grows by a yearly rate, step by step."""
    assert 0 <= steps <= LONGEST_PATH
    factor = 1 + percent / 100
    return [start * factor**step for step in range(steps + 1)]


def growth(*, extra_steps: int = 0) -> list[dict[str, Any]]:
    """The growth paths of S0 from 2018 to 2035, of the world and the Belt-and-Road countries.

    The printed ends need one step more than there are years: `extra_steps` 1.
    """
    paths = table("corsia")["paths"]
    years = range(paths["first_year"], paths["last_year"] + 1)
    routes = exact(paths["belt_and_road_mt"])
    world = routes / (exact(paths["belt_and_road_share_percent"]) / 100)
    result = []
    for rate in paths["rates"]:
        percent, steps = exact(rate["percent"]), len(years) - 1 + extra_steps
        whole = path(start=world, percent=percent, steps=steps)[extra_steps:]
        share = path(start=routes, percent=percent, steps=steps)[extra_steps:]
        result.append(
            {
                "id": rate["id"],
                "growth_percent": rate["percent"],
                "steps": steps,
                "years": [
                    {"year": year, "world_mt": figure(of_all), "belt_and_road_mt": figure(part)}
                    for year, of_all, part in zip(years, whole, share, strict=True)
                ],
                "printed_2035": rate["printed_2035"],
                "source": paths["source"],
                "status": paths["status"],
            }
        )
    return result


def grown(*, start_mt: str, percent: str, years: str) -> list[dict[str, Any]]:
    """A growth path from a start by a yearly rate in per cent, over a number of years."""
    reading = Reading()
    start = reading.decimal("start_mt", start_mt)
    rate = reading.decimal("percent", percent, least="-100", most="100")
    steps = reading.whole("years", years)
    if steps is not None and steps > LONGEST_PATH:
        reading.wrong("years", en=f"at most {LONGEST_PATH}", zh=f"最多 {LONGEST_PATH} 年")
    reading.done()
    assert start is not None and rate is not None and steps is not None
    reached = path(start=start, percent=rate, steps=steps)
    return [{"step": step, "mt": figure(value)} for step, value in enumerate(reached)]


def requirement(years: Sequence[Flown], *, fuel_claims_t: str = "0") -> dict[str, Any]:
    """An operator's offsetting requirement over some years, less its claims for eligible fuel.

    An operator at or below the threshold in a year has no requirement for it. The total is
    rounded up to whole tonnes and never negative.
    """
    reading = Reading()
    fuel = reading.decimal("fuel_claims_t", fuel_claims_t)
    if not 1 <= len(years) <= MOST_YEARS:
        reading.wrong("years", en=f"one to {MOST_YEARS} years", zh=f"需给出一到 {MOST_YEARS} 年")
    seen = [one.year for one in years]
    for year in seen:
        if seen.count(year) > 1:
            reading.wrong(f"{year[:9]}.year", en="is given twice", zh="重复给出")
    rows = [_year(one, reading) for one in years[:MOST_YEARS]]
    reading.done()
    assert fuel is not None

    total = sum((row["offset"] for row in rows if row is not None), Fraction(0))
    due = max(Fraction(0), total - fuel)
    whole = table("corsia")
    return {
        "years": [_told(row) for row in rows if row is not None],
        **figures({"total_t": total, "fuel_claims_t": fuel}),
        "required_t": -floor_tonnes(-due),
        "formula": whole["formula"],
        "threshold_t": whole["threshold_t"],
        "rounding": whole["rounding"],
        "rounding_status": whole["rounding_status"],
    }


def _year(flown: Flown, reading: Reading) -> dict[str, Any] | None:
    at = flown.year[:9]
    number = reading.whole(f"{at}.year", flown.year)
    emissions = reading.decimal(f"{at}.emissions_t", flown.emissions_t)
    sector = reading.decimal(f"{at}.sector_growth", flown.sector_growth, least="-1", most="1")
    own = reading.decimal(f"{at}.individual_growth", flown.individual_growth, least="-1", most="1")
    shares = next(
        (one for one in table("corsia")["shares"] if _within(one, number)), None
    )  # fmt: skip
    if shares is None:
        reading.wrong(f"{at}.year", en="lies outside 2021 to 2035", zh="不在 2021 到 2035 年之内")
    status = "given"
    if flown.sector_growth is None:
        sector, status = _sector_growth(number, at, reading)
    if shares is None or emissions is None or sector is None:
        return None
    if exact(shares["individual_percent"]) and flown.individual_growth is None:
        reading.wrong(f"{at}.individual_growth", en="is missing", zh="未给出")
    factor = exact(shares["sector_percent"]) / 100 * sector
    factor += exact(shares["individual_percent"]) / 100 * (own or Fraction(0))
    bound = emissions > exact(table("corsia")["threshold_t"])
    offset = emissions * factor if bound else Fraction(0)
    return {
        "year": number,
        "emissions": emissions,
        "sector": sector,
        "sector_growth_status": status,
        "factor": factor,
        "bound": bound,
        "offset": offset,
    }


def _sector_growth(year: int | None, at: str, reading: Reading) -> tuple[Fraction | None, str]:
    known = table("corsia")["sector_growth"]
    found = next((one for one in known if _within(one, year)), None)
    if found is None:
        reading.wrong(
            f"{at}.sector_growth",
            en="no factor of this year is known; give one",
            zh="没有该年度的已知因子，请给出",
        )
        return None, ""
    return exact(found["factor"]), found["status"]


def _within(row: dict[str, Any], year: int | None) -> bool:
    return year is not None and bool(row["first"] <= year <= row["last"])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    named = {
        "emissions_t": row["emissions"],
        "sector_growth": row["sector"],
        "factor": row["factor"],
        "offset_t": row["offset"],
    }
    return {
        "year": row["year"],
        **figures(named),
        "sector_growth_status": row["sector_growth_status"],
        "above_threshold": row["bound"],
    }
