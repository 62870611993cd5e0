"""The order book of one instrument: price-time priority, trades at the resting order's price.

Each change is validated first (`matching/validation.py`) and then succeeds; it returns the trades
and the tonnes that left without a trade, in order. It handles no money. The rules are the
conventions of matching/README.md.
"""

from __future__ import annotations

from typing import NoReturn

from matching.auction import Indication, Tie, indication, pairs
from matching.errors import OrderNotOpen, OrderUnknown
from matching.expiry import Expiry
from matching.fill_or_kill import fills_whole
from matching.instruments import LARGEST_ORDER, PICK_LEVELS, Limits
from matching.levels import Half, Level
from matching.matching_price import Rule, reprice
from matching.orders import Ending, Order, OrderStatus, SelfTrade, TimeInForce
from matching.phases import Phase
from matching.stops import Stops, triggered

Fill = tuple[Order, Order, int, int]
"""Maker, taker, fen per tonne, tonnes; in the call auction buyer, seller, price, tonnes."""

Cancel = tuple[Order, int, Ending]
"""An order, the tonnes of it that left without a trade, and the reason."""

Outcome = tuple[OrderStatus, int, list[Fill], list[Cancel]]
"""The order's status and open tonnes before the stops that its trades triggered; then all trades
and cancels of the event, those of the stops included, in order.
"""

_ANY_PRICE = -(1 << 62)

_PENDING, _RESTING = OrderStatus.PENDING, OrderStatus.RESTING
_FILLED, _CANCELLED = OrderStatus.FILLED, OrderStatus.CANCELLED
_IOC, _FOK = TimeInForce.IOC, TimeInForce.FOK
_GTC, _AT_CLOSE = TimeInForce.GTC, TimeInForce.AT_CLOSE
_CONTINUOUS = Phase.CONTINUOUS
_ALLOWED = SelfTrade.NONE


