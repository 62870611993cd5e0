"""Goal: CORSIA's growth and requirement, the EU's reserve and cap, the CCER price rules.

Method: published figures first, then both sides of every bound.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from registry.programme.methodologies.calculators.ccer_market import (
    limits,
    price_limits,
)
from registry.programme.methodologies.calculators.corsia import (
    Flown,
    flown_of,
    grown,
    growth,
    requirement,
)
from registry.programme.methodologies.calculators.decimals import rounded
from registry.programme.methodologies.calculators.reserve import cap_path, reserve
from registry.programme.methodologies.errors import InputsWrong

MONDAY = date(2028, 3, 13)
WEEKDAYS = [
    MONDAY + timedelta(days=ahead)
    for ahead in range(14)
    if (MONDAY + timedelta(days=ahead)).weekday() < 5
]


@pytest.mark.parametrize(
    ("extra", "rate", "world", "belt_and_road"),
    [
        (0, "icao", "802.0", "376.1"),
        (0, "rdc", "1044.6", "489.9"),
        (1, "icao", "824.3", "386.6"),
        (1, "rdc", "1090.4", "511.4"),
    ],
)
def test_aviation_in_2035(extra: int, rate: str, world: str, belt_and_road: str) -> None:
    path = next(one for one in growth(extra_steps=extra) if one["id"] == rate)
    last = path["years"][-1]

    assert (2018, 2035) == (path["years"][0]["year"], last["year"])
    assert 17 + extra == path["steps"]
    assert Fraction(world) == rounded(Fraction(last["world_mt"]), to=Fraction(1, 10))
    assert Fraction(belt_and_road) == rounded(
        Fraction(last["belt_and_road_mt"]), to=Fraction(1, 10)
    )


def test_the_path_starts_with_the_year_that_is_known() -> None:
    first = growth()[0]["years"][0]

    assert ("503.198294243070", "236") == (first["world_mt"], first["belt_and_road_mt"])


def test_a_growth_path_of_ones_own() -> None:
    told = grown(start_mt="100", percent="-10", years="2")

    assert [{"step": 0, "mt": "100"}, {"step": 1, "mt": "90"}, {"step": 2, "mt": "81"}] == told


def test_the_sector_requirement_of_2024_is_the_growth_itself() -> None:
    told = requirement([Flown(year="2024", emissions_t="361159641")])

    assert "0.15405257" == told["years"][0]["sector_growth"]
    assert 361_159_641 - 305_522_071 == told["required_t"] - 1
    assert "verified" == told["years"][0]["sector_growth_status"]


def test_a_period_is_added_up_before_it_is_rounded() -> None:
    years = [Flown(year=str(year), emissions_t="100001", sector_growth="0.1") for year in
             (2024, 2025, 2026)]  # fmt: skip
    told = requirement(years, fuel_claims_t="1000")

    assert "30000.3" == told["total_t"]
    assert 29_001 == told["required_t"]
    assert 0 == requirement(years, fuel_claims_t="40000")["required_t"]


@pytest.mark.parametrize(("emissions", "required"), [("10000", 0), ("10000.1", 1001)])
def test_small_operators_have_no_requirement(emissions: str, required: int) -> None:
    told = requirement([Flown(year="2025", emissions_t=emissions, sector_growth="0.1")])

    assert required == told["required_t"]


def test_from_2033_an_operators_own_growth_counts_too() -> None:
    told = requirement([flown_of("2032:100000:0.2:0.9"), flown_of("2033:100000:0.2:0.4")])

    assert ["0.2", "0.23"] == [one["factor"] for one in told["years"]]
    assert 43_000 == told["required_t"]


@pytest.mark.parametrize(
    ("years", "named"),
    [
        ([], "years"),
        (["2024:1"] * 2, "2024.year"),
        (["2020:1:0.1"], "2020.year"),
        (["2036:1:0.1"], "2036.year"),
        (["2026:1"], "2026.sector_growth"),
        (["2033:1:0.1"], "2033.individual_growth"),
        (["2024"], "2024.emissions_t"),
        (["2024:x"], "2024.emissions_t"),
        (["2024:1:2"], "2024.sector_growth"),
        (["x:1:0.1"], "x.year"),
    ],
)
def test_years_that_cannot_be_used_are_named(years: list[str], named: str) -> None:
    with pytest.raises(InputsWrong) as caught:
        requirement([flown_of(one) for one in years])

    assert named in caught.value.facts["fields"].split(", ")


# surplus      year   withheld     released
RESERVE = """
833000000      2020   0            0
833000001      2020   199920000    0
1400000000     2019   336000000    0
1400000000     2030   336000000    0
1400000000     2031   168000000    0
400000000      2024   0            0
399999999      2022   0            100000000
399999999      2023   0            200000000
399999999      2030   0            200000000
399999999      2031   0            100000000
"""


@pytest.mark.parametrize("row", RESERVE.strip().splitlines())
def test_the_reserve_at_and_around_its_bounds(row: str) -> None:
    surplus, year, withheld, released = row.split()
    told = reserve(surplus_t=surplus, year=year)

    assert (int(withheld), int(released)) == (told["withheld_t"], told["released_t"])


def test_the_reserve_gives_no_more_than_it_holds() -> None:
    assert 7 == reserve(surplus_t="0", year="2024", held_t="7")["released_t"]


@pytest.mark.parametrize("year", ["2018", "x", "2024.5"])
def test_the_reserve_starts_in_2019(year: str) -> None:
    with pytest.raises(InputsWrong):
        reserve(surplus_t="1", year=year)


def test_the_cap_of_phase_3_falls_by_the_same_tonnes() -> None:
    caps = cap_path()

    assert {"year": 2013, "cap_t": "2084301856"} == caps[0]
    assert {"year": 2020, "cap_t": "1816452134"} == caps[-1]
    assert {38_264_246} == {
        int(one["cap_t"]) - int(after["cap_t"]) for one, after in pairwise(caps)
    }


def test_price_limits_at_the_published_average() -> None:
    told = limits(base="70.76")

    assert (["63.68", "77.84"], ["49.53", "91.99"]) == (told["listed"], told["bulk"])
    assert (Fraction("63.68"), Fraction("77.84")) == price_limits(Fraction("70.76"), percent=10)
