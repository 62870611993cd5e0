"""Whole numbers and exact fractions: division of tonnes without loss, decimals without floats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

INTEGER_MAX = 2**63 - 1
"""Largest whole number that SQLite and PostgreSQL store."""


def share_out(total: int, weights: tuple[int, int], *, odd_to: int) -> tuple[int, int]:
    """Split `total` tonnes between two parties by whole weights, each part rounded down.

    A remaining tonne goes to the party `odd_to` (0 or 1), not to the larger remainder. The parts
    sum to `total`.
    """
    assert total >= 0 and min(weights) >= 0 and sum(weights) > 0
    assert odd_to in (0, 1)

    first, second = (total * weight // sum(weights) for weight in weights)
    left = total - first - second
    return (first, second + left) if odd_to else (first + left, second)


def largest_remainders(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Split `total` tonnes among parties by weight, by the largest remainder method.

    Each part is rounded down; the remaining tonnes go one each to the largest remainders, the
    earlier party first at equal ones. The parts sum to `total`.
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
    """The exact fraction of a decimal or quotient ("0.8922", "1/2"); raises ValueError."""
    return Fraction(decimal)


def floor_tonnes(amount: Fraction) -> int:
    """Whole tonnes of an exact amount, rounded down, as every issuance is."""
    return amount.numerator // amount.denominator
