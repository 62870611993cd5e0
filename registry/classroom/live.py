"""Live play: the loop of a lesson that waits between steps, on the writer's own thread.

Lesson time is real time at the lesson's speed, and slows down rather than skip what is due.
Knows no browser and no scheduler: somebody calls `tick` when `next_wake_s` says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from ledger.queue import WriterThread
from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.picture import Painter

STEPS_WITH_A_COMMAND = 3
"""Due instants that are done at once before a person's command; the others wait for `tick`."""

STEPS_IN_A_GROUP = 4
"""Due instants in one group, so that a leap over a day never keeps people waiting."""

Listener = Callable[[dict[str, Any], set[str]], None]
"""Gets each new picture, and the seats whose own figures may have changed."""


class Live:
    """One lesson in live play. Everything that touches the working state runs on its thread."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.loop = Loop(lesson)
        self.painter = Painter(lesson)
        self.audit_holds: bool | None = None
        self._listeners: list[Listener] = []
        self._touched: set[str] = set()
        self._anchor = lesson.books.at
        self._anchor_real = time.monotonic()
        self._rate = (False, 0)
        lesson.writer.clock = self.now
        lesson.writer.due = self._due
        self.view = self.painter.picture(now=self.now(), audit=None)
        self._painted = (self.lesson.books.number, self.lesson.room.clock)
        self.thread = WriterThread(lesson.writer)
        self.thread.after_group.append(self._after_group)

    # --- time ---------------------------------------------------------------------------------

    def now(self) -> int:
        """Lesson time now, in ms."""
        clock = self.lesson.room.clock
        rate = (clock.running, clock.speed)
        if rate != self._rate:
            self._rate = rate
            self._set_anchor(max(self._anchor, self.lesson.books.at, self.loop.done))
        if not clock.running:
            return max(self._anchor, self.lesson.books.at)
        passed_ms = int((time.monotonic() - self._anchor_real) * 1000)
        return max(self._anchor + passed_ms * clock.speed, self.lesson.books.at)

    def _set_anchor(self, at: int) -> None:
        self._anchor, self._anchor_real = at, time.monotonic()

    def next_wake_s(self) -> float | None:
        """Real seconds until something is due; None while nothing will be."""
        clock, instant = self.lesson.room.clock, self.loop.next_instant()
        if instant is None or not clock.running:
            return None
        if clock.leap_to > self.now():
            return 0.0
        return max(0.0, (instant - self.now()) / 1000 / clock.speed)

    def _due(self, at: int) -> None:
        """Before a command: do what is due up to its time; if that is much, time slows down."""
        if not self.lesson.room.clock.running:
            return
        for _ in range(STEPS_WITH_A_COMMAND):
            instant = self.loop.next_instant()
            if instant is None or instant > at:
                return
            self.loop.step(instant)
        if (instant := self.loop.next_instant()) is not None and instant <= at:
            self._set_anchor(self.loop.done)

    def tick(self) -> Future[None]:
        """The alarm rang: do what is due, a few instants in a group, until nothing is."""
        return self.thread.call(self._tick)

    def _tick(self) -> None:
        clock = self.lesson.room.clock
        if not clock.running:
            return
        target = max(self.now(), clock.leap_to)
        if (instant := self.loop.next_instant()) is None or instant > target:
            return
        with self.lesson.group():
            for _ in range(STEPS_IN_A_GROUP):
                instant = self.loop.next_instant()
                if instant is None or instant > target or not self.lesson.room.clock.running:
                    break
                self.loop.step(instant)
        self._touched.update(self.lesson.room.seats)
        if self.loop.done >= clock.leap_to > 0 or self.now() > self.loop.done + 60_000:
            self._set_anchor(self.loop.done)
        self._after_group()
        self.thread.call(self._tick)

    # --- commands and pictures ----------------------------------------------------------------

    def submit(self, request: Request) -> Future[Outcome]:
        """Run a command; the future answers after the commit."""
        self._touched.add(request.seat)
        return self.thread.submit(request)

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each new picture; it runs on the writer's thread."""
        self._listeners.append(listener)

    def _after_group(self) -> None:
        state = (self.lesson.books.number, self.lesson.room.clock)
        if state == self._painted:
            return
        self._painted = state
        before = self.painter.last_trade
        self.view = self.painter.picture(now=self.now(), audit=self.audit_holds)
        touched, self._touched = self._touched | self._traders(before), set()
        for listener in self._listeners:
            listener(self.view, touched)

    def _traders(self, before: int) -> set[str]:
        rows = self.lesson.store.fetch("SELECT buyer, seller FROM trade WHERE id > ?", before)
        return {seat for row in rows for seat in row}

    def run_audit(self) -> list[tuple[str, str]]:
        """All invariants on the last committed group, from a reading connection; any thread."""
        with self.lesson.reading() as session:
            found = audit(session)
        self.audit_holds = not found
        return found

    def close(self) -> None:
        """Answer what waits, then close the lesson file."""
        self.thread.close()
        self.lesson.close()
