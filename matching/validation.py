"""Validation: what a book refuses. Nothing here changes an order.

Every change of a book has its `admit...` here. The caller runs it first; it raises the first
refusal that applies, in the order of `errors.PRECEDENCE`.
"""

from __future__ import annotations

from typing import NoReturn

from ledger.kernel.text import is_readable
from matching.book import Book
from matching.errors import (
    CallTakesLimits,
    ClientOrderIdMalformed,
    IdUsed,
    InstrumentHalted,
    MarketClosed,
    OrderNotOpen,
    PeakNotPositive,
    PostOnlyNeverRests,
    PostOnlyWouldTrade,
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
    StopNotReplaced,
)
from matching.orders import Order, SelfTrade, TimeInForce
from matching.phases import GATHERING, Phase
from matching.trading_errors import (
    AtOpenNeedsCall,
    AuctionOrderPlain,
    PickOwn,
    PickTooDeep,
    PickTooLarge,
)

_CONTINUOUS = Phase.CONTINUOUS

CLIENT_ORDER_ID_LONGEST = 32
"""The largest number of characters of a client order id."""


def claim(book: Book, order: int) -> None:
    """Use up an id that a caller chose; raises `IdUsed`. Ids from a counter need no claim."""
    if order in book.used:
        raise IdUsed(order=order)
    book.used.add(order)


def admit(book: Book, *, price: int | None, quantity: int) -> None:
    """Refuse a plain order that this book does not take now."""
    if book.phase is not _CONTINUOUS and (book.phase not in GATHERING or price is None):
        _refuse_phase(book)
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, lot=book.lot)
    if quantity % book.lot:
        below = quantity // book.lot * book.lot
        raise QuantityOffLot(quantity=quantity, lot=book.lot, below=below, above=below + book.lot)
    if quantity > book.largest:
        raise QuantityTooLarge(quantity=quantity, largest=book.largest)
    if price is None:
        return
    if price % book.tick:
        below = price // book.tick * book.tick
        raise PriceOffTick(
            price_fen=price, tick_fen=book.tick, below_fen=below, above_fen=below + book.tick
        )
    if not book.lo <= price <= book.hi:
        raise PriceOutsideLimits(price_fen=price, lo_fen=book.lo, hi_fen=book.hi)


def _refuse_phase(book: Book) -> NoReturn:
    if book.phase in GATHERING:
        raise CallTakesLimits(instrument=book.instrument)
    refusal = InstrumentHalted if book.phase is Phase.HALTED else MarketClosed
    raise refusal(instrument=book.instrument)


def admit_order(book: Book, order: Order) -> None:
    """Refuse an order of any type that this book does not take now."""
    called = order.client_order_id
    if called is not None and not (len(called) <= CLIENT_ORDER_ID_LONGEST and is_readable(called)):
        raise ClientOrderIdMalformed(given=called[:40], longest=CLIENT_ORDER_ID_LONGEST)
    if order.post_only and not order.rests:
        raise PostOnlyNeverRests
    if order.peak is not None and order.peak <= 0:
        raise PeakNotPositive(peak=order.peak)
    term, continuous = order.time_in_force, book.phase is _CONTINUOUS
    for_auction = term is TimeInForce.AT_OPEN or term is TimeInForce.AT_CLOSE
    special = order.post_only or order.trigger is not None
    if for_auction and (special or order.price is None):
        raise AuctionOrderPlain(time_in_force=term.value)
    if not continuous and book.phase in GATHERING and (special or not order.rests):
        _refuse_phase(book)
    if term is TimeInForce.AT_OPEN and (continuous or book.phase is Phase.CLOSING):
        raise AtOpenNeedsCall(instrument=book.instrument)
    admit(book, price=order.price, quantity=order.open)
    if order.post_only and not book.waits(order):
        assert order.price is not None
        _refuse_trading(book, order, order.price)


def _refuse_trading(book: Book, order: Order, price: int) -> None:
    if book.would_trade(buy=order.buy, price=price):
        best = (book.asks if order.buy else book.bids).best()
        raise PostOnlyWouldTrade(price_fen=price, best_fen=best)


def admit_replace(book: Book, order_id: int, *, price: int, quantity: int) -> Order:
    """The order to replace; refuses an invalid new price or open quantity."""
    order = book.found(order_id)
    if order.trigger is not None:
        raise StopNotReplaced(order=order_id)
    admit(book, price=price, quantity=quantity)
    keeps = book.keeps_place(order, price=price, quantity=quantity)
    if order.post_only and not keeps and book.phase is _CONTINUOUS:
        _refuse_trading(book, order, price)
    return order


def admit_pick(book: Book, maker_id: int, *, account: str, quantity: int) -> Order:
    """The chosen order; refuses a pick of so many tonnes of it."""
    maker = book.found(maker_id)
    if maker.is_parked:
        raise OrderNotOpen(order=maker_id)
    if book.phase in GATHERING:
        _refuse_phase(book)
    admit(book, price=None, quantity=quantity)
    if quantity > maker.visible:
        raise PickTooLarge(quantity=quantity, order=maker_id, visible=maker.visible)
    assert maker.price is not None
    half, key = book.side_of(maker)
    if key not in half.keys[-book.pick_levels :]:
        raise PickTooDeep(order=maker_id, price_fen=maker.price, levels=book.pick_levels)
    if book.self_trade is not SelfTrade.NONE and maker.account == account:
        raise PickOwn(order=maker_id)
    return maker
