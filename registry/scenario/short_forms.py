"""Short forms of orders, as in the scripts of venues: `sell 10@8500 CCER gtc`. Pure.

Each is one command with its fields; everything else is written with the command's own name.
"""

from __future__ import annotations

import re

from registry.scenario.model import Value
from registry.scenario.values import Malformed, value

Read = tuple[str, dict[str, Value], tuple[Value, ...]]
"""A command's name, its fields, and values without a name."""

_AMOUNT = re.compile(r"([^@]+)(?:@([^@]+))?")
_LASTS = ("day", "ioc", "fok", "gtc", "at_open", "at_close")
_NUMBERS = {"peak": "peak", "stop": "trigger"}


def read(verb: str, words: list[str]) -> Read | None:
    """The command of a short form, None if the word is none; raises Malformed."""
    if verb in ("buy", "sell"):
        return _order(verb, words)
    if verb in _OTHERS and words:
        command, names, form = _OTHERS[verb]
        given: list[Value] = []
        for word in words:
            given += [value(part) for part in word.split("@")]
        if len(given) != len(names):
            raise Malformed(f"{verb} is written so: {form}")
        return command, dict(zip(names, given, strict=True)), ()
    return None


_OTHERS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "cancel": ("order.cancel", ("order",), "cancel $order"),
    "reduce": ("order.reduce", ("order", "quantity"), "reduce $order 2"),
    "replace": ("order.replace", ("order", "quantity", "price"), "replace $order 5@8400"),
    "pick": ("order.pick", ("maker", "quantity"), "pick $order 5"),
}


def _order(side: str, words: list[str]) -> Read:
    """`sell 10@8500 CCER`, then gtc, until DATE, peak N, stop N, post-only, confirmed."""
    form = f"{side} 10@8500 CCER, or {side} 10 CCER at any price; then gtc, peak 5, post-only ..."
    found = _AMOUNT.fullmatch(words[0]) if len(words) > 1 else None
    if found is None:
        raise Malformed(f"an order is written so: {form}")
    fields: dict[str, Value] = {
        "instrument": words[1], "side": side, "quantity": value(found[1]), "kind": "limit",
    }  # fmt: skip
    more = words[2:]
    if found[2] is not None:
        fields["price"] = value(found[2])
    elif more[:3] == ["at", "any", "price"]:
        fields["kind"], more = "market", more[3:]
    else:
        raise Malformed(f"an order has a price, or is at any price: {form}")
    while more:
        word = more.pop(0)
        if word in _LASTS:
            fields["time_in_force"] = word
        elif word == "post-only":
            fields["post_only"] = True
        elif word in ("confirmed", "unconfirmed"):
            fields["confirmed"] = word == "confirmed"
        elif word == "until" and more:
            fields |= {"time_in_force": "gtd", "expires": more.pop(0)}
        elif word in _NUMBERS and more:
            fields[_NUMBERS[word]] = value(more.pop(0))
        else:
            raise Malformed(f"{word} is no part of an order: {form}")
    return "order.place", fields, ()
