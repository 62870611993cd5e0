"""Instruments, phases and days at the desk.

Rows are written before the working state moves. Knows no seat and no clock: the caller knows when.
"""

from __future__ import annotations

from datetime import date

from ledger.kernel.clock import MINUTE
from matching import records, risk
from matching.clerk import Clerk
from matching.errors import AlreadyHalted, NotHalted
from matching.instruments import Instrument
from matching.listings import Listing
from matching.orders import Ending
from matching.phases import Phase
from matching.tape import Tape


class Hours(Clerk):
    """What the trainer and the clock do to the markets."""

    def list_instrument(self, instrument: Instrument) -> None:
        """List an instrument; it is closed until a day starts and a phase is set."""
        number = len(self.market.listings) + 1
        records.listed(self.books, number=number, instrument=instrument)
        self.market.add(number, instrument)

    # --- phases -------------------------------------------------------------------------------

    def halt(self, *, instrument: str) -> None:
        """Stop trading in one instrument; cancels stay possible."""
        listing = self.market.listing(instrument)
        if listing.halted:
            raise AlreadyHalted(instrument=instrument)
        self._set(listing, halted=True)

    def resume(self, *, instrument: str) -> None:
        """End a halt; the hours' phase holds again."""
        listing = self.market.listing(instrument)
        if not listing.halted:
            raise NotHalted(instrument=instrument)
        self._set(listing, halted=False)

    def set_phase(self, phase: Phase) -> None:
        """All instruments enter a phase of the hours; a halted one stays halted.

        Another phase ends the call of a circuit breaker. What a call has gathered trades when
        trading becomes continuous, then or after a halt or a closed night.
        """
        for listing in self.market.listings.values():
            assert listing.day or phase is Phase.CLOSED, "trading needs a trading day"
            if phase is not listing.scheduled:
                self._set(listing, scheduled=phase)

    def end_call(self, *, instrument: str) -> None:
        """The call of a circuit breaker ends: what it gathered trades, then all goes on."""
        listing = self.market.listing(instrument)
        assert listing.call_until is not None, f"{instrument} has no call to end"
        self._set(listing, scheduled=listing.scheduled)

    def _begin_call(self, listing: Listing, at: int) -> None:
        """Note that the book has entered a call, as its circuit breaker asks."""
        until = at + listing.instrument.breaker_call_minutes * MINUTE
        self._set(listing, call_until=until)

    def _set(
        self,
        listing: Listing,
        *,
        scheduled: Phase | None = None,
        halted: bool | None = None,
        call_until: int | None = None,
    ) -> None:
        """Set what is given and keep the rest; a phase of the hours keeps no breaker's call."""
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
            before = listing.book.phase
            listing.set_phase(scheduled=scheduled, halted=halted, call_until=call_until)
            if listing.trading and before is not Phase.CONTINUOUS and not listing.instrument.listed:
                self._uncross(listing)

    def _uncross(self, listing: Listing) -> None:
        """Trade all that meets at one price; the order that has waited longer is the maker."""
        book, reference = listing.book, listing.reference
        found = book.indicative(reference=reference)
        if found is None:
            return
        entered = {order.id: order.rank for order in book.orders.values()}
        book.phase, book.band = Phase.CALL, None
        fills, cancels = book.uncross(reference=reference)
        left, in_time = found.volume, []
        for one, other, price, tonnes in fills:
            swap = left > 0 and entered[one.id] > entered[other.id]
            left -= tonnes
            in_time.append((other, one, price, tonnes) if swap else (one, other, price, tonnes))
        self._settle(listing, in_time, cancels, at=self.books.at)

    # --- days ---------------------------------------------------------------------------------

    def start_of_day(self, *, day: str) -> None:
        """Begin a trading day (an ISO date): price limits around each reference, empty tapes.

        Orders that the new limits leave outside leave their books; what was bought where a waiting
        day holds can be sold from now on.
        """
        risk.free_bought(self.books, because=day)
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
            outside = [
                order.id
                for order in listing.book.orders.values()
                if order.price is None or not limits.lo <= order.price <= limits.hi
            ]
            gone = [listing.book.cancel(id, ending=Ending.LIMITS) for id in outside]
            self._settle(listing, (), gone, at=self.books.at)

    def end_of_day(self) -> list[int]:
        """End the trading day: close, let orders leave, keep its figures; the orders that left.

        The day's close becomes the next reference.
        """
        self.set_phase(Phase.CLOSED)
        gone: list[int] = []
        for listing in self.market.listings.values():
            assert listing.day, "no trading day to end"
            close = listing.close()
            records.day_ended(self.books, number=listing.day_id, tape=listing.tape, close=close)
            today = date.fromisoformat(listing.day).toordinal()
            left = listing.book.end_of_day(day=today)
            self._settle(listing, (), left, at=self.books.at)
            gone += [order.id for order, _, _ in left]
            listing.day, listing.day_id, listing.reference = "", 0, close
            listing.tape = Tape()
            listing.prints.clear()
            listing.book.limit_to(listing.limits())
        return gone
