"""Goal: emissions balances have the printed figures, and no mistake known of other systems.

Method: the three methods on figures of published transfers; each mistake, done on purpose, would
change an asserted number.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from registry.programme.ndc.balances import (
    Figures,
    Outcome,
    averaging,
    balance_of_year,
    indicator,
    multi_year_budget,
    result,
    room,
    running_average,
    trajectory,
)
from registry.programme.ndc.models import Method

YEARS = range(2021, 2031)


def figures(
    *,
    emissions: Mapping[int, int] | None = None,
    levels: Mapping[int, int] | None = None,
    added: Mapping[int, int] | None = None,
    used: Mapping[int, int] | None = None,
) -> Figures:
    """The NDC 2021 to 2030; what is not given is complete and even: 1,000 t in each year."""
    even = dict.fromkeys(YEARS, 1_000)
    return Figures(
        2021,
        2030,
        even if emissions is None else emissions,
        even if levels is None else levels,
        added or {},
        used or {},
    )


def test_ghana_adds_a_tenth_of_what_it_transferred_in_2025() -> None:
    # 11,733 ITMOs to Switzerland, July 2025 (cmo.epa.gov.gh); the method is an assumption.
    ghana = averaging(figures(added={2025: 11_733}))
    assert ghana.adjustment_t == Fraction("1173.3")
    assert ghana.balance_t == Fraction("2173.3")


def test_switzerland_subtracts_a_tenth_of_what_it_uses() -> None:
    # 1,916 of Thailand and 11,733 of Ghana, if all are used within the period and it averages.
    swiss = averaging(figures(used={2026: 1_916, 2027: 11_733}))
    assert swiss.adjustment_t == Fraction("-1364.9")


def test_thailand_by_averaging_and_by_trajectory() -> None:
    thailand = figures(added={2022: 1_000, 2023: 916})
    assert averaging(thailand).adjustment_t == Fraction("191.6")
    by_year = [balance_of_year(thailand, year) for year in (2021, 2022, 2023, 2030)]
    assert by_year == [1_000, 2_000, 1_916, 1_000]
    assert multi_year_budget(thailand).adjustment_t == 1_916


def test_the_average_is_of_the_years_so_far() -> None:
    thailand = figures(added={2022: 1_916})
    told = [running_average(thailand, year) for year in (2021, 2022, 2023, 2030)]
    assert told == [0, 958, Fraction(1_916, 3), Fraction("191.6")]


def test_a_first_transfer_adds_and_a_use_subtracts() -> None:
    both = figures(added={2030: 30}, used={2030: 50})
    assert trajectory(both).balance_t == 980
    assert averaging(both).balance_t == 998


def test_what_is_only_held_counts_nowhere() -> None:
    assert multi_year_budget(figures()).adjustment_t == 0


def test_the_methods_differ_on_the_same_tonnes() -> None:
    sold = figures(added=dict.fromkeys(YEARS, 20), levels=dict.fromkeys(YEARS, 1_019))
    assert averaging(sold).outcome is Outcome.MISSED
    early = figures(
        added={2021: 150}, levels=dict.fromkeys(YEARS, 1_015) | {2021: 1_000, 2030: 1_015}
    )
    assert averaging(early).outcome is Outcome.MET
    assert trajectory(early).outcome is Outcome.MISSED
    assert multi_year_budget(early).outcome is Outcome.MISSED


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    "lacking",
    [
        figures(emissions={year: 1 for year in YEARS if year != 2030}),
        figures(levels={year: 10**6 for year in YEARS if year != 2030}),
    ],
)
def test_a_missing_figure_is_never_met(method: Method, lacking: Figures) -> None:
    found = result(lacking, method)
    assert found is not None and found.outcome is Outcome.INDETERMINATE
    assert any("2030" in one for one in found.missing)


def test_without_a_method_there_is_no_result() -> None:
    assert result(figures(), None) is None
    assert room(figures(), None) is None


def test_averaging_needs_the_last_year_alone() -> None:
    one = figures(emissions={2030: 900}, levels={2030: 900})
    assert averaging(one).outcome is Outcome.MET
    assert multi_year_budget(one).missing == tuple(
        f"{name} {year}" for name in ("emissions", "level") for year in range(2021, 2030)
    )


def test_another_metric_has_the_other_sign() -> None:
    assert indicator({2025: 40}, {2025: 15}, 2025) == -25


def test_room_is_ten_times_as_wide_by_averaging() -> None:
    emits = dict.fromkeys(range(2021, 2028), 1_000)
    spared = figures(emissions=emits, levels=dict.fromkeys(YEARS, 1_000) | {2030: 1_100})
    assert room(spared, Method.AVERAGING) == 1_000
    assert room(spared, Method.TRAJECTORY) == 100
    short = figures(emissions=emits, levels=dict.fromkeys(YEARS, 990))
    assert room(short, Method.MULTI_YEAR_BUDGET) == -100
    assert room(figures(emissions={}), Method.AVERAGING) is None
