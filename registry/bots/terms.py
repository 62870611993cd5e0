"""Every kind of order: the terms that a bot adds to a plain order, and changes of resting ones.

A bot may misjudge the rules and be refused, as a person may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from registry.bots.view import Quote, View, Wish

Arguments = dict[str, Any]


def dressed(view: View, random: Random, order: Arguments) -> Arguments:
    """A plain order, or the same with further terms; in a call only orders that can rest."""
    quote = view.quote(order["instrument"])
    drawn = random.randrange(100)
    for share, term in _IN_A_CALL if quote.call else _AT_ONCE:
        if drawn < share:
            return order | term(view, quote, random, order)
        drawn -= share
    return order | ({"time_in_force": "day"} if quote.call else {})


def changed(view: View, random: Random, instrument: str) -> Iterator[Wish]:
    """Reduce a resting order, or replace its price."""
    waiting = [order for order in view.own_orders(instrument) if order.open >= 10 and order.price]
    if not waiting or random.randrange(100) >= 12:
        return
    one = random.choice(waiting)
    if random.randrange(2):
        yield "order.reduce", {"order": one.order, "quantity": one.open // 3}
        return
    quote = view.quote(instrument)
    step = max(1, one.price // 200) * (1 if one.buy else -1)
    price = max(quote.lo, min(quote.hi, one.price + step))
    yield "order.replace", {"order": one.order, "price": price, "quantity": one.open}


Term = Callable[[View, Quote, Random, Arguments], Arguments]


def _stays(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    return {"time_in_force": "day" if quote.day_orders else "gtc"}


def _until(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    if quote.day_orders:
        return {"time_in_force": "day"}
    last = view.date + timedelta(days=1 + random.randrange(4))
    return {"time_in_force": "gtd", "expires": last.isoformat()}


def _iceberg(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    return {"time_in_force": "day", "peak": max(1, order["quantity"] // 4)}


def _at_open(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    return {"time_in_force": "at_open" if quote.opening else "day"}


def _at_close(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    return {"time_in_force": "at_close"} if quote.closing_call else {}


def _post_only(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    """Behind the other side's best price, so that it rests."""
    price = order["price"]
    if order["side"] == "buy" and quote.ask is not None:
        price = max(quote.lo, min(price, quote.ask - 1))
    elif order["side"] == "sell" and quote.bid is not None:
        price = min(quote.hi, max(price, quote.bid + 1))
    return {"time_in_force": "day", "post_only": True, "price": price}


def _whole(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    return {"time_in_force": "fok"}


def _stop(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    """Follow a move of half a percent, at up to half a percent more."""
    away = max(1, quote.last // 200) * (1 if order["side"] == "buy" else -1)
    trigger = max(quote.lo, min(quote.hi, quote.last + away))
    price = max(quote.lo, min(quote.hi, quote.last + 2 * away))
    if order["side"] == "buy":
        # It reserves cash at its own price, which is above the price used for its quantity.
        quantity = min(order["quantity"], view.cash_fen() // price)
        return {"time_in_force": "day", "trigger": trigger, "price": price, "quantity": quantity}
    return {"time_in_force": "day", "trigger": trigger, "price": price}


def _any_price(view: View, quote: Quote, random: Random, order: Arguments) -> Arguments:
    if order["side"] == "buy" and order["quantity"] * quote.hi > view.cash_fen():
        return {}
    return {"kind": "market", "price": None, "time_in_force": "day"}


_ALWAYS: tuple[tuple[int, Term], ...] = ((15, _stays), (10, _until), (10, _iceberg))
_IN_A_CALL: tuple[tuple[int, Term], ...] = (*_ALWAYS, (10, _at_open))
_AT_ONCE: tuple[tuple[int, Term], ...] = (
    *_ALWAYS, (8, _post_only), (6, _whole), (6, _stop), (4, _any_price), (8, _at_close),
)  # fmt: skip
"""Percent of orders that get each of the terms; the others stay plain."""
