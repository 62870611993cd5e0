"""The way back to one's own seat from another device, by a personal code."""

from __future__ import annotations

from math import ceil

from registry.classroom.codes import plain_code, shown
from registry.classroom.hall_values import Kind
from registry.classroom.seating import Seating
from registry.edge.callers import Caller, ended
from registry.edge.errors import ReturnCodeUnknown, SeatLeft, TooManyGuesses
from registry.edge.joining import Seated, further_token, in_hall, lesson_by_code
from registry.edge.server_state import ServerState

CODE_SHOWN = 12
"""Characters of a wrong code that its refusal repeats."""


async def come_back(
    server: ServerState, *, personal_code: str, join_code: str, address: str
) -> Seated:
    """A further token for the seat of a personal code; the person's other devices keep theirs.

    `join_code` names the lesson, "" any open one. Raises ReturnCodeUnknown, SeatGivenBack or
    SeatLeft for a seat that is no longer the person's, TooManyGuesses after five wrong codes from
    one address in one lesson, and what `lesson_by_code` raises. Right codes do not count.
    """
    lesson = lesson_by_code(server, join_code, address=address).code if join_code else ""
    seating = _found(server, personal_code, lesson=lesson, address=address)
    if seating.ended:
        raise ended(seating)
    seat = server.lives[seating.lesson].current.seats[seating.seat]
    if not seat.held:
        raise SeatLeft(seat=seat.name)
    hall, token = server.hall, await further_token(server, seating)
    # The seat may have been taken from the person while the token was stored.
    now = hall.seatings.by_code(seating.code)
    if now is None or now.ended:
        await in_hall(lambda: hall.revoke(token))
        raise ended(now or seating)
    server.presence.sign(seating.lesson, seating.seat)
    await server.presence.returned(seating.lesson, seating.seat)
    return Seated(seating.lesson, seating.seat, seat.role, token, shown(seating.code))


def _found(server: ServerState, typed: str, *, lesson: str, address: str) -> Seating:
    """The seating of a personal code in an open lesson; every wrong code takes one of the tries."""
    buckets = ((server.returns, f"{lesson} {address}"), (server.lesson_returns, lesson))
    for number, (bucket, key) in enumerate(buckets):
        if not bucket.take(key):
            for before, of in buckets[:number]:
                before.give_back(of)
            raise TooManyGuesses(wait_s=ceil(1 / bucket.per_second))
    found = server.hall.seatings.by_code(typed)
    if found is None or found.lesson not in server.lives or lesson not in ("", found.lesson):
        raise ReturnCodeUnknown(personal_code=shown(plain_code(typed)[:CODE_SHOWN]) or "-")
    for bucket, key in buckets:
        bucket.give_back(key)
    return found


def personal_code(server: ServerState, who: Caller) -> str:
    """The personal code of the caller's own seat, as it is read; "" for anybody else."""
    if who.holder.kind is not Kind.SEAT:
        return ""
    seating = server.hall.seatings.now(who.lesson, who.seat)
    return "" if seating is None else shown(seating.code)
