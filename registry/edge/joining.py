"""Joining and leaving: the seat that a person gets, and its token.

The lesson's command is committed first, the hall's row second.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from ledger.kernel.text import folded, is_readable, visible_length
from ledger.writer import Outcome, Request
from registry.classroom.errors import SeatTaken
from registry.classroom.hall import HallLesson, HallNotWritten, Kind, plain_code
from registry.classroom.models import Driver
from registry.classroom.room import TRAINER, SeatState
from registry.edge.commands import submit
from registry.edge.errors import (
    HallBusy,
    JoinCodeUnknown,
    NameReserved,
    NameTaken,
    NameWrong,
    RoleFull,
    SeatUnknown,
    TooManyGuesses,
    TooManyRequests,
)
from registry.edge.server_state import ServerState, wall_ms
from registry.roles import Role

NAME_LONGEST, SIGNS_MOST = 40, 200
"""Visible characters of a name, and Unicode code points with which they may be written."""

RESERVED = frozenset(
    folded(word)
    for word in (
        "trainer", "teacher", "instructor", "bot", "robot", "system", "admin", "administrator",
        "教员", "教师", "老师", "讲师", "助教", "机器人", "系统", "管理员",
    )
)  # fmt: skip
"""Names of the trainer, the server and its bots, which no person may take."""

HALL_RESTS_S = 1.0
"""Seconds for which joins are refused at once after the hall could not be written, so that no
requests queue up."""

T = TypeVar("T")

_NEEDED = (
    Role.EMITTER,
    Role.TRADER,
    Role.PROJECT_OWNER,
    Role.VOLUNTARY_BUYER,
    Role.GOVERNMENT_HOST,
    Role.GOVERNMENT_CN,
    Role.SECRETARIAT,
    Role.REGISTRY_MANAGER,
)
"""The order in which people are seated, between roles with equal shares of taken seats."""


@dataclass(frozen=True, slots=True)
class Seated:
    """A person on a seat: the lesson, the seat and the token, which is returned only once."""

    lesson: str
    seat: str
    role: Role
    token: str


@dataclass(frozen=True, slots=True)
class RoleCount:
    """Seats of one role: their number, how many people hold, whether one is free."""

    role: Role
    seats: int
    taken: int
    free: bool


def lesson_by_code(server: ServerState, join_code: str, *, address: str) -> HallLesson:
    """The open lesson of a join code; raises JoinCodeUnknown, TooManyGuesses.

    Only wrong codes count as guesses, since a whole class can share one address.
    """
    if plain_code(join_code) and not server.guesses.take(address):
        raise TooManyGuesses(wait_s=ceil(1 / server.settings.guess_per_second))
    lesson = server.hall.lesson_of(join_code)
    if lesson is None or lesson.code not in server.lives:
        raise JoinCodeUnknown(join_code=join_code.strip().upper()[:12] or "-")
    server.guesses.give_back(address)
    return lesson


async def in_hall(action: Callable[[], T]) -> T:
    """Read or write the hall in a thread; raises HallBusy while another program locks its file."""
    try:
        return await asyncio.to_thread(action)
    except HallNotWritten:
        raise HallBusy() from None


async def check_password(server: ServerState, password: str, *, address: str) -> bool:
    """Whether this is the trainer's password; raises TooManyGuesses.

    A guess counts before it is checked, so that many at once do not pass the limit.
    """
    if not server.sign_ins.take(address):
        raise TooManyGuesses(wait_s=ceil(1 / server.settings.sign_in_per_second))
    right = await in_hall(lambda: server.hall.check_password(password))
    if right:
        server.sign_ins.give_back(address)
    return right


def role_counts(seats: Sequence[SeatState]) -> list[RoleCount]:
    """Every role of a lesson, in the order in which its seats are filled."""
    counts = []
    for role in _NEEDED:
        of_role = [seat for seat in seats if seat.role is role]
        if not of_role:
            continue
        taken = sum(seat.driver is Driver.PERSON for seat in of_role)
        grows = any(not seat.fixed for seat in of_role)
        counts.append(RoleCount(role, len(of_role), taken, grows or taken < len(of_role)))
    return counts


def free_seat(seats: Sequence[SeatState], role: Role | None) -> SeatState | None:
    """The first seat that a bot plays: of the wanted role, else of the role with fewest people."""
    bots = [seat for seat in seats if seat.driver is Driver.BOT]
    if role is not None:
        return next((seat for seat in bots if seat.role is role), None)
    shares = {
        c.role: (c.taken * 1000 // c.seats, _NEEDED.index(c.role)) for c in role_counts(seats)
    }
    return min(bots, key=lambda seat: (shares[seat.role], seat.number), default=None)


async def join(
    server: ServerState, *, join_code: str, name: str, role: Role | None, address: str
) -> Seated:
    """Give a person a seat and a token; opens a further seat if the role's number is not fixed."""
    if not server.joins.take(address):
        raise TooManyRequests(per_second=server.settings.join_per_second)
    lesson = lesson_by_code(server, join_code, address=address)
    plain = name.strip()
    refuse_name(plain)
    async with server.joining[lesson.code]:
        if time.monotonic() < server.hall_rests_until:
            raise HallBusy()
        _refuse_taken(server, lesson.code, plain)
        seat = await _claim(server, lesson.code, role)
        token = await _admit(server, lesson.code, seat.name, plain)
    return Seated(lesson.code, seat.name, seat.role, token)


