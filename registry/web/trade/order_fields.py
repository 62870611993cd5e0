"""The fields of the order ticket: typed values, choices and errors.

Fields are checked for form only; the market decides on the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from matching.instruments import Instrument
from registry.web.frame import figures
from registry.web.frame.contexts.live import LiveInstrument
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import NAMES, parse_price, parse_tonnes, price_typed

RARE = ("post_only", "peak", "trigger")
"""Rarely used fields, folded at first."""


OFFERED = {
    "side": ("buy", "sell"),
    "kind": ("limit", "market"),
    "time_in_force": ("day", "gtc", "gtd", "ioc", "fok", "at_open", "at_close"),
    "post_only": ("", "true"),
}


LISTED = {"kind": ("limit",), "time_in_force": ("day", "gtc", "gtd"), "post_only": ("",)}
"""Choices in a market by listing, where every order has a price and rests."""


LONGER = ("gtc", "gtd")
"""Choices left out where every order ends with its trading day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A typed order without errors."""

    instrument: str
    side: str
    kind: str
    price: int | None
    quantity: int
    time_in_force: str
    expires: str = ""
    post_only: bool = False
    peak: int | None = None
    trigger: int | None = None

    def given(self) -> dict[str, Any]:
        """The arguments of order.place."""
        return asdict(self)

    def arguments(self) -> dict[str, str]:
        """The arguments of order.place as hidden fields; fields without a value are left out."""
        values = {name: getattr(self, name) for name in ("instrument", *NAMES)}
        kept = {name: value for name, value in values.items() if value not in (None, "", False)}
        return {name: "true" if value is True else str(value) for name, value in kept.items()}


def offered(name: str, rules: Instrument) -> tuple[str, ...]:
    """The values that a choice of the ticket offers under these rules."""
    found = LISTED.get(name, OFFERED[name]) if rules.listed else OFFERED[name]
    missing = set(LONGER) if rules.day_orders else set()
    if not rules.gathers:
        missing.add("at_open")
    if not rules.closing_call:
        missing.add("at_close")
    return tuple(one for one in found if one not in missing)


def typed_values(
    given: Mapping[str, str],
    *,
    best: Mapping[str, int | None],
    rules: Instrument,
) -> dict[str, str]:
    """The values of the fields: as typed, else sensible first values."""
    values = {name: given.get(name, "").strip() for name in NAMES}
    for name in OFFERED:
        choices = offered(name, rules)
        if values[name] not in choices:
            values[name] = choices[0]
    if rules.listed:
        values |= dict.fromkeys(RARE, "")
    if "price" not in given and values["kind"] == "limit":
        values["price"] = price_typed(best.get(values["side"]))
    return values


def read_order(
    instrument: Instrument, values: Mapping[str, str], one: LiveInstrument, *, today: date
) -> tuple[Order | None, dict[str, FieldError]]:
    """The order, or the errors by field; never both."""
    errors: dict[str, FieldError] = {}
    price, trigger, peak = None, None, None
    if values["kind"] == "limit":
        price = _read_price(errors, "price", values, one)
    if values["trigger"]:
        trigger = _read_price(errors, "trigger", values, None)
    quantity = _read_tonnes(errors, "quantity", values)
    if values["peak"]:
        peak = _read_tonnes(errors, "peak", values)
    term = values["time_in_force"]
    if term == "gtd" and (wrong := _day_error(values["expires"], today)) is not None:
        errors["expires"] = wrong
    if errors:
        return None, errors
    order = Order(
        instrument=instrument.code, side=values["side"], kind=values["kind"], price=price,
        quantity=quantity, time_in_force=term, expires=values["expires"] if term == "gtd" else "",
        post_only=bool(values["post_only"]), peak=peak, trigger=trigger,
    )  # fmt: skip
    return order, {}


def _read_price(
    errors: dict[str, FieldError], name: str, values: Mapping[str, str], one: LiveInstrument | None
) -> int | None:
    """A price in ticks within the day's limits if `one` has them; adds an error to `errors`."""
    found = parse_price(values[name])
    if not values[name]:
        errors[name] = FieldError(code="required", limit="")
    elif found is None:
        errors[name] = FieldError(code="not_a_number", limit="")
    elif one is not None and found > one["hi"]:
        errors[name] = FieldError(code="price_above", limit=figures.price(one["hi"]))
    elif one is not None and found < one["lo"]:
        errors[name] = FieldError(code="price_below", limit=figures.price(one["lo"]))
    elif not found:
        errors[name] = FieldError(code="not_positive", limit="")
    return found


def _read_tonnes(errors: dict[str, FieldError], name: str, values: Mapping[str, str]) -> int:
    found = parse_tonnes(values[name])
    if isinstance(found, FieldError):
        errors[name] = found
        return 0
    return found


def _day_error(text: str, today: date) -> FieldError | None:
    """The error in an order's last day; None if it is valid."""
    if not text:
        return FieldError(code="required", limit="")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return FieldError(code="not_a_day", limit=today.isoformat())
    return FieldError(code="day_past", limit=today.isoformat()) if day < today else None
