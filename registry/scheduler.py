"""Jobs by the machine's clock: backups, audits, expiry of tokens, lessons that start at an hour.

None of them drives lesson time; `registry/alarms.py` does. If the machine's clock is set while the
server runs, the next beat notices it and every job is timed anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ledger.db import CannotOpen
from ledger.kernel.errors import Refusal
from ledger.queue import NotCommitted
from ledger.writer import DiskRefuses, Outcome, Request
from registry.classroom.backups import BACKUPS_FOLDER, keep_copy, sweep
from registry.classroom.hall import Hall
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.hall_values import TOKEN_DAYS, Kind
from registry.classroom.live import Live
from registry.classroom.room import TRAINER
from registry.edge.hours import hour_text
from registry.edge.server_state import ServerState, wall_ms

LOG = logging.getLogger("tanlu.jobs")

EXPIRY_HOURS = 6
"""How often old tokens are deleted."""

MOVED_MS = 1_000
"""If wall clock and monotonic clock diverge by more than this, the machine's clock was set."""

LATE_MS = 3_600_000
"""A start that was missed by more than this, because the server was off, is not made up for."""

AGAIN_MS = 10_000
"""Wait before a start is tried again that could not be committed, or that a practice delays."""

DAY_MS = 24 * 3_600_000
WORKERS = 4


class Jobs:
    """The jobs of one server; `beat` keeps their times right. Each job can also be called alone."""

    def __init__(
        self,
        server: ServerState,
        *,
        wall: Callable[[], int] = wall_ms,
        monotonic: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.server = server
        self._wall, self._monotonic = wall, monotonic
        self._apart = self._distance()
        self._armed: dict[str, int] = {}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(WORKERS)},
            job_defaults={"coalesce": True, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Run the jobs from now on."""
        chosen = self.server.settings
        for live in tuple(self.server.lives.values()):
            sweep_copies(live)
        if chosen.backup_minutes:
            self._every(self.back_up, minutes=chosen.backup_minutes)
        self._every(self.audit, minutes=chosen.audit_minutes)
        self._every(self.forget_old_tokens, minutes=EXPIRY_HOURS * 60)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop all jobs; waits for those that are running."""
        self._scheduler.shutdown(wait=True)

    def beat(self) -> None:
        """Twice a second: follow changes of the machine's clock and of lessons' start hours."""
        if not self._scheduler.running:
            return
        apart = self._distance()
        moved_ms, self._apart = apart - self._apart, apart
        if abs(moved_ms) > MOVED_MS:
            LOG.warning(
                "the computer's clock moved by %d s; lesson time did not", round(moved_ms / 1000)
            )
            self._time_anew()
        starts = self.server.hall.starts()
        if starts != self._armed:
            self._arm(starts)

    def _distance(self) -> int:
        return self._wall() - self._monotonic() // 1_000_000

    def _every(self, action: Callable[[], None], *, minutes: float) -> None:
        every = IntervalTrigger(seconds=round(minutes * 60), timezone=UTC)
        self._scheduler.add_job(action, every, id=action.__name__)

    def _time_anew(self) -> None:
        """Restart the intervals now; jobs with a date keep it and are checked again."""
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                every = IntervalTrigger(seconds=job.trigger.interval_length, timezone=UTC)
                job.reschedule(every)
        self._scheduler.wakeup()

    # --- the start of a lesson at a set hour ----------------------------------------------------

    def _arm(self, starts: dict[str, int]) -> None:
        for code in self._armed.keys() - starts.keys():
            if self._scheduler.get_job(f"begin-{code}") is not None:
                self._scheduler.remove_job(f"begin-{code}")
        for code, at in starts.items():
            self._at(at, code, at)
        self._armed = starts

    def _at(self, rings: int, code: str, at: int) -> None:
        """Call `begin` when the machine's clock shows this moment, or at once after it."""
        when = DateTrigger(datetime.fromtimestamp(rings / 1000, UTC))
        self._scheduler.add_job(
            self.begin, when, args=[code, at], id=f"begin-{code}", replace_existing=True
        )

    def begin(self, code: str, at: int) -> None:
        """Start a lesson whose hour has come (`at`, wall time in ms), and delete the hour.

        A start missed by at most `LATE_MS` is made up for; after that the trainer gets a notice.
        """
        live = self.server.lives.get(code)
        if live is None or self.server.hall.starts().get(code) != at:
            return
        if self._wall() - at > LATE_MS:
            live.notices.put("start_missed", hour=hour_text(at))
        elif live.practice:
            self._at(self._wall() + AGAIN_MS, code, at)
            return
        else:
            key = f"start-at-{at}"
            pending = live.submit(Request("lesson.start", {}, "clock", TRAINER, key=key))
            if not _answered(pending, code):
                self._at(self._wall() + AGAIN_MS, code, at)
                return
        self.server.hall.set_start(code, None)

    # --- backups, audits, tokens ------------------------------------------------------------------

    def back_up(self) -> None:
        """Copy each open lesson that has changed, beside the older copies."""
        for code, live in tuple(self.server.lives.items()):
            path = live.current.path
            if path is None or live.practice:
                continue
            try:
                folder = path.parent / BACKUPS_FOLDER
                keep_copy(path, folder, keep=self.server.settings.backups_kept)
            except CannotOpen as why:
                LOG.error("no back-up: %s", why, extra={"lesson": code})
                live.notices.put("backup_failed")
            else:
                live.notices.clear("backup_failed")

    def audit(self) -> None:
        """Audit in the background each open lesson with commands since its last audit."""
        for live in tuple(self.server.lives.values()):
            audited = live.audited
            if audited is None or audited.command < live.view["sequence"]:
                live.audit_aside()

    def forget_old_tokens(self) -> None:
        """Delete expired tokens; a seat that nobody holds any more goes back to its bot."""
        for lesson, seat in forget_old_tokens(self.server.hall, now_ms=self._wall()):
            live = self.server.lives.get(lesson)
            if live is None or seat in self.server.hall.names(lesson):
                continue
            if live.current.seats[seat].held:
                live.submit(Request("seat.leave", {"seat": seat}, "clock", TRAINER))


def sweep_copies(live: Live) -> None:
    """Delete the unfinished copies of a lesson that interrupted backups left."""
    if (path := live.current.path) is not None:
        sweep(path, path.parent)
        sweep(path, path.parent / BACKUPS_FOLDER)


def forget_old_tokens(hall: Hall, *, now_ms: int) -> list[tuple[str, str]]:
    """Delete tokens older than `TOKEN_DAYS` and not used since the server started.

    Returns the lesson and seat of each.
    """
    before = {kind: now_ms - days * DAY_MS for kind, days in TOKEN_DAYS.items()}
    try:
        return [(h.lesson, h.seat) for h in hall.expire(before) if h.kind is Kind.SEAT]
    except (HallNotWritten, Refusal) as error:
        LOG.warning("old tokens were not looked through: %s", error)
        return []


def _answered(pending: Future[Outcome], code: str) -> bool:
    """Whether the lesson accepted or refused a command; False if the commit failed."""
    try:
        refusal = pending.result(timeout=30).refusal
    except DiskRefuses:
        return False  # the writer logs that once
    except (NotCommitted, TimeoutError):
        LOG.exception("a start was not committed", extra={"lesson": code})
        return False
    if refusal is not None:
        LOG.info("not started at its hour: %s", refusal.code, extra={"lesson": code})
    return True
