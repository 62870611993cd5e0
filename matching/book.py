"""The order book of one instrument: price, then time, at the price that was waiting.

Both sides are kept the same way: a sorted list of keys whose last one is best (bids: the price,
asks: minus the price) and a dict from key to level. A cancelled order stays in its queue as a
tombstone with nothing open until it surfaces. Pure: it knows no money, no storage and no clock.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator

from matching.errors import (
    IdUsed,
    InstrumentHalted,
    MarketClosed,
    OrderNotOpen,
    OrderUnknown,
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
)
from matching.instruments import LARGEST_ORDER, Limits
from matching.orders import Ending, Order, SelfTrade, TimeInForce
from matching.phases import Phase

Fill = tuple[Order, int, int]
"""Maker, price, quantity."""

Cancel = tuple[Order, int, Ending]
"""An order that left without a trade, the tonnes that it took along, and why."""

_ANY_PRICE = -(1 << 62)
_TOMBSTONES = 16
"""A level is rebuilt when it carries this many tombstones and they outnumber the live orders."""


class Level:
    """The orders at one price in order of time: `total` tonnes of `count` live orders."""

    __slots__ = ("count", "queue", "total")

    def __init__(self) -> None:
        self.queue: deque[Order] = deque()
        self.total = 0
        self.count = 0

    def orders(self) -> Iterator[Order]:
        """The live orders, first in first."""
        return (order for order in self.queue if order.open)


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

    def rest(self, key: int, order: Order) -> None:
        """Put an order at the back of its level."""
        level = self.levels.get(key)
        if level is None:
            level = self.levels[key] = Level()
            insort(self.keys, key)
        level.queue.append(order)
        level.total += order.open
        level.count += 1

    def remove(self, key: int, order: Order) -> None:
        """Turn a live order into a tombstone."""
        level = self.levels[key]
        level.total -= order.open
        level.count -= 1
        order.open = 0
        if not level.count:
            del self.levels[key]
            del self.keys[bisect_left(self.keys, key)]
        elif len(level.queue) - level.count >= _TOMBSTONES + level.count:
            level.queue = deque(level.orders())


class Book:
    """Orders of one instrument that wait, and what an arriving order does to them."""

    __slots__ = (
        "asks", "bids", "hi", "instrument", "largest", "lo", "lot", "orders", "phase",
        "self_trade", "tick", "used",
    )  # fmt: skip

    def __init__(
        self,
        *,
        limits: Limits,
        instrument: str = "",
        tick: int = 1,
        lot: int = 1,
        largest: int = LARGEST_ORDER,
        self_trade: SelfTrade = SelfTrade.NONE,
        phase: Phase = Phase.CONTINUOUS,
    ) -> None:
        assert tick > 0 and lot > 0 and largest > 0
        self.instrument, self.tick, self.lot, self.largest = instrument, tick, lot, largest
        self.lo, self.hi = limits.lo, limits.hi
        self.self_trade, self.phase = self_trade, phase
        self.bids, self.asks = Half(), Half()
        self.orders: dict[int, Order] = {}
        self.used: set[int] = set()

    # --- refusals -----------------------------------------------------------------------------

    def claim(self, order: int) -> None:
        """Use up an id that a caller chose, or refuse it; ids from a counter need no claim."""
        if order in self.used:
            raise IdUsed(order=order)
        self.used.add(order)

    def admit(self, *, price: int | None, quantity: int) -> None:
        """Refuse what this book does not take now; nothing changes."""
        if self.phase is not Phase.CONTINUOUS:
            self._refuse_phase()
        if quantity <= 0:
            raise QuantityNotPositive(quantity=quantity, lot=self.lot)
        if quantity % self.lot:
            below = quantity // self.lot * self.lot
            raise QuantityOffLot(
                quantity=quantity, lot=self.lot, below=below, above=below + self.lot
            )
        if quantity > self.largest:
            raise QuantityTooLarge(quantity=quantity, largest=self.largest)
        if price is None:
            return
        if price % self.tick:
            below = price // self.tick * self.tick
            raise PriceOffTick(
                price_fen=price, tick_fen=self.tick, below_fen=below, above_fen=below + self.tick
            )
        if not self.lo <= price <= self.hi:
            raise PriceOutsideLimits(price_fen=price, lo_fen=self.lo, hi_fen=self.hi)

    def _refuse_phase(self) -> None:
        refusal = InstrumentHalted if self.phase is Phase.HALTED else MarketClosed
        raise refusal(instrument=self.instrument)

    # --- changes ------------------------------------------------------------------------------

    def place(self, order: Order) -> tuple[list[Fill], list[Cancel]]:
        """Match an admitted order, then let it rest or cancel what is left of it.

        Fills come in the order in which they happened; a maker's and the taker's `open` are what
        is left after them.
        """
        assert order.open == order.quantity > 0
        price = order.price
        buy = order.buy
        if price is None:
            key = worst = _ANY_PRICE
        else:
            key = price if buy else -price
            worst = -key
        waiting = self.asks if buy else self.bids
        fills: list[Fill] = []
        met_own = False
        if waiting.keys and waiting.keys[-1] >= worst:
            met_own = self._match(order, waiting, worst, fills)

        if not order.open:
            return fills, []
        if met_own or price is None or order.time_in_force is TimeInForce.IOC:
            left, order.open = order.open, 0
            ending = Ending.OWN_ORDER if met_own else Ending.REMAINDER
            return fills, [(order, left, ending)]
        assert not waiting.keys or waiting.keys[-1] < worst, "the book would be crossed"
        (self.bids if buy else self.asks).rest(key, order)
        self.orders[order.id] = order
        return fills, []

    def _match(self, order: Order, waiting: Half, worst: int, fills: list[Fill]) -> bool:
        """Fill `order` down to the key `worst`; whether it met an order that it must not."""
        keys, levels, resting = waiting.keys, waiting.levels, self.orders
        stop_at = order.account if self.self_trade is SelfTrade.NEWEST else None
        needed = order.open
        met_own = False
        while needed and keys and keys[-1] >= worst and not met_own:
            key = keys[-1]
            price = abs(key)
            level = levels[key]
            queue = level.queue
            before = needed
            while needed and level.count:
                maker = queue[0]
                left = maker.open
                if not left:
                    queue.popleft()
                    continue
                if maker.account == stop_at:
                    met_own = True
                    break
                if left > needed:
                    maker.open = left - needed
                    fills.append((maker, price, needed))
                    needed = 0
                    break
                queue.popleft()
                maker.open = 0
                level.count -= 1
                del resting[maker.id]
                fills.append((maker, price, left))
                needed -= left
            level.total -= before - needed
            if not level.count:
                assert level.total == 0
                del levels[key]
                keys.pop()
        order.open = needed
        return met_own

    def cancel(self, order_id: int, *, ending: Ending = Ending.OWNER) -> Cancel:
        """Take an order out of the book, in constant time at its level."""
        order = self.orders.pop(order_id, None)
        if order is None:
            raise (OrderNotOpen if order_id in self.used else OrderUnknown)(order=order_id)
        released = order.open
        assert released > 0 and order.price is not None
        if order.buy:
            self.bids.remove(order.price, order)
        else:
            self.asks.remove(-order.price, order)
        return order, released, ending

    def end_of_day(self) -> list[Cancel]:
        """Take out all day orders, first in first."""
        leaving = [o.id for o in self.orders.values() if o.time_in_force is TimeInForce.DAY]
        return [self.cancel(order, ending=Ending.DAY_END) for order in leaving]

    def limit_to(self, limits: Limits) -> None:
        """Set the day's price limits."""
        self.lo, self.hi = limits.lo, limits.hi

    def restore(self, order: Order) -> None:
        """Let an order rest that rested before; called in the order of entry."""
        assert order.open > 0 and order.price is not None and order.id not in self.orders
        if order.buy:
            self.bids.rest(order.price, order)
        else:
            self.asks.rest(-order.price, order)
        self.orders[order.id] = order

    # --- reading ------------------------------------------------------------------------------

    def best(self, *, buy: bool) -> int | None:
        """The highest bid or the lowest ask, None when nobody waits there."""
        return (self.bids if buy else self.asks).best()

    def drawn(self) -> tuple[list[tuple[int, list[tuple[int, int]]]], ...]:
        """Bids and asks, best first: price and [(id, open)] in order of time."""
        return tuple(
            [
                (price, [(order.id, order.open) for order in level.orders()])
                for price, level in half.best_first()
            ]
            for half in (self.bids, self.asks)
        )
