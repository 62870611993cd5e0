"""Whole numbers: sharing out without loss, decimals read exactly. No floats anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

INTEGER_MAX = 2**63 - 1
"""Largest whole number that both databases store."""


def share_out(total: int, weights: tuple[int, int], *, odd_to: int) -> tuple[int, int]:
    """Split `total` between two parties by whole weights, each part rounded down.

    The tonne that may be left over goes to the party `odd_to` (0 or 1), whichever remainder is
    larger. The parts always sum to `total`.
    """
    assert total >= 0 and min(weights) >= 0 and sum(weights) > 0
    assert odd_to in (0, 1)

    first, second = (total * weight // sum(weights) for weight in weights)
    left = total - first - second
    return (first, second + left) if odd_to else (first + left, second)


def largest_remainders(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Split `total` among any number of parties, each part rounded down.

    What is left over goes, a tonne each, to the largest remainders; the earlier party wins ties.
    The parts always sum to `total`.
    """
    assert total >= 0 and weights and min(weights) >= 0 and sum(weights) > 0

    exact_parts = [total * Fraction(weight) / sum(weights) for weight in weights]
    parts = [floor_tonnes(part) for part in exact_parts]
    left = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact_parts[i])
    for i in by_remainder[:left]:
        parts[i] += 1

    assert sum(parts) == total
    return parts


def exact(decimal: str) -> Fraction:
    """A decimal written as text ("0.8922", "1/2") as an exact fraction, else ValueError."""
    return Fraction(decimal)


def floor_tonnes(amount: Fraction) -> int:
    """Whole tonnes of an exact amount: an issuance always rounds down."""
    return amount.numerator // amount.denominator
