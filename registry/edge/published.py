"""Which lessons may be read without signing in: those whose plan says `public_reading = true`."""

from __future__ import annotations

from registry.classroom.live import Live
from registry.edge.callers import absent
from registry.edge.errors import LessonNotPublic, LessonUnknown
from registry.edge.server_state import ServerState


def readable(server: ServerState) -> list[tuple[str, Live]]:
    """Code and lesson of each open lesson that everybody may read, in the order of the server."""
    return [
        (code, server.lives[code])
        for code in server.order
        if code in server.lives and server.lives[code].current.plan.public_reading
    ]


def until(live: Live) -> int:
    """The lesson time (ms) up to which blocks are published: the opening of the day that runs, so
    that nobody reads today's orders from the registry; the end, once the lesson is over.
    """
    current, at = live.current, live.now()
    day = current.clock.day
    if not day or live.view["clock"]["over"]:
        return at
    return min(at, current.calendar.days[day - 1].opens)


def published(server: ServerState, code: str) -> Live:
    """An open lesson that everybody may read.

    Raises LessonUnknown, LessonClosed or LessonBusy where it is not open, and LessonNotPublic.
    """
    live = server.lives.get(code)
    if live is None:
        if server.hall.lesson(code) is None:
            raise LessonUnknown(lesson=code[:40])
        raise absent(server, code)
    if not live.current.plan.public_reading:
        raise LessonNotPublic(lesson=code[:40])
    return live
