"""A lesson again with the same people: the next round begins, the last one can be read."""

from __future__ import annotations

from itertools import count

from ledger.writer import Request
from registry.classroom import opening
from registry.classroom.hall_values import HallLesson
from registry.classroom.room import TRAINER
from registry.edge import lessons
from registry.edge.commands import submit
from registry.edge.lesson_errors import RoundPast
from registry.edge.server_state import ServerState, wall_ms


async def again(server: ServerState, code: str, *, of_seed: int | None = None) -> str:
    """Begin a lesson again with the same people, the same plan and the next seed.

    Code, join code, seats, personal codes and tokens go with the people into the new round. The old
    one, paused first if it runs, is listed as a closed lesson, in which the same names have the
    same seats; returns its code. `of_seed`: the round that is to end, so that a request sent twice
    ends no second one. Raises RoundPast, HallBusy, and what `lessons.reset` raises.
    """
    entry = lessons.listed(server, code)
    lessons.refuse_in_practice(server, code)
    await lessons.reopen(server, code)
    async with server.opening, server.joining[code]:
        lessons.refuse_in_practice(server, code)
        live = lessons.open_live(server, code)
        seed = live.current.seed
        if of_seed is not None and seed != of_seed:
            raise RoundPast(lesson=code, of_seed=of_seed, seed=seed)
        if live.current.clock.running:
            await submit(server, code, Request("lesson.pause", {}, "trainer", TRAINER))
        ended = _next_round(server, entry)
        await lessons.begin_again(server, entry, seed=opening.next_seed(seed), ended=ended)
    return ended.code


def _next_round(server: ServerState, entry: HallLesson) -> opening.Round:
    """The number and the code of the round that ends."""
    for number in count(1):
        behind = f"-round-{number}"
        code = f"{entry.code[: lessons.CODE_LONGEST - len(behind)]}{behind}"
        if server.hall.lesson(code) is None:
            return opening.Round(code, number, at=wall_ms())
    raise AssertionError("counting never ends")
