"""What a bot sees from its seat: the same figures that a person at that seat can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from ledger.accounts import CASH, CNY
from ledger.kernel.clock import MINUTE
from matching.phases import Phase
from registry.bots.view import OwnOrder, Quote
from registry.classroom.lesson import Lesson
from registry.classroom.room import SeatState
from registry.roles import Role


class SeatView:
    """One seat's view at one lesson time, on the writer's own working state."""

    def __init__(self, lesson: Lesson, seat: SeatState, at: int) -> None:
        self._lesson = lesson
        self.seat, self.role, self.number, self.at = seat.name, seat.role, seat.number, at
        self.day, self.days = lesson.room.clock.day, len(lesson.calendar.days)
        self.turn = (at - lesson.calendar.days[self.day - 1].opens) // MINUTE
        self.hosts = [lesson.plan.agreement.host]
        self.country = {Role.GOVERNMENT_CN: "CN", Role.GOVERNMENT_HOST: self.hosts[0]}.get(
            seat.role, ""
        )

    def instruments(self) -> list[str]:
        """Instruments that this seat's accounts may trade."""
        books = self._lesson.books
        return [
            code
            for code, listing in self._lesson.desk.market.listings.items()
            if books.has_account(self.seat, listing.instrument.registry)
        ]

    def registry(self, instrument: str) -> str:
        """The registry in which an instrument is listed."""
        return self._lesson.desk.market.listing(instrument).instrument.registry

    def quote(self, instrument: str) -> Quote:
        """Best prices, last price, limits, and whether orders are taken."""
        listing = self._lesson.desk.market.listing(instrument)
        book = listing.book
        bid, ask = book.bids.best(), book.asks.best()
        return Quote(
            bid=bid,
            ask=ask,
            last=listing.tape.last or listing.reference,
            reference=listing.reference,
            listed=listing.instrument.reference,
            lo=book.lo,
            hi=book.hi,
            open=book.phase is Phase.CONTINUOUS,
        )

    def cash_fen(self) -> int:
        """Free cash in fen."""
        return self._lesson.books.found(CASH, CNY, owner=self.seat)

    def free(self, registry: str) -> list[tuple[int, int]]:
        """(batch, free tonnes) in one registry."""
        return self._lesson.books.free(self.seat, registry)

    def deliverable_t(self, instrument: str) -> int:
        """Free tonnes that deliver an instrument."""
        listing = self._lesson.desk.market.listing(instrument)
        batches = self._lesson.books.batches
        return sum(
            tonnes
            for asset, tonnes in self.free(listing.instrument.registry)
            if listing.delivers(batches, asset)
        )

    def unit(self, asset: int) -> str:
        """Type of credit of a batch: CCER or BRC."""
        return self._lesson.books.batch(asset).unit

    def own_orders(self, instrument: str) -> list[OwnOrder]:
        """This seat's open orders, oldest first."""
        mine = self._lesson.desk.market.open_of.get(self.seat, {})
        return [
            OwnOrder(order.id, order.buy, order.price or 0, order.open)
            for order in mine.values()
            if order.instrument == instrument
        ]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for the procedures' queries; nothing is written through it."""
        books = self._lesson.books
        books.rows.flush()
        with Session(books.store.connection, join_transaction_mode="rollback_only") as session:
            yield session
