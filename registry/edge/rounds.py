"""A lesson again with the same people: the next round begins, the last one can be read."""

from __future__ import annotations

from itertools import count

from ledger.writer import Request
from registry.classroom import opening
from registry.classroom.hall import HallLesson
from registry.classroom.room import TRAINER
from registry.edge import lessons
from registry.edge.commands import submit
from registry.edge.joining import in_hall
from registry.edge.server_state import ServerState, wall_ms


async def again(server: ServerState, code: str) -> str:
    """Begin a lesson again with the same people, the same plan and the next seed.

    Code, join code, seats, personal codes and tokens go with the people into the new round. The old
    one, paused first if it runs, is listed as a closed lesson, in which the same names have the
    same seats; returns its code. Raises what `lessons.reset` raises.
    """
    entry = lessons.listed(server, code)
    lessons.refuse_in_practice(server, code)
    await lessons.reopen(server, code)
    live = server.lives[code]
    if live.current.clock.running:
        await submit(server, code, Request("lesson.pause", {}, "trainer", TRAINER))
    kept = await lessons.reset(server, code, seed=opening.next_seed(live.current.seed))
    async with server.opening:
        number, free = _next_round(server, entry)
        await in_hall(
            lambda: opening.list_round(
                server.hall, entry, code=free, file=kept, number=number, at=wall_ms()
            )
        )
    return free


def _next_round(server: ServerState, entry: HallLesson) -> tuple[int, str]:
    """The number and the code of the round that has just ended."""
    for number in count(1):
        behind = f"-round-{number}"
        code = f"{entry.code[: lessons.CODE_LONGEST - len(behind)]}{behind}"
        if server.hall.lesson(code) is None:
            return number, code
    raise AssertionError("counting never ends")
