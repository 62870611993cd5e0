"""The part of an open lesson that any thread may read: an immutable value.

The writer's thread creates a new one with each group; a reader keeps the one it holds. Tables are
read through `Live.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from matching.instruments import Instrument
from matching.venues import Venue
from registry.classroom.announced import Announcement
from registry.classroom.calendar import Calendar
from registry.classroom.helped import Helped
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan
from registry.classroom.room import ClockState, SeatState
from registry.pace import Periods
from registry.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson after its command `number`.

    `seats` by name, `instruments` by code, `venues`: the rules by instrument, for those with a
    venue; `over`: the last trading day has ended; `seed`: of the bots' random numbers;
    `bots_play`: by role whether its bots play; `announcements`: oldest first; `helped`: who asked
    for help, and what people are told at their seats; `level`: the one that the room has reached;
    `path` None: in memory.
    """

    number: int
    clock: ClockState
    over: bool
    seats: Mapping[str, SeatState]
    bots_play: Mapping[Role, bool]
    announcements: tuple[Announcement, ...]
    helped: Helped
    level: int
    instruments: Mapping[str, Instrument]
    venues: Mapping[str, Venue]
    plan: Plan
    seed: int
    calendar: Calendar
    periods: Periods
    path: Path | None


def first_view(lesson: Lesson) -> LessonView:
    """The view of a lesson just opened; on the writer's thread, or before that is started."""
    world = lesson.world
    instruments = {code: one.instrument for code, one in world.exchange.market.listings.items()}
    return LessonView(
        number=world.books.number,
        clock=world.room.clock,
        over=world.over,
        seats=MappingProxyType(dict(world.room.seats)),
        bots_play=MappingProxyType(dict(world.room.bots_play)),
        announcements=world.announcements.made,
        helped=world.helping.now,
        level=world.levels.reached,
        instruments=MappingProxyType(instruments),
        venues=MappingProxyType(dict(world.deals.state.venues)),
        plan=world.plan,
        seed=world.seed,
        calendar=world.calendar,
        periods=world.periods,
        path=lesson.store.path,
    )


def next_view(before: LessonView, lesson: Lesson) -> LessonView:
    """The view after a group, on the writer's thread; unchanged parts are shared."""
    world = lesson.world
    seats = before.seats
    if seats != world.room.seats:
        seats = MappingProxyType(dict(world.room.seats))
    bots_play = before.bots_play
    if bots_play != world.room.bots_play:
        bots_play = MappingProxyType(dict(world.room.bots_play))
    return replace(
        before,
        number=world.books.number,
        clock=world.room.clock,
        over=world.over,
        seats=seats,
        bots_play=bots_play,
        announcements=world.announcements.made,
        helped=world.helping.now,
        level=world.levels.reached,
    )
