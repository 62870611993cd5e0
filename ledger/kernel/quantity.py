"""Whole numbers: sharing out without loss, decimals read exactly. No floats anywhere."""

from __future__ import annotations

from fractions import Fraction

INTEGER_MAX = 2**63 - 1
"""Largest whole number that both databases store."""


def share_out(total: int, weights: list[int], *, odd_to: int) -> list[int]:
    """Split `total` by integer weights; each part is rounded down, the rest goes to `odd_to`.

    The parts always sum to `total`. With more than two parts the tonnes left over go, one each,
    to the largest remainders; `odd_to` wins ties.
    """
    assert total >= 0 and weights and all(w >= 0 for w in weights) and sum(weights) > 0
    assert 0 <= odd_to < len(weights)

    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    left = total - sum(parts)
    order = sorted(
        range(len(weights)),
        key=lambda i: (-(total * weights[i] % whole), i != odd_to, i),
    )
    for i in order[:left]:
        parts[i] += 1

    assert sum(parts) == total
    return parts


def exact(decimal: str) -> Fraction:
    """A decimal written as text ("0.8922", "1/2") as an exact fraction, else ValueError."""
    return Fraction(decimal)


def floor_tonnes(amount: Fraction) -> int:
    """Whole tonnes of an exact amount: an issuance always rounds down."""
    return amount.numerator // amount.denominator
