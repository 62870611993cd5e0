"""What may be read of an open lesson from any thread: a value that never changes.

The writer's thread makes a new one with each group; whoever holds an older one goes on reading
that. What stands in tables is read through `Live.reading`. Knows no HTTP and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from matching.instruments import Instrument
from matching.venues import Venue
from registry.classroom.calendar import Calendar
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan
from registry.classroom.room import ClockState, SeatState
from registry.pace import Periods


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson after its command `number`.

    `seats` by name, `instruments` by code, `venues` the rules by instrument where it has a venue;
    `over`: the last trading day has ended; `path` None: in memory.
    """

    number: int
    clock: ClockState
    over: bool
    seats: Mapping[str, SeatState]
    instruments: Mapping[str, Instrument]
    venues: Mapping[str, Venue]
    plan: Plan
    calendar: Calendar
    periods: Periods
    path: Path | None


def first_view(lesson: Lesson) -> LessonView:
    """The view of a lesson that was just opened; on the writer's thread or before there is one."""
    world = lesson.world
    instruments = {code: one.instrument for code, one in world.exchange.market.listings.items()}
    return LessonView(
        number=world.books.number,
        clock=world.room.clock,
        over=world.over,
        seats=MappingProxyType(dict(world.room.seats)),
        instruments=MappingProxyType(instruments),
        venues=MappingProxyType(dict(world.deals.state.venues)),
        plan=world.plan,
        calendar=world.calendar,
        periods=world.periods,
        path=lesson.store.path,
    )


def next_view(before: LessonView, lesson: Lesson) -> LessonView:
    """The view after a group, on the writer's thread; what did not change is shared."""
    world = lesson.world
    seats = before.seats
    if seats != world.room.seats:
        seats = MappingProxyType(dict(world.room.seats))
    return replace(
        before, number=world.books.number, clock=world.room.clock, over=world.over, seats=seats
    )
