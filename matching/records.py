"""The rows that the market writes, as tuples in column order, and nothing else.

Knows the tables and no rule.
"""

from __future__ import annotations

from datetime import date

from ledger.posting import Books
from matching.clearing.novation import novate
from matching.instruments import Instrument, Limits
from matching.models import ContractRow, InstrumentRow, OrderLot, OrderRow, TradeRow, TradingDay
from matching.orders import Order, OrderKind, OrderMode, OrderStatus
from matching.phases import Phase
from matching.tape import Tape


def listed(books: Books, *, number: int, instrument: Instrument) -> None:
    """A new instrument."""
    one = instrument
    row = (
        number, one.code, one.registry, one.unit, one.host, one.reference, one.limit_percent,
        one.tick, one.lot, one.largest, one.venue, one.listed, one.limit_rounding, one.close_rule,
        one.self_trade.value, one.tie.value, one.pick_levels, one.pick_first, one.price_rule,
        one.fee_maker_ppm, one.fee_taker_ppm, one.t_plus, one.turnaround_days, one.day_orders,
        one.sessions, one.closing_call, one.breaker_percent, one.breaker_reference_minutes,
        one.breaker_call_minutes, one.position_limit, Phase.CLOSED.value, False, None, None,
    )  # fmt: skip
    books.rows.insert(InstrumentRow, row)


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


def status_of(order: Order) -> OrderStatus:
    """What became of an order, as its means tell."""
    means = order.means
    if means.held:
        return OrderStatus.PENDING if order.waits_aside else OrderStatus.RESTING
    return OrderStatus.CANCELLED if means.ending else OrderStatus.FILLED


def order_entered(
    books: Books,
    order: Order,
    *,
    kind: OrderKind,
    day: str,
    at: int,
    mode: OrderMode = OrderMode.BOOK,
) -> None:
    """An accepted order, after everything that it did on arrival."""
    command, means, left = books.number, order.means, order.means.held
    expires = None if order.expiry is None else date.fromordinal(order.expiry).isoformat()
    row = (
        order.id, order.instrument, order.account, order.side.value, kind.value,
        order.time_in_force.value, order.price, means.quantity, means.filled, left,
        status_of(order).value, means.ending.value, day, at, command, None if left else command,
        means.reduced, order.rank, order.peak, _shown(order), order.trigger, expires,
        order.post_only, means.worst, mode.value,
    )  # fmt: skip
    books.rows.insert(OrderRow, row)


def _shown(order: Order) -> int | None:
    """What an open iceberg shows, never more than it has left; nothing when it is gone."""
    return order.visible if order.shown is not None and order.means.held else None


def lot_entered(books: Books, *, number: int, order: int, asset: int, quantity: int) -> None:
    """Tonnes of a batch that a resting sell order set aside."""
    books.rows.insert(OrderLot, (number, order, asset, quantity))


def order_changed(books: Books, order: Order) -> None:
    """An open order after trades, cancels, a replacement or its trigger."""
    means, left = order.means, order.means.held
    changes: dict[str, int | str | None]
    changes = {"filled": means.filled, "open_quantity": left}
    if means.reduced or means.ending:
        changes |= {"reduced": means.reduced, "ending": means.ending.value}
    if order.peak is not None:
        changes |= {"shown": _shown(order), "rank": order.rank}
    if not left:
        changes |= {"status": status_of(order).value, "ended": books.number}
    books.rows.update(OrderRow, order.id, changes)


def order_renewed(books: Books, order: Order) -> None:
    """A replaced order, or a stop that entered: what else is new about it."""
    changes = {
        "price": order.price,
        "quantity": order.means.quantity,
        "worst": order.means.worst,
        "rank": order.rank,
        "trigger_price": None,
        "status": status_of(order).value,
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
    mode: OrderMode = OrderMode.BOOK,
) -> None:
    """A trade and the two contracts that replace it."""
    buyer, seller = (taker, maker) if taker.buy else (maker, taker)
    code = taker.instrument
    row = (
        number, code, price, quantity, maker.id, taker.id, taker.side.value, buyer.account,
        seller.account, at, books.number, settled, *fees, mode.value,
    )  # fmt: skip
    books.rows.insert(TradeRow, row)
    for one in novate(trade=number, seller=seller.account, buyer=buyer.account):
        contract = (one.id, number, code, one.seller, one.buyer, price, quantity, settled)
        books.rows.insert(ContractRow, contract)
