"""The desk: an order passes risk, book, clearing and books, or is refused before any of them.

All refusals come before the first change: what fails halfway is seen by the writer and derived
anew. Knows no seat, no role and no hours.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.books import Books
from matching import permission, records, reservations, validation
from matching.book import Cancel, Fill, Outcome
from matching.errors import (
    OrderNotOpen,
    OrderOfAnother,
    OrderUnknown,
    PriceMissing,
    PriceNotTaken,
    QuantityNotPositive,
    WordUnknown,
)
from matching.instruments import Instrument
from matching.listings import Listing, Market
from matching.orders import (
    Ask,
    Judged,
    Order,
    OrderKind,
    OrderSide,
    OrderStatus,
    Reservation,
    Terms,
    TimeInForce,
    draw,
)
from matching.phases import Phase
from matching.post_trade import PostTrade, Trades
from matching.trading_day import TradingDay
from matching.trading_errors import (
    DayOrdersOnly,
    ExpiryMissing,
    ExpiryNotTaken,
    ExpiryPast,
    ListedTakesLimits,
    NoClosingCall,
    PickBeyondBreaker,
    PickNotFirst,
    ReductionTooLarge,
    StopMustWait,
    TriggerNotPositive,
)

_SIDES = {side.value: side is OrderSide.BUY for side in OrderSide}
_KINDS = {kind.value: kind is OrderKind.MARKET for kind in OrderKind}
_TERMS = {term.value: term for term in TimeInForce}
_WAITING = (TimeInForce.DAY, TimeInForce.GTD, TimeInForce.GTC)


class Placed(NamedTuple):
    """What became of an order: its tonnes filled and open, and its trades (id, price, quantity).

    After everything that the event did, stops that it triggered included.
    """

    order: int
    status: OrderStatus
    filled: int
    open: int
    trades: Trades


class Exchange:
    """All books of a lesson over its ledger."""

    def __init__(self, books: Books) -> None:
        self.books, self.post_trade = books, PostTrade(books)
        self.trading_day = TradingDay(self.post_trade)

    @property
    def market(self) -> Market:
        """The working state of all markets."""
        return self.post_trade.market

    # --- orders that arrive -------------------------------------------------------------------

    def place(
        self,
        *,
        instrument: str,
        owner: str,
        side: str,
        kind: str,
        price: int | None,
        quantity: int,
        time_in_force: str,
        at: int,
        expires: str = "",
        post_only: bool = False,
        peak: int | None = None,
        trigger: int | None = None,
        ask: Ask | None = None,
    ) -> Placed:
        """Take an order: set aside what it may cost, match, settle each trade, release the rest.

        `expires` is the last day of a GTD order, an ISO date; `peak` what an iceberg shows at
        most, in tonnes; `trigger` the last price for which a stop waits, in fen per tonne.
        """
        listing = self.post_trade.market.listing(instrument)
        buy, any_price, term = _read_words(side=side, kind=kind, time_in_force=time_in_force)
        book = listing.book
        if any_price:
            if price is not None:
                raise PriceNotTaken(price_fen=price)
        elif price is None:
            raise PriceMissing(lo_fen=book.lo, hi_fen=book.hi)
        terms = None
        special = post_only or peak is not None or trigger is not None
        if book.listed and (special or any_price or term not in _WAITING):
            raise ListedTakesLimits(instrument=instrument)
        _check_term(listing.instrument, term)
        if special or expires or term is TimeInForce.GTD:
            expiry = _expiry(listing, term, expires)
            if trigger is not None:
                _check_stop(trigger, term, any_price=any_price)
            terms = Terms(post_only=post_only, peak=peak, trigger=trigger, expiry=expiry)
        worst = (book.hi if price is None else price) if buy else 0
        order = Order(
            id=self.post_trade.market.last_order + 1, account=owner, buy=buy, price=price,
            quantity=quantity, time_in_force=term, instrument=instrument,
            reservation=Reservation(worst=worst), terms=terms,
        )  # fmt: skip
        validation.admit_order(book, order)
        lots = self._check(listing, owner=owner, buy=buy, worst=worst, quantity=quantity)
        if ask is not None:
            ask(_judged(listing, order, in_line=listing.trading))

        # From here on the order must succeed.
        self._take(listing, order, lots)
        listing.prepare(at)
        outcome = book.place(order)
        return self._taken(listing, order, outcome, kind=OrderKind(kind), lots=lots, at=at)

    def pick(
        self, *, maker: int, owner: str, quantity: int, at: int, ask: Ask | None = None
    ) -> Placed:
        """Trade with one chosen order at its price; every other order is passed by."""
        listing = self.listing_of(maker)
        book = listing.book
        chosen = validation.admit_pick(book, maker, account=owner, quantity=quantity)
        assert chosen.price is not None
        self._check_pick(listing, chosen, chosen.price, at)
        buy = not chosen.buy
        order = Order(
            id=self.post_trade.market.last_order + 1, account=owner, buy=buy, price=chosen.price,
            quantity=quantity, time_in_force=TimeInForce.IOC, instrument=chosen.instrument,
            reservation=Reservation(worst=chosen.price if buy else 0),
        )  # fmt: skip
        worst = order.reservation.worst
        lots = self._check(listing, owner=owner, buy=buy, worst=worst, quantity=quantity)
        if ask is not None:
            ask(_judged(listing, order))

        # From here on the pick must succeed.
        self._take(listing, order, lots)
        outcome = book.pick(order, maker)
        return self._taken(listing, order, outcome, kind=OrderKind.LIMIT, lots=lots, at=at)

    def _check_pick(self, listing: Listing, chosen: Order, price: int, at: int) -> None:
        """Refuse a pick past the first in time where time counts, and one beyond the breaker."""
        if listing.instrument.pick_first and listing.book.ahead(chosen.id)[0]:
            half, key = listing.book.side_of(chosen)
            first = next(half.levels[key].orders())
            raise PickNotFirst(order=chosen.id, price_fen=price, first=first.id)
        band = listing.book.band = listing.band(at)
        if band is not None and not band.lo <= price <= band.hi:
            raise PickBeyondBreaker(
                order=chosen.id, price_fen=price, lo_fen=band.lo, hi_fen=band.hi
            )

    def _check(
        self,
        listing: Listing,
        *,
        owner: str,
        buy: bool,
        worst: int,
        quantity: int,
        has: int = 0,
        ordered: int = 0,
    ) -> list[tuple[int, int]]:
        """Refuse what may not be or cannot be set aside; the batches that a sell order delivers.

        `has`: fen (buying) or tonnes (selling) that the order has set aside already, `ordered`: its
        tonnes that are open already.
        """
        books, one = self.books, listing.instrument
        assert books.has_account(owner, None), f"{owner} has no cash account"
        assert books.has_account(owner, one.registry), f"{owner} has no account in {one.registry}"
        permission.check(
            self.post_trade.market,
            books,
            listing,
            owner=owner,
            buy=buy,
            quantity=quantity,
            ordered=ordered,
        )
        if buy:
            reservations.check_cash(
                books, one, owner=owner, price=worst, quantity=quantity, has=has
            )
            return []
        deliverable = listing.deliverable(books.batches)
        return reservations.check_units(
            books, one, deliverable, owner=owner, quantity=quantity, has=has
        )

    def _take(self, listing: Listing, order: Order, lots: list[tuple[int, int]]) -> None:
        order.reservation.lots = lots.copy()
        self.post_trade.block(listing, order)
        self.post_trade.market.last_order = order.id

    def _taken(
        self,
        listing: Listing,
        order: Order,
        outcome: Outcome,
        *,
        kind: OrderKind,
        lots: list[tuple[int, int]],
        at: int,
    ) -> Placed:
        """Settle what a new order did, and write it down."""
        _, _, fills, cancels = outcome
        trades = self.post_trade.settle_event(listing, fills, cancels, at=at, new=order)
        records.order_entered(self.books, order, kind=kind, day=listing.day, at=at)
        if order.open:
            self.post_trade.keep(order, lots)
        self._obey_breaker(listing, at)
        return _placed(order, trades)

    def _obey_breaker(self, listing: Listing, at: int) -> None:
        """Where an order would have traded outside the band, the book has entered a call."""
        runs = listing.scheduled is Phase.CONTINUOUS and listing.call_until is None
        if runs and listing.book.phase is Phase.CALL:
            minutes = listing.instrument.breaker_call_minutes
            self.trading_day.call(listing, minutes=minutes, at=at)

    # --- orders that wait ---------------------------------------------------------------------

    def replace(
        self, *, order: int, owner: str, price: int, quantity: int, at: int, ask: Ask | None = None
    ) -> Placed:
        """Give an open order another price and open quantity; it may trade.

        The same price and not more tonnes keeps its place in time.
        """
        found = self._own(order, owner)
        listing = self.post_trade.market.listing(found.instrument)
        book, reservation, buy = listing.book, found.reservation, found.buy
        validation.admit_replace(book, order, price=price, quantity=quantity)
        held = has = found.open
        if buy:
            rate = listing.instrument.rate_ppm
            has = reservations.need(worst=reservation.worst, quantity=held, rate_ppm=rate)
        worst = price if buy else 0
        more: list[tuple[int, int]] = []
        if buy or quantity > held:
            more = self._check(
                listing, owner=owner, buy=buy, worst=worst, quantity=quantity, has=has,
                ordered=held,
            )  # fmt: skip
        if ask is not None:
            meant = found.renewed(price=price, quantity=quantity)
            ask(_judged(listing, meant, in_line=listing.trading, has=has, ordered=held))

        # From here on the replacement must succeed.
        reservation.worst = worst
        reservation.reduced += max(0, held - quantity)
        self._set_aside(listing, found, quantity, has=has, more=more)
        listing.prepare(at)
        _, _, fills, cancels = book.replace(order, price=price, quantity=quantity)
        new = book.orders.get(order) or _leaver(order, fills, cancels)
        self.post_trade.market.open_of[owner][order] = new
        trades = self.post_trade.settle_event(listing, fills, cancels, at=at, renewed=new)
        self._obey_breaker(listing, at)
        return _placed(new, trades)

    def _set_aside(
        self,
        listing: Listing,
        order: Order,
        quantity: int,
        *,
        has: int,
        more: list[tuple[int, int]],
    ) -> None:
        """Bring what a replaced order sets aside from `has` to what `quantity` tonnes need."""
        reservation, one, owner = order.reservation, listing.instrument, order.account
        because = f"order {order.id}"
        if order.buy:
            needed = reservations.need(
                worst=reservation.worst, quantity=quantity, rate_ppm=one.rate_ppm
            )
            if needed > has:
                reservations.block_cash(self.books, owner=owner, fen=needed - has, because=because)
            elif needed < has:
                reservations.release_cash(
                    self.books, owner=owner, fen=has - needed, because=because
                )
            return
        if more:
            reservations.block_units(
                self.books, owner=owner, registry=one.registry, lots=more, because=because
            )
            reservation.lots += more
            self.post_trade.keep_lots(order, more)
        elif quantity < has:
            gone = draw(reservation.lots, has - quantity)
            reservations.release_units(
                self.books, owner=owner, registry=one.registry, lots=gone, because=because
            )

    def reduce(self, *, order: int, owner: str, by: int, at: int) -> Placed:
        """Take tonnes off an open order; the rest keeps its place."""
        found = self._own(order, owner)
        lot = self.post_trade.market.listing(found.instrument).instrument.lot
        if by <= 0:
            raise QuantityNotPositive(quantity=by, lot=lot)
        if by >= found.open:
            raise ReductionTooLarge(by=by, order=order, open=found.open)
        # A stop that waits has no price to keep; it is refused whatever the price.
        left = found.open - by
        return self.replace(order=order, owner=owner, price=found.price or 0, quantity=left, at=at)

    def cancel(self, *, order: int, owner: str) -> int:
        """Take an owner's order out of its book; the tonnes that were still open."""
        found = self._own(order, owner)
        return self._cancel(found)

    def cancel_all(self, *, owner: str, instrument: str = "") -> list[tuple[int, int]]:
        """Take all of an owner's orders out, of one instrument or of all: (id, tonnes)."""
        if instrument:
            self.post_trade.market.listing(instrument)
        return [
            (order.id, self._cancel(order))
            for order in list(self.post_trade.market.open_of.get(owner, {}).values())
            if order.instrument == instrument or not instrument
        ]

    def _cancel(self, order: Order) -> int:
        listing = self.post_trade.market.listing(order.instrument)
        gone = listing.book.cancel(order.id)
        self.post_trade.settle_event(listing, (), [gone], at=self.books.at)
        return gone[1]

    def _own(self, order: int, owner: str) -> Order:
        """An owner's open order, or why an id is none."""
        found = self.post_trade.market.open_of.get(owner, {}).get(order)
        if found is not None:
            return found
        if not 0 < order <= self.post_trade.market.last_order:
            raise OrderUnknown(order=order)
        if any(
            order in listing.book.orders for listing in self.post_trade.market.listings.values()
        ):
            raise OrderOfAnother(order=order)
        raise OrderNotOpen(order=order)

    def listing_of(self, order: int) -> Listing:
        """The listing in whose book an order is, or a refusal."""
        for listing in self.post_trade.market.listings.values():
            if order in listing.book.orders:
                return listing
        if not 0 < order <= self.post_trade.market.last_order:
            raise OrderUnknown(order=order)
        raise OrderNotOpen(order=order)


