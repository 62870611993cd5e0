"""The resting orders of one side of a book, by price and then by time.

A side is a sorted list of keys whose last one is best (bids: the price, asks: minus the price)
and a dict from key to level. A cancelled order stays in its queue as a tombstone with nothing
open until it comes to the front. No rule of the market is here.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator

from matching.orders import Order

_TOMBSTONES = 16
"""A level is rebuilt when it carries this many tombstones and they outnumber the live orders."""


class Level:
    """The orders at one price in order of time: `count` live ones, which show `total` tonnes; the
    `hidden` tonnes are those that icebergs do not show.
    """

    __slots__ = ("count", "hidden", "queue", "total")

    def __init__(self) -> None:
        self.queue: deque[Order] = deque()
        self.total = 0
        self.hidden = 0
        self.count = 0

    def orders(self) -> Iterator[Order]:
        """The live orders, first in first."""
        return (order for order in self.queue if order.open)

    def ahead(self, order: Order) -> tuple[int, int]:
        """Number and shown tonnes of the live orders before this one."""
        count = tonnes = 0
        for other in self.orders():
            if other is order:
                break
            count += 1
            tonnes += other.visible
        return count, tonnes

    def lower(self, order: Order, tonnes: int) -> None:
        """Take tonnes off a live order, hidden ones first; the remainder keeps its place."""
        assert 0 < tonnes <= order.open
        visible = order.visible
        order.open -= tonnes
        less = visible - order.visible
        self.total -= less
        self.hidden -= tonnes - less
        if not order.open:
            self.count -= 1

    def take_visible(self, order: Order, tonnes: int) -> bool:
        """Take shown tonnes off a live order; an iceberg without any left goes to the back of the
        queue with a full peak. Returns whether it went there.
        """
        visible = order.visible
        assert 0 < tonnes <= visible
        order.open -= tonnes
        self.total -= tonnes
        if not order.open:
            self.count -= 1
        elif order.shown is not None:
            order.shown = visible - tonnes
            if not order.shown:
                self.queue.remove(order)
                self.queue.append(order)
                self.show(order)
                return True
        return False

    def show(self, iceberg: Order) -> None:
        """Let an iceberg show a full peak, or all of its open tonnes if they are fewer."""
        visible = iceberg.visible
        iceberg.shown = iceberg.peak
        more = iceberg.visible - visible
        self.total += more
        self.hidden -= more
        assert self.hidden >= 0


class Half:
    """One side of a book."""

    __slots__ = ("keys", "levels")

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.levels: dict[int, Level] = {}

    def best(self) -> int | None:
        """The best price, or None when the side is empty."""
        return abs(self.keys[-1]) if self.keys else None

    def best_first(self) -> Iterator[tuple[int, Level]]:
        """Price and level, best first."""
        return ((abs(key), self.levels[key]) for key in reversed(self.keys))

    def down_to(self, reach: int) -> Iterator[tuple[int, Level]]:
        """Key and level of all levels down to the key `reach`, best first."""
        for key in reversed(self.keys):
            if key < reach:
                return
            yield key, self.levels[key]

    def curve(self, reach: int) -> list[tuple[int, int]]:
        """Price and tonnes, hidden ones too, of the levels down to `reach`; best first."""
        return [(abs(key), level.total + level.hidden) for key, level in self.down_to(reach)]

    def orders(self) -> Iterator[Order]:
        """The live orders by price and then by time."""
        return (order for key in reversed(self.keys) for order in self.levels[key].orders())

    def rest(self, key: int, order: Order) -> None:
        """Put an order at the back of its level."""
        level = self.levels.get(key)
        if level is None:
            level = self.levels[key] = Level()
            insort(self.keys, key)
        level.queue.append(order)
        level.count += 1
        if order.shown is None:
            level.total += order.open
        else:
            level.total += order.visible
            level.hidden += order.open - order.visible

    def remove(self, key: int, order: Order) -> None:
        """Turn a live order into a tombstone."""
        level = self.levels[key]
        if order.shown is None:
            level.total -= order.open
        else:
            level.total -= order.visible
            level.hidden -= order.open - order.visible
        level.count -= 1
        order.open = 0
        if not level.count:
            self.drop(key)
        elif len(level.queue) - level.count >= _TOMBSTONES + level.count:
            level.queue = deque(level.orders())

    def drop(self, key: int) -> None:
        """Remove a level without live orders."""
        level = self.levels.pop(key)
        assert level.count == level.total == level.hidden == 0
        del self.keys[bisect_left(self.keys, key)]
