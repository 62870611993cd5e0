"""The rows of the market: written by column name, and open orders read from them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from ledger.books import Books
from ledger.columns import Fetch, row_of, stored
from matching.clearing.novation import novate
from matching.daily_statistics import DailyStatistics
from matching.instruments import Instrument, Limits
from matching.models import (
    COLUMN_OF,
    INSTRUMENT,
    ORDER,
    ContractRow,
    InstrumentRow,
    OrderLot,
    OrderRow,
    TradeRow,
    TradingDay,
)
from matching.orders import Order, OrderKind, OrderSide, Reservation, Terms, draw
from matching.phases import Phase

_listed = row_of(
    InstrumentRow,
    "id", "phase", "halted", "call_until", "auctioned",
    self_trade="self_trade.value",
    tie="tie.value",
    **{column: field for field, column in COLUMN_OF.items()},
)  # fmt: skip


def listed(books: Books, *, number: int, instrument: Instrument) -> None:
    """Insert an instrument, closed."""
    row = _listed(
        instrument, id=number, phase=Phase.CLOSED.value, halted=False, call_until=None,
        auctioned=None,
    )  # fmt: skip
    books.rows.append(INSTRUMENT, row)


def instrument_from(row: dict[str, Any]) -> Instrument:
    """The instrument of a row."""
    names = (field.name for field in fields(Instrument))
    return Instrument(**{name: row[COLUMN_OF.get(name, name)] for name in names})


def phase_set(
    books: Books, *, number: int, scheduled: Phase, halted: bool, call_until: int | None
) -> None:
    """Update an instrument's scheduled phase, its halt and its call's end."""
    changes = {"phase": scheduled.value, "halted": halted, "call_until": call_until}
    books.rows.update(InstrumentRow, number, changes)


def auctioned(books: Books, *, number: int, at: int) -> None:
    """Update the time of the last auction that traded, from which a circuit breaker measures."""
    books.rows.update(InstrumentRow, number, {"auctioned": at})


def day_started(
    books: Books,
    *,
    number: int,
    instrument: str,
    day: str,
    reference: int,
    limits: Limits,
    first_trade: int,
) -> None:
    """Insert a trading day, its figures still empty."""
    books.rows.insert(
        TradingDay, id=number, instrument=instrument, day=day, reference=reference,
        lo=limits.lo, hi=limits.hi, first_trade=first_trade,
        trades=0, volume=0, turnover_fen=0, first_price=0, high=0, low=0, last_price=0,
        close_price=None,
    )  # fmt: skip


def day_ended(books: Books, *, number: int, statistics: DailyStatistics, close: int) -> None:
    """Update the figures of a trading day that ended."""
    changes = {
        "trades": statistics.count,
        "volume": statistics.volume,
        "turnover_fen": statistics.turnover_fen,
        "first_price": statistics.open,
        "high": statistics.high,
        "low": statistics.low,
        "last_price": statistics.last,
        "close_price": close,
    }
    books.rows.update(TradingDay, number, changes)


# `_value_` is the attribute behind an enum's `value`; reading it takes a third of the time.
_entered = row_of(
    OrderRow,
    "kind", "day", "at", "entered", "ended",
    owner="account",
    side="side._value_",
    time_in_force="time_in_force._value_",
    quantity="ordered",
    filled="reservation.filled",
    open_quantity="open",
    status="status._value_",
    ending="reservation.ending._value_",
    reduced="reservation.reduced",
    shown="showing",
    trigger_price="trigger",
    worst="reservation.worst",
    mode="reservation.mode._value_",
)  # fmt: skip


def order_entered(books: Books, order: Order, *, kind: OrderKind, day: str, at: int) -> None:
    """Insert an accepted order, in its state after its event."""
    command = books.number
    ended = None if order.open else command
    row = _entered(order, kind=kind.value, day=day, at=at, entered=command, ended=ended)
    books.rows.append(ORDER, row)


def open_orders(fetch: Fetch, clause: str, *values: Any) -> list[Order]:
    """The open orders that meet a condition, by number, with their reservations."""
    lots: dict[int, list[tuple[int, int]]] = {}
    for order, asset, quantity in fetch(
        "SELECT l.market_order, l.asset, l.quantity FROM market_order_lot l"
        " JOIN market_order o ON o.id = l.market_order WHERE o.open_quantity > 0 ORDER BY l.id"
    ):
        lots.setdefault(order, []).append((asset, quantity))
    found = stored(fetch, OrderRow, f"WHERE open_quantity > 0 AND {clause} ORDER BY id", *values)
    return [_order(row, lots.get(row["id"], [])) for row in found]


_TERMS = {"trigger": "trigger_price", "expiry": "expires"}
"""Terms whose column has another name."""


def _order(row: dict[str, Any], lots: list[tuple[int, int]]) -> Order:
    """The open order of a row; `lots` are all batches that it ever blocked."""
    filled, left = row["filled"], row["open_quantity"]
    reservation = Reservation(worst=row["worst"], lots=lots, mode=row["mode"])
    reservation.filled, reservation.reduced, reservation.ending = (
        filled,
        row["reduced"],
        row["ending"],
    )
    if lots:
        draw(lots, filled + reservation.reduced)
    terms = {name: row[_TERMS.get(name, name)] for name in Terms._fields}
    if terms["expiry"]:
        terms["expiry"] = date.fromisoformat(terms["expiry"]).toordinal()
    order = Order(
        id=row["id"],
        account=row["owner"],
        buy=row["side"] is OrderSide.BUY,
        price=row["price"],
        quantity=filled + left,
        time_in_force=row["time_in_force"],
        instrument=row["instrument"],
        reservation=reservation,
        terms=Terms(**terms),
    )
    order.open, order.rank, order.shown = left, row["rank"], row["shown"]
    return order


def lot_entered(books: Books, *, number: int, order: int, asset: int, quantity: int) -> None:
    """Insert the tonnes of a batch that an open sell order blocks."""
    books.rows.insert(OrderLot, id=number, market_order=order, asset=asset, quantity=quantity)


def order_changed(books: Books, order: Order) -> None:
    """Update an order after trades, cancels, a replacement or its trigger."""
    reservation, left = order.reservation, order.open
    changes: dict[str, int | str | None]
    changes = {"filled": reservation.filled, "open_quantity": left}
    if reservation.reduced or reservation.ending:
        changes |= {"reduced": reservation.reduced, "ending": reservation.ending.value}
    if order.peak is not None:
        changes |= {"shown": order.showing, "rank": order.rank}
    if not left:
        changes |= {"status": order.status.value, "ended": books.number}
    books.rows.update(OrderRow, order.id, changes)


def order_renewed(books: Books, order: Order) -> None:
    """Update the further columns of a replaced order, or of a parked order that entered."""
    changes = {
        "price": order.price,
        "quantity": order.ordered,
        "worst": order.reservation.worst,
        "rank": order.rank,
        "trigger_price": None,
        "status": order.status.value,
    }
    books.rows.update(OrderRow, order.id, changes)


def traded(
    books: Books,
    *,
    number: int,
    taker: Order,
    maker: Order,
    price: int,
    quantity: int,
    fees: tuple[int, int],
    settled: int,
    at: int,
    auction: bool = False,
) -> None:
    """Insert a trade and the two contracts that replace it."""
    buyer, seller = (taker, maker) if taker.buy else (maker, taker)
    code = taker.instrument
    books.rows.insert(
        TradeRow, id=number, instrument=code, price=price, quantity=quantity,
        maker=maker.id, taker=taker.id, taker_side=taker.side._value_,
        buyer=buyer.account, seller=seller.account, at=at, entered=books.number, settled=settled,
        fee_buyer=fees[0], fee_seller=fees[1], auction=auction, mode=taker.reservation.mode._value_,
    )  # fmt: skip
    for contract, owes, pays in novate(trade=number, seller=seller.account, buyer=buyer.account):
        books.rows.insert(
            ContractRow, id=contract, trade=number, instrument=code, seller=owes, buyer=pays,
            price=price, quantity=quantity, settled=settled,
        )  # fmt: skip
