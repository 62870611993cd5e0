"""A bot that minds the seat of a person who is away: new orders and requests that are due, no more.

It never retires, cancels or surrenders units, never authorises or votes, and no order of the
person leaves the book through it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from registry.bots.trading import ORDERS_MOST
from registry.bots.view import View, Wish

PLACE = "order.place"


def minding(view: View, wishes: Iterable[Wish], allowed: Collection[str]) -> Iterator[Wish]:
    """The wishes of the seat's bot whose commands are `allowed`, without orders too many.

    An order is left out beside as many open ones as a bot has at most in one instrument, since none
    is cancelled for it, and where it could meet an order of the seat itself.
    """
    for name, arguments in wishes:
        if name in allowed and (name != PLACE or _fits(view, arguments)):
            yield name, arguments


def _fits(view: View, order: dict[str, Any]) -> bool:
    own = view.own_orders(order["instrument"])
    buy, price = order["side"] == "buy", order.get("price")
    if len(own) >= ORDERS_MOST:
        return False
    opposite = [one.price for one in own if one.buy != buy]
    if not opposite:
        return True
    # An order without a price can meet any other; that of the seat may have none either (0).
    if price is None or not all(opposite):
        return False
    return price < min(opposite) if buy else bool(price > max(opposite))
