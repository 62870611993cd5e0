"""Timers that wake a lesson when its next deadline comes; each tick sets the timer anew.

They run on the event loop's monotonic clock and only call `Live.tick`; the lesson decides what is
due and in which order. The heartbeat beside them notices that the machine slept.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from ledger.writer import DiskRefuses
from registry.classroom.awake import BEAT_S
from registry.classroom.live import Listener, Live

LOG = logging.getLogger("tanlu.alarms")

RING_LEAST_S = 0.02
"""Two rings of one lesson are never closer than this."""

RING_AGAIN_S = 1.0
"""Seconds between a failed tick and the next attempt, so that lesson time never stops for good."""

SAME_S = 0.05
"""An alarm set within this many seconds of the wanted moment is not set again."""


class Alarms:
    """One alarm per open lesson; the lesson's own tables determine when it rings.

    While a lesson's tick runs it has no alarm: the end of the tick sets it.
    """

    def __init__(self, lives: dict[str, Live]) -> None:
        self._lives = lives
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._due: dict[str, float | None] = {}
        self._ringing: set[str] = set()
        self._heard: dict[str, tuple[Live, Listener]] = {}
        self._stopped = False

    def start(self) -> None:
        """Set every lesson's alarm; from now on each new snapshot sets it anew."""
        self._loop = asyncio.get_running_loop()
        for code in tuple(self._lives):
            self.add(code)

    def add(self, code: str) -> None:
        """Set the alarm of one open lesson, and set it anew with each new snapshot."""
        live, listener = self._lives[code], partial(self._on_snapshot, code)
        live.subscribe(listener)
        self._heard[code] = live, listener
        self._set(code)

    def remove(self, code: str) -> None:
        """Cancel the alarm of a lesson that is being closed."""
        live, listener = self._heard.pop(code)
        live.unsubscribe(listener)
        self._cancel(code)
        self._ringing.discard(code)
        self._due.pop(code, None)

    def stop(self) -> None:
        """Cancel all alarms; the result of a tick that is running is ignored."""
        self._stopped = True
        for timer in self._timers.values():
            timer.cancel()

    def _on_snapshot(self, code: str, snapshot: dict[str, Any], touched: set[str]) -> None:
        """On the writer's thread: a command may have started, paused or sped up the lesson."""
        if code in self._ringing or code not in self._lives:
            return
        wanted, due = self._wanted(code), self._due.get(code)
        same = wanted is due is None or (wanted and due and abs(wanted - due) < SAME_S)
        if not same:
            self._soon(self._set, code)

    def _wanted(self, code: str) -> float | None:
        """The moment of the lesson's next deadline on the monotonic clock, in seconds."""
        wait_s = self._lives[code].next_wake_s()
        return None if wait_s is None else time.monotonic() + max(wait_s, RING_LEAST_S)

    def _set(self, code: str) -> None:
        if self._stopped or code in self._ringing or code not in self._lives:
            return
        due = self._due[code] = self._wanted(code)
        if due is None:
            self._cancel(code)
        else:
            self._later(due - time.monotonic(), self._ring, code)

    def _ring(self, code: str) -> None:
        self._due[code] = None
        self._ringing.add(code)
        self._lives[code].tick().add_done_callback(partial(self._ticked, code))

    def _ticked(self, code: str, tick: Future[None]) -> None:
        """On the writer's thread, or at once where the lesson is closed."""
        self._soon(self._rung, code, tick.exception())

    def _rung(self, code: str, error: BaseException | None) -> None:
        self._ringing.discard(code)
        if self._stopped:
            return
        if error is None:
            self._set(code)
            return
        if not isinstance(error, DiskRefuses):  # the writer logs that once, not each second
            LOG.error(
                "a tick failed; the alarm rings again", exc_info=error, extra={"lesson": code}
            )
        self._later(RING_AGAIN_S, self._set, code)

    def _later(self, wait_s: float, action: Callable[[str], None], code: str) -> None:
        self._cancel(code)
        assert self._loop is not None
        self._timers[code] = self._loop.call_later(wait_s, action, code)

    def _cancel(self, code: str) -> None:
        timer = self._timers.pop(code, None)
        if timer is not None:
            timer.cancel()

    def _soon(self, action: Callable[..., None], *arguments: Any) -> None:
        """Run an action on the event loop, from any thread; does nothing once the loop ended."""
        assert self._loop is not None
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(action, *arguments)


class Heartbeat:
    """Calls each of `hearts` every `BEAT_S`, on a thread that no request or group delays."""

    def __init__(self, hearts: Sequence[Callable[[], None]]) -> None:
        self._hearts = hearts
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the beat that is running."""
        self._ends.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ends.is_set():
            for heart in self._hearts:
                try:
                    heart()
                except Exception:
                    LOG.exception("a heartbeat failed; the next one comes")
            self._ends.wait(BEAT_S)
