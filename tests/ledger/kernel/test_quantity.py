"""Sharing out loses nothing; decimals are exact."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from ledger.kernel.quantity import exact, floor_tonnes, share_out


@pytest.mark.parametrize(
    ("total", "weights", "odd_to", "parts"),
    [
        (355, [1, 1], 0, [178, 177]),
        (355, [1, 1], 1, [177, 178]),
        (10, [7, 3], 1, [7, 3]),
        (0, [1, 1], 0, [0, 0]),
        (1, [0, 5], 0, [0, 1]),
        (100, [1, 1, 1], 2, [33, 33, 34]),
        (5, [2, 2, 3], 0, [2, 1, 2]),
    ],
)
def test_shares_of_an_example(
    total: int, weights: list[int], odd_to: int, parts: list[int]
) -> None:
    assert parts == share_out(total, weights, odd_to=odd_to)


def test_no_tonne_is_lost_and_no_share_is_off_by_a_tonne() -> None:
    random = Random(1)
    for _ in range(500):
        total = random.choice([random.randint(0, 50), random.randint(0, 10**15)])
        weights = [random.randint(0, 9) for _ in range(random.randint(1, 6))]
        if not sum(weights):
            continue
        parts = share_out(total, weights, odd_to=random.randrange(len(weights)))

        assert total == sum(parts)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(total * weight, sum(weights))) < 1


def test_decimals_are_exact() -> None:
    assert Fraction(8922, 10000) == exact("0.8922")
    assert Fraction(1, 2) == exact("1/2")
    assert exact("0.1") * 3 == exact("0.3")


def test_the_wind_farm_of_the_example_issues_whole_tonnes() -> None:
    factor = exact("0.8922") * exact("0.75") + exact("0.4407") * exact("0.25")

    assert exact("71697.9") == 92_000 * factor
    assert 71_697 == floor_tonnes(92_000 * factor)


def test_an_issuance_rounds_down() -> None:
    assert [0, 0, 1, 1] == [floor_tonnes(exact(text)) for text in ("0", "0.99", "1", "1.999")]
