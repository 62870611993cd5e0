"""Which waiting orders leave with the end of a day or of an auction, found without asking all.

Pure: it knows no book, no money and no storage.
"""

from __future__ import annotations

from collections.abc import Mapping

from matching.orders import FOR_AUCTIONS, Ending, Order, TimeInForce

_GTC = TimeInForce.GTC


class Expiry:
    """Ids of waiting orders with an end, in order of entry.

    An id whose order was filled or cancelled is dropped when its list is next read: to forget it
    at once would cost every trade a step.
    """

    __slots__ = ("_auction", "_day")

    def __init__(self) -> None:
        self._auction: dict[int, None] = {}
        self._day: dict[int, None] = {}

    def add(self, order: Order) -> None:
        """Note an order that rests or waits, once however often it is added."""
        term = order.time_in_force
        if term is _GTC:
            return
        self._day[order.id] = None
        if term in FOR_AUCTIONS:
            self._auction[order.id] = None

    def with_auction(self, orders: Mapping[int, Order]) -> list[int]:
        """Those of the open `orders` that leave with the auction that ends now."""
        found = [orders[id] for id in self._auction if id in orders]
        self._auction = {order.id: None for order in found if order.is_parked}
        return [order.id for order in found if not order.is_parked]

    def with_day(self, orders: Mapping[int, Order], day: int) -> list[tuple[int, Ending]]:
        """Those of the open `orders` that leave when `day` ends, and why."""
        found = [(id, orders[id].leaves_with(day)) for id in self._day if id in orders]
        self._day = {id: None for id, ending in found if not ending}
        return [(id, ending) for id, ending in found if ending]

    def sort(self) -> None:
        """Put restored orders in the order in which they first came."""
        self._auction = dict(sorted(self._auction.items()))
        self._day = dict(sorted(self._day.items()))