def _placed(order: Order, trades: Trades) -> Placed:
    return Placed(order.id, order.status, order.reservation.filled, order.open, trades)


def _judged(
    listing: Listing, order: Order, *, in_line: bool = False, has: int = 0, ordered: int = 0
) -> Judged:
    """An order, or one as it will be, before it trades."""
    return Judged(
        order.instrument, order.buy, order.price, order.open, lo=listing.book.lo,
        hi=listing.book.hi, in_line=in_line, has=has, ordered=ordered,
    )  # fmt: skip


def _leaver(order: int, fills: list[Fill], cancels: list[Cancel]) -> Order:
    """The replaced order that left at once: it traded as taker, or was cancelled."""
    takers = (taker for _, taker, _, _ in fills)
    return next(one for one in (*takers, *(gone for gone, _, _ in cancels)) if one.id == order)


# --- words --------------------------------------------------------------------------------------


def _expiry(listing: Listing, term: TimeInForce, expires: str) -> int | None:
    """The last day of a GTD order as a number; refuses what is no day, and a day where none is."""
    if term is not TimeInForce.GTD:
        if expires:
            raise ExpiryNotTaken(given=expires[:40], time_in_force=term.value)
        return None
    try:
        day = date.fromisoformat(expires)
    except ValueError:
        raise ExpiryMissing(given=expires[:40], today=listing.day) from None
    if listing.day and day < date.fromisoformat(listing.day):
        raise ExpiryPast(given=day.isoformat(), today=listing.day)
    return day.toordinal()