class Book:
    """The open orders of one instrument, and matching.

    `last` is the last price, 0 before the first trade. `orders` are all open orders by order of
    entry: resting ones, stops, and in `parked` the orders at the close before their call. `used`
    are the ids that a caller chose. `ranks` counts how often an order went to the back of a level.
    `listed`: orders do not match one another, they are only picked. `band`: an arriving order that
    would trade outside it begins a call instead. `price_rule` sets the price of a trade, None: the
    maker's; it reads `basis`, the day's last price, before the first trade the previous close.
    """

    __slots__ = (
        "asks", "band", "basis", "bids", "expiry", "hi", "instrument", "largest", "last", "listed",
        "lo", "lot", "orders", "parked", "phase", "pick_levels", "price_rule", "ranks",
        "self_trade", "stops", "tick", "tie", "used",
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
        tie: Tie = Tie.CLAMP,
        pick_levels: int = PICK_LEVELS,
        listed: bool = False,
        price_rule: Rule | None = None,
        phase: Phase = Phase.CONTINUOUS,
    ) -> None:
        assert tick > 0 and lot > 0 and largest > 0 and pick_levels > 0
        self.instrument, self.tick, self.lot, self.largest = instrument, tick, lot, largest
        self.lo, self.hi = limits.lo, limits.hi
        self.self_trade, self.tie, self.pick_levels = self_trade, tie, pick_levels
        self.phase, self.listed = phase, listed
        self.price_rule, self.basis = price_rule, limits.lo
        self.band: Limits | None = None
        self.bids, self.asks = Half(), Half()
        self.stops, self.expiry = Stops(), Expiry()
        self.orders: dict[int, Order] = {}
        self.parked: dict[int, Order] = {}
        self.used: set[int] = set()
        self.last = self.ranks = 0

    def limit_to(self, limits: Limits) -> None:
        """Set the price limits; resting orders outside them stay until the caller cancels them."""
        self.lo, self.hi = limits.lo, limits.hi

    # --- arriving orders ----------------------------------------------------------------------

    def place(self, order: Order) -> Outcome:
        """Match an admitted order, then rest, park or cancel its remainder.

        The `open` of an order in the fills is what remains after all of them.
        """
        assert order.open == order.quantity > 0
        if order.trigger is not None:
            if self.waits(order):
                self.stops.add(order)
                return self._wait(order)
            order.trigger = None
        elif order.time_in_force is _AT_CLOSE and self.phase is not Phase.CLOSING:
            self.parked[order.id] = order
            return self._wait(order)
        fills: list[Fill] = []
        cancels: list[Cancel] = []
        status = self._enter(order, fills, cancels)
        left = order.open
        if fills:
            self.last = fills[-1][2]
            if self.stops.entered:
                self._wake(fills, cancels)
        return status, left, fills, cancels

    def _enter(self, order: Order, fills: list[Fill], cancels: list[Cancel]) -> OrderStatus:
        """Match, rest or cancel one order; the caller enters the stops that it triggers."""
        price = order.price
        buy = order.buy
        if price is None:
            key = reach = _ANY_PRICE
        else:
            key = price if buy else -price
            reach = -key
        waiting = self.asks if buy else self.bids
        term = order.time_in_force
        if (
            waiting.keys
            and waiting.keys[-1] >= reach
            and self.phase is _CONTINUOUS
            and not self.listed
            and (term is not _FOK or fills_whole(order, waiting, reach, self.self_trade, self.band))
        ):
            self._match(order, waiting, reach, fills, cancels)
            if self.price_rule is not None:
                reprice(fills, order, rule=self.price_rule, last=self.basis)
            if not order.open:
                own = cancels and any(gone is order for gone, _, _ in cancels)
                return _CANCELLED if own else _FILLED
        if price is None or term is _IOC or term is _FOK:
            ending = Ending.NOT_WHOLE if term is _FOK else Ending.REMAINDER
            cancels.append((order, order.open, ending))
            order.open = 0
            return _CANCELLED
        (self.bids if buy else self.asks).rest(key, order)
        self.orders[order.id] = order
        if term is not _GTC:
            self.expiry.add(order, self.orders)
        self.ranks = order.rank = self.ranks + 1
        return _RESTING

    def _wait(self, order: Order) -> Outcome:
        """Keep a parked or restored order as open."""
        self.orders[order.id] = order
        self.expiry.add(order, self.orders)
        return _PENDING, order.open, [], []

    def _match(
        self, order: Order, waiting: Half, reach: int, fills: list[Fill], cancels: list[Cancel]
    ) -> None:
        """Fill `order` down to the key `reach`, or until self-trade prevention stops it.

        At a price outside the band nothing trades: the book enters a call.
        """
        # Plain fills are written out, and a level's total is lowered once: every order runs this.
        band = self.band
        keys, levels, resting = waiting.keys, waiting.levels, self.orders
        own = None if self.self_trade is _ALLOWED else order.account
        needed = order.open
        while needed and keys and keys[-1] >= reach:
            key = keys[-1]
            price = abs(key)
            if band is not None and not band.lo <= price <= band.hi:
                self.phase = Phase.CALL
                break
            level = levels[key]
            queue = level.queue
            before = needed
            while needed and level.count:
                maker = queue[0]
                left = maker.open
                if not left:  # a tombstone: cancelled orders stay queued
                    queue.popleft()
                    continue
                if maker.account == own:
                    level.total -= before - needed
                    needed = before = self._prevent(order, maker, level, needed, cancels)
                    continue
                if maker.shown is not None:
                    level.total -= before - needed
                    needed = before = self._fill_iceberg(order, maker, level, needed, fills)
                    continue
                if left > needed:
                    maker.open = left - needed
                    fills.append((maker, order, price, needed))
                    needed = 0
                    break
                queue.popleft()
                maker.open = 0
                level.count -= 1
                del resting[maker.id]
                fills.append((maker, order, price, left))
                needed -= left
            level.total -= before - needed
            if not level.count:
                assert level.total == level.hidden == 0
                del levels[key]
                keys.pop()
        order.open = needed

    def _fill_iceberg(
        self, taker: Order, maker: Order, level: Level, needed: int, fills: list[Fill]
    ) -> int:
        """Fill the shown tonnes of a level's first order; returns the tonnes still needed."""
        assert maker.price is not None
        tonnes = min(needed, maker.visible)
        if level.take_visible(maker, tonnes):
            self.ranks = maker.rank = self.ranks + 1
        fills.append((maker, taker, maker.price, tonnes))
        if not maker.open:
            level.queue.popleft()
            del self.orders[maker.id]
        return needed - tonnes

    def _prevent(
        self, taker: Order, maker: Order, level: Level, needed: int, cancels: list[Cancel]
    ) -> int:
        """Prevent a self-trade; returns the tonnes that the taker may still trade."""
        mode = self.self_trade
        if mode is not SelfTrade.NEWEST:
            less = min(needed, maker.open) if mode is SelfTrade.DECREMENT else maker.open
            level.lower(maker, less)
            cancels.append((maker, less, Ending.OWN_ORDER))
            if not maker.open:
                level.queue.popleft()
                del self.orders[maker.id]
            if mode is SelfTrade.OLDEST:
                return needed
            if mode is SelfTrade.DECREMENT:
                maker.quantity -= less
                taker.quantity -= less
                cancels.append((taker, less, Ending.OWN_ORDER))
                return needed - less
        cancels.append((taker, needed, Ending.OWN_ORDER))
        return 0

    def _wake(self, fills: list[Fill], cancels: list[Cancel]) -> None:
        """In continuous trading, enter the stops that the last price triggers, one at a time.

        Where one of them begins a call, the others stay parked until trading is continuous again.
        """
        self.stops.woken.clear()
        while self.phase is _CONTINUOUS and (order := self.stops.next(self.last)) is not None:
            price = order.price
            if (
                order.post_only
                and price is not None
                and self.would_trade(buy=order.buy, price=price)
            ):
                cancels.append((order, order.open, Ending.WOULD_TRADE))
                order.open = 0
            else:
                traded = len(fills)
                self._enter(order, fills, cancels)
                if len(fills) > traded:
                    self.last = fills[-1][2]
            if not order.open:
                del self.orders[order.id]
        self.stops.wait_on()

    # --- open orders --------------------------------------------------------------------------

    def cancel(self, order_id: int, *, ending: Ending = Ending.OWNER) -> Cancel:
        """Take an order out of the book, in constant time at its level, or refuse."""
        order = self.orders.pop(order_id, None)
        if order is None:
            self._refuse_missing(order_id)
        released = order.open
        assert released > 0
        price = order.price
        if order.trigger is not None:
            self.stops.remove(order)
        elif self.parked and order_id in self.parked:
            del self.parked[order_id]
        elif order.buy:
            assert price is not None
            self.bids.remove(price, order)
        else:
            assert price is not None
            self.asks.remove(-price, order)
        order.open = 0
        return order, released, ending

    def replace(self, order_id: int, *, price: int, quantity: int) -> Outcome:
        """Give an order another price and open quantity, after `admit_replace`.

        At the same price and not larger it keeps its place. Otherwise a new `Order` with the same
        id, in `orders` as long as it rests, goes to the back and may trade. The tonnes by which
        the owner changes the quantity are neither trades nor cancels.
        """
        order = self.orders[order_id]
        if order.is_parked:
            # Orders at the close enter their call in order of first entry, replaced or not.
            new = order.renewed(price=price, quantity=quantity)
            self.parked[order_id] = self.orders[order_id] = new
            return _PENDING, quantity, [], []
        half, key = self.side_of(order)
        if self.keeps_place(order, price=price, quantity=quantity):
            if quantity < order.open:
                order.quantity -= order.open - quantity
                half.levels[key].lower(order, order.open - quantity)
            return _RESTING, quantity, [], []
        new = order.renewed(price=price, quantity=quantity)
        half.remove(key, order)
        self.orders[order_id] = new
        fills: list[Fill] = []
        cancels: list[Cancel] = []
        status = self._enter(new, fills, cancels)
        left = new.open
        if not left:
            del self.orders[order_id]
        if fills:
            self.last = fills[-1][2]
            self._wake(fills, cancels)
        return status, left, fills, cancels

    def pick(self, taker: Order, maker_id: int) -> Outcome:
        """Trade with one chosen order, passing by those before it, after `admit_pick`."""
        maker = self.orders[maker_id]
        assert maker.price is not None and maker.buy is not taker.buy
        half, key = self.side_of(maker)
        level, quantity = half.levels[key], taker.open
        if level.take_visible(maker, quantity):
            self.ranks = maker.rank = self.ranks + 1
        taker.open = 0
        if not maker.open:
            del self.orders[maker_id]
            if not level.count:
                half.drop(key)
        fills: list[Fill] = [(maker, taker, maker.price, quantity)]
        cancels: list[Cancel] = []
        self.last = maker.price
        self._wake(fills, cancels)
        return _FILLED, 0, fills, cancels

    def end_of_day(self, *, day: int) -> list[Cancel]:
        """Cancel day orders and those good till `day` or before, in order of first entry."""
        leaving = self.expiry.with_day(self.orders, day)
        return [self.cancel(id, ending=ending) for id, ending in leaving]

    def restore(self, order: Order) -> None:
        """Put a loaded open order at the back of its level or of the stops.

        Resting orders come by rank, stops by entry; `in_order_of_entry` follows.
        """
        assert order.open > 0 and order.id not in self.orders
        if order.trigger is not None:
            self.stops.add(order)
        elif order.is_parked:
            self.parked[order.id] = order
        else:
            half, key = self.side_of(order)
            half.rest(key, order)
        self._wait(order)

    def in_order_of_entry(self) -> None:
        """Sort the restored orders by entry."""
        self.orders = dict(sorted(self.orders.items()))
        self.expiry.sort()

    # --- phases and the call auction ----------------------------------------------------------

    def enter_phase(self, phase: Phase) -> tuple[list[Fill], list[Cancel]]:
        """Enter a phase without an auction; returns the trades and cancels that follow.

        In a closing call the parked orders at the close enter, first in first, and `stops.woken`
        lists them. In continuous trading the stops that the last price triggers enter.
        """
        self.phase = phase
        fills: list[Fill] = []
        cancels: list[Cancel] = []
        if phase is _CONTINUOUS:
            self._wake(fills, cancels)
        elif phase is Phase.CLOSING:
            self.stops.woken.clear()
            for order in self.parked.values():
                half, key = self.side_of(order)
                half.rest(key, order)
                self.ranks = order.rank = self.ranks + 1
                self.stops.woken.append(order)
            self.parked.clear()
        return fills, cancels

    def uncross(
        self, *, reference: int | None, then: Phase = _CONTINUOUS
    ) -> tuple[list[Fill], list[Cancel]]:
        """End the call: trade all that can at one price, then be in phase `then`.

        Icebergs take part with all their tonnes; the remainder of one shows a full peak and keeps
        its time. Self-trades are not prevented here. Orders for this auction only are cancelled,
        and in continuous trading the stops that its price triggers enter.
        """
        self.phase = then
        fills: list[Fill] = []
        found = self.indicative(reference=reference)
        if found is not None:
            bids, asks = self.bids.orders(), self.asks.orders()
            fills += (
                (buyer, seller, found.price, tonnes)
                for buyer, seller, tonnes in pairs(bids, asks, found.volume)
            )
            for buyer, seller, _, tonnes in fills:
                self._lower(buyer, tonnes)
                self._lower(seller, tonnes)
            self.last = found.price
        over = self.expiry.with_auction(self.orders)
        cancels = [self.cancel(id, ending=Ending.REMAINDER) for id in over]
        self._wake(fills, cancels)
        return fills, cancels

    def _lower(self, order: Order, tonnes: int) -> None:
        """Fill a resting order, hidden tonnes too; an iceberg's remainder shows a full peak."""
        half, key = self.side_of(order)
        level = half.levels[key]
        level.lower(order, tonnes)
        if not order.open:
            del self.orders[order.id]
            if not level.count:
                half.drop(key)
        elif order.shown is not None:
            level.show(order)

    # --- reading ------------------------------------------------------------------------------

    def found(self, order_id: int) -> Order:
        """The open order with an id; raises `OrderUnknown` or `OrderNotOpen`."""
        order = self.orders.get(order_id)
        if order is None:
            self._refuse_missing(order_id)
        return order

    def _refuse_missing(self, order_id: int) -> NoReturn:
        raise (OrderNotOpen if order_id in self.used else OrderUnknown)(order=order_id)

    def waits(self, order: Order) -> bool:
        """Whether an order is a stop that the last price does not trigger."""
        return order.trigger is not None and not triggered(order, self.last)

    def would_trade(self, *, buy: bool, price: int) -> bool:
        """Whether a limit order would trade; orders of its own account count."""
        keys = (self.asks if buy else self.bids).keys
        return bool(keys) and keys[-1] >= (-price if buy else price)

    def keeps_place(self, order: Order, *, price: int, quantity: int) -> bool:
        """Whether a replacement keeps its priority: same price and not larger."""
        return price == order.price and quantity <= order.open

    def side_of(self, order: Order) -> tuple[Half, int]:
        """The side on which a limit order rests, and its key there."""
        assert order.price is not None
        return (self.bids, order.price) if order.buy else (self.asks, -order.price)

    def best(self, *, buy: bool) -> int | None:
        """The highest bid or the lowest ask, None when the side is empty."""
        return (self.bids if buy else self.asks).best()

    def depth(self, *, buy: bool, levels: int) -> list[tuple[int, int, int]]:
        """The best levels of a side: price, shown tonnes, number of orders; best first."""
        half = self.bids if buy else self.asks
        best = ((abs(key), half.levels[key]) for key in half.keys[: -levels - 1 : -1])
        return [(price, level.total, level.count) for price, level in best]

    def ahead(self, order_id: int) -> tuple[int, int]:
        """Orders and shown tonnes that trade before a resting order at its own price."""
        order = self.orders[order_id]
        half, key = self.side_of(order)
        return half.levels[key].ahead(order)

    def snapshot(self) -> tuple[list[tuple[int, list[tuple[int, int]]]], ...]:
        """Bids and asks, best first: price and [(id, open)] in order of time."""
        return tuple(
            [
                (price, [(order.id, order.open) for order in level.orders()])
                for price, level in half.best_first()
            ]
            for half in (self.bids, self.asks)
        )

    def indicative(self, *, reference: int | None) -> Indication | None:
        """Price, volume and imbalance if the call ended now; None while nothing would trade."""
        bid, ask = self.bids.best(), self.asks.best()
        if not bid or not ask or bid < ask:
            return None
        # Only prices that reach the other side's best one can trade, so the curves stop there.
        bids, asks = self.bids.curve(ask), self.asks.curve(-bid)
        return indication(bids, asks, reference=reference, tie=self.tie, tick=self.tick)
