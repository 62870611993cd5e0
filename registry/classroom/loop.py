"""The loop that drives a lesson: deadlines in order of due time, then the turns of bots.

`play` runs it at full speed, live play waits between steps, replay does not use it.
"""

from __future__ import annotations

from random import Random

from ledger.writer import Request
from registry.bots import act, minding
from registry.classroom.catalogue import MINDING
from registry.classroom.lesson import Lesson
from registry.classroom.models import Driver
from registry.classroom.room import CLOCK, SeatState
from registry.classroom.view import SeatView
from registry.roles import Role


class Loop:
    """Advances one lesson; everything due up to lesson time `done` (ms) has been executed."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.done = lesson.books.at

    def next_instant(self) -> int | None:
        """The next lesson time (ms) at which something is due, None if the lesson is over."""
        return self.lesson.world.next_instant(self.done)

    def advance(self, until: int) -> None:
        """Execute everything due up to and including `until`; inside a group."""
        while (instant := self.next_instant()) is not None and instant <= until:
            self.step(instant)

    def step(self, instant: int) -> None:
        """Execute everything due at one instant: clock commands first, then bots in seat order."""
        for due in self.lesson.world.agenda.due(instant):
            self._run_clock(Request(due.name, due.arguments, "clock", CLOCK, at=instant))
        self.done = max(self.done, instant)
        turns = self.lesson.calendar.turns(instant)
        if turns is not None and self.lesson.room.clock.day:
            for seat in self.lesson.room.bots():
                # A quote that was met is renewed within a minute.
                if seat.role is Role.MARKET_MAKER or seat.number % turns.every == turns.rest:
                    self._turn(seat, instant)

    def _run_clock(self, request: Request) -> None:
        outcome = self.lesson.run(request)
        assert outcome.answer is not None, f"{request.name} is always possible: {outcome}"

    def _turn(self, seat: SeatState, instant: int) -> None:
        """One bot's turn: it gives commands one by one, up to the plan's cap."""
        lesson = self.lesson
        random = Random(f"{lesson.seed}:{seat.name}:{instant}")
        view = SeatView(lesson, seat, instant)
        commands = act(view, random)
        if seat.driver is Driver.AWAY:
            commands = minding(view, commands, MINDING)
        for _ in range(lesson.plan.bots.commands_max):
            wanted = next(commands, None)
            if wanted is None:
                return
            name, arguments = wanted
            lesson.run(Request(name, arguments, "bot", seat.name, at=instant))