def _check_term(instrument: Instrument, term: TimeInForce) -> None:
    """Refuse a time in force that the instrument's venue or the lesson's hours do not have."""
    if instrument.day_orders and term in (TimeInForce.GTC, TimeInForce.GTD):
        raise DayOrdersOnly(instrument=instrument.code, time_in_force=term.value)
    if term is TimeInForce.AT_CLOSE and not instrument.closing_call:
        raise NoClosingCall(instrument=instrument.code)


def _check_stop(trigger: int, term: TimeInForce, *, any_price: bool) -> None:
    """Refuse a trigger that is no price, and a term with which a stop does not wait."""
    if trigger <= 0:
        raise TriggerNotPositive(trigger_fen=trigger)
    # What a stop without a price may cost is the day's upper limit: it cannot outlive the day.
    allowed = (TimeInForce.DAY,) if any_price else _WAITING
    if term not in allowed:
        words = ", ".join(one.value for one in allowed)
        raise StopMustWait(time_in_force=term.value, allowed=words)


def _read_words(*, side: str, kind: str, time_in_force: str) -> tuple[bool, bool, TimeInForce]:
    """Whether it buys, whether at any price, its time in force; refuses unknown words."""
    try:
        return _SIDES[side], _KINDS[kind], _TERMS[time_in_force]
    except KeyError:
        for field, given, allowed in (
            ("side", side, tuple(_SIDES)),
            ("kind", kind, tuple(_KINDS)),
            ("time_in_force", time_in_force, tuple(_TERMS)),
        ):
            if given not in allowed:
                refusal = WordUnknown(field=field, given=given, allowed=", ".join(allowed))
                raise refusal from None
        raise
