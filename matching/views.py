"""Frozen values for readers of the market: prices in fen per tonne, quantities in tonnes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuctionView:
    """What a call auction would give if it ended now: price in fen per tonne, tonnes.

    `price` and `imbalance` are None while bids and asks do not cross. `imbalance` are the tonnes
    bid less those offered at the price or better: above zero bids are left over, below zero asks.
    Hidden tonnes count.
    """

    price: int | None
    volume: int
    imbalance: int | None


@dataclass(frozen=True, slots=True)
class Quote:
    """One instrument now: prices in fen per tonne, None where there is none.

    `auction` is None outside a call auction.
    """

    instrument: str
    registry: str
    unit: str
    host: str
    tick: int
    lot: int
    phase: str
    halted: bool
    day: str
    reference: int
    lo: int
    hi: int
    last: int | None
    average: int | None
    volume: int
    turnover_fen: int
    trades: int
    bid: int | None
    ask: int | None
    auction: AuctionView | None


@dataclass(frozen=True, slots=True)
class DepthLevel:
    """One price: tonnes and orders that wait there, and how many tonnes are the reader's own."""

    price: int
    quantity: int
    orders: int
    own: int


@dataclass(frozen=True, slots=True)
class Depth:
    """The best price levels of both sides, best first."""

    instrument: str
    bids: tuple[DepthLevel, ...]
    asks: tuple[DepthLevel, ...]


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order; quantity = filled + open + reduced.

    `ending` says why some of it left without a trade, empty when its owner took it off or nothing
    did. `shown` is what an iceberg shows of its `peak`; `trigger` is there while a stop waits.
    `client_order_id` is what its owner calls it, for the owner and the trainer alone.
    """

    order: int
    instrument: str
    owner: str
    side: str
    kind: str
    time_in_force: str
    price: int | None
    quantity: int
    filled: int
    open: int
    status: str
    ending: str
    day: str
    at: int
    entered: int
    ended: int | None
    reduced: int
    peak: int | None
    shown: int | None
    trigger: int | None
    expires: str | None
    post_only: bool
    client_order_id: str | None = None

    def __post_init__(self) -> None:
        # SQLite has no Booleans.
        object.__setattr__(self, "post_only", bool(self.post_only))


@dataclass(frozen=True, slots=True)
class TradeView:
    """A trade; `settled` is the transaction that settled it, `entered` the command; fees in fen.

    `mode` says where it was made: in the book, or in which way outside it. `auction`: by a call
    auction, in which its maker is only the earlier order.
    """

    trade: int
    instrument: str
    price: int
    quantity: int
    maker: int
    taker: int
    taker_side: str
    buyer: str
    seller: str
    at: int
    entered: int
    settled: int
    fee_buyer: int
    fee_seller: int
    mode: str = "book"
    auction: bool = False

    def __post_init__(self) -> None:
        # SQLite has no Booleans.
        object.__setattr__(self, "auction", bool(self.auction))


@dataclass(frozen=True, slots=True)
class DayView:
    """One trading day of one instrument; `close` is None while it runs."""

    instrument: str
    day: str
    reference: int
    lo: int
    hi: int
    trades: int
    volume: int
    turnover_fen: int
    first: int
    high: int
    low: int
    last: int
    close: int | None
