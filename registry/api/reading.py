"""How API routes read: a query on a reading connection, in a thread, off the event loop.

Also the parameters that many of them share: paging, an instrument, a seat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request
from sqlmodel import Session

from ledger import queries as books
from ledger.paging import Page
from matching.errors import InstrumentUnknown
from registry.api.shown import State, shows
from registry.classroom.live import Live
from registry.classroom.room import CLOCK, TRAINER
from registry.edge.callers import Caller, caller, trainer
from registry.edge.errors import SeatUnknown
from registry.edge.field_faults import field_wrong

T = TypeVar("T")

Anybody = Annotated[Caller, Depends(caller)]
"""Somebody who is signed in."""

Trainer = Annotated[Caller, Depends(trainer)]
"""Somebody with the trainer's rights."""

Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]


async def _page(
    request: Request,
    before: Annotated[
        int, Query(ge=0, lt=2**53, description="Only older ones than this number; 0: the newest.")
    ] = 0,
    after: Annotated[
        int | None,
        Query(
            ge=0,
            lt=2**53,
            description="Only newer ones than this number, oldest first; not with `before`.",
        ),
    ] = None,
    limit: Limit = 50,
) -> Page:
    if {"before", "after"} <= {*request.query_params}:
        raise field_wrong("not_with_before", "query", "after")
    return Page(before, after, limit)


Paged = Annotated[Page, Depends(_page)]
"""Which rows of a list, newest first, or with `after` oldest first."""


async def _listed(who: Anybody, instrument: str) -> str:
    """An instrument of the lesson, from the address."""
    listed = who.live.view["instruments"]
    if instrument not in listed:
        raise InstrumentUnknown(instrument=instrument[:40], listed=", ".join(listed))
    return instrument


async def _of_listed(
    who: Anybody,
    instrument: Annotated[str, Query(description="Only of this instrument.")] = "",
) -> str:
    return await _listed(who, instrument) if instrument else ""


async def _of_seat(
    who: Anybody,
    seat: Annotated[str, Query(description="Only of this seat.")] = "",
) -> str:
    if seat and seat not in who.live.current.seats and seat not in (TRAINER, CLOCK):
        raise SeatUnknown(seat=seat[:40])
    return seat


Instrument = Annotated[str, Depends(_listed)]
"""The code of a listed instrument; part of the address."""

OfInstrument = Annotated[str, Depends(_of_listed)]
OfSeat = Annotated[str, Depends(_of_seat)]
"""Filters of a list, empty for none; an unknown value is refused, not answered with no rows."""


async def read(live: Live, query: Callable[[Session], T]) -> T:
    """Run a query on the last committed group of a lesson; the answer's headers name that state."""
    found, _ = await read_state(live, query)
    return found


async def read_state(live: Live, query: Callable[[Session], T]) -> tuple[T, State]:
    """The same, with the state that was read."""

    def in_thread() -> tuple[T, State]:
        with live.reading() as session:
            state = State(*books.last_command(session))
            return query(session), state

    found, state = await asyncio.to_thread(in_thread)
    shows(state)
    return found, state
