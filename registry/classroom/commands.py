"""What the trainer, the clock and the seats' people do to the class itself.

Each command refuses before its first change. Knows the market only through its desk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from registry.classroom.errors import (
    AlreadyRunning,
    CallTooLong,
    RoleIsFixed,
    SeatFree,
    SeatTaken,
    SeatUnknown,
    SpeedOutOfRange,
)
from registry.classroom.models import Driver
from registry.market import commands as market
from registry.market import deals
from registry.roles import Actor, Role

if TYPE_CHECKING:
    from registry.classroom.lesson import Lesson

SPEED_LEAST, SPEED_MOST = 1, 3600
CALL_LEAST, CALL_MOST = 1, 240
"""Minutes of lesson time."""


def start(lesson: Lesson, *, by: Actor, at: int) -> dict[str, Any]:
    """Let lesson time run; after a pause between two acts it leaps on to the next one."""
    if lesson.room.clock.running:
        raise AlreadyRunning(state="running")
    changes: dict[str, Any] = {"running": True}
    if (first := lesson.next_act) is not None:
        changes["leap_to"] = first.opens
    lesson.room.set_clock(**changes)
    return {"running": True, "at": at}


def pause(lesson: Lesson, *, by: Actor, at: int) -> dict[str, Any]:
    """Stop lesson time; every deadline stands still with it."""
    if not lesson.room.clock.running:
        raise AlreadyRunning(state="paused")
    lesson.room.set_clock(running=False, leap_to=0)
    return {"running": False, "at": at}


def set_speed(lesson: Lesson, *, speed: int, by: Actor, at: int) -> dict[str, Any]:
    """Set how many lesson seconds pass in a real second."""
    if not SPEED_LEAST <= speed <= SPEED_MOST:
        raise SpeedOutOfRange(speed=speed, least=SPEED_LEAST, most=SPEED_MOST)
    lesson.room.set_clock(speed=speed)
    return {"speed": speed}


def next_day(lesson: Lesson, *, by: Actor, at: int) -> dict[str, Any]:
    """Play the rest of this day at full speed, and go on from the next morning."""
    days = lesson.calendar.days
    today = lesson.room.clock.day
    leap_to = days[today].opens if today < len(days) else days[-1].closes
    lesson.room.set_clock(leap_to=leap_to)
    return {"leap_to": leap_to}


def halt(lesson: Lesson, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """Halt one instrument: orders can be cancelled, nothing else."""
    return market.halt(lesson.desk, instrument=instrument, by=by, at=at)


def resume(lesson: Lesson, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """End the halt of one instrument; the sessions that it kept open beyond their time close."""
    told = market.resume(lesson.desk, instrument=instrument, by=by, at=at)
    deals.close_waiting(lesson.deals, instrument=instrument, by=by, at=at)
    return told


def call(lesson: Lesson, *, instrument: str, minutes: int, by: Actor, at: int) -> dict[str, Any]:
    """Interrupt one instrument's continuous trading by a call auction of so many minutes."""
    if not CALL_LEAST <= minutes <= CALL_MOST:
        raise CallTooLong(minutes=minutes, least=CALL_LEAST, most=CALL_MOST)
    return market.begin_call(lesson.desk, instrument=instrument, minutes=minutes, by=by, at=at)


def uncross(lesson: Lesson, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """End such a call, or a circuit breaker's, before its time: what it gathered trades."""
    return market.end_call(lesson.desk, instrument=instrument, by=by, at=at)


def claim(lesson: Lesson, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """A person takes a seat over from its bot, with everything the seat has."""
    found = _find(lesson, seat)
    if found is Driver.PERSON:
        raise SeatTaken(seat=seat)
    lesson.room.set_driver(seat, Driver.PERSON)
    return {"seat": seat}


def leave(lesson: Lesson, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """A person leaves a seat; its bot goes on."""
    found = _find(lesson, seat)
    if found is Driver.BOT:
        raise SeatFree(seat=seat)
    lesson.room.set_driver(seat, Driver.BOT)
    return {"seat": seat}


def open_seat(lesson: Lesson, *, role: Role, by: Actor, at: int) -> dict[str, Any]:
    """Open one more seat of a role that has no fixed number."""
    group = next((s for s in lesson.plan.seats if s.role == role and not s.fixed), None)
    if group is None:
        growing = ", ".join(s.role for s in lesson.plan.seats if not s.fixed)
        raise RoleIsFixed(role=role, open=growing)
    ordinal = sum(seat.role == role for seat in lesson.room.seats.values())
    seat = lesson.seat_somebody(group, ordinal)
    return {"seat": seat}


def day_start(lesson: Lesson, *, day: int, date: str, by: Actor, at: int) -> dict[str, Any]:
    """A trading day opens: reference prices and limits are set, the market is closed."""
    market.start_day(lesson.desk, day=date, by=by, at=at)
    lesson.room.set_clock(day=day, next_event=lesson.room.clock.next_event + 1, leap_to=0)
    return {"day": day, "date": date}


def phase(
    lesson: Lesson, *, phase: str, instruments: list[str] | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """The instruments of the lesson's hours enter a phase, or the named ones with own hours."""
    market.set_phase(lesson.desk, phase=phase, instruments=instruments, by=by, at=at)
    lesson.room.set_clock(next_event=lesson.room.clock.next_event + 1)
    return {"phase": phase}


def call_end(lesson: Lesson, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """A call of its own ends in one instrument: a circuit breaker's, or the trainer's."""
    return market.end_call(lesson.desk, instrument=instrument, by=by, at=at)


def day_end(lesson: Lesson, *, day: int, by: Actor, at: int) -> dict[str, Any]:
    """A trading day ends: orders and deals leave and release what they blocked; time leaps on.

    With the last day of an act leaves what is good till a day before the next one.
    """
    deals.end_day(lesson.deals, by=by, at=at)
    after = lesson.calendar.leap_after(day)
    rests_until = None if after is None else str(after.date - timedelta(days=1))
    ended = market.end_day(lesson.desk, rests_until=rests_until, by=by, at=at)["ended"]
    days = lesson.calendar.days
    over = day >= len(days)
    changes: dict[str, Any] = {"next_event": lesson.room.clock.next_event + 1}
    changes |= {"running": False, "leap_to": 0} if over else {"leap_to": days[day].opens}
    lesson.room.set_clock(**changes)
    return {"day": day, "ended": ended}


def _find(lesson: Lesson, seat: str) -> Driver:
    if seat not in lesson.room.seats:
        raise SeatUnknown(seat=seat)
    return lesson.room.seats[seat].driver
