"""What a book is made of, and what it refuses: nothing here changes an order.

Every change of a book has its `admit...` here, which is asked first and raises the first refusal
that applies. Pure: it knows no money, no storage and no clock.
"""

from __future__ import annotations

from typing import NoReturn

from matching.auction import Indication, Tie, indication
from matching.desk_errors import AtOpenNeedsCall, AuctionOrderPlain
from matching.errors import (
    CallTakesLimits,
    IdUsed,
    InstrumentHalted,
    MarketClosed,
    OrderNotOpen,
    OrderUnknown,
    PeakNotPositive,
    PickOwn,
    PickTooDeep,
    PickTooLarge,
    PostOnlyNeverRests,
    PostOnlyWouldTrade,
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
    StopNotReplaced,
)
from matching.instruments import LARGEST_ORDER, PICK_LEVELS, Limits
from matching.levels import Half
from matching.matching_price import Rule
from matching.orders import Order, SelfTrade, TimeInForce
from matching.phases import GATHERING, Phase
from matching.stops import Stops, triggered

_CONTINUOUS = Phase.CONTINUOUS


class Gate:
    """Rules and state of a book. `last` is the last price, 0 before the first trade.

    `orders` are those that rest and those that wait aside, by order of entry: stops, and in `aside`
    the orders at the close before their call. `ranks` counts how often an order went to the back
    of a level. `listed`: orders wait without meeting, and are only picked. `band`: an arriving
    order that would trade outside it begins a call instead. `price_rule`: what makes the price of
    a trade, None: the maker does; `basis` is the day's last price for it, before the first trade
    the previous close.
    """

    __slots__ = (
        "aside", "asks", "band", "basis", "bids", "hi", "instrument", "largest", "last", "listed",
        "lo", "lot", "orders", "phase",
        "pick_levels", "price_rule", "ranks", "self_trade", "stops", "tick", "tie", "used",
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
        self.stops = Stops()
        self.orders: dict[int, Order] = {}
        self.aside: dict[int, Order] = {}
        self.used: set[int] = set()
        self.last = self.ranks = 0

    def claim(self, order: int) -> None:
        """Use up an id that a caller chose, or refuse it; ids from a counter need no claim."""
        if order in self.used:
            raise IdUsed(order=order)
        self.used.add(order)

    def limit_to(self, limits: Limits) -> None:
        """Set the day's price limits; what rests stays, and trades at its own price."""
        self.lo, self.hi = limits.lo, limits.hi

    # --- refusals -----------------------------------------------------------------------------

    def admit(self, *, price: int | None, quantity: int) -> None:
        """Refuse a plain order that this book does not take now."""
        if self.phase is not _CONTINUOUS and (self.phase not in GATHERING or price is None):
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

    def _refuse_phase(self) -> NoReturn:
        if self.phase in GATHERING:
            raise CallTakesLimits(instrument=self.instrument)
        refusal = InstrumentHalted if self.phase is Phase.HALTED else MarketClosed
        raise refusal(instrument=self.instrument)

    def admit_order(self, order: Order) -> None:
        """Refuse an order of any type that this book does not take now."""
        if order.post_only and not order.rests:
            raise PostOnlyNeverRests
        if order.peak is not None and order.peak <= 0:
            raise PeakNotPositive(peak=order.peak)
        term, continuous = order.time_in_force, self.phase is _CONTINUOUS
        for_auction = term is TimeInForce.AT_OPEN or term is TimeInForce.AT_CLOSE
        special = order.post_only or order.trigger is not None
        if for_auction and (special or order.price is None):
            raise AuctionOrderPlain(time_in_force=term.value)
        if not continuous and self.phase in GATHERING and (special or not order.rests):
            self._refuse_phase()
        if term is TimeInForce.AT_OPEN and (continuous or self.phase is Phase.CLOSING):
            raise AtOpenNeedsCall(instrument=self.instrument)
        self.admit(price=order.price, quantity=order.open)
        if order.post_only and not self.waits(order):
            assert order.price is not None
            self._refuse_trading(order, order.price)

    def waits(self, order: Order) -> bool:
        """Whether an order is a stop that the last price does not trigger."""
        return order.trigger is not None and not triggered(order, self.last)

    def would_trade(self, *, buy: bool, price: int) -> bool:
        """Whether a limit order would meet the other side, own orders included."""
        keys = (self.asks if buy else self.bids).keys
        return bool(keys) and keys[-1] >= (-price if buy else price)

    def _refuse_trading(self, order: Order, price: int) -> None:
        if self.would_trade(buy=order.buy, price=price):
            best = (self.asks if order.buy else self.bids).best()
            raise PostOnlyWouldTrade(price_fen=price, best_fen=best)

    def admit_cancel(self, order_id: int) -> Order:
        """The order that rests or waits under an id, or a refusal."""
        order = self.orders.get(order_id)
        if order is None:
            self._refuse_missing(order_id)
        return order

    def _refuse_missing(self, order_id: int) -> NoReturn:
        raise (OrderNotOpen if order_id in self.used else OrderUnknown)(order=order_id)

    def admit_replace(self, order_id: int, *, price: int, quantity: int) -> Order:
        """The order to replace, or a refusal of the new price and open quantity."""
        order = self.admit_cancel(order_id)
        if order.trigger is not None:
            raise StopNotReplaced(order=order_id)
        self.admit(price=price, quantity=quantity)
        keeps = self.keeps_place(order, price=price, quantity=quantity)
        if order.post_only and not keeps and self.phase is _CONTINUOUS:
            self._refuse_trading(order, price)
        return order

    def keeps_place(self, order: Order, *, price: int, quantity: int) -> bool:
        """Whether a replaced order keeps its priority: same price and not larger."""
        return price == order.price and quantity <= order.open

    def admit_pick(self, maker_id: int, *, account: str, quantity: int) -> Order:
        """The chosen order, or a refusal of so many tonnes of it."""
        maker = self.admit_cancel(maker_id)
        if maker.waits_aside:
            raise OrderNotOpen(order=maker_id)
        if self.phase in GATHERING:
            self._refuse_phase()
        self.admit(price=None, quantity=quantity)
        if quantity > maker.visible:
            raise PickTooLarge(quantity=quantity, order=maker_id, visible=maker.visible)
        assert maker.price is not None
        half, key = self.side_of(maker)
        if key not in half.keys[-self.pick_levels :]:
            raise PickTooDeep(order=maker_id, price_fen=maker.price, levels=self.pick_levels)
        if self.self_trade is not SelfTrade.NONE and maker.account == account:
            raise PickOwn(order=maker_id)
        return maker

    def side_of(self, order: Order) -> tuple[Half, int]:
        """The side on which a limit order rests, and its key there."""
        assert order.price is not None
        return (self.bids, order.price) if order.buy else (self.asks, -order.price)

    # --- reading ------------------------------------------------------------------------------

    def best(self, *, buy: bool) -> int | None:
        """The highest bid or the lowest ask, None when nobody waits there."""
        return (self.bids if buy else self.asks).best()

    def depth(self, *, buy: bool, levels: int) -> list[tuple[int, int, int]]:
        """The best levels of a side: price, tonnes that are shown, orders; best first."""
        half = self.bids if buy else self.asks
        found = []
        for key in half.keys[: -levels - 1 : -1]:
            level = half.levels[key]
            found.append((abs(key), level.total, level.count))
        return found

    def ahead(self, order_id: int) -> tuple[int, int]:
        """Orders and shown tonnes that trade before a resting order at its own price."""
        order = self.orders[order_id]
        half, key = self.side_of(order)
        count = tonnes = 0
        for other in half.levels[key].orders():
            if other is order:
                break
            count += 1
            tonnes += other.visible
        return count, tonnes

    def drawn(self) -> tuple[list[tuple[int, list[tuple[int, int]]]], ...]:
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
        bids, asks = (
            [(price, level.total + level.hidden) for price, level in half.best_first()]
            for half in (self.bids, self.asks)
        )
        return indication(bids, asks, reference=reference, tie=self.tie, tick=self.tick)
