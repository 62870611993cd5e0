"""The hour, by this machine's clock, at which a lesson starts automatically.

The hall stores it, since it belongs to the machine and not to the lesson.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

from registry.classroom.errors import AlreadyRunning, LessonOver
from registry.edge.callers import Caller
from registry.edge.errors import HourWrong
from registry.edge.server_state import ServerState, wall_ms

YEAR_MS = 366 * 24 * 3_600_000
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def hour_text(at: int) -> str:
    """A wall time in ms as local time, such as 2026-03-16 09:00."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def second_text(at: int) -> str:
    """A wall time in ms as local time to the second, such as 2026-03-16 09:00:12."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def next_hour(clock: str, *, now_ms: int) -> int:
    """The next wall time in ms at which this machine's clock shows HH:MM."""
    if not _CLOCK.fullmatch(clock):
        raise HourWrong(hour=clock[:20] or "-")
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().date()
    for day in (today, today + timedelta(days=1)):
        # Without a zone it is local time, with the daylight saving time of that day.
        wanted = datetime.fromisoformat(f"{day} {clock}").astimezone()
        if (at := int(wanted.timestamp() * 1000)) > now_ms:
            break
    return at


async def set_start(server: ServerState, who: Caller, at: int | None, *, said: str) -> None:
    """Let the caller's lesson start automatically at a wall time in ms; None deletes the hour.

    `said` is the time as the caller wrote it. Raises HourWrong for a time that has passed or is
    more than a year ahead; refuses a lesson that runs or is over.
    """
    if at is not None:
        if not 0 < at - wall_ms() <= YEAR_MS:
            raise HourWrong(hour=said)
        if who.live.current.over:
            raise LessonOver(days=len(who.live.current.calendar.days))
        if who.live.current.clock.running:
            raise AlreadyRunning(state="running")
    await asyncio.to_thread(server.hall.set_start, who.lesson, at)
