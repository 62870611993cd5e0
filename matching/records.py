"""The rows of the market: written by column name, and open orders read from them.

Knows the tables and no rule.
"""

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
    """A new instrument."""
    row = _listed(
        instrument, id=number, phase=Phase.CLOSED.value, halted=False, call_until=None,
        auctioned=None,
    )  # fmt: skip
    books.rows.append(INSTRUMENT, row)


def instrument_from(told: dict[str, Any]) -> Instrument:
    """An instrument as its row tells it."""
    names = (field.name for field in fields(Instrument))
    return Instrument(**{name: told[COLUMN_OF.get(name, name)] for name in names})


def phase_set(
    books: Books, *, number: int, scheduled: Phase, halted: bool, call_until: int | None
) -> None:
    """The hours' phase, the halt and the circuit breaker's call of an instrument."""
    changes = {"phase": scheduled.value, "halted": halted, "call_until": call_until}
    books.rows.update(InstrumentRow, number, changes)


def auctioned(books: Books, *, number: int, at: int) -> None:
    """An auction has traded; a circuit breaker measures from its price."""
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
    """A trading day without figures."""
    books.rows.insert(
        TradingDay, id=number, instrument=instrument, day=day, reference=reference,
        lo=limits.lo, hi=limits.hi, first_trade=first_trade,
        trades=0, volume=0, turnover_fen=0, first_price=0, high=0, low=0, last_price=0,
        close_price=None,
    )  # fmt: skip


def day_ended(books: Books, *, number: int, statistics: DailyStatistics, close: int) -> None:
    """The figures of a trading day."""
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


# `_value_` is what an enum's `value` reads, at a third of the time.
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
    """An accepted order, after everything that it did on arrival."""
    command = books.number
    ended = None if order.open else command
    row = _entered(order, kind=kind.value, day=day, at=at, entered=command, ended=ended)
    books.rows.append(ORDER, row)


def open_orders(fetch: Fetch, clause: str, *values: Any) -> list[Order]:
    """The open orders of a condition, by number, with what they have set aside still."""
    lots: dict[int, list[tuple[int, int]]] = {}
    for order, asset, quantity in fetch(
        "SELECT l.market_order, l.asset, l.quantity FROM market_order_lot l"
        " JOIN market_order o ON o.id = l.market_order WHERE o.open_quantity > 0 ORDER BY l.id"
    ):
        lots.setdefault(order, []).append((asset, quantity))
    found = stored(fetch, OrderRow, f"WHERE open_quantity > 0 AND {clause} ORDER BY id", *values)
    return [_order(told, lots.get(told["id"], [])) for told in found]


def _order(told: dict[str, Any], lots: list[tuple[int, int]]) -> Order:
    """An open order as its row tells it; `lots` are all batches that it ever set aside."""
    filled, left = told["filled"], told["open_quantity"]
    reservation = Reservation(worst=told["worst"], lots=lots, mode=told["mode"])
    reservation.filled, reservation.reduced, reservation.ending = (
        filled,
        told["reduced"],
        told["ending"],
    )
    if lots:
        draw(lots, filled + reservation.reduced)
    expires = told["expires"]
    order = Order(
        id=told["id"],
        account=told["owner"],
        buy=told["side"] is OrderSide.BUY,
        price=told["price"],
        quantity=filled + left,
        time_in_force=told["time_in_force"],
        instrument=told["instrument"],
        reservation=reservation,
        terms=Terms(
            post_only=told["post_only"],
            peak=told["peak"],
            trigger=told["trigger_price"],
            expiry=date.fromisoformat(expires).toordinal() if expires else None,
        ),
    )
    order.open, order.rank, order.shown = left, told["rank"], told["shown"]
    return order


def lot_entered(books: Books, *, number: int, order: int, asset: int, quantity: int) -> None:
    """Tonnes of a batch that a resting sell order set aside."""
    books.rows.insert(OrderLot, id=number, market_order=order, asset=asset, quantity=quantity)


def order_changed(books: Books, order: Order) -> None:
    """An open order after trades, cancels, a replacement or its trigger."""
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
    """A replaced order, or a stop that entered: what else is new about it."""
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
) -> None:
    """A trade and the two contracts that replace it."""
    buyer, seller = (taker, maker) if taker.buy else (maker, taker)
    code = taker.instrument
    books.rows.insert(
        TradeRow, id=number, instrument=code, price=price, quantity=quantity,
        maker=maker.id, taker=taker.id, taker_side=taker.side._value_,
        buyer=buyer.account, seller=seller.account, at=at, entered=books.number, settled=settled,
        fee_buyer=fees[0], fee_seller=fees[1], mode=taker.reservation.mode._value_,
    )  # fmt: skip
    for contract, owes, pays in novate(trade=number, seller=seller.account, buyer=buyer.account):
        books.rows.insert(
            ContractRow, id=contract, trade=number, instrument=code, seller=owes, buyer=pays,
            price=price, quantity=quantity, settled=settled,
        )  # fmt: skip
