"""Goal: allocation, offsets, fine and carry-over of China's national market, as published.

Method: the vectors (a) to (f) of the rule book, then boundaries on either side of each figure.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from registry.programme.methodologies.calculators.allocation import (
    Unit,
    allocation,
    load_correction,
    pre_allocation,
    topped_up,
)
from registry.programme.methodologies.calculators.surrender import (
    carried,
    carry_over,
    fine,
    offset_cap,
    shortfall,
    surrender,
)
from registry.programme.methodologies.errors import InputsWrong


def coal_unit(load_factor: str | None, **more: str) -> dict[str, Any]:
    """600 MW of conventional coal that made 3,000,000 MWh in 2023."""
    return allocation(
        Unit(
            unit_class="coal_above_300mw",
            year="2023",
            generation_mwh="3000000",
            load_factor=load_factor,
            **more,
        )
    )


# load factor  correction             allocation
LOADS = """
1              1                      2385000
0.65           1                      2385000
0.60           1.061363550625         2531352
0.50           1.093443263942640625   2607862
"""


@pytest.mark.parametrize("row", LOADS.strip().splitlines())
def test_a_low_load_factor_gives_more(row: str) -> None:
    load, correction, tonnes = row.split()
    told = coal_unit(load)

    assert (correction, int(tonnes)) == (told["load_correction"], told["formula_t"])
    assert told["load_correction_exact"]


def test_just_below_65_percent_stands_a_cliff() -> None:
    told = coal_unit("0.6499")

    assert "1.045709512864" == told["load_correction"]
    assert not told["load_correction_exact"]
    assert 2_494_017 == told["formula_t"]


def test_a_root_is_as_near_as_its_powers_say() -> None:
    """The correction at 0.6499 to the 500th is 1.015 to the 1501st, as its exponent is 3.002."""
    found = load_correction(Fraction("0.6499"), corrected=True)
    wanted = Fraction("1.015") ** 1501

    assert abs(found.value**500 - wanted) < wanted / 10**50


@pytest.mark.parametrize(
    ("unit_class", "year", "tonnes"),
    [
        ("coal_above_300mw", "2023", 795_000 + 103_800),
        ("coal_above_300mw", "2024", 791_000 + 103_300),
        ("coal_up_to_300mw", "2023", 809_000 + 103_800),
        ("coal_up_to_300mw", "2024", 804_900 + 103_300),
        ("unconventional_coal", "2023", 828_500 + 103_800),
        ("unconventional_coal", "2024", 824_400 + 103_300),
        ("gas", "2023", 330_500 + 53_600),
        ("gas", "2024", 328_800 + 53_300),
    ],
)
def test_the_benchmarks_of_every_class_and_year(unit_class: str, year: str, tonnes: int) -> None:
    told = allocation(
        Unit(
            unit_class=unit_class,
            year=year,
            generation_mwh="1000000",
            heat_gj="1000000",
            load_factor="0.7",
        )
    )

    assert tonnes == told["formula_t"]


@pytest.mark.parametrize("unit_class", ["unconventional_coal", "gas"])
def test_only_conventional_coal_is_corrected(unit_class: str) -> None:
    told = allocation(
        Unit(unit_class=unit_class, year="2023", generation_mwh="1000", load_factor="0.5")
    )

    assert "1" == told["load_correction"]


@pytest.mark.parametrize(("obligation", "cap"), [(1_000_000, 50_000), (999_999, 49_999), (19, 0)])
def test_the_cap_on_offsets_is_never_rounded_up(obligation: int, cap: int) -> None:
    assert cap == offset_cap(obligation)


def test_a_shortfall_is_fined_five_to_ten_times_and_cut_next_year() -> None:
    told = surrender(obligation_t="50000", surrendered_t="47000", offsets_t="2000", price="62.36")

    assert (Fraction(311_800), Fraction(623_600)) == fine(
        shortfall_t=1_000, price=Fraction("62.36")
    )
    assert (1_000, 1_000) == (told["shortfall_t"], told["next_year_cut_t"])
    assert ("311800", "623600") == (told["fine_least_cny"], told["fine_most_cny"])
    assert 0 == shortfall(obligation_t=10, surrendered_t=9, offsets_t=2)


@pytest.mark.parametrize(
    ("net_sales", "holdings", "tonnes"),
    [
        (23_457, None, 45_185),
        (0, None, 10_000),
        (-5_000, None, 10_000),
        (23_457, 45_184, 45_184),
        (23_457, 45_186, 45_185),
    ],
)
def test_what_may_be_carried_over(net_sales: int, holdings: int | None, tonnes: int) -> None:
    assert tonnes == carry_over(net_sales_t=net_sales, holdings_t=holdings)


def test_the_carry_over_shows_the_half_tonne_that_it_drops() -> None:
    told = carried(net_sales_t="23457")

    assert ("45185.5", 45_185) == (told["formula_t"], told["carry_over_t"])


@pytest.mark.parametrize(
    ("formula", "verified", "gas", "final"),
    [
        (1_500_000, 2_000_000, False, 1_600_000),
        (1_650_000, 2_000_000, False, 1_650_000),
        (1_600_000, 2_000_000, False, 1_600_000),
        (0, 1_000_001, False, 800_001),
        (1_500_000, 2_000_000, True, 2_000_000),
    ],
)
def test_nobody_gets_less_than_80_percent(
    formula: int, verified: int, gas: bool, final: int
) -> None:
    assert final == topped_up(formula, verified_t=verified, gas=gas)


def test_a_final_allocation_below_the_early_one_is_returned() -> None:
    early = pre_allocation(previous_verified_t=2_000_000, final_t=1_300_000)
    later = pre_allocation(previous_verified_t=2_000_000, final_t=1_600_000)

    assert {"pre_allocation_t": 1_400_000, "still_given_t": 0, "returned_t": 100_000} == early
    assert {"pre_allocation_t": 1_400_000, "still_given_t": 200_000, "returned_t": 0} == later


def test_a_whole_allocation_step_by_step() -> None:
    told = coal_unit("0.7", verified_t="3500000", previous_verified_t="4000000")

    assert 2_385_000 == told["formula_t"]
    assert (415_000, 2_800_000, 700_000) == (told["topped_up_t"], told["final_t"], told["gap_t"])
    assert (2_800_000, 0, 0) == (
        told["pre_allocation_t"],
        told["still_given_t"],
        told["returned_t"],
    )


def test_what_the_allocation_cannot_use_is_named() -> None:
    with pytest.raises(InputsWrong) as caught:
        allocation(Unit(unit_class="oil", year="2023", generation_mwh="x", load_factor="1.1"))
    with pytest.raises(InputsWrong) as without:
        coal_unit(None)
    with pytest.raises(InputsWrong) as other_year:
        allocation(Unit(unit_class="gas", year="2022", generation_mwh="1", verified_t="1.5"))

    assert "unit_class, generation_mwh, load_factor" == caught.value.facts["fields"]
    assert "load_factor" == without.value.facts["fields"]
    assert "year, verified_t" == other_year.value.facts["fields"]


def test_offsets_above_the_cap_are_refused() -> None:
    with pytest.raises(InputsWrong) as caught:
        surrender(obligation_t="999999", surrendered_t="0", offsets_t="50000")

    assert "offsets_t" == caught.value.facts["fields"]
    assert (
        49_999
        == surrender(obligation_t="999999", surrendered_t="0", offsets_t="49999")["offset_cap_t"]
    )


@pytest.mark.parametrize("sold", ["x", "0.5", ""])
def test_net_sales_are_whole_tonnes(sold: str) -> None:
    with pytest.raises(InputsWrong):
        carried(net_sales_t=sold)
