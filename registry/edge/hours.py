"""The hour, by this machine's clock, at which a lesson is to start by itself.

The hall keeps it, since it belongs to the machine and not to the lesson. Knows no route.
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
    """A moment of the machine's clock, in ms, as its people read it: 2026-03-16 09:00."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def next_hour(clock: str, *, now_ms: int) -> int:
    """The next moment, in ms, at which this machine's clock shows HH:MM."""
    if not _CLOCK.fullmatch(clock):
        raise HourWrong(hour=clock[:20] or "-")
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().date()
    for day in (today, today + timedelta(days=1)):
        # Without a zone it is read as the machine's own time, with the summer time of that day.
        wanted = datetime.fromisoformat(f"{day} {clock}").astimezone()
        if (at := int(wanted.timestamp() * 1000)) > now_ms:
            break
    return at


async def set_start(server: ServerState, who: Caller, at: int | None, *, said: str) -> None:
    """Let the caller's lesson start at a moment of the machine's clock, in ms; None: not any more.

    `said` is the moment as it was given. Refuses one that has passed or is more than a year off,
    and a lesson that runs or is over.
    """
    if at is not None:
        if not 0 < at - wall_ms() <= YEAR_MS:
            raise HourWrong(hour=said)
        if who.live.current.over:
            raise LessonOver(days=len(who.live.current.calendar.days))
        if who.live.current.clock.running:
            raise AlreadyRunning(state="running")
    await asyncio.to_thread(server.hall.set_start, who.lesson, at)
