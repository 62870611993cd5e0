"""The EU's Market Stability Reserve, and the path of the cap in phase 3."""

from __future__ import annotations

from typing import Any

from ledger.kernel.quantity import exact, floor_tonnes
from registry.programme.methodologies.calculators.decimals import Reading, figure
from registry.programme.methodologies.calculators.tables import table


def reserve(*, surplus_t: str, year: str, held_t: str | None = None) -> dict[str, Any]:
    """The reserve's action in a year by the market's surplus: withhold, release or nothing.

    A surplus exactly at a bound causes none. A release is at most the tonnes in the reserve.
    """
    reading = Reading()
    surplus = reading.whole("surplus_t", surplus_t)
    when = reading.whole("year", year, least=2019)
    held = reading.whole("held_t", held_t)
    reading.done()
    assert surplus is not None and when is not None

    rule = table("reserve")
    percent = _in_force(rule["doubled_intake"], when, "percent", rule["intake_percent"])
    release = int(_in_force(rule["doubled_release"], when, "release_t", rule["release_t"]))
    intake = released = 0
    if surplus > int(rule["upper_t"]):
        intake = floor_tonnes(surplus * exact(percent) / 100)
    if surplus < int(rule["lower_t"]):
        released = release if held is None else min(release, held)
    return {
        "surplus_t": surplus,
        "year": when,
        "upper_t": int(rule["upper_t"]),
        "lower_t": int(rule["lower_t"]),
        "intake_percent": percent,
        "withheld_t": intake,
        "released_t": released,
        "source": rule["source"],
        "status": rule["status"],
    }


def cap_path() -> list[dict[str, Any]]:
    """The cap of every year of phase 3: the first year's, less the same tonnes each year."""
    rule = table("reserve")["cap"]
    return [
        {
            "year": year,
            "cap_t": figure(exact(rule["cap_t"]) - (year - rule["year"]) * exact(rule["cut_t"])),
        }
        for year in range(rule["year"], rule["last"] + 1)
    ]


def _in_force(special: dict[str, Any], year: int, name: str, general: str) -> str:
    """The figure of the special years if the year is one of them, else the general one."""
    return str(special[name]) if special["first"] <= year <= special["last"] else general
