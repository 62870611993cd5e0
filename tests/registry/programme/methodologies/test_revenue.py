"""Goal: the income of the plants of S4 equals the recomputation by hand, to the last digit.

Method: the table of both worked examples; then every way to describe a plant, and every wrong one.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.programme.methodologies.calculators import decimals
from registry.programme.methodologies.calculators.examples import examples
from registry.programme.methodologies.calculators.revenue import Plant, revenue
from registry.programme.methodologies.errors import InputsWrong

# step                     wind, Jiuquan       PV, Jiuquan
WORKED = """
net_generation_mwh         92000               72050
combined_margin            0.779325            0.779325
reduction_t                71697.9             56150.36625
credits_t                  71697               56150
ccer_income_cny            1459052.265         1142659.9531875
ccer_income_fen_per_kwh    1.585926375         1.585926375
power_income_cny           28317600            22176990
uplift_percent             5.152457358674      5.152457358674
uplift_percent_fraction    4229137/820800      4229137/820800
"""

# field                    printed            recomputed         reproduces
PRINTED_PV = """
net_generation_mwh         72050              72050              yes
combined_margin            0.779              0.779325           yes
reduction_t                56150.37           56150.36625        yes
reduction_t                561507             56150.36625        no
ccer_income_cny            114.27             1142659.9531875    yes
ccer_income_fen_per_kwh    1.59               1.585926375        yes
power_income_cny           2217.7             22176990           yes
uplift_percent             5.15%              5.152457358674     yes
"""

NORTHWEST = {"om": "0.8922", "bm": "0.4407"}
PRICES = {"price": "20.35", "tariff": "0.3078"}


def worked(column: int) -> dict[str, str]:
    rows = [line.split() for line in WORKED.strip().splitlines()]
    return {row[0]: row[column] for row in rows}


def faults(**given: str) -> set[str]:
    with pytest.raises(InputsWrong) as caught:
        revenue(Plant(**given))
    return {check.en.partition(":")[0] for check in caught.value.checks}


@pytest.mark.parametrize(("hours", "column"), [("1840", 1), ("1441", 2)])
def test_the_worked_examples_to_the_last_digit(hours: str, column: int) -> None:
    told = revenue(Plant(capacity_mw="50", hours=hours, grid="northwest", **PRICES))

    assert worked(column) == told


def test_both_examples_are_printed_beside_what_was_recomputed() -> None:
    wind, solar = examples()

    assert worked(1) == wind.recomputed
    assert worked(2) == solar.recomputed
    assert all(one.reproduces for one in wind.printed)
    assert PRINTED_PV.split() == [
        word
        for one in solar.printed
        for word in (
            one.field,
            one.printed.split()[0],
            one.recomputed,
            "yes" if one.reproduces else "no",
        )
    ]


def test_only_the_lost_decimal_point_is_a_misprint() -> None:
    found = [one for example in examples() for one in example.printed if one.misprint]

    assert ["561507"] == [one.printed_value for one in found]
    assert ["56150.36625"] == [one.recomputed for one in found]


@pytest.mark.parametrize(
    "margin",
    [
        {"grid": "northwest"},
        {"grid": "西北"},
        {"grid": " Northwest "},
        NORTHWEST,
        NORTHWEST | {"w_om": "0.75", "w_bm": "0.25"},
        {"combined_margin": "0.779325"},
    ],
)
@pytest.mark.parametrize("made", [{"mwh": "92000"}, {"capacity_mw": "50", "hours": "1840"}])
def test_every_way_to_state_a_plant_gives_the_same(
    margin: dict[str, str], made: dict[str, str]
) -> None:
    assert worked(1) == revenue(Plant(**margin, **made, **PRICES))


def test_rounding_the_margin_first_gives_less() -> None:
    told = revenue(Plant(mwh="92000", combined_margin="0.779", price="20.35"))

    assert ("71668", "1458443.8") == (told["reduction_t"], told["ccer_income_cny"])


@pytest.mark.parametrize(
    ("given", "reached"),
    [
        ({"mwh": "1"}, ["net_generation_mwh"]),
        ({"mwh": "1", "tariff": "0.5"}, ["net_generation_mwh", "power_income_cny"]),
        ({"grid": "south"}, ["combined_margin"]),
        ({"capacity_mw": "50", "grid": "south"}, ["combined_margin"]),
        ({"grid": "south", "price": "20"}, ["combined_margin", "ccer_income_fen_per_kwh"]),
        (
            {"mwh": "8", "combined_margin": "0.5"},
            ["net_generation_mwh", "combined_margin", "reduction_t", "credits_t"],
        ),
        (
            {"combined_margin": "0.5", "price": "20", "tariff": "0"},
            ["combined_margin", "ccer_income_fen_per_kwh"],
        ),
    ],
)
def test_the_answer_goes_as_far_as_the_inputs_reach(
    given: dict[str, str], reached: list[str]
) -> None:
    assert reached == list(revenue(Plant(**given)))


def test_other_weights_than_those_of_wind_and_solar() -> None:
    told = revenue(Plant(grid="northwest", w_om="0.5", w_bm="0.5"))

    assert {"combined_margin": "0.66645"} == told


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, {"mwh", "combined_margin"}),
        ({"price": "20"}, {"mwh", "combined_margin"}),
        ({"capacity_mw": "50"}, {"mwh", "combined_margin"}),
        ({"mwh": "1", "hours": "1"}, {"mwh"}),
        ({"mwh": "1", "capacity_mw": "1", "hours": "1"}, {"mwh"}),
        ({"capacity_mw": "1", "hours": "8784.1"}, {"hours"}),
        ({"grid": "west"}, {"grid"}),
        ({"grid": ""}, {"grid"}),
        ({"grid": "south", "om": "1", "bm": "1"}, {"grid"}),
        ({"grid": "south", "combined_margin": "1"}, {"combined_margin"}),
        (NORTHWEST | {"w_om": "0.75"}, {"w_bm"}),
        (NORTHWEST | {"w_om": "0.75", "w_bm": "0.3"}, {"w_om"}),
        ({"combined_margin": "0.7", "w_om": "0.75", "w_bm": "0.25"}, {"w_om"}),
        ({"mwh": "-1", "combined_margin": "11", "price": "x"}, {"mwh", "combined_margin", "price"}),
    ],
)
def test_inputs_that_cannot_be_used_are_named(given: dict[str, str], named: set[str]) -> None:
    assert named == faults(**given)


def test_no_float_comes_between() -> None:
    """As floats, a third of these digits would be lost."""
    told = revenue(Plant(mwh="123456789012.123456789", combined_margin="0.123456789123456789"))
    product = Fraction("123456789012.123456789") * Fraction("0.123456789123456789")

    assert product == Fraction(told["reduction_t"])


@pytest.mark.planted
def test_a_float_between_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worked example detects a reader that uses floats."""
    monkeypatch.setattr(decimals, "decimal_number", lambda text: Fraction(float(text)))
    told = revenue(Plant(capacity_mw="50", hours="1840", grid="northwest", **PRICES))

    assert worked(1) != told


def test_the_command_line_prints_the_same_as_json() -> None:
    line = (
        "revenue --capacity-mw 50 --hours 1840 --grid northwest"
        " --price 20.35 --tariff 0.3078 --json"
    )
    told = CliRunner().invoke(app, line.split())

    assert 0 == told.exit_code
    assert worked(1) == json.loads(told.stdout)


def test_the_command_line_names_what_it_cannot_read() -> None:
    told = CliRunner().invoke(app, ["revenue", "--mwh", "many", "--price", "-3", "--json"])
    refusal = json.loads(told.stdout)["refusal"]

    assert 2 == told.exit_code
    assert "procedure.inputs_wrong" == refusal["code"]
    assert "mwh, price" == refusal["facts"]["fields"]
    assert "mwh: 'many'" in told.stderr
    assert "mwh：“many”不是普通小数" in told.stderr
