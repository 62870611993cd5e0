"""Tables of the market: instruments, orders, trades, cleared contracts, trading days.

Whole numbers throughout: fen per tonne, tonnes, fen, ms of lesson time.
"""

from __future__ import annotations

from enum import StrEnum
from types import new_class
from typing import Any, get_type_hints

from sqlalchemy import Index
from sqlmodel import Field

from ledger.db import Table, enum_column, hot, index_where, key, whole
from matching.instruments import Instrument
from matching.orders import (
    Ending,
    OrderKind,
    OrderMode,
    OrderSide,
    OrderStatus,
    TimeInForce,
)
from matching.phases import Phase

COLUMN_OF = {"registry": "registry_code"}
"""Fields of an instrument whose column has another name; SQLModel keeps `registry` for itself."""


def _column(kind: Any) -> Any:
    """The column of a field: a whole number, an enum, a text or a Boolean."""
    if kind is int:
        return whole()
    return enum_column(kind) if issubclass(kind, StrEnum) else Field()


def _instrument() -> dict[str, Any]:
    """The table of instruments: the fields of `Instrument`, then the state of its market."""
    kinds = {COLUMN_OF.get(name, name): kind for name, kind in get_type_hints(Instrument).items()}
    columns = {name: _column(kind) for name, kind in kinds.items()} | {
        "code": Field(unique=True),
        "phase": enum_column(Phase),
        "halted": Field(),
        "call_until": whole(optional=True),
        "auctioned": whole(optional=True),
    }
    later = {"phase": Phase, "halted": bool, "call_until": int | None, "auctioned": int | None}
    return {
        "__module__": __name__,
        "__doc__": "A listed instrument with the rules of its venue, and its market's phase.",
        "__tablename__": "instrument",
        "__changes__": tuple(later),
        "__annotations__": {"id": int, **kinds, **later},
        "id": key(),
        **columns,
    }


InstrumentRow: type[Table] = new_class(
    "InstrumentRow", (Table,), {"table": True}, lambda body: body.update(_instrument())
)
"""A column for each field of `Instrument`, in its order, and the state of its market.

`phase` is the scheduled one. `call_until`: the lesson time at which a call of a circuit breaker or
the trainer ends. `auctioned`: the lesson time of the last auction that traded, where there is a
circuit breaker.
"""


class TradingDay(Table, table=True):
    """One trading day of one instrument; its statistics are filled in when the day ends.

    Until then they follow from the trades. `first_trade` is the lowest id that a trade of the day
    can have; `close_price` is NULL while the day runs.
    """

    __tablename__ = "trading_day"
    __table_args__ = (Index("ix_trading_day_instrument", "instrument", "day", unique=True),)
    __changes__ = (
        "trades", "volume", "turnover_fen", "first_price", "high", "low", "last_price",
        "close_price",
    )  # fmt: skip
    __final__ = "OLD.close_price IS NOT NULL"
    id: int = key()
    instrument: str
    day: str
    reference: int = whole()
    lo: int = whole()
    hi: int = whole()
    first_trade: int = whole()
    trades: int = whole()
    volume: int = whole()
    turnover_fen: int = whole()
    first_price: int = whole()
    high: int = whole()
    low: int = whole()
    last_price: int = whole()
    close_price: int | None = whole(optional=True)


class OrderRow(Table, table=True):
    """An accepted order; quantity = filled + open + reduced.

    `reduced` are the tonnes that left without a trade, `ending` the reason, empty when the owner
    reduced the order. `rank` is the place in time among the orders of one price, `shown` what an
    iceberg shows of its `peak`. `trigger_price` is set while a stop is parked. `worst` is a buy
    order's reservation price in fen per tonne, 0 for a sell order. `client_order_id` is what its
    owner calls it.
    """

    __tablename__ = "market_order"
    __table_args__ = (
        Index("ix_market_order_owner", "owner", "id"),
        index_where("open_quantity > 0", "ix_market_order_open", "instrument", "id"),
    )
    __changes__ = (
        "price", "quantity", "filled", "open_quantity", "status", "ending", "ended", "reduced",
        "rank", "shown", "trigger_price", "worst",
    )  # fmt: skip
    __final__ = "OLD.open_quantity = 0"
    id: int = key()
    instrument: str
    owner: str
    side: OrderSide = enum_column(OrderSide)
    kind: OrderKind = enum_column(OrderKind)
    time_in_force: TimeInForce = enum_column(TimeInForce)
    price: int | None = whole(optional=True)
    quantity: int = whole()
    filled: int = whole()
    open_quantity: int = whole()
    status: OrderStatus = enum_column(OrderStatus)
    ending: Ending = enum_column(Ending)
    day: str
    at: int = whole()
    entered: int = whole()
    ended: int | None = whole(optional=True)
    reduced: int = whole()
    rank: int = whole()
    peak: int | None = whole(optional=True)
    shown: int | None = whole(optional=True)
    trigger_price: int | None = whole(optional=True)
    expires: str | None
    post_only: bool
    client_order_id: str | None
    worst: int = whole()
    mode: OrderMode = enum_column(OrderMode)


class OrderLot(Table, table=True):
    """Tonnes of one credit batch that an open sell order blocked, at entry or when it grew.

    They are delivered and released in order, so the remainder follows from the order's figures.
    """

    __tablename__ = "market_order_lot"
    __append_only__ = True
    id: int = key()
    market_order: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()


class TradeRow(Table, table=True):
    """A trade of a maker and a taker; `settled` is the transaction that settled it. Fees in fen.

    `auction`: a call auction made it, where nobody takes from anybody; its maker is the order with
    the earlier place in time. Only trades of the book count for its last price, its daily
    statistics and its closing price.
    """

    __tablename__ = "trade"
    __append_only__ = True
    __table_args__ = (
        Index("ix_trade_instrument", "instrument", "id"),
        Index("ix_trade_buyer", "buyer", "id"),
        Index("ix_trade_seller", "seller", "id"),
    )
    id: int = key()
    instrument: str
    price: int = whole()
    quantity: int = whole()
    maker: int = whole()
    taker: int = whole()
    taker_side: OrderSide = enum_column(OrderSide)
    buyer: str
    seller: str
    at: int = whole()
    entered: int = whole()
    settled: int = whole()
    fee_buyer: int = whole()
    fee_seller: int = whole()
    auction: bool
    mode: OrderMode = enum_column(OrderMode)


class ContractRow(Table, table=True):
    """One of the two contracts that replaced a trade; the central counterparty is a party of each.

    Trade n became contracts 2n - 1 and 2n, so no index on `trade` is needed.
    """

    __tablename__ = "clearing_contract"
    __append_only__ = True
    id: int = key()
    trade: int = whole()
    instrument: str
    seller: str
    buyer: str
    price: int = whole()
    quantity: int = whole()
    settled: int = whole()


INSTRUMENT, TRADING_DAY = hot(InstrumentRow), hot(TradingDay)
ORDER, ORDER_LOT, TRADE, CONTRACT = hot(OrderRow), hot(OrderLot), hot(TradeRow), hot(ContractRow)
