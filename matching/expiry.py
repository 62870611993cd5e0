"""The open orders that leave with the end of a day or of an auction, found without a full scan."""

from __future__ import annotations

from collections.abc import Mapping

from matching.orders import FOR_AUCTIONS, Ending, Order, TimeInForce

_GTC = TimeInForce.GTC

_SPARE = 1024
"""Ids of ended orders that a list may keep besides twice as many as there are open orders."""


class Expiry:
    """Ids of the open orders that have an end, in order of entry.

    The id of a filled or cancelled order is dropped when the list is next read, or has become much
    longer than the book: dropping it at once would cost time in every trade.
    """

    __slots__ = ("_auction", "_day")

    def __init__(self) -> None:
        self._auction: dict[int, None] = {}
        self._day: dict[int, None] = {}

    def add(self, order: Order, orders: Mapping[int, Order]) -> None:
        """Note an order, one of the open `orders`; a second call for the same id does nothing."""
        term = order.time_in_force
        if term is _GTC:
            return
        self._day[order.id] = None
        if term in FOR_AUCTIONS:
            self._auction[order.id] = None
        if len(self._day) > 2 * len(orders) + _SPARE:
            self._auction = {id: None for id in self._auction if id in orders}
            self._day = {id: None for id in self._day if id in orders}

    def with_auction(self, orders: Mapping[int, Order]) -> list[int]:
        """The ids of the open `orders` that leave with the auction that ends now."""
        found = [orders[id] for id in self._auction if id in orders]
        self._auction = {order.id: None for order in found if order.is_parked}
        return [order.id for order in found if not order.is_parked]

    def with_day(self, orders: Mapping[int, Order], day: int) -> list[tuple[int, Ending]]:
        """The ids of the open `orders` that leave when `day` (an ordinal) ends, and the reason."""
        found = [(id, orders[id].leaves_with(day)) for id in self._day if id in orders]
        self._day = {id: None for id, ending in found if not ending}
        return [(id, ending) for id, ending in found if ending]

    def sort(self) -> None:
        """Sort the restored orders by entry."""
        self._auction = dict(sorted(self._auction.items()))
        self._day = dict(sorted(self._day.items()))
