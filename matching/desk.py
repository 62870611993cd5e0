"""The desk: an order passes risk, book, clearing and books, or is refused before any of them.

All refusals come before the first change, and rows are written before the working state moves:
what fails halfway is seen by the writer and derived anew. Knows no seat, no role and no hours.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.posting import Books
from matching import records, risk
from matching.book import Fill
from matching.clearing.settlement import settle
from matching.errors import (
    AlreadyHalted,
    NotHalted,
    OrderNotOpen,
    OrderOfAnother,
    OrderUnknown,
    PriceMissing,
    PriceNotTaken,
    WordUnknown,
)
from matching.instruments import Instrument
from matching.listings import Listing, Market, load
from matching.orders import (
    Ending,
    Order,
    OrderKind,
    OrderSide,
    OrderStatus,
    SelfTrade,
    TimeInForce,
    draw,
)
from matching.phases import Phase
from matching.tape import Tape

_SIDES = {side.value: side is OrderSide.BUY for side in OrderSide}
_KINDS = {kind.value: kind is OrderKind.MARKET for kind in OrderKind}
_TERMS = {term.value: term for term in (TimeInForce.DAY, TimeInForce.IOC)}


class Placed(NamedTuple):
    """What became of an order: tonnes filled and open, and its trades (id, price, quantity)."""

    order: int
    status: OrderStatus
    filled: int
    open: int
    trades: list[tuple[int, int, int]]


class Desk:
    """All books of a lesson over its ledger; the working state loads itself from the tables."""

    def __init__(self, books: Books, *, self_trade: SelfTrade = SelfTrade.NEWEST) -> None:
        self.books = books
        self.self_trade = self_trade
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Derive the working state from the tables again."""
        self.market: Market = load(self.books.store.fetch, self_trade=self.self_trade)

    # --- orders -------------------------------------------------------------------------------

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
    ) -> Placed:
        """Take an order: set aside what it may cost, match, settle each trade, release the rest."""
        listing = self.market.listing(instrument)
        buy, any_price, term = _read_words(side=side, kind=kind, time_in_force=time_in_force)
        book = listing.book
        if any_price:
            if price is not None:
                raise PriceNotTaken(price_fen=price)
        elif price is None:
            raise PriceMissing(lo_fen=book.lo, hi_fen=book.hi)
        book.admit(price=price, quantity=quantity)
        worst = book.hi if price is None else price
        lots = self._check(listing, owner=owner, buy=buy, worst=worst, quantity=quantity)

        # From here on the order must succeed.
        order = Order(
            id=self.market.last_order + 1, account=owner, buy=buy, price=price, quantity=quantity,
            time_in_force=term, instrument=instrument, lots=lots.copy(),
        )  # fmt: skip
        self._block(listing, order, fen=worst * quantity)
        self.market.last_order = order.id
        fills, cancels = book.place(order)
        trades = [self._trade(listing, order, fill, worst=worst, at=at) for fill in fills]
        ending = Ending.NONE
        for left, tonnes, why in cancels:
            assert left is order, "an arriving order cancels no other"
            self._release(listing, order, quantity=tonnes, price=worst)
            ending = why
        filled = sum(trade[2] for trade in trades)
        status = self._rest(order, lots=lots, filled=filled)
        records.order_entered(
            self.books, order, kind=kind, status=status, filled=filled, ending=ending,
            day=listing.day, at=at,
        )  # fmt: skip
        return Placed(order.id, status, filled, order.open, trades)

    def _check(
        self, listing: Listing, *, owner: str, buy: bool, worst: int, quantity: int
    ) -> list[tuple[int, int]]:
        """Refuse what cannot be set aside; the batches that a sell order delivers."""
        books, one = self.books, listing.instrument
        assert books.has_account(owner, None), f"{owner} has no cash account"
        assert books.has_account(owner, one.registry), f"{owner} has no account in {one.registry}"
        if buy:
            risk.check_cash(books, one, owner=owner, price=worst, quantity=quantity)
            return []
        deliverable = listing.deliverable(books.batches)
        return risk.check_units(books, one, deliverable, owner=owner, quantity=quantity)

    def _block(self, listing: Listing, order: Order, *, fen: int) -> None:
        because = f"order {order.id}"
        if order.buy:
            risk.block_cash(self.books, owner=order.account, fen=fen, because=because)
        else:
            risk.block_units(
                self.books,
                owner=order.account,
                registry=listing.instrument.registry,
                lots=order.lots,
                because=because,
            )

    def _release(self, listing: Listing, order: Order, *, quantity: int, price: int) -> None:
        """Give back what an order set aside for `quantity` tonnes."""
        because = f"order {order.id}"
        if order.buy:
            fen = price * quantity
            risk.release_cash(self.books, owner=order.account, fen=fen, because=because)
        else:
            risk.release_units(
                self.books,
                owner=order.account,
                registry=listing.instrument.registry,
                lots=draw(order.lots, quantity),
                because=because,
            )

    def _trade(
        self, listing: Listing, taker: Order, fill: Fill, *, worst: int, at: int
    ) -> tuple[int, int, int]:
        """Settle one fill and write it down: its number, price and quantity."""
        maker, price, quantity = fill
        buyer, seller = (taker, maker) if taker.buy else (maker, taker)
        number = self.market.last_trade + 1
        settled = settle(
            self.books,
            trade=number,
            registry=listing.instrument.registry,
            seller=seller.account,
            buyer=buyer.account,
            units=draw(seller.lots, quantity),
            price=price,
            improvement=worst - price if taker.buy else 0,
        )
        self.market.last_trade = number
        records.traded(
            self.books, number=number, taker=taker, maker=maker, price=price, quantity=quantity,
            settled=settled, at=at,
        )  # fmt: skip
        records.maker_filled(self.books, maker)
        listing.tape.record(price=price, quantity=quantity)
        listing.last = price
        if not maker.open:
            assert not maker.lots
            del self.market.open_of[maker.account][maker.id]
        return number, price, quantity

    def _rest(self, order: Order, *, lots: list[tuple[int, int]], filled: int) -> OrderStatus:
        """Keep an order that rests within its owner's reach; what became of it on arrival."""
        if not order.open:
            assert not order.lots
            return OrderStatus.FILLED if filled == order.quantity else OrderStatus.CANCELLED
        assert filled + order.open == order.quantity
        market = self.market
        market.open_of.setdefault(order.account, {})[order.id] = order
        for asset, tonnes in lots:
            market.last_lot += 1
            records.lot_entered(
                self.books, number=market.last_lot, order=order.id, asset=asset, quantity=tonnes
            )
        return OrderStatus.RESTING

    def cancel(self, *, order: int, owner: str) -> int:
        """Take an owner's order out of its book; the tonnes that were still open."""
        found = self.market.open_of.get(owner, {}).get(order)
        if found is None:
            raise self._why_not(order)
        listing = self.market.listing(found.instrument)
        records.order_cancelled(self.books, found, ending=Ending.OWNER)
        _, released, _ = listing.book.cancel(order)
        self._leave(listing, found, released)
        return released

    def _why_not(self, order: int) -> OrderUnknown | OrderOfAnother | OrderNotOpen:
        """Why an id is none of the asking owner's open orders."""
        if not 0 < order <= self.market.last_order:
            return OrderUnknown(order=order)
        if any(order in listing.book.orders for listing in self.market.listings.values()):
            return OrderOfAnother(order=order)
        return OrderNotOpen(order=order)

    def _leave(self, listing: Listing, order: Order, quantity: int) -> None:
        """Release everything that an order which left its book still sets aside."""
        assert order.price is not None
        self._release(listing, order, quantity=quantity, price=order.price)
        del self.market.open_of[order.account][order.id]
        assert not order.lots

    # --- instruments and phases ---------------------------------------------------------------

    def list_instrument(self, instrument: Instrument) -> None:
        """List an instrument; it is closed until a day starts and a phase is set."""
        number = len(self.market.listings) + 1
        records.listed(self.books, number=number, instrument=instrument)
        self.market.add(number, instrument)

    def halt(self, *, instrument: str) -> None:
        """Stop trading in one instrument; cancels stay possible."""
        listing = self.market.listing(instrument)
        if listing.halted:
            raise AlreadyHalted(instrument=instrument)
        self._set(listing, scheduled=listing.scheduled, halted=True)

    def resume(self, *, instrument: str) -> None:
        """End a halt; the hours' phase holds again."""
        listing = self.market.listing(instrument)
        if not listing.halted:
            raise NotHalted(instrument=instrument)
        self._set(listing, scheduled=listing.scheduled, halted=False)

    def set_phase(self, phase: Phase) -> None:
        """Open or close all instruments; a halted one stays halted."""
        for listing in self.market.listings.values():
            assert listing.day or phase is Phase.CLOSED, "trading needs a trading day"
            self._set(listing, scheduled=phase, halted=listing.halted)

    def _set(self, listing: Listing, *, scheduled: Phase, halted: bool) -> None:
        if (scheduled, halted) != (listing.scheduled, listing.halted):
            records.phase_set(self.books, number=listing.id, scheduled=scheduled, halted=halted)
            listing.set_phase(scheduled=scheduled, halted=halted)

    # --- days ---------------------------------------------------------------------------------

    def start_of_day(self, *, day: str) -> None:
        """Begin a trading day (an ISO date): price limits around each reference, empty tapes."""
        for listing in self.market.listings.values():
            assert not listing.day, f"{listing.day} has not ended"
            number, limits = self.market.last_day + 1, listing.limits()
            records.day_started(
                self.books,
                number=number,
                instrument=listing.instrument.code,
                day=day,
                reference=listing.reference,
                limits=limits,
                first_trade=self.market.last_trade + 1,
            )
            self.market.last_day = number
            listing.day, listing.day_id = day, number
            listing.book.limit_to(limits)

    def end_of_day(self) -> list[int]:
        """End the trading day: close, cancel day orders, keep its figures; the orders that left.

        The day's volume-weighted price becomes the next reference.
        """
        self.set_phase(Phase.CLOSED)
        gone: list[int] = []
        for listing in self.market.listings.values():
            assert listing.day, "no trading day to end"
            close = listing.tape.close(reference=listing.reference, tick=listing.instrument.tick)
            records.day_ended(self.books, number=listing.day_id, tape=listing.tape, close=close)
            for order, released, ending in listing.book.end_of_day():
                records.order_cancelled(self.books, order, ending=ending)
                self._leave(listing, order, released)
                gone.append(order.id)
            listing.day, listing.day_id, listing.reference = "", 0, close
            listing.tape = Tape()
            listing.book.limit_to(listing.limits())
        return gone


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
