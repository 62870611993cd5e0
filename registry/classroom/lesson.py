"""One open lesson: its file, books, desk and room, and the one way to run a command.

Commands come from the catalogue; nothing here knows HTTP, real time or who is behind a seat.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from ledger.books import open_books
from ledger.db import CannotOpen, Reader, Store, refuse_what_is_no_lesson
from ledger.files import new_file, one_sentence
from ledger.kernel.clock import clock_text
from ledger.structure import compared
from ledger.writer import Action, Outcome, Request, Writer
from registry import pace
from registry.agenda import Agenda, Due
from registry.classroom.build import build, seat_somebody
from registry.classroom.calendar import Calendar, TradingDay
from registry.classroom.catalogue import CATALOGUE, Entry
from registry.classroom.errors import LessonOver, LessonPaused, RoleMayNot
from registry.classroom.plan import Plan, SeatPart
from registry.classroom.room import TRAINER, Room
from registry.compliance.rules import read_rule_packs
from registry.market.commands import calls_due, open_desk
from registry.market.deals import deals_due, open_deals
from registry.market.listing import PLAIN
from registry.market.venues import shipped
from registry.paths import fixtures
from registry.roles import Role


class Lesson:
    """A lesson file with its working state; one per file and process."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.books = open_books(store)
        self.desk = open_desk(self.books)
        self.deals = open_deals(self.desk)
        self.room = Room(self.books)
        self.agenda = Agenda()
        # Before the hours: a session that closes with its day is closed by its own time.
        self.agenda.register(deals_due(self.deals))
        self.agenda.register(self._hours_due)
        # After the hours: a phase of theirs ends a breaker's call.
        self.agenda.register(calls_due(self.desk))
        actions = {name: self._action(entry) for name, entry in CATALOGUE.items()}
        self.writer = Writer(self.books, actions)
        self._reader = Reader(store.path) if store.path else None
        self.seed = 0
        first = store.fetch("SELECT arguments FROM command WHERE number = 1")
        if first:
            self._read_plan(first[0][0])

    def _read_plan(self, first: str) -> None:
        """The plan and the seed that the first command of a file names."""
        try:
            self._take_plan(orjson.loads(first))
        except (ValueError, LookupError, TypeError):
            raise CannotOpen(
                f"{self.store.path} is damaged, or of another version: its plan cannot be read."
            ) from None

    def _take_plan(self, arguments: dict[str, Any]) -> None:
        self.plan = Plan.model_validate(arguments["plan"])
        self.seed = arguments["seed"]
        self.periods = pace.from_log(arguments.get("periods", {}))
        self._take_hours()

    def _take_hours(self) -> None:
        """The calendar, with the hours of the instruments that have their own."""
        listings = self.desk.market.listings.values()
        own = {one.instrument.code: one.instrument.sessions for one in listings}
        self.calendar = Calendar(self.plan, {code: hours for code, hours in own.items() if hours})

    @classmethod
    def create(cls, path: Path | None, plan: Plan, *, seed: int) -> Lesson:
        """Make a new lesson file (None: in memory) from a plan; an existing lesson is refused.

        The file has its name only when the lesson's first command is committed.
        """
        if path is None:
            return cls._made(Store(None, create=True), plan, seed)
        with new_file(path) as making:
            cls._made(Store(making, create=True), plan, seed).close()
        return cls.open(path)

    @classmethod
    def _made(cls, store: Store, plan: Plan, seed: int) -> Lesson:
        """A lesson over an empty file, with its first command."""
        try:
            lesson = cls(store)
            rules = read_rule_packs(fixtures() / "rules")
            arguments = {"plan": plan.model_dump(mode="json"), "seed": seed, "rules": rules}
            if venues := _venues(plan):
                arguments["venues"] = venues
            if periods := pace.logged(pace.shipped()[plan.pace]):
                arguments["periods"] = periods
            begins = Calendar(plan, {}).begins
            with lesson.group():
                first = Request("lesson.create", arguments, "script", TRAINER, at=begins)
                made = lesson.run(first)
                assert made.answer is not None, made
        except BaseException:
            store.close()
            raise
        return lesson

    @classmethod
    def open(cls, path: Path) -> Lesson:
        """Open a lesson file where it stood after its last command; adds no row."""
        refuse_what_is_no_lesson(path)
        store = Store(path, create=False)
        try:
            with one_sentence(path):
                return cls(compared(store))
        except BaseException:
            store.close()
            raise

    @classmethod
    def empty(cls, path: Path | None = None) -> Lesson:
        """A lesson file without its first command; replay fills it."""
        return cls(Store(path, create=True))

    def build(
        self,
        plan: dict[str, Any],
        seed: int,
        rules: dict[str, Any],
        venues: dict[str, Any] | None = None,
        periods: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What lesson.create does: the tables from plan, seed, rules, and what the plan names."""
        self._take_plan({"plan": plan, "seed": seed, "periods": periods or {}})
        made = build(self, self.plan, rules, venues or {})
        self._take_hours()
        return made

    def seat_somebody(self, group: SeatPart, ordinal: int) -> str:
        """Add a seat of a group of the plan; its name."""
        return seat_somebody(self, self.plan, group, ordinal)

    def group(self) -> AbstractContextManager[None]:
        """Commands inside become durable together."""
        return self.writer.group()

    def run(self, request: Request) -> Outcome:
        """Run one command inside a group."""
        return self.writer.run(request)

    @property
    def over(self) -> bool:
        """Whether the last trading day has ended; never before the first command."""
        return self.books.number > 1 and self.room.clock.next_event >= len(self.calendar.events)

    def _hours_due(self) -> Due | None:
        """The next of the lesson's own hours."""
        return self.calendar.due(self.room.clock.next_event)

    @property
    def next_act(self) -> TradingDay | None:
        """The first day of the next act, while the lesson stands between two; otherwise None."""
        coming = self.calendar.due(self.room.clock.next_event)
        between = coming is not None and coming.name == "clock.day_start"
        return self.calendar.leap_after(self.room.clock.day) if between else None

    def _action(self, entry: Entry) -> Action:
        def handle(request: Request, at: int) -> dict[str, Any]:
            by = self.room.actor(request.seat, request.origin)
            if by.role not in entry.roles:
                allowed = ", ".join(sorted(entry.roles))
                raise RoleMayNot(command=entry.name, allowed=allowed, role=by.role)
            if self.over and not entry.over and by.role is not Role.CLOCK:
                raise LessonOver(days=len(self.calendar.days))
            if not (entry.paused or self.room.clock.running):
                raise LessonPaused(at=clock_text(at))
            return entry.run(self, request.arguments, by, at)

        return Action(handle, entry.hot)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session on the last committed group (in memory: on the one connection)."""
        if self._reader is None:
            with Session(self.store.connection, join_transaction_mode="rollback_only") as session:
                yield session
            return
        with self._reader.session() as session:
            yield session

    def close(self) -> None:
        """Close the file; no row is added."""
        if self._reader is not None:
            self._reader.close()
        self.store.close()


def _venues(plan: Plan) -> dict[str, Any]:
    """The rules of the venues that a plan names, as they are on its first day."""
    first_day = plan.clock.begins.isoformat()
    found = {}
    for named in sorted({one.venue for one in plan.instruments} - {PLAIN}):
        venue = shipped().pick(named, day=first_day)
        assert venue is not None, f"the plan's checks know {named}"
        found[named] = venue.as_dict()
    return found
