"""The debrief of a lesson over JSON: figures of every seat and of the room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import Request

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.live import Live
from registry.classroom.room import TRAINER
from registry.debrief.branches import BranchView, branches
from registry.debrief.kept import KEPT, of_seat
from registry.debrief.room import Debrief, RoomDebrief, branched_from
from registry.debrief.seats import SeatDebrief
from registry.edge.callers import server_of


@dataclass(frozen=True, slots=True)
class DebriefView:
    """A lesson's debrief after its command `number`, at lesson time `at` in ms.

    `over`: its last day has ended; otherwise all figures are as things stand. `seats`: all of them
    for the trainer, else one. `room` and `branches` (open lessons that share this one's beginning)
    are for the trainer; null for a seat.
    """

    number: int
    at: int
    over: bool
    seats: list[SeatDebrief]
    room: RoomDebrief | None
    branches: list[BranchView] | None


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["lessons"], responses=SHOWS)
    routes.add_api_route("/debrief", debrief, methods=["GET"], summary="Debrief of a lesson")
    return routes


async def debrief(request: Request, who: Anybody) -> DebriefView:
    """Aims reached, trades, refusals, best and worst decisions: of all seats and the room for the
    trainer, else of one's own seat.

    Money is in whole fen, quantities in tonnes. A trainer who names a seat gets that one. Seats of
    roles without an aim have no result.
    """
    found = await read(who.live, lambda session: KEPT.of(who.live, session))
    if who.seat != TRAINER:
        told = found.over or who.is_trainer
        own = of_seat(found, who.seat, with_partners=told)
        seats = [own] if own is not None else []
        return DebriefView(found.number, found.at, found.over, seats, None, None)
    source = "" if found.branched_from is None else found.branched_from.lesson
    lives = dict(server_of(request.scope).lives)
    beside = await asyncio.to_thread(_related, who.lesson, source, lives)
    return DebriefView(
        found.number,
        found.at,
        found.over,
        list(found.seats),
        found.room,
        branches(who.lesson, found, beside),
    )


def _related(own: str, source: str, lives: dict[str, Live]) -> dict[str, Debrief]:
    """The debriefs of the open lessons that a lesson branches off, or that branch off it."""
    found = {}
    for code, live in lives.items():
        if code == own or live.closed:
            continue
        with live.reading() as session:
            of = branched_from(session)
            if code == source or (of is not None and of.lesson == own):
                found[code] = KEPT.of(live, session)
    return found
