"""The only entry point for commands: rate limit, key, the lesson's queue, and the outcome.

Whether a seat may give a command is decided by the lesson itself, from the catalogue, so that the
refusal is logged.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from ledger import queries as books
from ledger import queue
from ledger.kernel.errors import Refusal
from ledger.writer import DiskRefuses, Outcome, Request
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.errors import BY_TROUBLE
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.live import Live
from registry.classroom.preview import Preview
from registry.classroom.room import SeatState
from registry.classroom.seating import Ended
from registry.edge.callers import Caller, absent, take_turn
from registry.edge.errors import (
    CannotBeLogged,
    HallBusy,
    KeyReused,
    LessonBusy,
    ThingUnknown,
    TooManyFailures,
)
from registry.edge.field_faults import shape_wrong
from registry.edge.request_checks import noted
from registry.edge.server_state import ServerState

T = TypeVar("T")

LOG = logging.getLogger("tanlu.commands")

KEY_LONGEST = 80
"""The largest number of characters of an idempotency key."""

FOLLOW_S = 2.0
"""Seconds between two looks for moves that the hall could not store."""


COMMANDS = {name: command for name, command in CATALOGUE.items() if command.by_people}
"""The commands that are accepted over HTTP: all but the clock's own and the lesson's first."""


async def give(
    server: ServerState, who: Caller, *, name: str, arguments: dict[str, Any], key: str
) -> Outcome:
    """Run a command of the caller's seat; returns after the commit, accepted, refused or failed.

    Raises refusals that are not logged (status 404, 409, 422, 429, 503), and Failure. After several
    failures a person's seat must wait before its next command, since each failure delays everybody.
    """
    if name not in COMMANDS:
        raise ThingUnknown(address=f"/api/commands/{name}")
    take_turn(server, who)
    request = Request(name, arguments, who.origin, who.seat, key=key)
    if name == "seat.move":
        outcome = await _moved(server, who, request)
    else:
        outcome = await submit(server, who.lesson, request, limited=not who.is_trainer)
    if outcome.conflict:
        raise KeyReused(key=key)
    done = outcome.answer is not None and not outcome.repeated
    if done and COMMANDS[name].ends_tokens:
        seat = arguments["seat"]
        await asyncio.to_thread(
            server.hall.dismiss, lesson=who.lesson, seat=seat, why=Ended.TRAINER
        )
    return outcome


async def _moved(server: ServerState, who: Caller, request: Request) -> Outcome:
    """Run a seat.move, and let the hall follow; nobody joins or is moved meanwhile.

    Raises HallBusy if the hall could not follow; `follow_moves` does it then, if the same command
    again, the next join or move or the next opening of the lesson do not come before it.
    """
    async with server.joining[who.lesson]:
        await finish_moves(server, who.lesson)
        outcome = await submit(server, who.lesson, request, limited=not who.is_trainer)
        if outcome.answer is not None:
            await finish_moves(server, who.lesson)
        return outcome


async def finish_moves(server: ServerState, lesson: str) -> None:
    """Let the hall follow every seat.move of an open lesson; call it under `joining`."""
    for seat, target in (await unfinished_moves(server, lesson)).items():
        try:
            await asyncio.to_thread(
                partial(server.hall.move, lesson=lesson, seat=seat, target=target)
            )
        except HallNotWritten:
            raise HallBusy() from None
        server.presence.sign(lesson, target)


async def follow_moves(server: ServerState) -> None:
    """Let the hall follow moves that it could not store, until the task is cancelled.

    A person who was moved would else stay at the old seat, which the lesson gave to a bot.
    """
    while True:
        await asyncio.sleep(FOLLOW_S)
        for lesson in tuple(server.lives):
            try:
                if await unfinished_moves(server, lesson):
                    async with server.joining[lesson]:
                        await finish_moves(server, lesson)
            except Refusal:  # the hall is still held, or the lesson is being closed
                continue
            except Exception:
                LOG.exception("a move was not finished", extra={"lesson": lesson})


async def unfinished_moves(server: ServerState, lesson: str) -> dict[str, str]:
    """Seat -> target of every committed seat.move of an open lesson that the hall must follow."""
    live, found = _open(server, lesson), {}
    seats, named = live.current.seats, server.hall.names(lesson)
    for left in [one for one in seats.values() if not one.held and one.name in named]:
        target = await asyncio.to_thread(_target_of, live, left)
        if target is not None and seats[target].since == left.since:
            found[left.name] = target
    return found


def _target_of(live: Live, left: SeatState) -> str | None:
    """Where the person of a seat went by the command that gave it to its bot; None: nowhere."""
    with live.reading() as session:
        ending = books.command(session, left.since)
    given = {} if ending is None else orjson.loads(ending.arguments)
    moved = ending is not None and ending.name == "seat.move" and given["seat"] == left.name
    return given["target"] if moved else None


async def preview(
    server: ServerState,
    who: Caller,
    *,
    name: str,
    arguments: dict[str, Any],
    key: str | None = None,
) -> Preview:
    """The outcome that `give` would have now; nothing is logged, and the key can still be used.

    Raises what `give` raises, and counts as a command for the seat's rate limit.
    """
    if name not in COMMANDS:
        raise ThingUnknown(address=f"/api/preview/{name}")
    take_turn(server, who)
    request = Request(name, arguments, who.origin, who.seat, key=key)
    live, limited = _open(server, who.lesson), not who.is_trainer
    found = await _answered(
        server,
        who.lesson,
        name,
        lambda: asyncio.wrap_future(live.preview(request, limited=limited)),
    )
    if found.outcome.conflict:
        raise KeyReused(key=key or "")
    return found


Foretell = Callable[[str, dict[str, Any]], Preview]
"""Takes a command's name and arguments; returns its preview for the caller's seat."""


def foretelling(server: ServerState, who: Caller) -> Foretell:
    """`preview` for a page that is rendered in a thread; call this on the event loop.

    The returned function raises what `preview` raises, and ShapeWrong for unfit arguments.
    """
    loop = asyncio.get_running_loop()

    def foretell(name: str, arguments: dict[str, Any]) -> Preview:
        try:
            whole = COMMANDS[name].arguments.model_validate(arguments).model_dump(mode="json")
        except ValidationError as error:
            raise shape_wrong(error.errors()) from None
        pending = preview(server, who, name=name, arguments=whole)
        return asyncio.run_coroutine_threadsafe(pending, loop).result()

    return foretell


async def submit(
    server: ServerState, lesson: str, request: Request, *, limited: bool = False
) -> Outcome:
    """Put a request into the lesson's queue and wait for its commit.

    A `limited` one is refused if its seat's commands failed too often.
    """
    live = _open(server, lesson)
    return await _answered(
        server,
        lesson,
        request.name,
        lambda: server.answers.of(partial(live.send, request, limited=limited)),
    )


def _open(server: ServerState, lesson: str) -> Live:
    """An open lesson; raises `absent` if it was closed since its caller was found."""
    live = server.lives.get(lesson)
    if live is None:
        raise absent(server, lesson)
    return live


async def _answered(
    server: ServerState, lesson: str, name: str, ask: Callable[[], Awaitable[T]]
) -> T:
    """The answer of the lesson's queue; its errors become refusals or a Failure."""
    if server.waiting >= server.settings.commands_waiting_max:
        raise LessonBusy()
    server.waiting += 1
    mark = object()
    server.unanswered[mark] = (lesson, time.monotonic_ns())
    try:
        return await ask()
    except queue.NotPlain:
        raise CannotBeLogged() from None
    except queue.TooManyFailures as wait:
        raise TooManyFailures(wait_s=wait.wait_s) from None
    except DiskRefuses as full:
        raise BY_TROUBLE[full.trouble]() from None
    except queue.NotWritten:
        raise noted(lesson=lesson, command=name) from None
    except queue.NotCommitted:
        if lesson not in server.lives:
            raise absent(server, lesson) from None
        raise LessonBusy() from None
    finally:
        server.waiting -= 1
        del server.unanswered[mark]
