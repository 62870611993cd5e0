"""Typed fields: reading prices and tonnes, and the ticket's fields of an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ledger.kernel.numerals import decimal_number, ungrouped, whole_number
from registry.web.frame import figures
from registry.web.frame.contexts.shared import FieldError

DIGITS_MOST = 15
PRICE_BELOW = 10**12


@dataclass(frozen=True, slots=True)
class OrderField:
    """A field of the ticket; its name is that of an argument of order.place.

    `choices` are the codes that it offers, "" for a box that is not ticked, and `listed` those in a
    market by listing, where every order has a price and rests. A `rare` field is folded at first,
    and has no place in such a market.
    """

    reads: Literal["choice", "price", "tonnes", "day", "text"]
    choices: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    rare: bool = False


ORDER_FIELDS: Mapping[str, OrderField] = {
    "side": OrderField("choice", ("buy", "sell"), ("buy", "sell")),
    "kind": OrderField("choice", ("limit", "market"), ("limit",)),
    "price": OrderField("price"),
    "quantity": OrderField("tonnes"),
    "time_in_force": OrderField(
        "choice",
        ("day", "gtc", "gtd", "ioc", "fok", "at_open", "at_close"),
        ("day", "gtc", "gtd"),
    ),
    "expires": OrderField("day"),
    "post_only": OrderField("choice", ("", "true"), ("",), rare=True),
    "peak": OrderField("tonnes", rare=True),
    "trigger": OrderField("price", rare=True),
}
"""The ticket's fields in their order: they are read, kept in addresses and filled again by it."""


def price_typed(ticks: int | None) -> str:
    """A price in ticks as a field shows it: `1234.50`; "" for None."""
    return "" if ticks is None else figures.price(ticks).replace(",", "")


def typed_of(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The ticket's fields behind the arguments of an order.place."""
    typed: dict[str, str] = {}
    for name, field in ORDER_FIELDS.items():
        value = arguments.get(name)
        if field.reads == "price":
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
