"""The state that the commands of a lesson work on: books, markets, room, plan and calendar.

Working state only.
"""

from __future__ import annotations

from typing import Any

from ledger.books import Books
from ledger.db import Store
from registry import pace
from registry.agenda import Agenda, Due, Source
from registry.classroom.announced import Announcements
from registry.classroom.calendar import Calendar, TradingDay
from registry.classroom.helped import Helping
from registry.classroom.levels import Levels
from registry.classroom.plan import Plan
from registry.classroom.room import Room, SeatState
from registry.market.commands import calls_due, open_exchange
from registry.market.deals import deals_due, open_deals
from registry.pace import Periods
from registry.programme.agreements.notices import Notices
from registry.programme.authorisation.acts import expiries_due
from registry.programme.committee.clock import circulations_due
from registry.programme.finance.commands import payments_due
from registry.programme.methodologies.motions import methodologies_due
from registry.programme.movements.commands import movements_due
from registry.programme.ndc import reports as initial
from registry.programme.ndc.commands import closings_due
from registry.programme.ndc.rounds import rounds_due
from registry.programme.permanence.commands import replacements_due
from registry.programme.projects.clock import projects_due
from registry.programme.reports import clock as annual
from registry.programme.risks.commands import incidents_due, incidents_raised
from registry.programme.transfers.deadlines import reconciliations_due, transfers_due

_PROCEDURES_DUE = (
    expiries_due,
    transfers_due,
    movements_due,
    projects_due,
    initial.reports_due,
    rounds_due,
    closings_due,
    annual.reports_due,
    incidents_due,
    incidents_raised,
    methodologies_due,
    replacements_due,
    payments_due,
)
"""The deadlines of procedures, in the order in which those of one instant are run."""

_BEGAN = (
    "SELECT p.asset, sum(p.quantity) FROM book_transaction t"
    " JOIN posting p ON p.book_transaction = t.id JOIN sub_account s ON s.id = p.target"
    " JOIN account a ON a.id = s.account"
    " WHERE t.command = 1 AND a.owner = ? AND s.registry_code = ? GROUP BY p.asset"
)


class World:
    """The working state of one lesson; `plan`, `calendar` and `periods` are set by `take_plan`."""

    plan: Plan
    calendar: Calendar
    periods: Periods

    def __init__(self, store: Store) -> None:
        self.books = Books(store)
        self.exchange = open_exchange(self.books)
        self.deals = open_deals(self.exchange)
        self.room = Room(self.books)
        self.announcements = Announcements(self.books)
        self.helping = Helping(self.books)
        self.levels = Levels(self.books)
        self.notices = Notices(self.books)
        self.seed = 0
        self._began: dict[tuple[str, str], dict[int, int]] = {}
        self.agenda = Agenda()
        # Before the hours: a bidding session that ends with its day ends by its own deadline.
        self.agenda.register(deals_due(self.deals))
        # Before the hours: a circulation that ends with a day has ended when the next one begins.
        self.agenda.register(self._of_procedures(circulations_due(self.books)))
        # Before the hours: what is compared at a close is compared before its day ends.
        self.agenda.register(reconciliations_due(self.books, self._reconciled_close))
        self.agenda.register(self._hours_due)
        self.agenda.register(self._stand_due)
        self.agenda.register(self.notices.due)
        for source in _PROCEDURES_DUE:
            self.agenda.register(self._of_procedures(source(self.books)))
        # After the hours: a phase change of theirs ends a circuit breaker's call.
        self.agenda.register(calls_due(self.exchange))

    def _of_procedures(self, source: Source) -> Source:
        """A source whose tables only procedures write: asked again after one has run."""
        books = self.books
        known: dict[int, Due | None] = {}
        books.on_rebuild.append(known.clear)

        def remembered() -> Due | None:
            if books.procedures not in known:
                known.clear()
                known[books.procedures] = source()
            return known[books.procedures]

        return remembered

    def take_plan(self, plan: dict[str, Any], seed: int, periods: dict[str, Any]) -> None:
        """Set plan, periods and the bots' seed from the arguments of lesson.create."""
        self.plan = Plan.model_validate(plan)
        self.seed = seed
        self.levels.take_plan(self.plan.levels)
        self.periods = pace.from_log(periods)
        self.take_hours()

    def take_hours(self) -> None:
        """Set the calendar, with the hours of the instruments that have their own."""
        listings = self.exchange.market.listings.values()
        own = {one.instrument.code: one.instrument.sessions for one in listings}
        self.calendar = Calendar(self.plan, {code: hours for code, hours in own.items() if hours})

    def began_with(self, seat: str, registry: str) -> dict[int, int]:
        """Asset -> tonnes that the first command issued to a seat in a registry."""
        if (seat, registry) not in self._began:
            self.books.rows.flush()
            found = self.books.store.fetch(_BEGAN, seat, registry)
            self._began[seat, registry] = dict(found)
        return self._began[seat, registry]

    @property
    def over(self) -> bool:
        """Whether the last trading day has ended; never before the first command."""
        return self.books.number > 1 and self.room.clock.next_event >= len(self.calendar.events)

    def next_instant(self, after: int) -> int | None:
        """The next lesson time (ms) with a deadline or, after `after`, a minute of bots' turns."""
        if self.over:
            return None
        instants = (self.calendar.next_turns(after), self.agenda.next_due())
        return min((at for at in instants if at is not None), default=None)

    def next_event(self, after: int) -> int | None:
        """The next lesson time (ms) at which something happens: a deadline or, after `after`, the
        turn of a bot that plays. Market makers look every minute, which is no event."""
        if self.over:
            return None
        due, turns = self.agenda.next_due(), self.calendar.next_turns(after)
        while turns is not None and (due is None or turns < due):
            if any(seat.of_class for seat in self.bots_at(turns)):
                return turns
            turns = self.calendar.next_turns(turns)
        return due

    def bots_at(self, instant: int) -> list[SeatState]:
        """The seats whose bots have their turn at an instant, in seat order."""
        turns = self.calendar.turns(instant)
        if turns is None or not self.room.clock.day:
            return []
        return [
            seat
            for seat in self.room.bots()
            # A market maker's quote that was met is renewed within a minute.
            if not seat.of_class or seat.number % turns.every == turns.rest
        ]

    @property
    def next_act(self) -> TradingDay | None:
        """The first day of the next act, while the lesson is between two acts; otherwise None."""
        coming = self._hours_due()
        between = coming is not None and coming.name == "clock.day_start"
        return self.calendar.leap_after(self.room.clock.day) if between else None

    def _reconciled_close(self) -> int | None:
        """The close of the day that runs, if registries reconcile at it by the lesson's pace."""
        day, every = self.room.clock.day, self.periods[pace.RECONCILIATION].days
        coming = self._hours_due()
        runs = day > 0 and coming is not None and coming.name != "clock.day_start"
        if not (runs and every) or day % every:
            return None
        return self.calendar.days[day - 1].closes

    def _stand_due(self) -> Due | None:
        """The moment to which lesson time is on its way, and at which it is to stand."""
        on_its_way = self.room.clock.stand_at and not self.room.standing
        return Due(self.room.clock.stand_at, "clock.stand", {}) if on_its_way else None

    def _hours_due(self) -> Due | None:
        """The next of the lesson's own hours."""
        return self.calendar.due(self.room.clock.next_event)
