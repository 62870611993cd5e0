"""A matcher that is obviously right: orders in one list, oldest first, with a full scan each time.

It takes events and gives results as plain dicts, as `tanlu book` reads and writes them as JSON.
It shares no code with `matching`. Readings where the rules leave room:

- `i` counts the events from 0; `id` is null for events that have none.
- An id is used up by every `new` and every `pick`, refused or not. What is no order of the book
  (unknown, filled, cancelled, refused) can neither be cancelled, replaced nor picked.
- A fill is one trade per visible peak: two peaks of one iceberg are two trades.
- The limits and the tick are checked for the price of a `new` and of every `replace`, also of one
  that would keep its place. They are checked neither for a trigger nor again when a stop enters; an
  order that rests outside limits that moved stays and trades, and a market order has no limit.
- GTD without a day is refused, and a day without GTD; a GTD whose day is over is not, and leaves
  at the next end of day.
- At the end of a day orders leave in the order in which they first came, stops among them.
- A replace without a price is refused. It keeps the order's account, term, peak and post-only.
- A replace or a decrement of an iceberg that keeps its place leaves visible what was visible, as
  far as that much is left; hidden tonnes go first.
- A post-only stop that would trade when it enters is refused if its trigger holds on arrival, and
  cancelled when it comes out of the stops.
- Triggers are compared with the last trade price when it is the stop's turn: a stop whose trigger
  an earlier stop's trades have undone waits on. After each entry the oldest that holds is next.
- `uncross` outside the call phase answers `ok` and does nothing. `phase` alone never trades: a
  call phase that ends without `uncross` leaves a crossed book, with which arriving orders trade.
- An uncross lists a trade as buyer, seller; the peak is shown anew by icebergs that traded in it.
- AT_OPEN is taken in a call only, AT_CLOSE always but in a halt; it is parked until `closing` and
  then enters as it came. Both are limit orders without stop and post; what an uncross leaves of
  them is cancelled after its trades. One that ends `closing` halts; stops enter afterwards.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from tests.matching.naive_auction import NaiveAuction

Event = dict[str, Any]
Result = dict[str, Any]
Answer = tuple[str, int]

RULES: dict[str, Any] = {
    "tick": 1, "lot": 1, "lo": 1, "hi": 1_000_000_000,
    "stp": "none", "tie": "clamp", "pick_levels": 5,
}  # fmt: skip
REJECTED: Answer = ("rejected", 0)
FOR_AUCTIONS = ("AT_OPEN", "AT_CLOSE")
TERMS = ("GTC", "DAY", "GTD", "IOC", "FOK", *FOR_AUCTIONS)


@dataclass(eq=False)
class Order:
    """One order; `shown` is the visible part of `open` while it rests."""

    id: int
    acct: str
    side: str
    px: Any  # None for a market order, which never rests
    open: int
    tif: str
    exp: Any
    post: bool
    disp: int | None
    stop: Any
    came: int
    shown: int = 0

    @property
    def immediate(self) -> bool:
        """Whether nothing of it may rest."""
        return self.px is None or self.tif in ("IOC", "FOK")

    def show_peak(self) -> None:
        self.shown = self.open if self.disp is None else min(self.disp, self.open)

    def accepts(self, px: int) -> bool:
        """Whether it may trade at this price."""
        if self.px is None:
            return True
        return bool(px <= self.px if self.side == "B" else px >= self.px)


class Naive(NaiveAuction):
    """All orders that rest and all stops that wait."""

    def __init__(self, **rules: Any) -> None:
        self.rules = {**RULES, **rules}
        self.resting: list[Order] = []
        self.stops: list[Order] = []
        self.parked: list[Order] = []
        self.seen: list[int] = []
        self.phase = "cont"
        self.last: int | None = None
        self.played = 0
        self.auctioned = 0
        self.trades: list[list[int]] = []
        self.cancels: list[list[int]] = []

    def play(self, event: Event) -> Result:
        """Do one event; `auctioned` then says how many tonnes of its trades the auction made."""
        self.trades, self.cancels, self.auctioned = [], [], 0
        answer: Answer = getattr(self, "on_" + event["op"])(event)
        self.enter_stops()
        self.played += 1
        return {
            "i": self.played - 1, "op": event["op"], "id": event.get("id"), "status": answer[0],
            "trades": self.trades, "cancels": self.cancels, "open": answer[1],
        }  # fmt: skip

    def book(self) -> dict[str, Any]:
        """Both sides, the best price first, each price's orders in order of time."""
        sides = {}
        for name, side in (("bids", "B"), ("asks", "S")):
            sides[name] = [
                [px, [[o.id, o.open] for o in self.resting if o.side == side and o.px == px]]
                for px in self.prices(side)
            ]
        return sides

    # Events

    def on_new(self, event: Event) -> Answer:
        if self.used(event["id"]):
            return REJECTED
        order = Order(
            id=event["id"], acct=event["acct"], side=event["side"], px=event.get("px"),
            open=event["qty"], tif=event.get("tif", "GTC"), exp=event.get("exp"),
            post=event.get("post", False), disp=event.get("disp"), stop=event.get("stop"),
            came=len(self.seen),
        )  # fmt: skip
        if self.phase == "halt" or not self.is_sound(order):
            return REJECTED
        gathers = self.phase in ("call", "closing")
        if gathers and (order.immediate or order.post or order.stop is not None):
            return REJECTED
        if order.tif == "AT_OPEN" and self.phase != "call":
            return REJECTED
        if order.tif == "AT_CLOSE" and self.phase != "closing":
            self.parked.append(order)
            return "pending", order.open
        if order.stop is not None and not self.holds(order):
            self.stops.append(order)
            return "pending", order.open
        if order.post and self.best_for(order) is not None:
            return REJECTED
        return self.enter(order)

    def on_cancel(self, event: Event) -> Answer:
        order = self.find(event["id"], self.resting + self.stops + self.parked)
        if order is None:
            return REJECTED
        self.take_off(order)
        return "ok", 0

    def on_replace(self, event: Event) -> Answer:
        order = self.find(event["id"], self.resting + self.parked)
        px, qty = event.get("px"), event["qty"]
        if order is None or self.phase == "halt":
            return REJECTED
        if px is None or not self.is_price(px) or not self.is_quantity(qty):
            return REJECTED
        if order in self.parked:
            order.px, order.open = px, qty
            return "pending", qty
        if px == order.px and qty <= order.open:
            order.open = qty
            order.shown = min(order.shown, qty)
            return "resting", qty
        moved = copy.copy(order)
        moved.px, moved.open = px, qty
        if moved.post and self.phase == "cont" and self.best_for(moved) is not None:
            return REJECTED
        self.resting.remove(order)
        return self.enter(moved)

    def on_pick(self, event: Event) -> Answer:
        if self.used(event["id"]) or self.phase != "cont":
            return REJECTED
        maker, qty = self.find(event["maker"], self.resting), event["qty"]
        if maker is None or not self.is_quantity(qty) or qty > maker.shown:
            return REJECTED
        if maker.px not in self.prices(maker.side)[: self.rules["pick_levels"]]:
            return REJECTED
        if maker.acct == event["acct"] and self.rules["stp"] != "none":
            return REJECTED
        self.trade(maker, event["id"], qty)
        return "filled", 0

    def on_limits(self, event: Event) -> Answer:
        self.rules |= {"lo": event["lo"], "hi": event["hi"]}
        return "ok", 0

    def on_eod(self, event: Event) -> Answer:
        waiting = self.resting + self.stops + self.parked
        for order in sorted(waiting, key=lambda o: o.came):
            over = order.tif == "GTD" and order.exp <= event["day"]
            if over or order.tif in ("DAY", *FOR_AUCTIONS):
                self.take_off(order)
        return "ok", 0

    def on_phase(self, event: Event) -> Answer:
        self.phase = event["to"]
        if self.phase == "closing":
            for order in self.parked:
                order.show_peak()
            self.resting += self.parked
            self.parked = []
        return "ok", 0

    def on_uncross(self, event: Event) -> Answer:
        if self.phase in ("call", "closing"):
            self.phase = "cont" if self.phase == "call" else "halt"
            price = self.auction_price(event.get("ref"))
            if price is not None:
                self.auction_at(price)
            for order in sorted(self.resting, key=lambda o: o.came):
                if order.tif in FOR_AUCTIONS:
                    self.take_off(order)
        return "ok", 0

    # What a new order must be

    def used(self, id: int) -> bool:
        """Whether the id was used before; from now on it is."""
        before = id in self.seen
        self.seen.append(id)
        return before

    def is_quantity(self, qty: int) -> bool:
        lot: int = self.rules["lot"]
        return qty > 0 and qty % lot == 0

    def is_price(self, px: int) -> bool:
        lo, hi, tick = (int(self.rules[name]) for name in ("lo", "hi", "tick"))
        return lo <= px <= hi and px % tick == 0

    def is_sound(self, order: Order) -> bool:
        """Whether an order may come in at all, whatever the phase."""
        if order.side not in ("B", "S") or order.tif not in TERMS:
            return False
        plain = not order.post and order.stop is None and order.px is not None
        if order.tif in FOR_AUCTIONS and not plain:
            return False
        if not self.is_quantity(order.open):
            return False
        if order.px is not None and not self.is_price(order.px):
            return False
        if order.disp is not None and order.disp <= 0:
            return False
        if (order.tif == "GTD") != (order.exp is not None):
            return False
        return not (order.post and order.immediate)

    # The list

    def find(self, id: int, orders: list[Order]) -> Order | None:
        return next((o for o in orders if o.id == id), None)

    def prices(self, side: str) -> list[Any]:
        """The prices at which orders of one side rest, the best first."""
        return sorted({o.px for o in self.resting if o.side == side}, reverse=side == "B")

    def best_for(self, taker: Order) -> Order | None:
        """The order that the taker meets next: the best price, there the oldest."""
        other = "S" if taker.side == "B" else "B"
        for px in self.prices(other):
            if taker.accepts(px):
                return next(o for o in self.resting if o.side == other and o.px == px)
        return None

    def take_off(self, order: Order) -> None:
        """Cancel the open tonnes of an order, wherever it is."""
        self.cancels.append([order.id, order.open])
        order.open = 0
        self.resting = [o for o in self.resting if o is not order]
        self.stops = [o for o in self.stops if o is not order]
        self.parked = [o for o in self.parked if o is not order]

    # Continuous trading

    def enter(self, order: Order) -> Answer:
        """Trade what can be traded, let the rest wait or cancel it."""
        before = len(self.cancels)
        if self.phase == "cont" and (order.tif != "FOK" or self.fills(order)):
            self.match(order)
        if order.open and order.immediate:
            self.take_off(order)
        if order.open:
            order.show_peak()
            self.resting.append(order)
            return "resting", order.open
        if any(id == order.id for id, _ in self.cancels[before:]):
            return "cancelled", 0
        return "filled", 0

    def match(self, taker: Order) -> None:
        while taker.open:
            maker = self.best_for(taker)
            if maker is None:
                return
            if maker.acct == taker.acct and self.rules["stp"] != "none":
                self.prevent(maker, taker)
            else:
                qty = min(taker.open, maker.shown)
                taker.open -= qty
                self.trade(maker, taker.id, qty)

    def prevent(self, maker: Order, taker: Order) -> None:
        """What self-trade prevention does instead of the trade."""
        stp = self.rules["stp"]
        if stp == "decrement":
            qty = min(maker.open, taker.open)
            for order in (maker, taker):
                order.open -= qty
                self.cancels.append([order.id, qty])
            maker.shown = min(maker.shown, maker.open)
            self.resting = [o for o in self.resting if o.open]
        if stp in ("oldest", "both"):
            self.take_off(maker)
        if stp in ("newest", "both"):
            self.take_off(taker)

    def trade(self, maker: Order, taker: int, qty: int) -> None:
        """A trade at the maker's price; a used-up peak is shown anew, behind all others."""
        self.trades.append([maker.id, taker, maker.px, qty])
        self.last = maker.px
        maker.open -= qty
        maker.shown -= qty
        if maker.shown == 0:
            self.resting.remove(maker)
            if maker.open:
                maker.show_peak()
                self.resting.append(maker)

    def fills(self, order: Order) -> bool:
        """Try the order on a copy of the book: whether it would trade all it has."""
        trial = type(self)(**self.rules)
        trial.resting = [copy.copy(o) for o in self.resting]
        trial.match(copy.copy(order))
        return sum(qty for *_, qty in trial.trades) == order.open

    # Stops

    def holds(self, order: Order) -> bool:
        """Whether a stop's trigger holds at the last trade price."""
        if self.last is None:
            return False
        return bool(self.last >= order.stop if order.side == "B" else self.last <= order.stop)

    def enter_stops(self) -> None:
        """In continuous trading, enter the oldest stop that holds until none does."""
        while self.phase == "cont":
            order = next((o for o in self.stops if self.holds(o)), None)
            if order is None:
                return
            self.stops.remove(order)
            if order.post and self.best_for(order) is not None:
                self.take_off(order)
            else:
                self.enter(order)
