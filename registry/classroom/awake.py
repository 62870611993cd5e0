"""Real time as a lesson follows it: the time in which this process was awake.

Counted by the monotonic clock alone, so setting the machine's clock changes nothing. While `beat`
is called every `BEAT_S`, a gap in the monotonic clock in which the process did no work is sleep:
it is subtracted, and the next beat returns it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BEAT_S = 0.5
"""Seconds between two calls of `beat`."""

ASLEEP_MS = 2_000
"""A gap longer than this between two readings of the clock is sleep."""

NS_IN_MS = 1_000_000


def suspended_ns() -> int:
    """Nanoseconds for which the machine has been suspended since it started.

    Linux counts them apart from its monotonic clock; elsewhere 0, and only the gap shows a sleep.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return 0 if boot is None else time.clock_gettime_ns(boot) - time.monotonic_ns()


class Awake:
    """A clock in whole ms that stands while the process sleeps; any thread reads it.

    The first reading after a sleep subtracts it, so that no reader sees the time jump. A gap in
    which the process computed for half of it or more is work, not sleep. The three functions
    return ns.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        busy: Callable[[], int] = time.process_time_ns,
        suspended: Callable[[], int] = suspended_ns,
    ) -> None:
        self._clock, self._busy, self._suspended = clock, busy, suspended
        self._lock = threading.Lock()
        self._watched = False
        self._off = self._unreported = 0
        self._seen = clock()
        self._computed, self._suspension = busy(), suspended()

    def now(self) -> int:
        """Milliseconds awake since an arbitrary moment; never decreases."""
        with self._lock:
            return self._look() // NS_IN_MS

    def _look(self) -> int:
        moment = self._clock()
        gap = moment - self._seen
        if self._watched and gap > ASLEEP_MS * NS_IN_MS and self._busy() - self._computed < gap / 2:
            self._off += gap
            self._unreported += gap
        self._seen = moment
        return moment - self._off

    def beat(self) -> int:
        """Record that the process is awake; returns the ms slept since the last beat, or 0.

        Includes a suspension during which the monotonic clock stood too; nothing is subtracted
        for it.
        """
        with self._lock:
            self._look()
            self._watched = True
            self._computed = self._busy()
            before, self._suspension = self._suspension, self._suspended()
            stood = self._suspension - before
            slept, self._unreported = self._unreported, 0
            return (slept + (stood if stood > ASLEEP_MS * NS_IN_MS else 0)) // NS_IN_MS

    def rest(self) -> None:
        """No more beats will come: from now on a gap does not count as sleep."""
        with self._lock:
            self._watched = False
