"""Typed fields: reading prices and tonnes, and an order's arguments as form fields."""

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
    """A price in ticks as a field shows it: `1234.50`; "" for None."""
    return "" if ticks is None else figures.price(ticks).replace(",", "")


def typed_of(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The ticket's fields behind the arguments of an order.place."""
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
    """A price in CNY with at most two decimals, as ticks of 0.01; None if it is not a price."""
    plain = ungrouped(text)
    value = decimal_number(plain)
    if value is None or plain.startswith("-") or value >= PRICE_BELOW:
        return None
    ticks = value * 100
    return ticks.numerator if ticks.denominator == 1 else None


def parse_tonnes(text: str) -> int | FieldError:
    """Whole tonnes, or the field's error."""
    plain = ungrouped(text)
    if not plain:
        return FieldError(code="required", limit="")
    quantity = whole_number(plain, signed=True)
    if quantity is None and decimal_number(plain) is not None:
        return FieldError(code="not_whole", limit="")
    if quantity is None or len(plain) > DIGITS_MOST:
        return FieldError(code="not_a_number", limit="")
    return quantity if quantity > 0 else FieldError(code="not_positive", limit="")
