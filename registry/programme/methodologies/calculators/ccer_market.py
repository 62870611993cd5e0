"""Figures of the CCER trading rules: base price, price limits, days between buying and selling.

Pure: it knows no order book; the classroom market has rules of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from registry.programme.methodologies.calculators.decimals import Reading, figure, rounded

TICK = Fraction(1, 100)
LISTED_PERCENT, BULK_PERCENT = 10, 30
DAYS_APART = 5
"""Trading days between buying and selling the same product."""

SOURCE = "CCER trading and settlement rules (trial), 16 November 2023"


def base_price(trades: Sequence[tuple[int, Fraction]]) -> Fraction | None:
    """Volume-weighted mean of the day's listed trades, to the tick; None without trades."""
    volume = sum(quantity for quantity, _ in trades)
    if volume == 0:
        return None
    turnover = sum((quantity * price for quantity, price in trades), Fraction(0))
    return rounded(turnover / volume, to=TICK)


def price_limits(base: Fraction, *, percent: int) -> tuple[Fraction, Fraction]:
    """The lowest and the highest price of the day, each rounded to the tick."""
    return (
        rounded(base * (100 - percent) / 100, to=TICK),
        rounded(base * (100 + percent) / 100, to=TICK),
    )


def may_sell(*, bought: date, sold: date, trading_days: Sequence[date]) -> bool:
    """Whether a product bought on one day may be sold on another: five trading days later."""
    assert bought <= sold
    return sum(1 for day in trading_days if bought < day <= sold) >= DAYS_APART


def limits(*, base: str) -> dict[str, Any]:
    """The limits of listed and bulk agreements at a base price in CNY."""
    reading = Reading()
    price = reading.decimal("base", base)
    reading.done()
    assert price is not None
    listed = price_limits(price, percent=LISTED_PERCENT)
    bulk = price_limits(price, percent=BULK_PERCENT)
    return {
        "base": figure(price),
        "listed": [figure(one) for one in listed],
        "bulk": [figure(one) for one in bulk],
        "source": SOURCE,
        "status": "verified",
    }
