"""Waiting for a lesson: requests that are answered when its clock or its log has come so far.

A request sleeps until the lesson publishes a new snapshot, or until its moment comes without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from registry.classroom.live import Live
from registry.edge.errors import LessonClosed

WAIT_MOST_S = 60
"""A request may ask to wait for so many seconds at most."""

Reached = Callable[[dict[str, Any]], bool]
"""Whether a public snapshot shows what is waited for."""


async def until(
    live: Live, reached: Reached, *, code: str, moment: int | None, most_s: float
) -> bool:
    """Wait until a snapshot shows what is waited for, at most `most_s` seconds; whether it does.

    `moment` is the lesson time (ms) that is waited for: the clock reaches it between two snapshots.
    Raises LessonClosed if the lesson is closed meanwhile.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + most_s
    changed = asyncio.Event()

    def wake(*_: object) -> None:
        loop.call_soon_threadsafe(changed.set)

    live.subscribe(wake)
    try:
        while not reached(view := live.view):
            if live.closed:
                raise LessonClosed(lesson=code)
            left = ends - loop.time()
            if left <= 0:
                return False
            changed.clear()
            await _changed(changed, min(left, _moment_in_s(view["clock"], moment)))
        return True
    finally:
        live.unsubscribe(wake)


async def _changed(changed: asyncio.Event, most_s: float) -> None:
    try:
        await asyncio.wait_for(changed.wait(), most_s)
    except TimeoutError:
        return


def _moment_in_s(clock: dict[str, Any], moment: int | None) -> float:
    """Seconds until a running clock reaches a moment by itself; endless where it does not."""
    if moment is None or not clock["running"] or clock["standing"] or moment <= clock["at"]:
        return float("inf")
    # A little later than computed: a timer that rings early would ask once more at once.
    left_ms, speed = int(moment - clock["at"]), int(clock["speed"])
    return left_ms / 1000 / speed + 0.002
