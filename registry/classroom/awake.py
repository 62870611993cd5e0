"""Real time as a lesson follows it: the time in which this process was awake.

Counted by the monotonic clock alone, so a machine whose clock is set changes nothing. While
somebody calls `beat` every `BEAT_S`, a gap in the monotonic clock in which the process did no
work is sleep: it is taken off, and told with the next beat. Knows no lesson.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BEAT_S = 0.5
"""Somebody has to call `beat` this often."""

ASLEEP_MS = 2_000
"""A longer gap than this between two looks at the clock is sleep."""

NS_IN_MS = 1_000_000


def suspended_ns() -> int:
    """Nanoseconds that the machine has been suspended since it started, where the system tells.

    Linux counts them apart from its monotonic clock; elsewhere 0, and the gap tells.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return 0 if boot is None else time.clock_gettime_ns(boot) - time.monotonic_ns()


class Awake:
    """A clock in whole ms that stands while the process sleeps; any thread reads it.

    Whoever looks first after a sleep takes it off, so that nobody sees the time jump. A gap in
    which the process computed for half of it or more is long work. The clocks are given in ns.
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
        self._off = self._untold = 0
        self._seen = clock()
        self._computed, self._suspension = busy(), suspended()

    def now(self) -> int:
        """Milliseconds awake since a moment of no meaning; never runs back."""
        with self._lock:
            return self._look() // NS_IN_MS

    def _look(self) -> int:
        moment = self._clock()
        gap = moment - self._seen
        if self._watched and gap > ASLEEP_MS * NS_IN_MS and self._busy() - self._computed < gap / 2:
            self._off += gap
            self._untold += gap
        self._seen = moment
        return moment - self._off

    def beat(self) -> int:
        """Show that the process is awake; the milliseconds slept that nobody was told yet, or 0.

        A suspended machine whose monotonic clock stood as well is told here; nothing is taken off.
        """
        with self._lock:
            self._look()
            self._watched = True
            self._computed = self._busy()
            before, self._suspension = self._suspension, self._suspended()
            stood = self._suspension - before
            told, self._untold = self._untold, 0
            return (told + (stood if stood > ASLEEP_MS * NS_IN_MS else 0)) // NS_IN_MS

    def rest(self) -> None:
        """Nobody beats any more: from here on a gap is no sleep."""
        with self._lock:
            self._watched = False
