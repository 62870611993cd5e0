"""Live play: the loop of a lesson that waits between steps, on the writer's own thread.

Lesson time is the time in which this process was awake (`awake.py`) at the lesson's speed, and
slows down rather than skip a deadline. The caller runs `tick` after `next_wake_s` seconds, and
`beat` every half second.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from ledger.files import Trouble
from ledger.kernel.clock import MINUTE
from ledger.queue import Waits, WriterThread
from ledger.structure import differences, parts_of
from ledger.writer import Outcome, Request
from registry.classroom.auditing import Audited, Auditor, AuditStopped
from registry.classroom.awake import Awake
from registry.classroom.hall_values import Seen
from registry.classroom.heard import Heard
from registry.classroom.lesson import Lesson
from registry.classroom.lesson_view import first_view, next_view
from registry.classroom.loop import Loop
from registry.classroom.notices import Notices
from registry.classroom.own_changes import Changed, own_changes
from registry.classroom.preview import Preview, preview
from registry.classroom.public_snapshot import SnapshotMaker
from registry.classroom.seen import committed
from registry.classroom.totals import Totals

STEPS_WITH_A_COMMAND = 3
"""Due instants that are executed before a person's command; the others wait for `tick`."""

STEPS_IN_A_GROUP = 4
"""Due instants executed in one group, so that commands are answered during a leap of a year."""

SLEEP_SHOWN_MS = 60_000
"""How long every page shows that the machine slept."""

_LOG = logging.getLogger("tanlu.live")

Listener = Callable[[dict[str, Any], Changed], None]
"""Called with each new snapshot and what may have changed of each seat's own."""


class Pace(NamedTuple):
    """How lesson time follows real time: it was `at` when the awake clock showed `awake_at` (ms).

    `due` is the next instant with something due that is not executed yet (None: there is none),
    `stood` the lesson time of the last group; `standing`: time stands while trading goes on; `ran`:
    ms awake in which lesson time had run by then. The writer's thread replaces the whole tuple and
    any thread reads it: a mixture of old and new
    fields would show a time that was never reached.
    """

    running: bool
    speed: int
    at: int
    awake_at: int
    stood: int
    due: int | None = None
    standing: bool = False
    ran: int = 0

    def shown(self, awake_ms: int) -> int:
        """Lesson time in ms, as `now`, but never past a due instant that is not executed yet."""
        at = self.now(awake_ms)
        return max(at if self.due is None else min(at, self.due), self.stood)

    def now(self, awake_ms: int) -> int:
        """Lesson time in ms at a moment of the awake clock."""
        if not self.running:
            return self.at
        return self.at + (awake_ms - self.awake_at) * self.speed

    def has_run(self, awake_ms: int) -> int:
        """Ms awake in which lesson time has run, at a moment of the awake clock."""
        return self.ran + (awake_ms - self.awake_at if self.running else 0)


class Slept(NamedTuple):
    """A sleep of the machine that pages show now: whole seconds, shown until `until` (awake ms)."""

    seconds: int
    until: int


