"""What an order is. Pure: it knows no book, no money and no storage."""

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
    """With a worst price, or at any price."""

    LIMIT = "limit"
    MARKET = "market"


class TimeInForce(StrEnum):
    """How long an unfilled rest stays.

    day: until the day ends. ioc: not at all. gtc: until it is cancelled. gtd: until a day ends
    that is its expiry day or later. fok: not at all, and what cannot trade whole does not trade.
    at_open: for the call auction that gathers orders now, and no longer. at_close: for the day's
    closing call; it waits aside until that begins.
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
"""What trades in one auction only: what is left of it after that leaves."""


class OrderStatus(StrEnum):
    """What became of an order so far.

    A pending stop waits for its trigger, a pending order at the close for the closing call.
    """

    PENDING = "pending"
    RESTING = "resting"
    FILLED = "filled"
    CANCELLED = "cancelled"


_PENDING, _RESTING = OrderStatus.PENDING, OrderStatus.RESTING
_FILLED, _CANCELLED = OrderStatus.FILLED, OrderStatus.CANCELLED


class Ending(StrEnum):
    """Why an order, or a part of it, left the book without a trade.

    remainder: nobody was left to trade with, and it must not rest; or its auction is over.
    not_whole: fill or kill, and
    killed. own_order: self-trade prevention. would_trade: a post-only stop that was triggered and
    would have traded. day_end: a day order. expired: good till a time that is over. limits: a new
    day's price limits leave it outside. declined: the other side turned it down. not_chosen: the
    other side took another offer, or none.
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
    """Where an order waits: in the book, or outside it, by rules of its own."""

    BOOK = "book"
    BLOCK = "block"
    BIDDING = "bidding"
    QUOTE = "quote"


class SelfTrade(StrEnum):
    """What happens when an arriving order meets one of its own account.

    none: they trade. newest: what is left of the arriving order is cancelled. oldest: the one
    that waits is cancelled. both: both are. decrement: both lose the smaller open quantity.
    """

    NONE = "none"
    NEWEST = "newest"
    OLDEST = "oldest"
    BOTH = "both"
    DECREMENT = "decrement"


class Terms(NamedTuple):
    """What only some orders have.

    `peak` is what an iceberg shows at most, None: all. `trigger` is the last price for which a
    stop waits, None: it is no stop. `expiry` is the last day of a GTD order, as a number that
    grows by the day.
    """

    post_only: bool = False
    peak: int | None = None
    trigger: int | None = None
    expiry: int | None = None


class Reservation:
    """What the desk keeps of an order and what is set aside for its open tonnes.

    That is `worst` fen per tonne (a buy order), or `lots`, tonnes per credit batch, first to be
    delivered first. `filled` and `reduced` are the tonnes that left, by trades and without;
    `ending` is why some left without. `mode` is where the order waits.
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
    """What a command is about to trade: every check has passed, and nothing has changed yet.

    `price` in fen per tonne, None at any price; no price below `lo` or above `hi` is taken there,
    `hi` None: none is too high. `in_line`: it meets the book's best prices. `deal`: it is a trade
    outside the book. Of the order that it replaces, `has` are the fen (buying) or tonnes (selling)
    set aside, and `ordered` the open tonnes.
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
"""Told what is about to be traded; a refusal that it raises ends the command, unchanged."""


