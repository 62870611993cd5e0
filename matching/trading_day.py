"""Instruments, phases and trading days at the exchange.

Rows are written before the working state changes. The caller knows the hours and calls in time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.kernel.clock import MINUTE
from matching import records, reservations
from matching.daily_statistics import DailyStatistics
from matching.errors import InstrumentHalted, MarketClosed
from matching.instruments import Instrument
from matching.listings import Listing, Market
from matching.orders import Ending
from matching.phases import GATHERING, Phase
from matching.post_trade import PostTrade
from matching.trading_errors import AlreadyHalted, CallBegun, NoCall, NoCallHere, NotHalted


class TradingDay:
    """Changes of the markets by the trainer and by the clock."""

    def __init__(self, post_trade: PostTrade) -> None:
        self.post_trade, self.books = post_trade, post_trade.books

    @property
    def market(self) -> Market:
        """The working state of all markets."""
        return self.post_trade.market

    def list_instrument(self, instrument: Instrument) -> None:
        """List an instrument; it is closed until a day starts and a phase is set."""
        number = len(self.market.listings) + 1
        records.listed(self.books, number=number, instrument=instrument)
        self.market.add(number, instrument)

    # --- phases -------------------------------------------------------------------------------

    def halt(self, *, instrument: str) -> None:
        """Halt one instrument; cancels stay possible. Raises `AlreadyHalted`."""
        listing = self.market.listing(instrument)
        if listing.halted:
            raise AlreadyHalted(instrument=instrument)
        self._set(listing, halted=True)

    def resume(self, *, instrument: str, call_until: int | None = None) -> None:
        """End a halt; the scheduled phase holds again, after a call up to `call_until` if given.

        Raises `NotHalted`.
        """
        listing = self.market.listing(instrument)
        if not listing.halted:
            raise NotHalted(instrument=instrument)
        self._set(listing, halted=False, call_until=call_until)

    def set_phase(self, phase: Phase, *, instruments: Collection[str] | None = None) -> None:
        """The named instruments enter a scheduled phase; None: all of them.

        A halted instrument stays halted. A new phase ends a call that a circuit breaker or the
        trainer began. Orders collected in a call trade when trading becomes continuous, then or
        after a halt or a night; those of a closing call trade when it ends.
        """
        for listing in self.market.listings.values():
            if instruments is None or listing.instrument.code in instruments:
                self._set_scheduled(listing, phase)

    def _set_scheduled(self, listing: Listing, phase: Phase) -> None:
        assert listing.day or phase is Phase.CLOSED, "trading needs a trading day"
        if phase is not listing.scheduled:
            self._set(listing, scheduled=phase)

    def begin_call(self, *, instrument: str, minutes: int, at: int) -> int:
        """Interrupt continuous trading by a call auction; returns its end in lesson time."""
        listing = self.market.listing(instrument)
        if not listing.instrument.gathers:
            raise NoCallHere(instrument=instrument)
        if listing.halted:
            raise InstrumentHalted(instrument=instrument)
        if listing.book.phase in GATHERING:
            raise CallBegun(instrument=instrument)
        if not listing.trading:
            raise MarketClosed(instrument=instrument)
        return self.call(listing, minutes=minutes, at=at)

    def end_call(self, *, instrument: str) -> None:
        """End a call of the trainer or a circuit breaker: its auction, then continuous trading."""
        listing = self.market.listing(instrument)
        if listing.call_until is None:
            raise NoCall(instrument=instrument)
        self._set(listing, scheduled=listing.scheduled)

    def call(self, listing: Listing, *, minutes: int, at: int) -> int:
        """Begin a call, or record one that the book's circuit breaker began; returns its end."""
        until = at + minutes * MINUTE
        self._set(listing, call_until=until)
        return until

    def _set(
        self,
        listing: Listing,
        *,
        scheduled: Phase | None = None,
        halted: bool | None = None,
        call_until: int | None = None,
    ) -> None:
        """Change the given states and keep the others; a scheduled phase ends a breaker's call."""
        halted = listing.halted if halted is None else halted
        if scheduled is None:
            scheduled, call_until = listing.scheduled, call_until or listing.call_until
        if (scheduled, halted, call_until) != (
            listing.scheduled, listing.halted, listing.call_until,
        ):  # fmt: skip
            records.phase_set(
                self.books, number=listing.id, scheduled=scheduled, halted=halted,
                call_until=call_until,
            )  # fmt: skip
            now = listing.set_phase(scheduled=scheduled, halted=halted, call_until=call_until)
            self._enter_phase(listing, now)

    def _enter_phase(self, listing: Listing, now: Phase) -> None:
        """Let the book enter the effective phase, by an auction where one is due."""
        book, before = listing.book, listing.book.phase
        opens = now is Phase.CONTINUOUS and before is not now and listing.instrument.gathers
        if opens or (before is Phase.CLOSING and now is Phase.CLOSED):
            self._uncross(listing, then=now)
        elif now is not before:
            book.band = None
            fills, cancels = book.enter_phase(now)
            self.post_trade.settle_event(listing, fills, cancels, at=self.books.at)

    def _uncross(self, listing: Listing, *, then: Phase) -> None:
        """Hold the auction; of each pair the order with the earlier place in time is the maker."""
        book, reference = listing.book, listing.reference
        found = book.indicative(reference=reference)
        entered = {order.id: order.rank for order in book.orders.values()}
        book.band = None
        fills, cancels = book.uncross(reference=reference, then=then)
        # Fills of the auction come first; those of stops after it already are maker, taker.
        left, auctioned, in_time = found.volume if found is not None else 0, 0, []
        for first, second, price, tonnes in fills:
            swap = left > 0 and entered[first.id] > entered[second.id]
            auctioned += left > 0
            left -= tonnes
            in_time.append(
                (second, first, price, tonnes) if swap else (first, second, price, tonnes)
            )
        self.post_trade.settle_event(
            listing, in_time, cancels, at=self.books.at, auctioned=auctioned
        )
        if found is not None and listing.instrument.breaker_percent:
            listing.auctioned = self.books.at
            records.auctioned(self.books, number=listing.id, at=self.books.at)

    # --- days ---------------------------------------------------------------------------------

    def start_of_day(self, *, day: str) -> None:
        """Begin a trading day (an ISO date): new price limits around each reference price.

        Orders outside the new limits are cancelled; units that T+1 held back are free from now on.
        """
        reservations.free_bought(self.books, because=day)
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
            listing.days += 1
            listing.book.limit_to(limits)
            outside = [
                order.id
                for order in listing.book.orders.values()
                if order.price is None or not limits.lo <= order.price <= limits.hi
            ]
            gone = [listing.book.cancel(id, ending=Ending.LIMITS) for id in outside]
            self.post_trade.settle_event(listing, (), gone, at=self.books.at)

    def end_of_day(self, *, rests_until: str | None = None) -> list[int]:
        """End the trading day: close, record its figures, cancel orders; returns their ids.

        The day's closing price becomes the next reference price. When the market stays closed
        until `rests_until` (an ISO date), orders good till that date leave now, and units that T+1
        held back are free.
        """
        self.set_phase(Phase.CLOSED)
        gone: list[int] = []
        for listing in self.market.listings.values():
            assert listing.day, "no trading day to end"
            close = listing.close()
            records.day_ended(
                self.books, number=listing.day_id, statistics=listing.statistics, close=close
            )
            today = date.fromisoformat(rests_until or listing.day).toordinal()
            left = listing.book.end_of_day(day=today)
            self.post_trade.settle_event(listing, (), left, at=self.books.at)
            gone += [order.id for order, _, _ in left]
            listing.day, listing.day_id, listing.reference = "", 0, close
            listing.statistics = DailyStatistics()
            listing.recent_trades.clear()
            listing.book.limit_to(listing.limits())
        if rests_until is not None:
            reservations.free_bought(self.books, because=rests_until)
        return gone