class Live:
    """One lesson in live play. Everything that touches the working state runs on its thread.

    Edge, API and pages use `current`, `view`, `reading` and the methods marked "any thread".
    """

    def __init__(self, lesson: Lesson, *, practice: bool = False) -> None:
        self.lesson = lesson
        self.practice = practice
        """It takes the place of a lesson that has not begun, and nothing of it will stay."""
        self.loop = Loop(lesson)
        self.snapshot_maker = SnapshotMaker(lesson)
        self.awake = Awake()
        self.closed = False
        self.audited: Audited | None = None
        self.notices = Notices(self.now)
        self.totals = Totals()
        self._auditor = Auditor(lesson)
        self._trouble = Trouble.NONE
        self._stopped_at = 0
        self._auditing = threading.Lock()
        self._listeners: list[Listener] = []
        self._changed: dict[str, int] = {}
        self._heard = Heard(self.awake.now())
        self._slept: Slept | None = None
        self._ticking = False
        self._pace = Pace(False, 1, lesson.books.at, 0, lesson.books.at)
        self._set_pace(lesson.books.at)
        lesson.writer.clock = self._reached
        lesson.writer.due = self._due
        self.current = first_view(lesson)
        self._snapshot = self.snapshot_maker.snapshot(now=self.now(), audit=None)
        self._shown_state = (lesson.books.number, lesson.room.clock)
        self._wake_at: int | None = None
        self._set_wake()
        self._report_changed_structure()
        self.thread = WriterThread(lesson.writer)
        self.thread.after_group.append(self._after_group)

    # --- time ---------------------------------------------------------------------------------

    def now(self) -> int:
        """Lesson time now, in ms, never past a due instant that is not executed; any thread."""
        return self._pace.shown(self.awake.now())

    def _reached(self) -> int:
        """Lesson time up to which every deadline has to be executed by now."""
        return max(self._pace.now(self.awake.now()), self.lesson.books.at)

    def _set_pace(self, at: int) -> None:
        clock, standing = self.lesson.room.clock, self.lesson.room.standing
        was, now = self._pace, self.awake.now()
        runs = clock.running and not standing
        ran = was.has_run(now)
        self._pace = Pace(runs, clock.speed, at, now, was.stood, was.due, standing, ran)

    def _keep_pace(self) -> None:
        """After a command: follow a start, a pause or a new speed from its lesson time on."""
        clock, standing = self.lesson.room.clock, self.lesson.room.standing
        paced = (clock.running and not standing, clock.speed, standing)
        if paced != (self._pace.running, self._pace.speed, self._pace.standing):
            self._set_pace(max(self.lesson.books.at, self.loop.done))

    def _set_wake(self) -> None:
        clock, instant = self.lesson.room.clock, self.loop.next_instant()
        if instant is None or not self._pace.running:
            due = clock.stand_at if self._pace.standing else None
            self._pace = self._pace._replace(stood=self.lesson.books.at, due=due)
            self._wake_at = None
            return
        self._pace = self._pace._replace(stood=self.lesson.books.at, due=instant)
        at = self._reached()
        wait_ms = 0 if clock.leap_to > at else max(0, instant - at)
        self._wake_at = self.awake.now() + -(-wait_ms // clock.speed)

    def next_wake_s(self) -> float | None:
        """Seconds awake until the next deadline; None if there is none. Any thread."""
        wake = self._wake_at
        return None if wake is None else max(0, wake - self.awake.now()) / 1000

    def beat(self) -> None:
        """Record that the machine is awake; report a sleep to the trainer, every page and the log.

        Any thread, every `BEAT_S`.
        """
        seconds = round(self.awake.beat() / 1000)
        if seconds:
            self._slept = Slept(seconds, self.awake.now() + SLEEP_SHOWN_MS)
            self.notices.put("slept", seconds=seconds)
            _LOG.warning("the computer slept for %d s; lesson time stood still", seconds)
            self.thread.call(self._notify_listeners)
        elif self._slept is not None and self.awake.now() > self._slept.until:
            self._slept = None
            self.thread.call(self._notify_listeners)

    def _notify_listeners(self) -> None:
        """Call every listener with the current snapshot, because its clock changed."""
        for listener in tuple(self._listeners):
            listener(self.view, {})

    def _due(self, at: int) -> None:
        """Before a command: execute deadlines up to its time; if they are many, time slows down."""
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
        """Execute everything that is due, `STEPS_IN_A_GROUP` instants in a group.

        The future completes after the first group; a further call meanwhile starts no second run.
        """
        return self.thread.call(self._ring)

    def _ring(self) -> None:
        if not self._ticking:
            self._tick()

    def _tick(self) -> None:
        self._ticking = False
        clock = self.lesson.room.clock
        if not clock.running:
            return
        target = max(self._reached(), clock.leap_to)
        if clock.stand_at:
            target = min(target, clock.stand_at)
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
            self.loop.done = self.lesson.books.at  # the group was rolled back: repeat its turns
            self._report_trouble()
            raise
        if clock.leap_to > 0 or self._reached() > self.loop.done + MINUTE:
            self._set_pace(self.loop.done)
        self._after_group()
        self._ticking = True
        self.thread.call(self._tick)

    # --- commands and snapshots ---------------------------------------------------------------

    def submit(self, request: Request, *, limited: bool = False) -> Future[Outcome]:
        """Run a command; the future completes after the commit. Raises what the queue raises."""
        future: Future[Outcome] = Future()
        self.send(request, future, limited=limited)
        return future

    def send(self, request: Request, waiting: Waits, *, limited: bool = False) -> None:
        """`submit` with the caller's own place for the answer."""
        awake = self.awake.now()
        ran = self._pace.has_run(awake)
        self._heard.command(request.seat, origin=request.origin, awake=awake, ran=ran)
        self.thread.send(request, waiting, limited=limited)

    def preview(self, request: Request, *, limited: bool = False) -> Future[Preview]:
        """What a command would answer; changes nothing. Raises what the queue raises."""
        return self.thread.preview(request, partial(preview, self.lesson), limited=limited)

    def silent_s(self, seat: str) -> float:
        """Seconds since a person or a script gave a command for this seat; any thread.

        Counts from the opening of the lesson if there was none.
        """
        return self._heard.silent_ms(seat, awake=self.awake.now()) / 1000

    def idle_s(self, seat: str, *, since: int = 0) -> float:
        """Seconds of a running lesson in which the seat's person could act and did not; any thread.

        Counts from the last command, from sitting down or coming back, or from lesson time `since`
        (ms), whichever is last, and at most from the opening of the lesson.
        """
        ran = self._pace.has_run(self.awake.now())
        return self._heard.idle_ms(seat, since=since, ran=ran) / 1000

    def changed(self, seat: str) -> int:
        """The snapshot that first showed the newest change of a seat's own figures; any thread.

        A number of a command; 0 if nothing of the seat has changed since the lesson was opened.
        """
        return self._changed.get(seat, 0)

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each new snapshot; it runs on the writer's thread."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Call a listener no more; any thread."""
        self._listeners.remove(listener)

    def reading(self) -> AbstractContextManager[Session]:
        """A read-only session on the last committed group; any thread."""
        return self.lesson.reading()

    @property
    def view(self) -> dict[str, Any]:
        """The public snapshot with the clock as of now; any thread.

        While the disk accepts no writes the clock stands still.
        """
        snapshot, slept, pace = self._snapshot, self._slept, self._pace
        shown: dict[str, Any] = {
            "at": pace.shown(self.awake.now()),
            "due_at": pace.due,
            "standing": pace.standing,
            "slept_s": 0 if slept is None else slept.seconds,
            "trouble": self._trouble.value,
            "practice": self.practice,
        }
        if self._trouble:
            shown |= {"at": self._stopped_at, "running": False}
        return {**snapshot, "clock": {**snapshot["clock"], **shown}}

    def _report_trouble(self) -> None:
        """Report that the disk accepts no writes, or that it does again."""
        before, now = self._trouble, self.lesson.writer.trouble
        if before is now:
            return
        if before:
            self.notices.clear(before)
        else:
            self._stopped_at = self.now()
        if now:
            self.notices.put(now)
        self._trouble = now
        self._notify_listeners()

    def _after_group(self) -> None:
        self._report_trouble()
        self._keep_pace()
        self._set_wake()
        state = (self.lesson.books.number, self.lesson.room.clock)
        if state == self._shown_state:
            return
        changed = own_changes(
            self.lesson, after=self._shown_state[0], last_trade=self.snapshot_maker.last_trade
        )
        self._shown_state = state
        # Before the snapshot: whoever sees its number must find the changes up to it.
        self._changed.update(dict.fromkeys(changed, self.lesson.books.number))
        before, self.current = self.current, next_view(self.current, self.lesson)
        ran = self._pace.has_run(self.awake.now())
        self._heard.follow(before.seats, self.current.seats, at=self.lesson.books.at, ran=ran)
        self._snapshot = self.snapshot_maker.snapshot(now=self.now(), audit=self.audit_holds)
        for listener in tuple(self._listeners):
            listener(self.view, changed)

    @property
    def trouble(self) -> Trouble:
        """Why commands cannot be stored now; NONE if they can. Any thread."""
        return self._trouble

    # --- audit --------------------------------------------------------------------------------

    @property
    def audit_holds(self) -> bool | None:
        """Whether all invariants held in the last audit; None before the first."""
        return None if self.audited is None else not self.audited.found

    def run_audit(self) -> list[tuple[str, str]]:
        """Check all invariants on the last committed group, on a reading connection; any thread.

        Returns (invariant, finding) of each breach; `audited` keeps the result until the next one.
        """
        with self._auditing:
            return list(self._audit().found)

    def audit_aside(self) -> None:
        """Audit in a thread of its own, unless an audit is running; any thread."""
        if self._auditing.acquire(blocking=False):
            threading.Thread(target=self._audit_and_release, name="audit").start()

    def _audit_and_release(self) -> None:
        try:
            with suppress(AuditStopped):
                self._audit()
        finally:
            self._auditing.release()

    def _audit(self) -> Audited:
        result = self.audited = self._auditor.run()
        if result.found:
            self.notices.put("audit_broken", command=result.command, count=len(result.found))
        else:
            self.notices.clear("audit_broken")
        return result

    def _report_changed_structure(self) -> None:
        """Put a notice if the file's triggers, indexes or tables are not those of this version."""
        with self.lesson.reading() as session:
            changed = differences(parts_of(session.connection()))
        if changed:
            self.notices.put("guards_changed", count=len(changed), first=changed[0].name)

    def close(self) -> Seen | None:
        """Answer the waiting commands, end a running audit, close the lesson file.

        Returns the last command on the disk, None if it cannot be read.
        """
        self.awake.rest()
        self.closed = True
        self.thread.call(self._notify_listeners)  # whoever waits for the lesson waits no more
        self.thread.close()
        self._auditor.stop()
        with self._auditing:
            try:
                return committed(self.lesson)
            except DBAPIError:
                return None
            finally:
                self.lesson.close()
