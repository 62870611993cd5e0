"""Goal: everybody reaches the calculators over HTTP, exactly, and malformed input is named.

Method: a client without a seat asks each route once rightly, then with what cannot be used.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.classroom import Class

pytestmark = pytest.mark.slow

BASE = "/api/calculators"
PLANT = "capacity_mw=50&hours=1840&grid=northwest&price=20.35&tariff=0.3078"

RIGHT: dict[str, Any] = {
    f"revenue?{PLANT}": lambda told: told["ccer_income_cny"] == "1459052.265",
    "grids": lambda told: [one["code"] for one in told][-1] == "south",
    "uplift": lambda told: told[2]["uplift_percent"] == "5.152457358674",
    "examples": lambda told: [one["misprint"] for one in told[1]["printed"]].count(True) == 1,
    "figures": lambda told: len(told) > 40,
    "figures?group=cdm": lambda told: {one["group"] for one in told} == {"cdm"},
    "figures/belt_and_road": lambda told: told["reproduces"] is False,
    "mistakes?kind=gap": lambda told: [one["id"] for one in told] == ["E22", "E23"],
    "mistakes/E01": lambda told: told["recomputed"]["results"] == {"reduction_t": "56150.36625"},
    "corsia/growth?extra_steps=1": lambda told: [one["steps"] for one in told] == [18, 18],
    "corsia/path?start_mt=1&percent=50&years=1": lambda told: told[1]["mt"] == "1.5",
    "corsia/requirement?year=2024:200000&year=2025:200000:0.1": (
        lambda told: told["required_t"] == 50_811
    ),
    "china/allocation?unit_class=coal_above_300mw&year=2023&generation_mwh=3000000&load_factor=0.6":
        lambda told: told["formula_t"] == 2_531_352,
    "china/surrender?obligation_t=1000&surrendered_t=0&price=62.36": (
        lambda told: told["fine_least_cny"] == "311800"
    ),
    "china/carry-over?net_sales_t=23457": lambda told: told["carry_over_t"] == 45_185,
    "ccer/limits?base=70.76": lambda told: told["bulk"] == ["49.53", "91.99"],
    "eu/reserve?surplus_t=1400000000&year=2024": lambda told: told["withheld_t"] == 336_000_000,
    "eu/cap": lambda told: told[-1]["cap_t"] == "1816452134",
}  # fmt: skip

WRONG = [
    ("revenue", 400, "procedure.inputs_wrong"),
    ("revenue?mwh=1e400", 400, "procedure.inputs_wrong"),
    ("revenue?mwh=" + "9" * 150, 400, "procedure.inputs_wrong"),
    ("revenue?mwh=" + "9" * 1500, 422, "access.shape_wrong"),
    ("revenue?grid=%00", 422, "access.shape_wrong"),
    ("uplift?tariff=0", 400, "procedure.inputs_wrong"),
    ("figures?group=nothing", 404, "access.record_unknown"),
    ("figures/nothing", 404, "access.record_unknown"),
    ("mistakes?kind=nothing", 404, "access.record_unknown"),
    ("mistakes/E99", 404, "access.record_unknown"),
    ("corsia/growth?extra_steps=2", 422, "access.shape_wrong"),
    ("corsia/path?start_mt=1&percent=1&years=61", 400, "procedure.inputs_wrong"),
    ("corsia/requirement", 422, "access.shape_wrong"),
    ("corsia/requirement?year=:::::", 400, "procedure.inputs_wrong"),
    ("china/allocation", 422, "access.shape_wrong"),
    ("china/surrender?obligation_t=1.5&surrendered_t=0", 400, "procedure.inputs_wrong"),
    ("china/carry-over?net_sales_t=x", 400, "procedure.inputs_wrong"),
    ("ccer/limits?base=-1", 400, "procedure.inputs_wrong"),
    ("eu/reserve?surplus_t=1&year=9999999999999999999", 400, "procedure.inputs_wrong"),
]


@pytest.mark.parametrize("address", RIGHT)
def test_somebody_without_a_seat_gets_the_exact_answer(room: Class, address: str) -> None:
    told = room.client().get(f"{BASE}/{address}")

    assert 200 == told.status_code, told.text
    assert RIGHT[address](told.json()), told.text


@pytest.mark.parametrize(("address", "status", "code"), WRONG)
def test_what_cannot_be_used_is_named(room: Class, address: str, status: int, code: str) -> None:
    told = room.client().get(f"{BASE}/{address}")

    assert (status, code) == (told.status_code, told.json()["refusal"]["code"])
