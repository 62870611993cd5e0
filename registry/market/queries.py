"""Queries of the market that a seat, or everybody, may run. Never writes.

Public: quotes, depth, trades without parties. A seat: its own orders, trades, cash and tonnes.
Lists with owners are for the trainer and the auditor: `matching.queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import CASH, CASH_BLOCKED, HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT
from matching import queries
from matching.errors import InstrumentUnknown
from matching.orders import OrderStatus
from matching.queries import DEPTH, PAGE
from matching.views import AuctionView, Depth, OrderView, Quote, TradeView


@dataclass(frozen=True, slots=True)
class PublicTrade:
    """A trade without its parties."""

    trade: int
    instrument: str
    price: int
    quantity: int
    taker_side: str
    at: int


@dataclass(frozen=True, slots=True)
class OwnTrade:
    """A trade of the asking seat: its side, its order with the seat's own name for it, its fee in
    fen, and the settlement.

    `liquidity`: whether its order rested ("maker") or met one that did ("taker"); null for a trade
    of a call auction, in which no order rests, and outside the book.
    """

    trade: int
    instrument: str
    side: str
    price: int
    quantity: int
    order: int
    at: int
    settled: int
    fee_fen: int
    liquidity: Literal["maker", "taker"] | None
    client_order_id: str | None


@dataclass(frozen=True, slots=True)
class Available:
    """Cash in fen and deliverable tonnes that a seat has for trading an instrument.

    `bought_t` were bought today and cannot be sold before the next day.
    """

    free_fen: int
    blocked_fen: int
    free_t: int
    blocked_t: int
    bought_t: int


def quotes(session: Session) -> list[Quote]:
    """Every instrument as of the last committed group."""
    return queries.stored_quotes(session)


def depth(session: Session, instrument: str, *, seat: str = "", levels: int = DEPTH) -> Depth:
    """The best price levels, with the tonnes of each that are the seat's own."""
    return queries.stored_depth(session, instrument, levels=levels, owner=seat)


def call_auction(session: Session, instrument: str) -> AuctionView | None:
    """The indicative result of an instrument's call auction; None outside a call."""
    (found,) = queries.stored_quotes(session, instrument=instrument)
    return found.auction


def trades(
    session: Session,
    *,
    instrument: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[PublicTrade]:
    """Trades without their parties, newest first."""
    found = queries.trades(session, instrument=instrument, before=before, after=after, limit=limit)
    return [
        PublicTrade(t.trade, t.instrument, t.price, t.quantity, t.taker_side, t.at) for t in found
    ]


def own_orders(
    session: Session,
    *,
    seat: str,
    instrument: str = "",
    resting: bool = False,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[OrderView]:
    """A seat's orders, newest first; `resting`: only those resting in the book."""
    assert seat, "a seat asks for its own orders"
    status = OrderStatus.RESTING if resting else None
    return queries.orders(
        session,
        owner=seat,
        instrument=instrument,
        status=status,
        before=before,
        after=after,
        limit=limit,
    )


def own_trades(
    session: Session,
    *,
    seat: str,
    instrument: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[OwnTrade]:
    """A seat's trades, newest first; the other party is the central counterparty."""
    assert seat, "a seat asks for its own trades"
    found = queries.trades(
        session, owner=seat, instrument=instrument, before=before, after=after, limit=limit
    )
    orders = {order for t in found for order in (t.maker, t.taker)}
    names = queries.client_order_ids(session, owner=seat, orders=orders)
    return [_own_trade(t, seat, names) for t in found]


def _own_trade(t: TradeView, seat: str, names: dict[int, str]) -> OwnTrade:
    side = "buy" if t.buyer == seat else "sell"
    takes = t.taker_side == side
    order = t.taker if takes else t.maker
    rests: Literal["maker", "taker"] | None = "taker" if takes else "maker"
    if t.auction or t.mode != "book":
        rests = None
    return OwnTrade(
        t.trade, t.instrument, side, t.price, t.quantity, order, t.at, t.settled,
        fee_fen=t.fee_buyer if side == "buy" else t.fee_seller, liquidity=rests,
        client_order_id=names.get(order),
    )  # fmt: skip


def available(session: Session, *, seat: str, instrument: str) -> Available:
    """Cash and deliverable tonnes of a seat for one instrument, free and blocked."""
    connection = session.connection()
    found = connection.execute(
        text("SELECT registry_code, unit, host FROM instrument WHERE code = :code"),
        {"code": instrument},
    ).first()
    if found is None:
        codes = connection.execute(text("SELECT code FROM instrument ORDER BY id")).scalars()
        raise InstrumentUnknown(instrument=instrument, listed=", ".join(codes))
    registry, unit, host = found
    rows = connection.execute(
        text(
            "SELECT s.kind, sum(s.balance) FROM sub_account s JOIN account a ON a.id = s.account"
            " LEFT JOIN credit_batch b ON b.asset = s.asset WHERE a.owner = :seat"
            " AND (a.registry_code = '' OR (a.registry_code = :registry AND b.unit = :unit"
            " AND (:host = '' OR b.host = :host))) GROUP BY s.kind"
        ),
        {"seat": seat, "registry": registry, "unit": unit, "host": host},
    )
    sums: dict[str, int] = {row[0]: int(row[1]) for row in rows}
    cash = (sums.get(kind.name, 0) for kind in (CASH, CASH_BLOCKED))
    units = (sums.get(kind.name, 0) for kind in (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT))
    return Available(*cash, *units)


def buying_t(session: Session, *, seat: str, instrument: str) -> int:
    """Tonnes that a seat has on order to buy, in the book and outside it.

    Of every instrument that a batch of this one may deliver: same unit, registry, and host if both
    name one.
    """
    found = session.connection().execute(
        text(
            "SELECT coalesce(sum(open_quantity), 0) FROM market_order WHERE owner = :seat"
            " AND side = 'buy' AND open_quantity > 0 AND instrument IN (SELECT other.code"
            " FROM instrument one JOIN instrument other ON other.unit = one.unit"
            " AND other.registry_code = one.registry_code"
            " AND (one.host = '' OR other.host = '' OR one.host = other.host)"
            " WHERE one.code = :code)"
        ),
        {"seat": seat, "code": instrument},
    )
    return int(found.scalar_one())
