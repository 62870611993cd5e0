"""Watching a lesson without a seat, by its join code: what anybody in the room may see."""

from __future__ import annotations

from registry.classroom.hall_values import HallLesson
from registry.classroom.live import Live
from registry.edge.joining import lesson_by_code
from registry.edge.server_state import ServerState

JOIN_CODE = "code"
"""The query parameter with the join code."""


def watched(server: ServerState, join_code: str, *, address: str) -> tuple[HallLesson, Live]:
    """The open lesson of a join code.

    Raises LessonBusy while it begins again, JoinCodeUnknown, TooManyGuesses.
    """
    lesson = lesson_by_code(server, join_code, address=address)
    return lesson, server.lives[lesson.code]
