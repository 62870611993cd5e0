"""One open lesson: its file, its world, and the only way to run a command.

Commands come from the catalogue. Real time and the people behind the seats are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from ledger.db import CannotOpen, Reader, Store, refuse_what_is_no_lesson
from ledger.files import new_file, one_sentence
from ledger.kernel.clock import clock_text
from ledger.kernel.lazy_copy import Copies
from ledger.rows import Rows
from ledger.structure import compared
from ledger.writer import Action, Outcome, Request, Writer
from registry import cycles, pace
from registry.classroom.calendar import Calendar
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.confirmation import asking
from registry.classroom.errors import LessonOver, LessonPaused, RoleMayNot
from registry.classroom.plan import Plan
from registry.classroom.raising import refuse_locked
from registry.classroom.remembered import Remembered
from registry.classroom.room import TRAINER
from registry.classroom.world import World
from registry.command import Command
from registry.compliance.rules import shipped_rule_packs
from registry.market.listing import PLAIN
from registry.market.venues import shipped
from registry.roles import Role, held


class Lesson:
    """A lesson file with its working state; one per file and process."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = World(store)
        self.books, self.room = self.world.books, self.world.room
        self.exchange, self.deals = self.world.exchange, self.world.deals
        self.remembered = Remembered(self.books)
        actions = {name: self.action(command) for name, command in CATALOGUE.items()}
        self.writer = Writer(self.books, actions)
        self._reader = Reader(store.path) if store.path else None
        first = store.fetch("SELECT arguments FROM command WHERE number = 1")
        if first:
            self._read_plan(first[0][0])

    def _read_plan(self, first: str) -> None:
        """Read plan and seed from the first command of a file; raises CannotOpen."""
        try:
            arguments = orjson.loads(first)
            periods = arguments.get("periods", {})
            self.world.take_plan(arguments["plan"], arguments["seed"], periods)
        except (ValueError, LookupError, TypeError):
            raise CannotOpen(
                f"{self.store.path} is damaged, or of another version: its plan cannot be read."
            ) from None

    @property
    def plan(self) -> Plan:
        """The plan from which the lesson was created."""
        return self.world.plan

    @property
    def seed(self) -> int:
        """The seed of the bots' random numbers."""
        return self.world.seed

    @property
    def calendar(self) -> Calendar:
        """Trading days, clock commands and bots' turns."""
        return self.world.calendar

    @classmethod
    def create(cls, path: Path | None, plan: Plan, *, seed: int) -> Lesson:
        """Create a lesson file (None: in memory) from a plan; an existing file raises CannotOpen.

        The file gets its name only after the lesson's first command is committed.
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
            arguments = beginning(plan, seed)
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
        """Open a lesson file as it was after its last command; adds no row. Raises CannotOpen."""
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

    def group(self) -> AbstractContextManager[None]:
        """Commands inside become durable together."""
        return self.writer.group()

    def run(self, request: Request) -> Outcome:
        """Run one command inside a group."""
        return self.writer.run(request)

    def copies(self) -> Copies:
        """Copies of the working state over the same file, on which one action can be tried.

        The caller rolls back what the action writes; until then no command may run here.
        """
        world = self.world
        copies = Copies(
            self.store, self._reader, self.writer, world.plan, world.calendar, world.agenda
        )
        copies.put(self.books.rows, Rows(self.store))
        return copies

    def action(self, command: Command) -> Action:
        """The writer's action for a command: checks of role and lesson state, then its handler."""
        asks = command.asks

        def handle(request: Request, at: int) -> dict[str, Any]:
            by = self.room.actor(request.seat, request.origin)
            if not by.holds(command.roles):
                allowed = ", ".join(sorted(command.roles))
                raise RoleMayNot(
                    command=command.name, allowed=allowed, role=held(by.role, by.further)
                )
            if self.world.over and not command.over and by.role is not Role.CLOCK:
                raise LessonOver(days=len(self.calendar.days))
            if not (command.paused or self.room.clock.running):
                raise LessonPaused(at=clock_text(at))
            arguments = request.arguments
            if request.origin != "bot":
                refuse_locked(self.world, command, arguments, seat=request.seat)
            if asks:
                arguments = asking(self.world, arguments, by, at)
            answer = command.run(self.world, arguments, by, at)
            if by.origin == "trainer" and by.seat in self.room.seats:
                self.world.helping.acted(command.name, by.seat, at=at)
            return answer

        return Action(handle, command.hot)

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
        """Close the file; adds no row."""
        if self._reader is not None:
            self._reader.close()
        self.store.close()


def beginning(plan: Plan, seed: int) -> dict[str, Any]:
    """The arguments of the first command of a lesson: plan, seed, and the rules shipped today."""
    rules = shipped_rule_packs()
    arguments = {"plan": plan.model_dump(mode="json"), "seed": seed, "rules": rules}
    if venues := _venues(plan):
        arguments["venues"] = venues
    if periods := pace.logged(pace.shipped()[plan.pace], plan.periods_played):
        arguments["periods"] = periods
    if kept := plan.cycles_kept:
        packs = cycles.shipped()
        arguments["cycles"] = {code: packs[code].cycle.as_facts() for code in kept}
    return arguments


def _venues(plan: Plan) -> dict[str, Any]:
    """The rules of the venues that a plan names, as in effect on its first day."""
    first_day = plan.clock.begins.isoformat()
    found = {}
    for named in sorted({instrument.venue for instrument in plan.instruments} - {PLAIN}):
        venue = shipped().pick(named, day=first_day)
        assert venue is not None, f"the plan's checks know {named}"
        found[named] = venue.as_dict()
    return found
