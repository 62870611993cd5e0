"""Typed fields: prices and tonnes as people type them, and an order's arguments as fields.

What is meant by them is judged by the command. Knows no request and no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.kernel.numerals import decimal_number, ungrouped, whole_number
from registry.web.frame import figures
from registry.web.frame.contexts.shared import FieldError

NAMES = (
    "side", "kind", "price", "quantity", "time_in_force", "expires", "post_only", "peak", "trigger",
)  # fmt: skip

PRICES = ("price", "trigger")
DIGITS_MOST = 15
PRICE_BELOW = 10**12


def price_typed(ticks: int | None) -> str:
    """A price as one types it: `1234.50`; "" for none."""
    return "" if ticks is None else figures.price(ticks).replace(",", "")


def typed_of(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The fields behind the arguments of an order.place."""
    typed: dict[str, str] = {}
    for name in NAMES:
        value = arguments.get(name)
        if name in PRICES:
            typed[name] = price_typed(value)
        elif value is True:
            typed[name] = "true"
        else:
            typed[name] = "" if value in (None, False) else str(value)
    return typed


def parse_price(text: str) -> int | None:
    """A price in CNY with at most two decimals as ticks of 0.01; None when it is no price."""
    plain = ungrouped(text)
    value = decimal_number(plain)
    if value is None or plain.startswith("-") or value >= PRICE_BELOW:
        return None
    ticks = value * 100
    return ticks.numerator if ticks.denominator == 1 else None


def parse_tonnes(text: str) -> int | FieldError:
    """Whole tonnes, or what is wrong with them."""
    plain = ungrouped(text)
    if not plain:
        return FieldError(code="required", limit="")
    quantity = whole_number(plain, signed=True)
    if quantity is None and decimal_number(plain) is not None:
        return FieldError(code="not_whole", limit="")
    if quantity is None or len(plain) > DIGITS_MOST:
        return FieldError(code="not_a_number", limit="")
    return quantity if quantity > 0 else FieldError(code="not_positive", limit="")