class Order:
    """One order: `price` is None for a market order, `open` falls as it is filled.

    While it is open, `quantity` less `open` is what was filled: a replacement and self-trade
    prevention change both. `post_only`, `peak`, `trigger` and `expiry` are those of its `Terms`;
    the `trigger` of a stop is None again as soon as it has been reached. `shown` is what is left
    of an iceberg's peak, None for all other orders. `rank` is its place in time among the resting
    orders of its book: it grows whenever the order goes to the back of a level.

    `means` are the desk's; the book carries them and never reads them. An order that no desk took
    has none.
    """

    __slots__ = (
        "account", "buy", "expiry", "id", "instrument", "open", "peak", "post_only", "price",
        "quantity", "rank", "reservation", "shown", "time_in_force", "trigger",
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
        terms: Terms | None = None,
    ) -> None:
        self.id, self.account = id, account
        self.buy, self.price = buy, price
        self.quantity = self.open = quantity
        self.time_in_force, self.instrument = time_in_force, instrument
        if reservation is not None:
            self.reservation = reservation
        self.rank = 0
        self.post_only = False
        self.peak: int | None = None
        self.shown: int | None = None
        self.trigger: int | None = None
        self.expiry: int | None = None
        if terms is not None:
            self.post_only, self.peak = terms.post_only, terms.peak
            self.trigger, self.expiry = terms.trigger, terms.expiry
            self.shown = self.peak

    @property
    def side(self) -> OrderSide:
        """The side as a word."""
        return _BUY if self.buy else _SELL

    @property
    def rests(self) -> bool:
        """Whether what is not filled at once stays in the book."""
        term = self.time_in_force
        return (
            self.price is not None and term is not TimeInForce.IOC and term is not TimeInForce.FOK
        )

    @property
    def is_parked(self) -> bool:
        """Whether it has no place in its book: a stop, or an order at the close before its call.

        An order that rests has a rank.
        """
        return self.trigger is not None or (self.time_in_force is _AT_CLOSE and not self.rank)

    @property
    def visible(self) -> int:
        """The open tonnes that others see."""
        return self.open if self.shown is None else min(self.shown, self.open)

    @property
    def ordered(self) -> int:
        """All tonnes that it ever was for: those that left, by trades or without, and the open."""
        return self.reservation.filled + self.open + self.reservation.reduced

    @property
    def showing(self) -> int | None:
        """What an open iceberg shows, never more than it has left; None for all other orders."""
        return min(self.shown, self.open) if self.shown is not None and self.open else None

    @property
    def expires(self) -> str | None:
        """The last day of a GTD order, an ISO date."""
        return None if self.expiry is None else date.fromordinal(self.expiry).isoformat()

    @property
    def status(self) -> OrderStatus:
        """What became of it so far, once everything that its event did is noted in its means."""
        if self.open:
            return _PENDING if self.is_parked else _RESTING
        return _CANCELLED if self.reservation.ending else _FILLED

    def leaves_with(self, day: int) -> Ending:
        """Why the order leaves when `day` ends; Ending.NONE: it stays."""
        term = self.time_in_force
        if term is TimeInForce.DAY or term in FOR_AUCTIONS:
            return Ending.DAY_END
        if term is not TimeInForce.GTD:
            return Ending.NONE
        assert self.expiry is not None, "GTD needs a day"
        return Ending.EXPIRED if self.expiry <= day else Ending.NONE

    def renewed(self, *, price: int, quantity: int) -> Order:
        """The order that replaces this one with `quantity` open tonnes: same id, new in time."""
        order = Order(
            id=self.id, account=self.account, buy=self.buy, price=price,
            quantity=self.quantity - self.open + quantity, time_in_force=self.time_in_force,
            instrument=self.instrument, reservation=getattr(self, "reservation", None),
            terms=Terms(post_only=self.post_only, peak=self.peak, expiry=self.expiry),
        )  # fmt: skip
        order.open, order.rank = quantity, self.rank
        return order

    def snapshot(self) -> dict[str, Any]:
        """All that an open order is: what a second one loaded from the tables must show."""
        told = {name: getattr(self, name) for name in self.__slots__ if name != "reservation"}
        told |= {"shown": self.showing}
        reservation = getattr(self, "reservation", None)
        if reservation is None:
            return told
        kept = {name: getattr(reservation, name) for name in reservation.__slots__}
        return told | kept | {"lots": list(reservation.lots)}

    def __repr__(self) -> str:
        price = "market" if self.price is None else self.price
        return f"<{self.id} {self.account} {self.side} {self.open}/{self.quantity}@{price}>"


def draw(lots: list[tuple[int, int]], quantity: int) -> list[tuple[int, int]]:
    """Take `quantity` tonnes off the front of `lots`; which batches give how much."""
    snapshot: list[tuple[int, int]] = []
    while quantity:
        asset, left = lots[0]
        if left > quantity:
            lots[0] = (asset, left - quantity)
            snapshot.append((asset, quantity))
            break
        del lots[0]
        snapshot.append((asset, left))
        quantity -= left
    return snapshot
