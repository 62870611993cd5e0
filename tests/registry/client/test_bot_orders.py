"""Goal: an order of a starter bot waits in the book, on a tick and in whole lots, in every market.

Method: quotes as a market may show them, and a seat that keeps what it is given.
"""

from __future__ import annotations

from typing import Any, cast

import pytest

from registry.client import Client
from registry.client.bots.orders import LOCKED, Held, bid, offer
from registry.client.described.shapes import Quote

QUOTE = {"instrument": "X", "tick": 5, "lot": 10, "lo": 900, "hi": 1100, "bid": 995, "ask": 1010}


class Seat:
    """Keeps the orders."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []

    def give(self, command: str, /, **arguments: Any) -> None:
        assert "order.place" == command
        self.orders.append(arguments)


@pytest.mark.parametrize(
    ("make", "shown", "price", "quantity", "expected"),
    [
        (bid, {}, 1003, 20, (1000, 20)),  # a buyer's price is rounded down
        (offer, {}, 1002, 20, (1005, 20)),  # a seller's up
        (bid, {}, 1050, 20, (1005, 20)),  # never the best seller's price
        (offer, {}, 950, 20, (1000, 20)),  # never the best buyer's
        (bid, {"ask": None}, 1200, 20, (1100, 20)),  # within the day's limits
        (offer, {"bid": None}, 800, 20, (900, 20)),
        (bid, {}, 1000, 4, (1000, 10)),  # one lot at least
        (offer, {}, 1005, 27, (1005, 20)),  # whole lots of what is held
        (offer, {}, 1005, 9, None),  # less than a lot cannot be sold
        (bid, {}, 890, 20, None),  # below the lowest price of the day
        (offer, {}, 1101, 20, None),
        (bid, {"ask": 900}, 1000, 20, None),  # nothing waits below a seller at the lowest price
        (offer, {"bid": 1100}, 1000, 20, None),
    ],
)
def test_an_order_waits(
    make: Any, shown: dict[str, Any], price: int, quantity: int, expected: tuple[int, int] | None
) -> None:
    seat = Seat()
    make(cast(Client, seat), cast(Quote, QUOTE | shown), price, quantity)

    placed = [(one["price"], one["quantity"]) for one in seat.orders]
    assert ([] if expected is None else [expected]) == placed


@pytest.mark.parametrize(
    ("held", "grows"),
    [
        (Held(), True),
        (Held(99, 99), True),
        (Held(100, 100), False),  # as much as it holds at most
        (Held(LOCKED - 1, 0), True),
        (Held(LOCKED, 0), False),  # bought today, can be sold tomorrow only
        (Held(60, 60 - LOCKED), False),
    ],
)
def test_a_bot_stops_buying_what_it_cannot_sell_yet(held: Held, grows: bool) -> None:
    assert grows == held.may_grow(100)
