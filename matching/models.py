"""Tables of the market: instruments, orders, trades, cleared contracts, trading days.

Whole numbers throughout: fen per tonne, tonnes, fen, ms of lesson time. Knows no rule.
"""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field

from ledger.db import Table, enum_column, hot, key, whole
from matching.orders import Ending, OrderKind, OrderSide, OrderStatus, TimeInForce
from matching.phases import Phase


class InstrumentRow(Table, table=True):
    """A listed instrument and its market's phase."""

    __tablename__ = "instrument"
    id: int = key()
    code: str = Field(unique=True)
    registry_code: str
    unit: str
    host: str
    reference: int = whole()
    limit_percent: int = whole()
    tick: int = whole()
    lot: int = whole()
    largest: int = whole()
    phase: Phase = enum_column(Phase)
    halted: bool


class TradingDay(Table, table=True):
    """One day of one instrument. Its figures are filled in when the day ends.

    While it runs they follow from the trades; `first_trade` is the first id they may have.
    """

    __tablename__ = "trading_day"
    __table_args__ = (Index("ix_trading_day_instrument", "instrument", "day", unique=True),)
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
    """An accepted order; quantity = filled + open + what left without a trade."""

    __tablename__ = "market_order"
    __table_args__ = (
        Index("ix_market_order_owner", "owner", "id"),
        Index(
            "ix_market_order_open",
            "instrument",
            "id",
            sqlite_where=text("open_quantity > 0"),
            postgresql_where=text("open_quantity > 0"),
        ),
    )
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


class OrderLot(Table, table=True):
    """Tonnes of one credit batch that a resting sell order set aside at entry.

    They are delivered and released in order, so what is left follows from the order's figures.
    """

    __tablename__ = "market_order_lot"
    __append_only__ = True
    id: int = key()
    market_order: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()


class TradeRow(Table, table=True):
    """A fill: what maker and taker agreed on; `settled` is the transaction that settled it."""

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


class ContractRow(Table, table=True):
    """One of the two contracts that replaced a trade; the counterparty stands in each.

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
