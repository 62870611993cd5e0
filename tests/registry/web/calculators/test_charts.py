"""Goal: the calculators' charts represent their figures correctly.

Method: simple reference implementations, and properties of the geometry; no page is rendered.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import corsia
from registry.web.calculators import aviation as calculator_aviation
from registry.web.calculators import charts
from registry.web.calculators.exact import fixed_text, rounded_text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("1/3", 3, "0.333"), ("5", 2, "5"), ("1234567.5", 1, "1,234,567.5"), ("-1/2", 1, "−0.5")],
)
def test_a_rounded_figure_has_no_zeros_at_its_end(value: str, places: int, text: str) -> None:
    assert text == rounded_text(exact(value), places)


def test_a_fixed_figure_keeps_its_zeros() -> None:
    assert "4.730" == fixed_text(exact("4.73"), 3)
    assert "0.005" == fixed_text(exact("0.005"), 3)


@given(st.fractions(min_value=Fraction(1, 1000), max_value=10**12))
def test_a_step_divides_a_span_into_two_to_five_pieces(span: Fraction) -> None:
    pieces = span / charts.step_of(span)

    assert 1 <= pieces <= 5


@given(st.lists(st.integers(12, 224), min_size=1, max_size=5))
def test_texts_at_the_ends_of_lines_do_not_touch(places: list[int]) -> None:
    moved = sorted(charts.spread(places, least=12, most=224))

    assert all(after - before >= 15 for before, after in pairwise(moved))
    assert 12 <= moved[0] and moved[-1] <= 224


def test_bars_are_as_long_as_their_values_are_large() -> None:
    rows = [charts.Measured(str(value), Fraction(value), "") for value in (100, 50, 0)]
    widths = [bar.width for bar in charts.bars(rows).bars]

    assert widths[0] == 2 * widths[1]
    assert 1 == widths[2]


def test_a_scale_has_room_for_any_surplus() -> None:
    for surplus in (0, 1, 833, 10**30):
        drawn_scale = charts.scale(lower=(400, ""), upper=(833, ""), at=(surplus, ""))
        assert drawn_scale.pointer is not None
        assert 0 <= drawn_scale.pointer.x < drawn_scale.width


def test_the_paths_are_those_of_the_engine() -> None:
    answer = calculator_aviation.printed_paths("world")
    steps_of = [len(one["years"]) for one in corsia.growth()]

    assert ["icao", "icao_extra", "rdc", "rdc_extra"] == [path.name for path in answer]
    assert {18} == {len(path.points) for path in answer} == set(steps_of)
