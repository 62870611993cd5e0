"""Reductions of grid-connected wind and solar power as exact fractions; pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ledger.kernel.quantity import exact, floor_tonnes


@dataclass(frozen=True)
class GridMargin:
    """A combined margin in t CO2 per MWh, with OM, BM and their weights where they are known."""

    combined: Fraction
    om: Fraction | None = None
    bm: Fraction | None = None
    weight_om: Fraction | None = None
    weight_bm: Fraction | None = None


def single_margin(combined: str) -> GridMargin:
    """A combined margin given as one figure."""
    return GridMargin(exact(combined))


def weighted_margin(*, om: str, bm: str, weight_om: str, weight_bm: str) -> GridMargin:
    """OM x its weight + BM x its weight, never rounded in between."""
    parts = exact(om), exact(bm), exact(weight_om), exact(weight_bm)
    assert parts[2] + parts[3] == 1, "the weights of OM and BM add up to one"
    return GridMargin(parts[0] * parts[2] + parts[1] * parts[3], *parts)


@dataclass(frozen=True)
class Reduction:
    """The reduction of a generation: exact tonnes, and the whole tonnes that can be issued."""

    generation_mwh: Fraction
    margin: GridMargin
    exact_t: Fraction
    whole_t: int


def reduction(*, generation_mwh: str, margin: GridMargin) -> Reduction:
    """Generation x combined margin; an issuance rounds down to whole tonnes."""
    generation = exact(generation_mwh)
    assert generation >= 0
    amount = generation * margin.combined
    return Reduction(generation, margin, amount, floor_tonnes(amount))


def decimal_text(value: Fraction) -> str:
    """A fraction as an exact decimal ("71697.9"), or as "1/3" where there is none."""
    for digits in range(31):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            sign, figures = ("-" if scaled < 0 else ""), str(abs(scaled.numerator))
            figures = figures.rjust(digits + 1, "0")
            whole, part = (figures[:-digits], figures[-digits:]) if digits else (figures, "")
            return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
    return str(value)
