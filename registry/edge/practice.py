"""A practice market before the bell: it takes a lesson's place, and nothing of it stays.

It has a file of its own and is served under the lesson's code, so that join code, seats, tokens and
addresses lead to it; the lesson's own file is closed meanwhile. When it ends, the people who came
to it are seated in the lesson, and its file is deleted. A restart ends it.
"""

from __future__ import annotations

import asyncio

from ledger.writer import Request
from registry.classroom import opening
from registry.classroom.live import Live
from registry.classroom.room import TRAINER
from registry.edge import lessons
from registry.edge.commands import submit
from registry.edge.lesson_errors import NoPractice, PracticeTooLate
from registry.edge.server_state import ServerState


async def begin(server: ServerState, code: str) -> None:
    """Let a practice market take the place of a lesson that has never been started.

    Raises LessonUnknown, LessonClosed, PracticeOn, PracticeTooLate, LessonUnreadable.
    """
    entry = lessons.listed(server, code)
    async with server.opening, server.joining[code]:
        live = lessons.open_live(server, code)
        lessons.refuse_in_practice(server, code)
        _refuse_begun(code, live)
        assert server.wires is not None, "the server runs"
        folder, held = server.hall.folder, server.hall.names(code).keys()
        practice = await lessons.on_disk(
            code, lambda: opening.practice_of(folder, entry, live, held=held)
        )
        try:
            _refuse_begun(code, live)
            await server.wires.unwire(code, again=True)
        except BaseException:
            await _give_up(server, code, practice)
            raise
        try:
            _refuse_begun(code, live)  # its file is closed: nothing can begin it now
        except PracticeTooLate:
            await _give_up(server, code, practice)
            await lessons.serve_again(server, entry)
            raise
        await server.wires.wire(code, practice)
        await _seat_alike(server, code, live)


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
        await lessons.serve_again(server, entry)


def _refuse_begun(code: str, live: Live) -> None:
    """Raise PracticeTooLate if a lesson was started, be it while its practice market was made."""
    clock = live.current.clock
    if clock.day or clock.running:
        raise PracticeTooLate(lesson=code, day=clock.day)


async def _give_up(server: ServerState, code: str, practice: Live) -> None:
    """Delete a practice market that takes no lesson's place."""
    await asyncio.to_thread(practice.close)
    opening.remove_file(opening.practice_file(server.hall.folder, code))


async def _seat_alike(server: ServerState, code: str, lesson: Live) -> None:
    """Seat in a practice market who is seated now: seats may change hands while it is made."""
    seats, held = server.lives[code].current.seats, server.hall.names(code).keys()
    further = [seat for seat in lesson.current.seats.values() if seat.name not in seats]
    for name, arguments in (
        *(("seat.open", {"role": seat.role.value}) for seat in further),
        *(
            ("seat.leave", {"seat": s.name})
            for s in seats.values()
            if s.held and s.name not in held
        ),
        *(
            ("seat.claim", {"seat": seat})
            for seat in (*seats, *(seat.name for seat in further))
            if seat in held and not (seat in seats and seats[seat].held)
        ),
    ):
        await submit(server, code, Request(name, arguments, "script", TRAINER))
