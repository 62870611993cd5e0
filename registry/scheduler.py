"""The alarm clock: rings when a lesson has something due, and is set anew after each ring.

It only calls `Live.tick`; what is due, and in which order, the lesson knows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from registry.classroom.live import Live

LOG = logging.getLogger("tanlu.alarms")

RING_LEAST_S = 0.02
"""Two rings of one lesson are never closer than this."""

RING_AGAIN_S = 1.0
"""Wait so long after a tick that failed; time never stops for good because of one."""

SAME_S = 0.05
"""An alarm that is set this close to the wanted moment stays as it is."""


class Alarms:
    """One alarm per open lesson, kept in memory: the lesson's own tables say when to ring."""

    def __init__(self, lives: dict[str, Live]) -> None:
        self._lives = lives
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 4},
            timezone=UTC,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._due: dict[str, float | None] = {}

    def start(self) -> None:
        """Set every lesson's alarm; from now on a new picture sets it anew."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.start()
        for code, live in self._lives.items():
            live.subscribe(partial(self._on_picture, code))
            self._set(code)

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)

    def _on_picture(self, code: str, picture: dict[str, Any], touched: set[str]) -> None:
        """On the writer's thread: a command may have started, paused or sped up the lesson."""
        assert self._loop is not None
        wanted, due = self._wanted(code), self._due.get(code)
        same = wanted is due is None or (wanted and due and abs(wanted - due) < SAME_S)
        if not same:
            self._loop.call_soon_threadsafe(self._set, code)

    def _wanted(self, code: str) -> float | None:
        """The real moment at which this lesson wants to be woken."""
        wait_s = self._lives[code].next_wake_s()
        return None if wait_s is None else time.monotonic() + max(wait_s, RING_LEAST_S)

    def _set(self, code: str) -> None:
        if not self._scheduler.running:
            return
        due = self._due[code] = self._wanted(code)
        if due is None:
            if self._scheduler.get_job(code) is not None:
                self._scheduler.remove_job(code)
            return
        at = datetime.now(UTC) + timedelta(seconds=due - time.monotonic())
        self._scheduler.add_job(
            self._ring, "date", run_date=at, args=[code], id=code, replace_existing=True
        )

    async def _ring(self, code: str) -> None:
        self._due[code] = None
        try:
            await asyncio.wrap_future(self._lives[code].tick())
        except Exception:
            LOG.exception("a tick failed; the alarm rings again", extra={"lesson": code})
            await asyncio.sleep(RING_AGAIN_S)
        self._set(code)
