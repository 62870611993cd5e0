"""Goal: every calculation that the sources print is recomputed and compared with the print.

Method: one line per figure with the result to its last digits, worked out by hand.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from registry.programme.methodologies.calculators import sourced
from registry.programme.methodologies.calculators.formula import compute
from registry.programme.methodologies.calculators.sourced import (
    groups,
    reproduces,
    sourced_figure,
    sourced_figures,
)

# figure                            result            reproduces (- : nothing printed to compare)
TABLE = """
national_start                      200000000         yes
national_start_times_volume_2020    3.14              yes
long_term                           508500000         yes
world_if_all_offset                 900000000         no
belt_and_road                       291.045           no
table5_operating_caps               788.4             -
table5_planned_emissions            3031.5            -
ccer_average_2025                   70.50             no
ccer_average_spring_2025            83.56             yes
cea_average_2025                    62.26             no
price_2019_shanghai                 7.38              -
price_2019_delta                    6.23              -
cea_average_2021                    42.85             yes
cea_average_2022                    55.30             -
ccer_average_to_2026_01             70.98             -
ccer_average_spring_2026            86.03             -
aviation_world_2018                 503.2             -
aviation_2035_icao                  802.0             yes
aviation_2035_rdc                   1044.6            no
aviation_2035_rdc_18                1090.4            yes
aviation_2035_icao_18               824.3             yes
aviation_bri_2035_icao              376.1             yes
aviation_bri_2035_rdc               489.9             no
aviation_bri_2035_rdc_18            511.4             yes
aviation_bri_2035_icao_18           386.6             no
corsia_bri_low                      9.38              yes
corsia_bri_high                     16.415            yes
corsia_sector_growth_2024           0.15405257        yes
swiss_price                         0.93              -
jcm_thailand_first_share            50                -
supply_bri_industry_after_2015      111.29            -
supply_bri_industry_all             128.75            -
supply_bri_power                    210.55            -
supply_ccer_against_demand          32                -
supply_storage                      19.375            -
cdm_china_share                     45.88             yes
cdm_wind_hydro_share                73.84             yes
cdm_2006_2012_share                 98.19             yes
ccer_wind_pv_validated              62.0              yes
ccer_wind_pv_validated_misprint     63.2              no
ccer_wind_pv_issued                 54.3              yes
ccer_biomass_hydro_issued           28.7              yes
ccer_volume_shanghai                41.0              yes
ccer_volume_guangdong               20.9              yes
ccer_volume_2019                    4333              -
eu_cap_2020                         1816452134        -
eu_reserve_2020                     336000000         no
pricing_instruments                 61                yes
"""
SAID = {"yes": True, "no": False, "-": None}
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def test_the_table_names_every_figure() -> None:
    assert [row[0] for row in ROWS] == [one.id for one in sourced_figures()]


@pytest.mark.parametrize(("name", "result", "said"), ROWS, ids=[row[0] for row in ROWS])
def test_every_figure_recomputed(name: str, result: str, said: str) -> None:
    one = sourced_figure(name)
    assert one is not None
    exact = Fraction(one.result_fraction or one.result)
    places = len(result.partition(".")[2])

    assert abs(exact - Fraction(result)) * 2 <= Fraction(1, 10**places)
    assert SAID[said] is one.reproduces


def test_every_figure_is_told_with_its_inputs_and_sources_in_both_languages() -> None:
    statuses = {"seed", "verified", "derived", "recalled", "assumption"}
    for one in sourced_figures():
        assert one.en and any("\u4e00" <= sign for sign in one.zh), one.id
        assert one.inputs and one.source and one.status in statuses, one.id
        assert bool(one.note_en) == bool(one.note_zh), one.id
        for given in one.inputs:
            assert given.source and given.unit and given.status in statuses, one.id
        if one.reproduces is False:
            assert one.note_en, f"{one.id} does not reproduce and does not say why"


def test_the_parts_of_a_figure_are_figures_themselves() -> None:
    """Table 5 is added up in the table; the potential takes both sums as inputs."""
    whole = {one.id: one for one in sourced_figures()}
    inputs = {given.name: given.value for given in whole["belt_and_road"].inputs}

    assert whole["table5_operating_caps"].result == inputs["operating"]
    assert whole["table5_planned_emissions"].result == inputs["planned"]


def test_groups_part_the_figures() -> None:
    parted = [one.id for group in groups() for one in sourced_figures(group=group)]

    assert sorted(one.id for one in sourced_figures()) == sorted(parted)
    assert [] == sourced_figures(group="nothing")


@pytest.mark.parametrize(
    ("printed", "relation", "rounded_to", "said"),
    [
        ("10", "rounds_to", "1", True),
        ("11", "rounds_to", "1", True),
        ("11.01", "rounds_to", "1", False),
        ("10.4", "above", None, True),
        ("10.5", "above", None, False),
        ("10.5", "below", None, False),
        ("10.6", "below", None, True),
        ("10.5", "none", None, None),
        (None, "rounds_to", "1", None),
    ],
)
def test_how_printed_and_recomputed_are_compared(
    printed: str | None, relation: str, rounded_to: str | None, said: bool | None
) -> None:
    told = reproduces(Fraction(21, 2), printed=printed, relation=relation, rounded_to=rounded_to)

    assert said is told


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        ("a + b", {"a": "1"}),
        ("a", {"a": "1", "b": "1"}),
        ("a * 1.5", {"a": "1"}),
        ("a ** b", {"a": "2", "b": "0.5"}),
        ("a ** b", {"a": "2", "b": "101"}),
        ("a // 2", {"a": "2"}),
        ("a(1)", {"a": "2"}),
        ("a.real", {"a": "2"}),
        ("-a", {"a": "2"}),
    ],
)
def test_a_formula_that_is_not_ours_is_our_mistake(formula: str, inputs: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        compute(formula, inputs)


@pytest.mark.planted
def test_a_changed_input_no_longer_reproduces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison with the print detects a changed digit in the table."""
    honest = sourced.table

    def changed(name: str) -> dict[str, object]:
        rows = [dict(row) for row in honest(name)["figures"]]
        for row in rows:
            if row["id"] == "national_start":
                row["inputs"] = [dict(one) for one in row["inputs"]]
                row["inputs"][1]["value"] = "6"
        return {"figures": rows}

    monkeypatch.setattr(sourced, "table", changed)
    one = sourced_figure("national_start")
    assert one is not None

    assert ("240000000", False) == (one.result, one.reproduces)
    assert one != replace(one, reproduces=True)
