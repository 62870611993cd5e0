"""The one loop that drives a lesson: what is due happens in order of due time, then bots act.

`play` runs it as fast as it goes, live play waits between steps, replay does not use it.
"""

from __future__ import annotations

from random import Random

from ledger.writer import Request
from registry.bots import act
from registry.classroom.lesson import Lesson
from registry.classroom.room import CLOCK, SeatState
from registry.classroom.view import SeatView


class Loop:
    """Advances one lesson; `done` is the lesson time up to which everything due has happened."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.done = lesson.books.at

    def next_instant(self) -> int | None:
        """The next lesson time at which something is due, or None when the lesson is over."""
        event = self._next_event_at()
        if event is None:
            return None
        minute = self.lesson.calendar.next_minute(self.done)
        call = self._next_call_end()
        due = (event, minute, call[0] if call else None, self.lesson.deals.next_due())
        return min(at for at in due if at is not None)

    def _next_event_at(self) -> int | None:
        events, place = self.lesson.calendar.events, self.lesson.room.clock.next_event
        return events[place].at if place < len(events) else None

    def _next_call_end(self) -> tuple[int, str] | None:
        """When the first call of a circuit breaker ends, and of which instrument."""
        ends = [
            (listing.call_until, code)
            for code, listing in self.lesson.desk.market.listings.items()
            if listing.call_until is not None
        ]
        return min(ends, default=None)

    def advance(self, until: int) -> None:
        """Do everything that is due up to and including `until`; inside a group."""
        while (instant := self.next_instant()) is not None and instant <= until:
            self.step(instant)

    def step(self, instant: int) -> None:
        """Everything due at one instant: clock commands first, then bots in seat order."""
        ends = self.lesson.deals.next_due()
        if ends is not None and ends <= instant:
            # Before the hours: a session that closes with its day is closed by its own time.
            self._run_clock(Request("clock.deals_end", {}, "clock", CLOCK, at=instant))
        while self._next_event_at() == instant:
            event = self.lesson.calendar.events[self.lesson.room.clock.next_event]
            request = Request(event.name, event.arguments, "clock", CLOCK, at=instant)
            self._run_clock(request)
        # A phase of the hours ends a breaker's call; only those that still run are ended here.
        while (call := self._next_call_end()) is not None and call[0] <= instant:
            arguments = {"instrument": call[1]}
            self._run_clock(Request("clock.call_end", arguments, "clock", CLOCK, at=instant))
        self.done = max(self.done, instant)
        if self.lesson.room.clock.day:
            for seat in self.lesson.room.bots():
                if self.lesson.calendar.has_turn(seat.number, instant):
                    self._turn(seat, instant)

    def _run_clock(self, request: Request) -> None:
        told = self.lesson.run(request)
        assert told.answer is not None, f"{request.name} is always possible: {told}"

    def _turn(self, seat: SeatState, instant: int) -> None:
        """One bot's turn: each of its commands is a command of its own, and their number capped."""
        lesson = self.lesson
        random = Random(f"{lesson.seed}:{seat.name}:{instant}")
        view = SeatView(lesson, seat, instant)
        commands = act(view, random)
        for _ in range(lesson.plan.bots.commands_max):
            wanted = next(commands, None)
            if wanted is None:
                return
            name, arguments = wanted
            lesson.run(Request(name, arguments, "bot", seat.name, at=instant))
