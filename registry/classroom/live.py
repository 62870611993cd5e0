"""Live play: the loop of a lesson that waits between steps, on the writer's own thread.

Lesson time is real time at the lesson's speed, and slows down rather than skip what is due.
Knows no browser and no scheduler: somebody calls `tick` when `next_wake_s` says so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.exc import DBAPIError

from ledger import queries as books
from ledger.files import Trouble
from ledger.kernel.clock import MINUTE
from ledger.queue import WriterThread
from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.hall import Seen
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.notices import Notices
from registry.classroom.picture import Painter
from registry.classroom.seen import committed

STEPS_WITH_A_COMMAND = 3
"""Due instants that are done at once before a person's command; the others wait for `tick`."""

STEPS_IN_A_GROUP = 4
"""Due instants in one group, so that a leap over a day never keeps people waiting."""

_ENDING_OTHERS = ("block.", "quote.", "bidding.", "auction.", "clock.deals_end")
"""Commands after which orders of other seats may have ended."""

Listener = Callable[[dict[str, Any], set[str]], None]
"""Gets each new picture, and the seats whose own figures may have changed."""


class Pace(NamedTuple):
    """How lesson time follows real time: from `at` on, since the real moment `real_s`.

    One value, exchanged as a whole by the writer's thread and read by any.
    """

    running: bool
    speed: int
    at: int
    real_s: float

    def now(self) -> int:
        """Lesson time now, in ms."""
        if not self.running:
            return self.at
        return self.at + int((time.monotonic() - self.real_s) * 1000) * self.speed


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit found, and of which state: its last command, lesson time and hash."""

    found: tuple[tuple[str, str], ...]
    command: int
    at: int
    chain_head: str
    took_ms: int


class Live:
    """One lesson in live play. Everything that touches the working state runs on its thread."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.loop = Loop(lesson)
        self.painter = Painter(lesson)
        self.audited: Audited | None = None
        self.notices = Notices(self.now)
        self._trouble = Trouble.NONE
        self._stands_at = 0
        self._auditing = threading.Lock()
        self._listeners: list[Listener] = []
        self._set_pace(lesson.books.at)
        lesson.writer.clock = self.now
        lesson.writer.due = self._due
        self._picture = self.painter.picture(now=self.now(), audit=None)
        self._painted = (lesson.books.number, lesson.room.clock)
        self._wake_s: float | None = None
        self._set_wake()
        self.thread = WriterThread(lesson.writer)
        self.thread.after_group.append(self._after_group)

    # --- time ---------------------------------------------------------------------------------

    def now(self) -> int:
        """Lesson time now, in ms; any thread."""
        return max(self._pace.now(), self.lesson.books.at)

    def _set_pace(self, at: int) -> None:
        clock = self.lesson.room.clock
        self._pace = Pace(clock.running, clock.speed, at, time.monotonic())

    def _keep_pace(self) -> None:
        """After a command: follow a start, a pause or another speed from its lesson time on."""
        clock = self.lesson.room.clock
        if (clock.running, clock.speed) != (self._pace.running, self._pace.speed):
            self._set_pace(max(self.lesson.books.at, self.loop.done))

    def _set_wake(self) -> None:
        clock, instant = self.lesson.room.clock, self.loop.next_instant()
        if instant is None or not clock.running:
            self._wake_s = None
            return
        wait_ms = 0 if clock.leap_to > self.now() else max(0, instant - self.now())
        self._wake_s = time.monotonic() + wait_ms / 1000 / clock.speed

    def next_wake_s(self) -> float | None:
        """Real seconds until something is due; None while nothing will be. Any thread."""
        wake = self._wake_s
        return None if wake is None else max(0.0, wake - time.monotonic())

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
            self._set_pace(self.loop.done)

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
        try:
            with self.lesson.group():
                for _ in range(STEPS_IN_A_GROUP):
                    instant = self.loop.next_instant()
                    if instant is None or instant > target or not self.lesson.room.clock.running:
                        break
                    self.loop.step(instant)
        except Exception:
            self.loop.done = self.lesson.books.at  # nothing of the group happened: turns come again
            self._tell_trouble()
            raise
        if self.loop.done >= clock.leap_to > 0 or self.now() > self.loop.done + MINUTE:
            self._set_pace(self.loop.done)
        self._after_group()
        self.thread.call(self._tick)

    # --- commands and pictures ----------------------------------------------------------------

    def submit(self, request: Request) -> Future[Outcome]:
        """Run a command; the future answers after the commit."""
        return self.thread.submit(request)

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each new picture; it runs on the writer's thread."""
        self._listeners.append(listener)

    @property
    def view(self) -> dict[str, Any]:
        """The public picture with the clock as it stands now; any thread.

        While the disk takes nothing the clock stands still.
        """
        picture = self._picture
        shown: dict[str, Any] = {"at": self.now()}
        if self._trouble:
            shown = {"at": self._stands_at, "running": False}
        return {**picture, "clock": {**picture["clock"], **shown}}

    def _tell_trouble(self) -> None:
        """Say that the disk takes nothing more, or that this is over."""
        before, now = self._trouble, self.lesson.writer.trouble
        if before is now:
            return
        if before:
            self.notices.clear(before)
        else:
            self._stands_at = self.now()
        if now:
            self.notices.put(now)
        self._trouble = now
        for listener in self._listeners:
            listener(self.view, set())

    def _after_group(self) -> None:
        self._tell_trouble()
        self._keep_pace()
        self._set_wake()
        state = (self.lesson.books.number, self.lesson.room.clock)
        if state == self._painted:
            return
        touched = self._touched()
        self._painted = state
        self._picture = self.painter.picture(now=self.now(), audit=self.audit_holds)
        for listener in self._listeners:
            listener(self.view, touched)

    def _touched(self) -> set[str]:
        """Seats that gave a command or whose orders changed in the book since the last picture.

        All when a day has begun or ended, or when a deal outside the book can have ended orders of
        other seats; other events touch no seat's own figures.
        """
        market = self.lesson.desk.market
        changed, market.touched = market.touched, set()
        number, clock = self._painted
        passed = self.lesson.calendar.events[clock.next_event : self.lesson.room.clock.next_event]
        if any(event.name in ("clock.day_start", "clock.day_end") for event in passed):
            return set(self.lesson.room.seats)
        fetch = self.lesson.store.fetch
        gave = fetch("SELECT DISTINCT seat, name FROM command WHERE number > ?", number)
        if any(name.startswith(_ENDING_OTHERS) for _, name in gave):
            return set(self.lesson.room.seats)
        traded = fetch("SELECT buyer, seller FROM trade WHERE id > ?", self.painter.last_trade)
        return changed | {seat for seat, _ in gave} | {seat for row in traded for seat in row}

    @property
    def trouble(self) -> Trouble:
        """Why nothing is stored now; NONE when commands are. Any thread."""
        return self._trouble

    # --- audit --------------------------------------------------------------------------------

    @property
    def audit_holds(self) -> bool | None:
        """Whether the last audit found nothing; None before the first."""
        return None if self.audited is None else not self.audited.found

    def run_audit(self) -> list[tuple[str, str]]:
        """All invariants on the last committed group, from a reading connection; any thread.

        The result is kept in `audited` until the next one.
        """
        with self._auditing:
            return self._audit()

    def audit_aside(self) -> None:
        """Audit in a thread of its own, unless an audit is running; any thread."""
        if self._auditing.acquire(blocking=False):
            threading.Thread(target=self._audit_and_release, name="audit").start()

    def _audit_and_release(self) -> None:
        try:
            self._audit()
        finally:
            self._auditing.release()

    def _audit(self) -> list[tuple[str, str]]:
        began = time.perf_counter()
        with self.lesson.reading() as session:
            newest = books.commands(session, limit=1)[0]
            found = audit(session)
        took_ms = round((time.perf_counter() - began) * 1000)
        self.audited = Audited(tuple(found), newest.number, newest.at, newest.hash, took_ms)
        if found:
            self.notices.put("audit_broken", command=newest.number, count=len(found))
        else:
            self.notices.clear("audit_broken")
        return found

    def close(self) -> Seen | None:
        """Answer what waits, end an audit that runs, close the lesson file.

        Answers the last command on the disk, None when that could not be read.
        """
        self.thread.close()
        with self._auditing:
            try:
                return committed(self.lesson)
            except DBAPIError:
                return None
            finally:
                self.lesson.close()
