"""Parked stop orders, which a last price as high (buy) or as low (sell) triggers."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush

from matching.orders import Order

_Entry = tuple[int, int, Order]
"""Rank of the trigger, number of entry, order."""


def triggered(order: Order, last: int) -> bool:
    """Whether the last price, 0 before the first trade, triggers a stop.

    A buy stop is triggered at or above its trigger, a sell stop at or below.
    """
    assert order.trigger is not None
    if not last:
        return False
    return last >= order.trigger if order.buy else last <= order.trigger


class Stops:
    """The parked stops of both sides, each sorted so that the last one is triggered first."""

    __slots__ = ("_buys", "_due", "_sells", "entered", "entries", "woken")

    def __init__(self) -> None:
        self.entered: dict[int, int] = {}
        """Order -> number of entry, of all parked stops."""
        self.woken: list[Order] = []
        """The parked orders that entered the book in the last event, in order."""
        self.entries = 0
        self._buys: list[_Entry] = []
        self._sells: list[_Entry] = []
        self._due: list[tuple[int, Order]] = []

    def add(self, order: Order) -> None:
        """Park a stop behind all that entered before it."""
        assert order.id not in self.entered
        self.entries += 1
        self.entered[order.id] = self.entries
        self._wait(self.entries, order)

    def _wait(self, number: int, order: Order) -> None:
        assert order.trigger is not None
        if order.buy:
            insort(self._buys, (-order.trigger, number, order))
        else:
            insort(self._sells, (order.trigger, number, order))

    def remove(self, order: Order) -> None:
        """Remove a parked stop."""
        assert order.trigger is not None and not self._due
        number = self.entered.pop(order.id)
        side = self._buys if order.buy else self._sells
        rank = -order.trigger if order.buy else order.trigger
        place = bisect_left(side, (rank, number))
        assert side[place][2] is order
        del side[place]

    def next(self, last: int) -> Order | None:
        """Remove and return the oldest stop that the last price triggers; None when there is none.

        The caller repeats it with each new last price until it returns None. A stop that an
        earlier price triggered and this one does not stays parked.
        """
        for side in (self._buys, self._sells):
            while side and triggered(side[-1][2], last):
                _, number, order = side.pop()
                heappush(self._due, (number, order))
        while self._due:
            number, order = heappop(self._due)
            if triggered(order, last):
                del self.entered[order.id]
                order.trigger = None
                self.woken.append(order)
                return order
            self._wait(number, order)
        return None

    def wait_on(self) -> None:
        """Park the stops again that were due but did not enter."""
        while self._due:
            self._wait(*self._due.pop())
