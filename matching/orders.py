"""Orders: their terms, their state, and the reservation that they carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class OrderSide(StrEnum):
    """Buying or selling."""

    BUY = "buy"
    SELL = "sell"


_BUY, _SELL = OrderSide.BUY, OrderSide.SELL


class OrderKind(StrEnum):
    """With a limit price, or at any price."""

    LIMIT = "limit"
    MARKET = "market"


class TimeInForce(StrEnum):
    """How long an order's unfilled remainder stays open.

    day: until the day ends. ioc: not at all. gtc: until it is cancelled. gtd: until its last day
    ends. fok: not at all, and the order trades in full or not at all. at_open: until the call
    auction that collects orders now ends. at_close: until the day's closing call ends; the order
    is parked until that call begins.
    """

    DAY = "day"
    IOC = "ioc"
    GTC = "gtc"
    GTD = "gtd"
    FOK = "fok"
    AT_OPEN = "at_open"
    AT_CLOSE = "at_close"


_AT_CLOSE = TimeInForce.AT_CLOSE

FOR_AUCTIONS = frozenset({TimeInForce.AT_OPEN, TimeInForce.AT_CLOSE})
"""Orders for one auction only: their remainder is cancelled after it."""


class OrderStatus(StrEnum):
    """The state of an order.

    pending: parked, a stop before its trigger or an order at the close before the closing call.
    """

    PENDING = "pending"
    RESTING = "resting"
    FILLED = "filled"
    CANCELLED = "cancelled"


_PENDING, _RESTING = OrderStatus.PENDING, OrderStatus.RESTING
_FILLED, _CANCELLED = OrderStatus.FILLED, OrderStatus.CANCELLED


class Ending(StrEnum):
    """Why an order, or a part of it, left without a trade.

    owner: cancelled by its owner. remainder: the unfilled part of an order that does not rest, or
    whose auction is over. not_whole: a fill-or-kill order was killed. own_order: self-trade
    prevention. would_trade: a post-only stop that would have traded when it was triggered.
    day_end: a day order. expired: its last day or time is over. limits: it lies outside a new
    day's price limits. declined: the other side declined it. not_chosen: the other side took
    another offer, or none.
    """

    NONE = ""
    OWNER = "owner"
    REMAINDER = "remainder"
    NOT_WHOLE = "not_whole"
    OWN_ORDER = "own_order"
    WOULD_TRADE = "would_trade"
    DAY_END = "day_end"
    EXPIRED = "expired"
    LIMITS = "limits"
    DECLINED = "declined"
    NOT_CHOSEN = "not_chosen"


class OrderMode(StrEnum):
    """Where an order is open: in the book, or outside it in a way of trading with its own rules."""

    BOOK = "book"
    BLOCK = "block"
    BIDDING = "bidding"
    QUOTE = "quote"


class SelfTrade(StrEnum):
    """What happens when an arriving order would trade with one of its own account.

    none: they trade. newest: the arriving order's remainder is cancelled. oldest: the resting
    order is cancelled. both: both are. decrement: both lose the smaller open quantity.
    """

    NONE = "none"
    NEWEST = "newest"
    OLDEST = "oldest"
    BOTH = "both"
    DECREMENT = "decrement"


class Terms(NamedTuple):
    """Terms that only some orders have.

    `peak` are the most tonnes that an iceberg shows, None: all. `trigger` is the last price, in
    fen per tonne, that triggers a stop, None: no stop. `expiry` is the last day of a GTD order, a
    number that grows by one a day. `client_order_id` is what the owner calls the order, None:
    nothing; nothing depends on it, and two orders may have the same.
    """

    post_only: bool = False
    peak: int | None = None
    trigger: int | None = None
    expiry: int | None = None
    client_order_id: str | None = None

    @property
    def special(self) -> bool:
        """Whether the order asks for what a market by listing does not have."""
        return self.post_only or self.peak is not None or self.trigger is not None


PLAIN = Terms()
"""The terms of most orders."""


class Reservation:
    """The funds or units blocked for an order's open tonnes, and the tonnes that left it.

    `worst` is a buy order's reservation price in fen per tonne, 0 for a sell order. `lots` are a
    sell order's (asset, tonnes), delivered in order. `filled` and `reduced` are the tonnes that
    left by trades and without; `ending` is the reason. `mode` is where the order is open.
    """

    __slots__ = ("ending", "filled", "lots", "mode", "reduced", "worst")

    def __init__(
        self,
        *,
        worst: int,
        lots: list[tuple[int, int]] | None = None,
        mode: OrderMode = OrderMode.BOOK,
    ) -> None:
        self.worst, self.mode = worst, mode
        self.lots = lots if lots is not None else []
        self.filled = self.reduced = 0
        self.ending = Ending.NONE


class Judged(NamedTuple):
    """An order that has passed every check and has changed nothing yet.

    `price`, `lo` and `hi` are fen per tonne: `price` None is at any price, `lo` and `hi` are the
    price limits, `hi` None without an upper one. `in_line`: it can trade at the book's best prices.
    `deal`: it is outside the book. Of an order that it replaces, `has` are the fen (buying) or
    tonnes (selling) blocked, and `ordered` the open tonnes.
    """

    instrument: str
    buy: bool
    price: int | None
    quantity: int
    lo: int
    hi: int | None
    in_line: bool = False
    deal: bool = False
    has: int = 0
    ordered: int = 0


Ask = Callable[[Judged], None]
"""Called with the checked order; a refusal that it raises ends the command, unchanged."""


class Order:
    """One order: `price` is None for a market order, `open` falls as it is filled.

    While it is open, `quantity` less `open` is what was filled: a replacement and self-trade
    prevention change both. `post_only` to `client_order_id` are those of its `Terms`;
    the `trigger` of a stop becomes None when it is triggered. `shown` is the remainder of an
    iceberg's peak, None for all other orders. `rank` is its place in time among the resting
    orders of its book: it grows whenever the order goes to the back of a level.

    `reservation` is the exchange's: the book never reads it, and an order of the book alone has
    none.
    """

    __slots__ = (
        "account", "buy", "client_order_id", "expiry", "id", "instrument", "open", "peak",
        "post_only", "price", "quantity", "rank", "reservation", "shown", "time_in_force",
        "trigger",
    )  # fmt: skip

    reservation: Reservation

    def __init__(
        self,
        *,
        id: int,
        account: str,
        buy: bool,
        price: int | None,
        quantity: int,
        time_in_force: TimeInForce,
        instrument: str = "",
        reservation: Reservation | None = None,
        terms: Terms = PLAIN,
    ) -> None:
        self.id, self.account = id, account
        self.buy, self.price = buy, price
        self.quantity = self.open = quantity
        self.time_in_force, self.instrument = time_in_force, instrument
        if reservation is not None:
            self.reservation = reservation
        self.rank = 0
        self.post_only, self.peak, self.trigger, self.expiry, self.client_order_id = terms
        self.shown = self.peak

    @property
    def side(self) -> OrderSide:
        """The side as its enum."""
        return _BUY if self.buy else _SELL

    @property
    def rests(self) -> bool:
        """Whether an unfilled remainder rests in the book."""
        term = self.time_in_force
        return (
            self.price is not None and term is not TimeInForce.IOC and term is not TimeInForce.FOK
        )

    @property
    def is_parked(self) -> bool:
        """Whether it is open without a place in the book: a stop before its trigger, or an order
        at the close before its call, which has no rank yet.
        """
        return self.trigger is not None or (self.time_in_force is _AT_CLOSE and not self.rank)

    @property
    def visible(self) -> int:
        """The open tonnes that the book shows."""
        return self.open if self.shown is None else min(self.shown, self.open)

    @property
    def ordered(self) -> int:
        """The tonnes filled, open and reduced together."""
        return self.reservation.filled + self.open + self.reservation.reduced

    @property
    def showing(self) -> int | None:
        """The tonnes that an open iceberg shows; None for all other orders."""
        return min(self.shown, self.open) if self.shown is not None and self.open else None

    @property
    def expires(self) -> str | None:
        """The last day of a GTD order, an ISO date."""
        return None if self.expiry is None else date.fromordinal(self.expiry).isoformat()

    @property
    def status(self) -> OrderStatus:
        """The state, valid once the reservation holds everything that the event did."""
        if self.open:
            return _PENDING if self.is_parked else _RESTING
        return _CANCELLED if self.reservation.ending else _FILLED

    def leaves_with(self, day: int) -> Ending:
        """Why the order leaves when `day` (an ordinal) ends; `Ending.NONE`: it stays."""
        term = self.time_in_force
        if term is TimeInForce.DAY or term in FOR_AUCTIONS:
            return Ending.DAY_END
        if term is not TimeInForce.GTD:
            return Ending.NONE
        assert self.expiry is not None, "GTD needs a day"
        return Ending.EXPIRED if self.expiry <= day else Ending.NONE

    def renewed(self, *, price: int, quantity: int) -> Order:
        """The order that replaces this one, with `quantity` open tonnes and the same id."""
        order = Order(
            id=self.id, account=self.account, buy=self.buy, price=price,
            quantity=self.quantity - self.open + quantity, time_in_force=self.time_in_force,
            instrument=self.instrument, reservation=getattr(self, "reservation", None),
            terms=Terms(
                post_only=self.post_only, peak=self.peak, expiry=self.expiry,
                client_order_id=self.client_order_id,
            ),
        )  # fmt: skip
        order.open, order.rank = quantity, self.rank
        return order

    def snapshot(self) -> dict[str, Any]:
        """All fields of an open order, for comparing it with one loaded from the tables."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "reservation"}
        fields |= {"shown": self.showing}
        reservation = getattr(self, "reservation", None)
        if reservation is None:
            return fields
        blocked = {name: getattr(reservation, name) for name in reservation.__slots__}
        return fields | blocked | {"lots": list(reservation.lots)}

    def __repr__(self) -> str:
        price = "market" if self.price is None else self.price
        return f"<{self.id} {self.account} {self.side} {self.open}/{self.quantity}@{price}>"


def draw(lots: list[tuple[int, int]], quantity: int) -> list[tuple[int, int]]:
    """Take `quantity` tonnes off the front of `lots`; returns the (asset, tonnes) taken."""
    drawn: list[tuple[int, int]] = []
    while quantity:
        asset, left = lots[0]
        if left > quantity:
            lots[0] = (asset, left - quantity)
            drawn.append((asset, quantity))
            break
        del lots[0]
        drawn.append((asset, left))
        quantity -= left
    return drawn
