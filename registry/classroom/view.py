"""The figures that a bot sees from its seat: those that a person at that seat can query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from sqlmodel import Session

from ledger.accounts import CASH, CNY
from ledger.kernel.clock import MINUTE
from matching import permission
from matching.phases import GATHERING, Phase
from matching.queries import net_bought_t
from matching.venues import Venue
from registry.bots.view import Asked, OnSale, OpenOrder, Proposed, Quote, Worth
from registry.classroom.lesson import Lesson
from registry.classroom.models import Driver
from registry.classroom.private_values import Schedule, schedules
from registry.classroom.room import SeatState
from registry.programme.participants import queries as participants
from registry.roles import TRADING

T = TypeVar("T")


class SeatView:
    """One seat's view at one lesson time, on the writer's own working state."""

    def __init__(self, lesson: Lesson, seat: SeatState, at: int) -> None:
        self._lesson, self._state = lesson, seat
        self.seat, self.role, self.number, self.at = seat.name, seat.role, seat.number, at
        self.day, self.days = lesson.room.clock.day, len(lesson.calendar.days)
        self.date = lesson.calendar.date_at(at)
        self.between_acts = lesson.calendar.leap_at(at) is not None
        self.every_order = lesson.plan.bots.orders == "all"
        opens = lesson.calendar.days[self.day - 1].opens
        self.turn = 0 if self.between_acts else (at - opens) // MINUTE
        # Nobody errs in the name of a person who is away.
        own = seat.driver is not Driver.AWAY
        self.defects_percent = lesson.plan.bots.paper_defects_percent if own else 0
        self.slow_percent = lesson.plan.bots.slow_percent
        self.approves = bool(lesson.plan.controls.approvers)
        part = lesson.plan.monitoring
        self.monitored = part is not None
        self.undertakes = bool(lesson.plan.finance or lesson.plan.sinks)
        self.governed = any(one.scope is not None for one in lesson.plan.methodologies)
        self.overstating_percent = part.overstating_percent if part and own else 0
        self.careless_percent = part.careless_percent if part and own else 0
        self.reports = lesson.plan.controls.reports
        self.incidents = lesson.plan.controls.incidents
        self.offices = (seat.role, *sorted(seat.further))

    @cached_property
    def hosts(self) -> list[str]:
        """The countries of the agreements."""
        return self._lesson.plan.hosts

    @cached_property
    def ordinal(self) -> int:
        """The place among the seats of its role, from 1."""
        seats = self._lesson.room.seats.values()
        return [one.name for one in seats if one.role is self.role].index(self.seat) + 1

    @cached_property
    def country(self) -> str:
        """The country for which the seat acts; "" for all."""
        found = self.ask(participants.participant, self.seat)
        return "" if found is None else found.country

    def ask(self, query: Callable[..., T], *args: Any, **named: Any) -> T:
        """What a query of the procedures answers: it reads no balance, no order and no trade."""
        return self._lesson.remembered.ask(query, *args, **named)

    def draw(self, about: str) -> Random:
        """Random numbers about one thing, the same in every turn of the seat."""
        return Random(f"{self._lesson.seed}:{self.seat}:{about}")

    def has_account(self, registry: str) -> bool:
        """Whether the seat has an account in a registry."""
        return self._lesson.books.has_account(self.seat, registry)

    def instruments(self) -> list[str]:
        """Instruments that this seat's accounts may trade."""
        books = self._lesson.books
        return [
            code
            for code, listing in self._lesson.exchange.market.listings.items()
            if books.has_account(self.seat, listing.instrument.registry)
        ]

    def registry(self, instrument: str) -> str:
        """The registry in which an instrument is listed."""
        return self._lesson.exchange.market.listing(instrument).instrument.registry

    def quote(self, instrument: str) -> Quote:
        """Best prices, last price, limits, and whether orders are accepted."""
        listing = self._lesson.exchange.market.listing(instrument)
        book = listing.book
        bid, ask = book.bids.best(), book.asks.best()
        return Quote(
            bid=bid,
            ask=ask,
            last=listing.statistics.last or listing.reference,
            reference=listing.reference,
            listed=listing.instrument.reference,
            lo=book.lo,
            hi=book.hi,
            tick=listing.instrument.tick,
            lot=listing.instrument.lot,
            turnaround=listing.instrument.turnaround_days,
            open=book.phase is Phase.CONTINUOUS,
            picked=listing.instrument.listed,
            call=book.phase in GATHERING,
            opening=book.phase is Phase.CALL,
            day_orders=listing.instrument.day_orders,
            closing_call=listing.instrument.closing_call,
        )

    def instrument_unit(self, instrument: str) -> str:
        """The type of credit or allowance that delivers an instrument."""
        return self._lesson.exchange.market.listing(instrument).instrument.unit

    def venue(self, instrument: str) -> Venue | None:
        """The rules of an instrument's venue; None: the plain market's."""
        return self._lesson.deals.state.venues.get(instrument)

    def cash_fen(self) -> int:
        """Free cash in fen."""
        return self._lesson.books.found(CASH, CNY, owner=self.seat)

    def free(self, registry: str) -> list[tuple[int, int]]:
        """(batch, free tonnes) in one registry."""
        return self._lesson.books.free(self.seat, registry)

    def deliverable_t(self, instrument: str) -> int:
        """Free tonnes that deliver an instrument."""
        listing = self._lesson.exchange.market.listing(instrument)
        batches = self._lesson.books.batches
        return sum(
            tonnes
            for asset, tonnes in self.free(listing.instrument.registry)
            if listing.delivers(batches, asset)
        )

    def position_t(self, instrument: str) -> int:
        """Tonnes that deliver an instrument: free, blocked, and bought today."""
        listing = self._lesson.exchange.market.listing(instrument)
        return permission.position(self._lesson.books, listing, owner=self.seat)

    def began_t(self, instrument: str) -> int:
        """Tonnes that deliver an instrument with which the seat began the lesson."""
        listing, books = self._lesson.exchange.market.listing(instrument), self._lesson.books
        began = self._lesson.world.began_with(self.seat, listing.instrument.registry)
        return sum(began.get(asset, 0) for asset in listing.deliverable(books.batches))

    def allowed_t(self, instrument: str, *, buy: bool) -> int:
        """The most tonnes that the instrument's rules allow this seat to order on a side now."""
        market = self._lesson.exchange.market
        return permission.allowed_t(
            market, self._lesson.books, market.listing(instrument), owner=self.seat, buy=buy
        )

    def unit(self, asset: int) -> str:
        """Type of credit of a batch: CCER or BRC."""
        return self._lesson.books.batch(asset).unit

    def project(self, asset: int) -> str:
        """The project of a batch."""
        return self._lesson.books.batch(asset).project

    def pickable(self, instrument: str, *, buy: bool) -> list[OpenOrder]:
        """The orders of others on a side that may be picked now, the best and oldest first."""
        listing = self._lesson.exchange.market.listing(instrument)
        one, half = listing.instrument, listing.book.bids if buy else listing.book.asks
        found = []
        for key in half.keys[: -one.pick_levels - 1 : -1]:
            for order in half.levels[key].orders():
                if order.account != self.seat:
                    found.append(OpenOrder(order.id, order.buy, abs(key), order.visible))
                if one.pick_first:
                    break
        return found

    def counterparties(self, instrument: str) -> list[str]:
        """Other seats that may trade an instrument."""
        registry, books = self.registry(instrument), self._lesson.books
        return [
            seat.name
            for seat in self._lesson.room.seats.values()
            if seat.role in TRADING
            and seat.name != self.seat
            and books.has_account(seat.name, registry)
        ]

    def proposals(self) -> list[Proposed]:
        """Block proposals to this seat that it has not answered."""
        waiting = self._lesson.deals.state.proposals.values()
        mine = [(one.id, one.order) for one in waiting if one.counterparty == self.seat]
        return [
            Proposed(number, order.instrument, order.buy, order.price or 0, order.open)
            for number, order in mine
        ]

    def asked(self) -> list[Asked]:
        """Open requests for quote in instruments that this seat may trade."""
        found, tradable = [], set(self.instruments())
        for one in self._lesson.deals.state.requests.values():
            own = one.asker == self.seat
            offers = [
                (number, order.price or 0)
                for number, order in one.offers.items()
                if own or order.account == self.seat
            ]
            if one.instrument in tradable:
                found.append(Asked(one.id, one.instrument, one.buy, one.quantity, own, offers))
        return found

    def on_sale(self) -> list[OnSale]:
        """Open bidding sessions in instruments that this seat may trade."""
        found, tradable = [], set(self.instruments())
        for one in self._lesson.deals.state.sessions.values():
            sale, code = one.sale, one.order.instrument
            if code in tradable:
                found.append(
                    OnSale(
                        one.id, code, sale.reserve, sale.cap, sale.smallest_bid,
                        sale.most_of_one, one.tonnes_of(self.seat),
                        own=one.order.account == self.seat,
                    )
                )  # fmt: skip
        return found

    @cached_property
    def _schedule(self) -> Schedule | None:
        lesson = self._lesson
        return schedules(lesson.plan, [self._state], seed=lesson.seed).get(self.seat)

    def worth(self) -> Worth | None:
        """The step of its private values or costs at which the seat stands now; None: it has none.

        What it bought net, of whichever host and in whichever registry, and its open orders are the
        first tonnes of the schedule.
        """
        given = self._schedule
        if given is None:
            return None
        codes = [one for one in self.instruments() if self.instrument_unit(one) == given.unit]
        with self.session() as session:
            net = net_bought_t(session, owner=self.seat, instruments=codes)
        waiting = sum(
            order.open
            for code in codes
            for order in self.own_orders(code)
            if order.buy == given.buys
        )
        step = given.step_after((net if given.buys else -net) + waiting)
        return Worth(given.unit, given.buys, step.tonnes, step.fen)

    def own_orders(self, instrument: str) -> list[OpenOrder]:
        """This seat's open orders, oldest first."""
        mine = self._lesson.exchange.market.open_of.get(self.seat, {})
        return [
            OpenOrder(order.id, order.buy, order.price or 0, order.open)
            for order in mine.values()
            if order.instrument == instrument
        ]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A read-only session for the procedures' queries."""
        books = self._lesson.books
        books.rows.flush()
        with Session(books.store.connection, join_transaction_mode="rollback_only") as session:
            yield session
