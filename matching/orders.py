"""What an order is. Pure: it knows no book, no money and no storage."""

from __future__ import annotations

from enum import StrEnum


class OrderSide(StrEnum):
    """Buying or selling."""

    BUY = "buy"
    SELL = "sell"


class OrderKind(StrEnum):
    """With a worst price, or at any price."""

    LIMIT = "limit"
    MARKET = "market"


class TimeInForce(StrEnum):
    """How long an unfilled rest stays: until the day ends, not at all, until it is cancelled."""

    DAY = "day"
    IOC = "ioc"
    GTC = "gtc"


class OrderStatus(StrEnum):
    """What became of an order so far."""

    RESTING = "resting"
    FILLED = "filled"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """Why an order left the book without being filled whole."""

    NONE = ""
    OWNER = "owner"
    REMAINDER = "remainder"
    OWN_ORDER = "own_order"
    DAY_END = "day_end"


class SelfTrade(StrEnum):
    """What happens when an order meets one of its own account.

    none: they trade. newest: what is left of the arriving order is cancelled.
    """

    NONE = "none"
    NEWEST = "newest"


class Order:
    """One order: `price` is None for a market order, `open` falls as it is filled.

    `lots` are the tonnes set aside per credit batch, first to be delivered first; the book
    carries them and never reads them.
    """

    __slots__ = (
        "account", "buy", "id", "instrument", "lots", "open", "price", "quantity", "time_in_force",
    )  # fmt: skip

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
        lots: list[tuple[int, int]] | None = None,
    ) -> None:
        self.id, self.account, self.buy, self.price = id, account, buy, price
        self.quantity = self.open = quantity
        self.time_in_force, self.instrument = time_in_force, instrument
        self.lots = lots if lots is not None else []

    @property
    def side(self) -> OrderSide:
        """The side as a word."""
        return OrderSide.BUY if self.buy else OrderSide.SELL

    @property
    def rests(self) -> bool:
        """Whether what is not filled at once stays in the book."""
        return self.price is not None and self.time_in_force is not TimeInForce.IOC

    def __repr__(self) -> str:
        price = "market" if self.price is None else self.price
        return f"<{self.id} {self.account} {self.side} {self.open}/{self.quantity}@{price}>"


def draw(lots: list[tuple[int, int]], quantity: int) -> list[tuple[int, int]]:
    """Take `quantity` tonnes off the front of `lots`; which batches give how much."""
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
