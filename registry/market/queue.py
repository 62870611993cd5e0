"""An order's position in the queue of its price, and an instrument's candles. Never writes.

Whole fen per tonne, tonnes, fen, ms of lesson time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger.kernel.clock import MINUTE
from matching.daily_statistics import volume_weighted
from matching.errors import InstrumentUnknown, OrderNotOpen, OrderOfAnother, OrderUnknown


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """Orders and tonnes that trade before an own order, at its price and at better prices.

    `level` counts price levels from the best one, 1. Tonnes are displayed quantities.
    """

    order: int
    price: int
    level: int
    ahead_orders: int
    ahead_t: int
    better_t: int


@dataclass(frozen=True, slots=True)
class Candle:
    """The trades of some minutes: `at` is their beginning, `average` is volume-weighted."""

    at: int
    open: int
    high: int
    low: int
    close: int
    average: int
    volume: int
    turnover_fen: int
    trades: int


def place_in_line(session: Session, *, order: int, seat: str) -> PlaceInLine:
    """The queue position of a resting order of the seat; a parked order has none."""
    found = _lines(
        session,
        "SELECT owner, instrument, side, price, rank, open_quantity"
        " FROM market_order WHERE id = :order",
        order=order,
    )
    if not found:
        raise OrderUnknown(order=order)
    owner, code, side, price, rank, left = found[0]
    if owner != seat:
        raise OrderOfAnother(order=order)
    if not left or not rank:
        raise OrderNotOpen(order=order)
    better = "price > :price" if side == "buy" else "price < :price"
    ((levels, better_t, count, tonnes),) = _lines(
        session,
        f"SELECT count(DISTINCT CASE WHEN {better} THEN price END),"
        f" coalesce(sum(CASE WHEN {better} THEN coalesce(shown, open_quantity) END), 0),"
        " count(CASE WHEN price = :price AND rank < :rank THEN 1 END),"
        " coalesce(sum(CASE WHEN price = :price AND rank < :rank"
        " THEN coalesce(shown, open_quantity) END), 0)"
        " FROM market_order WHERE instrument = :code AND side = :side AND open_quantity > 0"
        " AND rank > 0 AND mode = 'book'",
        code=code, side=side, price=price, rank=rank,
    )  # fmt: skip
    return PlaceInLine(order, price, levels + 1, count, tonnes, better_t)


def candles(
    session: Session,
    instrument: str,
    *,
    minutes: int,
    before: int = 0,
    after: int | None = None,
    limit: int = 50,
) -> list[Candle]:
    """Candles of so many lesson minutes, newest first; minutes without trades have none.

    `before`: only those that begin before the one of this lesson time; `after`: only those that
    begin after it, oldest first.
    """
    ticks = _lines(session, "SELECT tick FROM instrument WHERE code = :code", code=instrument)
    if not ticks:
        codes = ", ".join(c for (c,) in _lines(session, "SELECT code FROM instrument ORDER BY id"))
        raise InstrumentUnknown(instrument=instrument[:40], listed=codes)
    span, order = minutes * MINUTE, "DESC" if after is None else "ASC"
    rows = _lines(
        session,
        "SELECT g.at, f.price, g.high, g.low, l.price, g.volume, g.turnover, g.trades FROM ("
        "SELECT at - at % :span AS at, min(id) AS first, max(id) AS last, max(price) AS high,"
        " min(price) AS low, sum(quantity) AS volume, sum(price * quantity) AS turnover,"
        " count(*) AS trades FROM trade WHERE instrument = :code AND mode = 'book'"
        " AND (:before = 0 OR at < :before - :before % :span)"
        " AND (:after < 0 OR at - at % :span > :after)"
        f" GROUP BY at - at % :span ORDER BY at - at % :span {order} LIMIT :limit) g"
        f" JOIN trade f ON f.id = g.first JOIN trade l ON l.id = g.last ORDER BY g.at {order}",
        span=span, code=instrument, before=before, after=-1 if after is None else after,
        limit=limit,
    )  # fmt: skip
    return [
        Candle(
            at, first, high, low, last,
            volume_weighted(turnover_fen=turnover, volume=volume, tick=ticks[0][0]),
            volume, turnover, trades,
        )
        for at, first, high, low, last, volume, turnover, trades in rows
    ]  # fmt: skip


def _lines(session: Session, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(text(sql), values)]
