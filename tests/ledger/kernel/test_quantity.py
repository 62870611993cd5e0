"""Sharing out loses nothing; decimals are exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from ledger.kernel.quantity import exact, floor_tonnes, largest_remainders, share_out


@pytest.mark.parametrize(
    ("total", "weights", "odd_to", "parts"),
    [
        (355, (1, 1), 0, (178, 177)),
        (355, (1, 1), 1, (177, 178)),
        (157, (4, 1), 1, (125, 32)),
        (157, (4, 1), 0, (126, 31)),
        (1, (2, 1), 1, (0, 1)),
        (1, (2, 1), 0, (1, 0)),
        (10, (7, 3), 1, (7, 3)),
        (0, (1, 1), 0, (0, 0)),
        (1, (0, 5), 0, (0, 1)),
    ],
)
def test_shares_of_an_example(
    total: int, weights: tuple[int, int], odd_to: int, parts: tuple[int, int]
) -> None:
    assert parts == share_out(total, weights, odd_to=odd_to)


def plain_shares(total: int, weights: tuple[int, int], odd_to: int) -> tuple[int, int]:
    """In full rounds each party takes its weight; the last, partial round goes tonne by tonne."""
    other, sums = 1 - odd_to, sum(weights)
    rounds, broken = divmod(total, sums)
    parts = [rounds * weights[0], rounds * weights[1]]
    while (parts[other] + 1) * sums <= total * weights[other]:
        parts[other] += 1
        broken -= 1
    parts[odd_to] += broken
    return parts[0], parts[1]


def test_every_split_between_two_is_rounded_down_and_the_rest_is_the_named_partys() -> None:
    wrong = []
    for one, other in product(range(13), repeat=2):
        for total in range(501) if one + other else ():
            for odd_to in (0, 1):
                weights = (one, other)
                if share_out(total, weights, odd_to=odd_to) != plain_shares(total, weights, odd_to):
                    wrong.append((total, weights, odd_to))

    assert [] == wrong[:5]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, (1, 1, 1), [34, 33, 33]),
        (5, (2, 2, 3), [2, 1, 2]),
        (157, ("69.43", "10.19", "20.38"), [109, 16, 32]),
        (40, ("67.5", "10", "12.5", "10"), [27, 4, 5, 4]),
        (0, (1, 2), [0, 0]),
    ],
)
def test_what_is_left_over_goes_to_the_largest_remainders(
    total: int, weights: tuple[int | str, ...], parts: list[int]
) -> None:
    assert parts == largest_remainders(total, [Fraction(weight) for weight in weights])


def test_no_tonne_is_lost_and_no_share_is_off_by_a_tonne() -> None:
    random = Random(1)
    for _ in range(500):
        total = random.choice([random.randint(0, 50), random.randint(0, 10**15)])
        weights = [Fraction(random.randint(0, 9)) for _ in range(random.randint(1, 6))]
        if not sum(weights):
            continue
        parts = largest_remainders(total, weights)

        assert total == sum(parts)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / sum(weights)) < 1


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
