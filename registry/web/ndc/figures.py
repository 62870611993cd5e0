"""Tonnes as texts, and the waterfall from emissions to the balance. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from registry.programme.ndc.balances import Waterfall
from registry.web.ndc.contexts import Bar, Picture

WIDTH, HEIGHT, FOOT = 640, 220, 180
"""The picture's size, and where its bars stand."""
_BARS, _GAP = 110, 40


def told(value: Fraction | int | None, *, signed: bool = False) -> str:
    """Tonnes with thousands, at most one decimal; `≈` before what is rounded, `—` for unknown."""
    if value is None:
        return "—"
    exact = Fraction(value)
    tenths = exact * 10
    rounded = tenths.denominator != 1
    decimal = Decimal(tenths.numerator) / Decimal(tenths.denominator)
    whole = int(decimal.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    size = abs(whole)
    figures = f"{size // 10:,}" + (f".{size % 10}" if size % 10 else "")
    sign = "−" if whole < 0 else "+" if signed and whole > 0 else ""
    return f"{'≈' if rounded else ''}{sign}{figures}"


def picture_of(fall: Waterfall) -> Picture:
    """The waterfall of a party's own method. Its axis begins a little below the lowest figure."""
    balance = fall.balance_t
    lifted = fall.emissions_t + fall.added_t
    known = [Fraction(fall.emissions_t), lifted, balance]
    if fall.target_t is not None:
        known.append(Fraction(fall.target_t))
    low, high = min(known), max(known)
    # A quarter of the spread below, so that the lowest bar is seen; one tonne where all are equal.
    spread = max(high - low, Fraction(1))
    foot = max(Fraction(0), low - spread / 4)
    scale = Fraction(FOOT - 30) / (high - foot) if high > foot else Fraction(1)

    def y(value: Fraction | int) -> int:
        return FOOT - int((value - foot) * scale)

    def bar(place: int, kind: str, text: str, top: Fraction | int, end: Fraction | int) -> Bar:
        upper, lower = y(max(top, end)), y(min(top, end))
        return Bar(
            kind=kind, text=text, x=20 + place * (_BARS + _GAP), y=upper, width=_BARS,
            height=max(2, lower - upper), label_y=upper - 6, open=not fall.reported,
        )  # fmt: skip

    return Picture(
        bars=(
            bar(0, "emissions", told(fall.emissions_t), fall.emissions_t, foot),
            bar(1, "added", told(fall.added_t, signed=True), lifted, fall.emissions_t),
            bar(2, "used", told(-fall.used_t, signed=True), balance, lifted),
            bar(3, "balance", told(balance), balance, foot),
        ),
        target=told(fall.target_t),
        target_y=None if fall.target_t is None else y(fall.target_t),
        foot=told(foot),
        all_years=fall.all_years,
        reported=fall.reported,
    )
