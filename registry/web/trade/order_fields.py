"""The fields of the order ticket: typed values, choices and errors.

Fields are checked for form only; the market decides on the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from matching.instruments import Instrument
from registry.edge.feed import LiveInstrument
from registry.market.commands import PlaceOrder
from registry.web.frame import figures
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import (
    ORDER_FIELDS,
    OrderField,
    parse_price,
    parse_tonnes,
    price_typed,
)

LONGER = ("gtc", "gtd")
"""Choices left out where every order ends with its trading day."""


def hidden_fields(order: PlaceOrder) -> dict[str, str]:
    """The arguments of an order as hidden fields; those without a value are left out."""
    kept = {name: v for name, v in order.model_dump().items() if v not in (None, "", False)}
    return {name: "true" if value is True else str(value) for name, value in kept.items()}


def offered(name: str, rules: Instrument) -> tuple[str, ...]:
    """The values that a choice of the ticket offers under these rules."""
    field = ORDER_FIELDS[name]
    missing = set(LONGER) if rules.day_orders else set()
    if not rules.gathers:
        missing.add("at_open")
    if not rules.closing_call:
        missing.add("at_close")
    found = field.listed if rules.listed else field.choices
    return tuple(one for one in found if one not in missing)


def typed_values(
    given: Mapping[str, str],
    *,
    best: Mapping[str, int | None],
    rules: Instrument,
) -> dict[str, str]:
    """The values of the fields: as typed, else sensible first values."""
    values = {name: given.get(name, "").strip() for name in ORDER_FIELDS}
    for name, field in ORDER_FIELDS.items():
        choices = offered(name, rules)
        if choices and values[name] not in choices:
            values[name] = choices[0]
        if rules.listed and field.rare:
            values[name] = ""
    if "price" not in given and values["kind"] == "limit":
        values["price"] = price_typed(best.get(values["side"]))
    return values


def read_order(
    instrument: Instrument, values: Mapping[str, str], one: LiveInstrument, *, today: date
) -> tuple[PlaceOrder | None, dict[str, FieldError]]:
    """The arguments of order.place, or the errors by field; never both."""
    errors: dict[str, FieldError] = {}
    arguments: dict[str, Any] = {"instrument": instrument.code}
    used = {
        "price": values["kind"] == "limit",
        "quantity": True,
        "expires": values["time_in_force"] == "gtd",
    }
    for name, field in ORDER_FIELDS.items():
        if used.get(name, bool(values[name])):
            found = _read(field, name, values[name], one=one, today=today)
            if isinstance(found, FieldError):
                errors[name] = found
            else:
                arguments[name] = found
    return (None, errors) if errors else (PlaceOrder.model_validate(arguments), {})


def _read(
    field: OrderField, name: str, text: str, *, one: LiveInstrument, today: date
) -> int | str | bool | FieldError:
    """What was typed into a field, or its error."""
    if field.reads == "price":
        # A stop's trigger may lie outside the day's price limits.
        return _read_price(text, one if name == "price" else None)
    if field.reads == "tonnes":
        return parse_tonnes(text)
    if field.reads == "day":
        return _day_error(text, today) or text
    return True if "" in field.choices else text


def _read_price(text: str, one: LiveInstrument | None) -> int | FieldError:
    """A price in ticks, within the day's limits if `one` has them."""
    found = parse_price(text)
    if not text:
        return FieldError(code="required", limit="")
    if found is None:
        return FieldError(code="not_a_number", limit="")
    if one is not None and found > one["hi"]:
        return FieldError(code="price_above", limit=figures.price(one["hi"]))
    if one is not None and found < one["lo"]:
        return FieldError(code="price_below", limit=figures.price(one["lo"]))
    return found or FieldError(code="not_positive", limit="")


def _day_error(text: str, today: date) -> FieldError | None:
    """The error in an order's last day; None if it is valid."""
    if not text:
        return FieldError(code="required", limit="")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return FieldError(code="not_a_day", limit=today.isoformat())
    return FieldError(code="day_past", limit=today.isoformat()) if day < today else None
