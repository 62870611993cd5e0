"""Goal: reductions are exact and round down once, at the end.

Method: the worked example of the Jiuquan plants, whose figures were recomputed by hand.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from registry.programme.methodologies.calculator import (
    decimal_text,
    reduction,
    single_margin,
    weighted_margin,
)

JIUQUAN = weighted_margin(om="0.8922", bm="0.4407", weight_om="0.75", weight_bm="0.25")

# grid      OM      BM      combined
GRIDS = """
Northeast   1.0826  0.2399  0.871925
North       0.9419  0.4819  0.8269
Northwest   0.8922  0.4407  0.779325
Central     0.8587  0.2854  0.715375
East        0.7921  0.3870  0.690825
South       0.8042  0.2135  0.656525
"""


@pytest.mark.parametrize(
    ("generation", "exact", "whole"),
    [("92000", "71697.9", 71_697), ("72050", "56150.36625", 56_150), ("0", "0", 0)],
)
def test_the_jiuquan_plants_avoid_what_was_recomputed(
    generation: str, exact: str, whole: int
) -> None:
    avoided = reduction(generation_mwh=generation, margin=JIUQUAN)

    assert exact == decimal_text(avoided.exact_t)
    assert whole == avoided.whole_t


def test_rounding_the_margin_first_would_lose_tonnes() -> None:
    rounded = reduction(generation_mwh="92000", margin=single_margin("0.779"))

    assert 71_668 == rounded.whole_t


@pytest.mark.parametrize("row", GRIDS.strip().splitlines())
def test_every_grid_margin_is_three_quarters_om_and_one_quarter_bm(row: str) -> None:
    _, om, bm, combined = row.split()
    margin = weighted_margin(om=om, bm=bm, weight_om="0.75", weight_bm="0.25")

    assert Fraction(combined) == margin.combined


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0"),
        (Fraction(7), "7"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(1, 20), "0.05"),
        (Fraction(1, 3), "1/3"),
    ],
)
def test_fractions_are_shown_exactly(value: Fraction, shown: str) -> None:
    assert shown == decimal_text(value)
