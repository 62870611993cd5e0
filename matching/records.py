"""The rows that the market writes, as tuples in column order, and nothing else.

Knows the tables and no rule.
"""

from __future__ import annotations

from ledger.posting import Books
from matching.clearing.novation import novate
from matching.instruments import Instrument, Limits
from matching.models import ContractRow, InstrumentRow, OrderLot, OrderRow, TradeRow, TradingDay
from matching.orders import Ending, Order, OrderStatus
from matching.phases import Phase
from matching.tape import Tape


def listed(books: Books, *, number: int, instrument: Instrument) -> None:
    """A new instrument."""
    one = instrument
    row = (
        number, one.code, one.registry, one.unit, one.host, one.reference, one.limit_percent,
        one.tick, one.lot, one.largest, Phase.CLOSED.value, False,
    )  # fmt: skip
    books.rows.insert(InstrumentRow, row)


def phase_set(books: Books, *, number: int, scheduled: Phase, halted: bool) -> None:
    """The hours' phase and the halt of an instrument."""
    changes = {"phase": scheduled.value, "halted": halted}
    books.rows.update(InstrumentRow, number, changes)


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
    figures = (0, 0, 0, 0, 0, 0, 0, None)
    row = (number, instrument, day, reference, limits.lo, limits.hi, first_trade, *figures)
    books.rows.insert(TradingDay, row)


def day_ended(books: Books, *, number: int, tape: Tape, close: int) -> None:
    """The figures of a trading day."""
    changes = {
        "trades": tape.count,
        "volume": tape.volume,
        "turnover_fen": tape.turnover_fen,
        "first_price": tape.open,
        "high": tape.high,
        "low": tape.low,
        "last_price": tape.last,
        "close_price": close,
    }
    books.rows.update(TradingDay, number, changes)


def order_entered(
    books: Books,
    order: Order,
    *,
    kind: str,
    status: OrderStatus,
    filled: int,
    ending: Ending,
    day: str,
    at: int,
) -> None:
    """An accepted order, after everything that it did on arrival."""
    command = books.number
    row = (
        order.id, order.instrument, order.account, order.side.value, kind,
        order.time_in_force.value, order.price, order.quantity, filled, order.open, status.value,
        ending.value, day, at, command, None if order.open else command,
    )  # fmt: skip
    books.rows.insert(OrderRow, row)


def lot_entered(books: Books, *, number: int, order: int, asset: int, quantity: int) -> None:
    """Tonnes of a batch that a resting sell order set aside."""
    books.rows.insert(OrderLot, (number, order, asset, quantity))


def maker_filled(books: Books, maker: Order) -> None:
    """A resting order that was filled, in part or whole."""
    left = maker.open
    changes: dict[str, int | str]
    changes = {"filled": maker.quantity - left, "open_quantity": left}
    if not left:
        changes |= {"status": OrderStatus.FILLED.value, "ended": books.number}
    books.rows.update(OrderRow, maker.id, changes)


def order_cancelled(books: Books, order: Order, *, ending: Ending) -> None:
    """A resting order that leaves with what is still open."""
    changes = {
        "open_quantity": 0,
        "status": OrderStatus.CANCELLED.value,
        "ending": ending.value,
        "ended": books.number,
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
    settled: int,
    at: int,
) -> None:
    """A trade and the two contracts that replace it."""
    buyer, seller = (taker, maker) if taker.buy else (maker, taker)
    code = taker.instrument
    row = (
        number, code, price, quantity, maker.id, taker.id, taker.side.value, buyer.account,
        seller.account, at, books.number, settled,
    )  # fmt: skip
    books.rows.insert(TradeRow, row)
    for one in novate(trade=number, seller=seller.account, buyer=buyer.account):
        contract = (one.id, number, code, one.seller, one.buyer, price, quantity, settled)
        books.rows.insert(ContractRow, contract)
