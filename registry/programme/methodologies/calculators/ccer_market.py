"""Figures of the CCER trading rules: the price limits of listed and bulk agreements.

The markets of a lesson have their own rules.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from registry.programme.methodologies.calculators.decimals import Reading, figure, rounded

TICK = Fraction(1, 100)
LISTED_PERCENT, BULK_PERCENT = 10, 30

SOURCE = "CCER trading and settlement rules (trial), 16 November 2023"


def price_limits(base: Fraction, *, percent: int) -> tuple[Fraction, Fraction]:
    """The lowest and the highest price of the day, each rounded to the tick."""
    return (
        rounded(base * (100 - percent) / 100, to=TICK),
        rounded(base * (100 + percent) / 100, to=TICK),
    )


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
