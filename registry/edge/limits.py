"""Token buckets for rate limits."""

from __future__ import annotations

import time
from collections.abc import Callable


class Buckets:
    """One bucket per key; each fills at `per_second` up to `burst`, and a request takes one."""

    def __init__(
        self,
        *,
        per_second: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        keys_max: int = 10_000,
    ) -> None:
        self.per_second, self.burst = per_second, burst
        self._clock, self._keys_max = clock, keys_max
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Take one from the bucket of `key`; False if it is empty."""
        now = self._clock()
        level, since = self._levels.get(key, (float(self.burst), now))
        level = min(float(self.burst), level + (now - since) * self.per_second)
        if level < 1.0:
            self._levels[key] = (level, now)
            return False
        if key not in self._levels and len(self._levels) >= self._keys_max:
            self._drop_full(now)
        self._levels[key] = (level - 1.0, now)
        return True

    def has(self, key: str) -> bool:
        """Whether `take` would succeed now."""
        now = self._clock()
        level, since = self._levels.get(key, (float(self.burst), now))
        return level + (now - since) * self.per_second >= 1.0

    def give_back(self, key: str) -> None:
        """Return one to the bucket of `key`, for a request that does not count after all."""
        level, since = self._levels.get(key, (float(self.burst), self._clock()))
        self._levels[key] = (min(float(self.burst), level + 1.0), since)

    def _drop_full(self, now: float) -> None:
        """Delete the buckets that have refilled; a new one would start full too."""
        self._levels = {
            key: (level, since)
            for key, (level, since) in self._levels.items()
            if level + (now - since) * self.per_second < self.burst
        }
