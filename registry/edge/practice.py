"""A practice market before the bell: it takes a lesson's place, and nothing of it stays.

It has a file of its own and is served under the lesson's code, so that join code, seats, tokens and
addresses lead to it; the lesson's own file is closed meanwhile. When it ends, the people who came
to it are seated in the lesson, and its file is deleted. A restart ends it.
"""

from __future__ import annotations

from registry.classroom import opening
from registry.edge import lessons
from registry.edge.callers import absent
from registry.edge.lesson_errors import NoPractice, PracticeTooLate
from registry.edge.server_state import ServerState


async def begin(server: ServerState, code: str) -> None:
    """Let a practice market take the place of a lesson that has never been started.

    Raises LessonUnknown, LessonClosed, PracticeOn, PracticeTooLate, LessonUnreadable.
    """
    entry = lessons.listed(server, code)
    async with server.opening, server.joining[code]:
        live = server.lives.get(code)
        if live is None:
            raise absent(server, code)
        lessons.refuse_in_practice(server, code)
        clock = live.view["clock"]
        if clock["started"]:
            raise PracticeTooLate(lesson=code, day=clock["day"])
        assert server.wires is not None, "the server runs"
        folder, held = server.hall.folder, server.hall.names(code).keys()
        practice = await lessons.on_disk(
            code, lambda: opening.practice_of(folder, entry, live, held=held)
        )
        await server.wires.unwire(code, again=True)
        await server.wires.wire(code, practice)


async def end(server: ServerState, code: str) -> None:
    """End the practice market and serve the lesson again, with everybody who is seated now.

    Raises LessonUnknown, NoPractice, LessonUnreadable.
    """
    entry = lessons.listed(server, code)
    async with server.opening, server.joining[code]:
        live = server.lives.get(code)
        if live is None or not live.practice:
            raise NoPractice(lesson=code)
        assert server.wires is not None, "the server runs"
        await server.wires.unwire(code, again=True)
        try:
            live = await lessons.on_disk(
                code, lambda: opening.reopened(server.hall, server.hall.folder, entry)
            )
        except BaseException:
            server.order.remove(code)  # it is closed, and may be opened once that is possible
            raise
        await lessons.serve(server, entry, live, keep=False)