async def _admit(server: ServerState, lesson: str, seat: str, name: str) -> str:
    """A token for a claimed seat; if it cannot be stored, the seat goes back to its bot."""
    try:
        return await in_hall(
            lambda: server.hall.admit(
                kind=Kind.SEAT, lesson=lesson, seat=seat, name=name, at=wall_ms()
            )
        )
    except Exception:
        server.hall_rests_until = time.monotonic() + HALL_RESTS_S
        await _conduct(server, lesson, "seat.leave", seat=seat)
        raise


async def seat_token(server: ServerState, *, lesson: str, seat: str) -> str:
    """A token for a script that acts as this seat only; if a bot plays the seat, it is claimed.

    Beside a person who has the seat it is one more token. It ends with the seat: when it is left,
    or its holder is removed. Raises SeatUnknown.
    """
    async with server.joining[lesson]:
        state = server.lives[lesson].current.seats.get(seat)
        if state is None:
            raise SeatUnknown(seat=seat[:40])
        claim = Request("seat.claim", {"seat": seat}, "script", TRAINER)
        if state.driver is Driver.BOT:
            _answer(await submit(server, lesson, claim))
        try:
            return await in_hall(
                lambda: server.hall.admit(
                    kind=Kind.SEAT, lesson=lesson, seat=seat, name="", at=wall_ms()
                )
            )
        except Exception:
            if state.driver is Driver.BOT:
                await _conduct(server, lesson, "seat.leave", seat=seat)
            raise


def refuse_name(name: str) -> None:
    """Raise NameWrong for an unreadable name, NameReserved for one of trainer, server or bots."""
    length = visible_length(name)
    if length > NAME_LONGEST or len(name) > SIGNS_MOST or not is_readable(name):
        raise NameWrong(length=length, most=NAME_LONGEST)
    if folded(name) in RESERVED:
        raise NameReserved(name=name)


def _refuse_taken(server: ServerState, lesson: str, name: str) -> None:
    """Raise NameTaken for the name of a seated person, NameReserved for that of a seat."""
    wanted = folded(name)
    if any(folded(seat) == wanted for seat in server.lives[lesson].current.seats):
        raise NameReserved(name=name)
    if any(folded(taken) == wanted for taken in server.hall.names(lesson).values()):
        raise NameTaken(name=name)


async def _claim(server: ServerState, lesson: str, role: Role | None) -> SeatState:
    """Claim a free seat, or open one and claim that."""
    live = server.lives[lesson]
    while True:
        seats = list(live.current.seats.values())
        found = free_seat(seats, role)
        if found is None:
            wished = role or next(s.role for s in seats if not s.fixed)
            if all(seat.fixed for seat in seats if seat.role is wished):
                raise RoleFull(role=wished)
            opened = await _conduct(server, lesson, "seat.open", role=wished.value)
            found = live.current.seats[_answer(opened)["seat"]]
        outcome = await _conduct(server, lesson, "seat.claim", seat=found.name)
        if not isinstance(outcome.refusal, SeatTaken):
            _answer(outcome)
            return found


async def leave(server: ServerState, *, lesson: str, seat: str) -> None:
    """Give a seat back to its bot and delete its tokens and name."""
    await _conduct(server, lesson, "seat.leave", seat=seat)
    await asyncio.to_thread(server.hall.dismiss, lesson=lesson, seat=seat)


async def reconcile(server: ServerState) -> None:
    """After a crash or a lost hall: delete tokens of bots' seats, give unheld seats to bots."""
    for code in tuple(server.lives):
        await reconcile_lesson(server, code)


async def reconcile_lesson(server: ServerState, code: str) -> None:
    """`reconcile` for one open lesson."""
    named = server.hall.names(code)
    for seat in list(server.lives[code].current.seats.values()):
        if seat.driver is Driver.PERSON and seat.name not in named:
            await _conduct(server, code, "seat.leave", seat=seat.name)
        elif seat.driver is Driver.BOT and seat.name in named:
            await asyncio.to_thread(server.hall.dismiss, lesson=code, seat=seat.name)


async def _conduct(server: ServerState, lesson: str, name: str, **arguments: str) -> Outcome:
    """Give a command about seats on behalf of a person, with the trainer's rights."""
    key = f"{name}-{secrets.token_hex(8)}"
    return await submit(server, lesson, Request(name, arguments, "person", TRAINER, key=key))


def _answer(outcome: Outcome) -> dict[str, str]:
    if outcome.refusal is not None:
        raise outcome.refusal
    assert outcome.answer is not None, f"a seat command failed: {outcome.failure}"
    return outcome.answer
