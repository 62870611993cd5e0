"""The exchange: an order's way through validation, risk check, book, clearing and settlement.

All refusals come before the first change. After a failure halfway the writer drops the group, and
the working state is derived from the tables again. Seats' rights and hours are the caller's.
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
    PLAIN,
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
    """An order after its event and the stops it triggered: tonnes filled and open, its trades."""

    order: int
    status: OrderStatus
    filled: int
    open: int
    trades: Trades


class Exchange:
    """All order books of a lesson over its ledger."""

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
        terms: Terms = PLAIN,
        ask: Ask | None = None,
    ) -> Placed:
        """Take an order: block its reservation, match, settle each trade, release the remainder.

        `price` is fen per tonne, `quantity` tonnes, `at` ms of lesson time, `expires` the last day
        of a GTD order, an ISO date, from which `expiry` of `terms` follows. `ask` sees the order
        after every other check and may refuse it. Raises the first `Refusal` of
        `errors.PRECEDENCE` that applies; then nothing has changed.
        """
        listing = self.post_trade.market.listing(instrument)
        buy, any_price, term = _read_words(side=side, kind=kind, time_in_force=time_in_force)
        book = listing.book
        if any_price:
            if price is not None:
                raise PriceNotTaken(price_fen=price)
        elif price is None:
            raise PriceMissing(lo_fen=book.lo, hi_fen=book.hi)
        if book.listed and (terms.special or any_price or term not in _WAITING):
            raise ListedTakesLimits(instrument=instrument)
        _check_term(listing.instrument, term)
        if expires or term is TimeInForce.GTD:
            terms = terms._replace(expiry=_expiry(listing, term, expires))
        if terms.trigger is not None:
            _check_stop(terms.trigger, term, any_price=any_price)
        reservation_price = (book.hi if price is None else price) if buy else 0
        order = Order(
            id=self.post_trade.market.last_order + 1, account=owner, buy=buy, price=price,
            quantity=quantity, time_in_force=term, instrument=instrument,
            reservation=Reservation(worst=reservation_price), terms=terms,
        )  # fmt: skip
        validation.admit_order(book, order)
        lots = self._check(
            listing, owner=owner, buy=buy, reservation_price=reservation_price, quantity=quantity
        )
        if ask is not None:
            ask(_judged(listing, order, in_line=listing.trading))

        # From here on the order must succeed. Blocking comes first: settlement takes from it.
        self._take(listing, order, lots)
        listing.prepare(at)
        outcome = book.place(order)
        return self._taken(listing, order, outcome, kind=OrderKind(kind), lots=lots, at=at)

    def pick(
        self, *, maker: int, owner: str, quantity: int, at: int, ask: Ask | None = None
    ) -> Placed:
        """Trade with one chosen order at its price, passing by every other order."""
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
        reservation_price = order.reservation.worst
        lots = self._check(
            listing, owner=owner, buy=buy, reservation_price=reservation_price, quantity=quantity
        )
        if ask is not None:
            ask(_judged(listing, order))

        # From here on the pick must succeed.
        self._take(listing, order, lots)
        outcome = book.pick(order, maker)
        return self._taken(listing, order, outcome, kind=OrderKind.LIMIT, lots=lots, at=at)

    def _check_pick(self, listing: Listing, chosen: Order, price: int, at: int) -> None:
        """Refuse a pick past an older order where time counts, or outside the breaker's band."""
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
        reservation_price: int,
        quantity: int,
        has: int = 0,
        ordered: int = 0,
    ) -> list[tuple[int, int]]:
        """The risk check; returns the batches that a sell order will block.

        Of an order that is replaced, `has` are the fen (buying) or tonnes (selling) already
        blocked, `ordered` the tonnes already open.
        """
        books, instrument = self.books, listing.instrument
        registry = instrument.registry
        assert books.has_account(owner, None), f"{owner} has no cash account"
        assert books.has_account(owner, registry), f"{owner} has no account in {registry}"
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
                books, instrument, owner=owner, price=reservation_price, quantity=quantity, has=has
            )
            return []
        deliverable = listing.deliverable(books.batches)
        return reservations.check_units(
            books, instrument, deliverable, owner=owner, quantity=quantity, has=has
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
        """Settle and record what a new order did in the book."""
        _, _, fills, cancels = outcome
        trades = self.post_trade.settle_event(listing, fills, cancels, at=at, new=order)
        # Its row is inserted only now, so that one insert holds its fills and its status.
        records.order_entered(self.books, order, kind=kind, day=listing.day, at=at)
        if order.open:
            self.post_trade.keep(order, lots)
        self._obey_breaker(listing, at)
        return _placed(order, trades)

    def _obey_breaker(self, listing: Listing, at: int) -> None:
        """Record the call that the book entered if the order would have traded outside the band."""
        runs = listing.scheduled is Phase.CONTINUOUS and listing.call_until is None
        if runs and listing.book.phase is Phase.CALL:
            minutes = listing.instrument.breaker_call_minutes
            self.trading_day.call(listing, minutes=minutes, at=at)

    # --- open orders --------------------------------------------------------------------------

    def replace(
        self, *, order: int, owner: str, price: int, quantity: int, at: int, ask: Ask | None = None
    ) -> Placed:
        """Give an open order another price and open quantity; it may trade.

        At the same price and with no more tonnes it keeps its place in time. Arguments, units and
        refusals are those of `place`.
        """
        found = self._own(order, owner)
        listing = self.post_trade.market.listing(found.instrument)
        book, reservation, buy = listing.book, found.reservation, found.buy
        validation.admit_replace(book, order, price=price, quantity=quantity)
        held = has = found.open
        if buy:
            rate = listing.instrument.rate_ppm
            has = reservations.need(price=reservation.worst, quantity=held, rate_ppm=rate)
        reservation_price = price if buy else 0
        more: list[tuple[int, int]] = []
        if buy or quantity > held:
            more = self._check(
                listing, owner=owner, buy=buy, reservation_price=reservation_price,
                quantity=quantity, has=has, ordered=held,
            )  # fmt: skip
        if ask is not None:
            replacement = found.renewed(price=price, quantity=quantity)
            ask(_judged(listing, replacement, in_line=listing.trading, has=has, ordered=held))

        # From here on the replacement must succeed.
        reservation.worst = reservation_price
        reservation.reduced += max(0, held - quantity)
        self._reserve_again(listing, found, quantity, has=has, more=more)
        listing.prepare(at)
        _, _, fills, cancels = book.replace(order, price=price, quantity=quantity)
        new = book.orders.get(order) or _leaver(order, fills, cancels)
        self.post_trade.market.open_of[owner][order] = new
        trades = self.post_trade.settle_event(listing, fills, cancels, at=at, renewed=new)
        self._obey_breaker(listing, at)
        return _placed(new, trades)

    def _reserve_again(
        self,
        listing: Listing,
        order: Order,
        quantity: int,
        *,
        has: int,
        more: list[tuple[int, int]],
    ) -> None:
        """Bring a replaced order's reservation from `has` to the need of `quantity` tonnes."""
        reservation, instrument, owner = order.reservation, listing.instrument, order.account
        because = f"order {order.id}"
        if order.buy:
            needed = reservations.need(
                price=reservation.worst, quantity=quantity, rate_ppm=instrument.rate_ppm
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
                self.books, owner=owner, registry=instrument.registry, lots=more, because=because
            )
            reservation.lots += more
            self.post_trade.keep_lots(order, more)
        elif quantity < has:
            gone = draw(reservation.lots, has - quantity)
            reservations.release_units(
                self.books, owner=owner, registry=instrument.registry, lots=gone, because=because
            )

    def reduce(self, *, order: int, owner: str, by: int, at: int) -> Placed:
        """Reduce an open order by some tonnes; the remainder keeps its place."""
        found = self._own(order, owner)
        lot = self.post_trade.market.listing(found.instrument).instrument.lot
        if by <= 0:
            raise QuantityNotPositive(quantity=by, lot=lot)
        if by >= found.open:
            raise ReductionTooLarge(by=by, order=order, open=found.open)
        # A stop may have no price; `replace` refuses every stop, whatever the price.
        left = found.open - by
        return self.replace(order=order, owner=owner, price=found.price or 0, quantity=left, at=at)

    def cancel(self, *, order: int, owner: str) -> int:
        """Cancel an owner's order; returns the tonnes that were open."""
        found = self._own(order, owner)
        return self._cancel(found)

    def cancel_all(self, *, owner: str, instrument: str = "") -> list[tuple[int, int]]:
        """Cancel an owner's orders of one instrument, or of all; returns (id, tonnes) of each."""
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
        """An owner's open order; raises the reason why an id is none."""
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
        """The listing in whose book an order is open; raises `OrderUnknown` or `OrderNotOpen`."""
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
    """An order before it trades, as `ask` sees it."""
    return Judged(
        order.instrument, order.buy, order.price, order.open, lo=listing.book.lo,
        hi=listing.book.hi, in_line=in_line, has=has, ordered=ordered,
    )  # fmt: skip


def _leaver(order: int, fills: list[Fill], cancels: list[Cancel]) -> Order:
    """A replaced order that left at once, because it traded as taker or was cancelled."""
    takers = (taker for _, taker, _, _ in fills)
    left = (*takers, *(gone for gone, _, _ in cancels))
    return next(found for found in left if found.id == order)


# --- words --------------------------------------------------------------------------------------


def _expiry(listing: Listing, term: TimeInForce, expires: str) -> int | None:
    """The last day of a GTD order as an ordinal, None for other orders, which must name none."""
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
    """Refuse a trigger that is not positive, and a time in force that a stop cannot have."""
    if trigger <= 0:
        raise TriggerNotPositive(trigger_fen=trigger)
    # The day's upper limit is the reservation price of a stop-market order: it ends with the day.
    allowed = (TimeInForce.DAY,) if any_price else _WAITING
    if term not in allowed:
        words = ", ".join(value.value for value in allowed)
        raise StopMustWait(time_in_force=term.value, allowed=words)


def _read_words(*, side: str, kind: str, time_in_force: str) -> tuple[bool, bool, TimeInForce]:
    """Whether the order buys, whether it has no limit price, its time in force."""
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
