"""Commands of the trainer, the clock and people about the class itself: time, halts, seats.

Each command refuses before its first change.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from ledger.kernel.clock import clock_text
from registry.classroom.build import seat_somebody
from registry.classroom.errors import (
    AlreadyRunning,
    MarketMakersSeat,
    MomentUnclear,
    NobodySits,
    NoSuchMoment,
    NotThatDay,
    RoleIsFixed,
    SeatAway,
    SeatFree,
    SeatNotAway,
    SeatTaken,
    SeatUnknown,
    SpeedOutOfRange,
)
from registry.classroom.models import Driver
from registry.classroom.room import open_roles
from registry.classroom.world import World
from registry.command import Arguments, Command, Nothing, Number, Text, Whole, on_world
from registry.market import commands as market
from registry.market import deals
from registry.roles import Actor, Role

_TRAINER, _CLOCK = frozenset({Role.TRAINER}), frozenset({Role.CLOCK})

SPEED_LEAST, SPEED_MOST = 1, 3600


class Speed(Arguments):
    """Lesson seconds per real second."""

    speed: Whole


class Advance(Arguments):
    """The moment at which lesson time is to stand, in one of three ways; none: the next event.

    `to` is a lesson time in ms, `day` the opening of a trading day by its number from 1, `phase`
    the next beginning of a phase of the lesson's own hours.
    """

    to: Number | None = None
    day: Number | None = None
    phase: Literal["closed", "call", "continuous", "closing"] | None = None


class NextDay(Arguments):
    """`day` is the trading day that is played to its end, so that a late answer ends no other."""

    day: Number | None = None


class OneSeat(Arguments):
    """A seat by its name."""

    seat: Text


class Claim(OneSeat):
    """A seat by its name, and whether the orders that its bot has open stay or are cancelled."""

    orders: Literal["keep", "cancel"] = "keep"


class Move(OneSeat):
    """The seat of a person, the one to which the person moves, and what becomes of open orders.

    `orders` are the person's own, which stay with the seat or are cancelled; `bot_orders` those of
    the bot at the new seat.
    """

    target: Text
    orders: Literal["keep", "cancel"] = "keep"
    bot_orders: Literal["keep", "cancel"] = "keep"


class OneRole(Arguments):
    """A role, by its name."""

    role: Annotated[Role, Field(strict=False)]


class DayStart(Arguments):
    """A trading day by its number and date."""

    day: int
    date: str


class DayEnd(Arguments):
    """A trading day by its number."""

    day: int


class Phase(Arguments):
    """A phase of the market; `instruments` are those with hours of their own, null: all others."""

    phase: Literal["closed", "call", "continuous", "closing"]
    instruments: list[Text] | None = None


def start(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """Start lesson time, or let it go on from where it stands.

    After a pause between two acts it leaps to the next act.
    """
    clock = world.room.clock
    if clock.running and not clock.stand_at:
        raise AlreadyRunning(state="running")
    changes: dict[str, Any] = {"running": True, "stand_at": 0}
    if (first := world.next_act) is not None:
        changes["leap_to"] = first.opens
    world.room.set_clock(**changes)
    return {"running": True, "at": at}


def pause(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """Stop lesson time, and with it every deadline."""
    if not world.room.clock.running:
        raise AlreadyRunning(state="paused")
    world.room.set_clock(running=False, leap_to=0, stand_at=0)
    return {"running": False, "at": at}


def set_speed(world: World, *, speed: int, by: Actor, at: int) -> dict[str, Any]:
    """Set how many lesson seconds pass per real second."""
    if not SPEED_LEAST <= speed <= SPEED_MOST:
        raise SpeedOutOfRange(speed=speed, least=SPEED_LEAST, most=SPEED_MOST)
    world.room.set_clock(speed=speed)
    return {"speed": speed}


def next_day(world: World, *, day: int | None = None, by: Actor, at: int) -> dict[str, Any]:
    """Play the rest of this day at full speed, and continue from the next morning.

    With `day` only while that is the day of today.
    """
    days = world.calendar.days
    today = world.room.clock.day
    if day is not None and day != today:
        raise NotThatDay(day=day, today=today)
    leap_to = days[today].opens if today < len(days) else days[-1].closes
    world.room.set_clock(leap_to=leap_to, stand_at=0)
    return {"leap_to": leap_to}


def advance(
    world: World,
    *,
    to: int | None = None,
    day: int | None = None,
    phase: str | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Play at full speed up to a moment and let lesson time stand there; trading goes on.

    Everything due at that moment has happened when time stands, bots' turns included. Without an
    argument the moment is the next one at which something happens: a phase or another deadline, or
    the turn of a bot that plays. It may be said once only.
    """
    if sum(one is not None for one in (to, day, phase)) > 1:
        raise MomentUnclear()
    calendar, ends = world.calendar, world.calendar.days[-1].closes
    if to is not None:
        moment: int | None = to
    elif day is not None:
        moment = calendar.opening_of(day)
    elif phase is not None:
        moment = calendar.next_phase(phase, after=at)
    else:
        moment = world.next_event(at)
    if moment is None or not at <= moment <= ends:
        raise NoSuchMoment(at=clock_text(at), ends=clock_text(ends))
    world.room.set_clock(running=True, leap_to=moment, stand_at=moment)
    return {"stand_at": moment}


def claim(world: World, *, seat: str, orders: str = "keep", by: Actor, at: int) -> dict[str, Any]:
    """A person takes over a seat from its bot, with all its holdings.

    The bot's open orders in the books stay, or with `orders` cancel are cancelled; `cancelled` in
    the answer is then their number.
    """
    driver = _find(world, seat)
    if not world.room.seats[seat].of_class:
        raise MarketMakersSeat(open=", ".join(open_roles(world.room.seats.values())))
    if driver is not Driver.BOT:
        raise SeatTaken(seat=seat)
    world.room.set_driver(seat, Driver.PERSON)
    world.helping.forget(seat)
    if orders == "keep":
        return {"seat": seat}
    return {"seat": seat, "cancelled": len(world.exchange.cancel_all(owner=seat))}


def move(
    world: World,
    *,
    seat: str,
    target: str,
    orders: str = "keep",
    bot_orders: str = "keep",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """A person goes to another seat; the bot of the seat that was left continues there.

    Holdings stay with their seats. `cancelled` in the answer counts the orders of both seats that
    were cancelled.
    """
    if _find(world, seat) is Driver.BOT:
        raise NobodySits(seat=seat)
    driver = _find(world, target)
    if not world.room.seats[target].of_class:
        raise MarketMakersSeat(open=", ".join(open_roles(world.room.seats.values())))
    if driver is not Driver.BOT:
        raise SeatTaken(seat=target)
    world.room.set_driver(seat, Driver.BOT)
    world.room.set_driver(target, Driver.PERSON)
    world.helping.forget(seat)
    ending = [one for one, what in ((seat, orders), (target, bot_orders)) if what == "cancel"]
    cancelled = sum(len(world.exchange.cancel_all(owner=one)) for one in ending)
    return {"seat": target, "cancelled": cancelled}


def away(world: World, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """A person has been away for the plan's time; a bot minds the seat until the person is back."""
    found = _find(world, seat)
    if found is Driver.BOT:
        raise SeatFree(seat=seat)
    if found is Driver.AWAY:
        raise SeatAway(seat=seat)
    world.room.set_driver(seat, Driver.AWAY)
    return {"seat": seat}


def back(world: World, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """A person is back at the seat and plays it again."""
    if _find(world, seat) is not Driver.AWAY:
        raise SeatNotAway(seat=seat)
    world.room.set_driver(seat, Driver.PERSON)
    return {"seat": seat}


def leave(world: World, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """A person leaves a seat; its bot continues."""
    found = _find(world, seat)
    if found is Driver.BOT:
        raise SeatFree(seat=seat)
    world.room.set_driver(seat, Driver.BOT)
    world.helping.forget(seat)
    return {"seat": seat}


def open_seat(world: World, *, role: Role, by: Actor, at: int) -> dict[str, Any]:
    """Open one more seat of a role whose number of seats is not fixed."""
    group = next((s for s in world.plan.seats if s.role == role and not s.fixed), None)
    if group is None:
        growing = ", ".join(s.role for s in world.plan.seats if not s.fixed)
        raise RoleIsFixed(role=role, open=growing)
    ordinal = sum(seat.role == role for seat in world.room.seats.values())
    seat = seat_somebody(world, group, ordinal)
    return {"seat": seat}


def stand(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """Lesson time stands at the moment to which it was advanced; trading goes on."""
    world.room.set_clock(leap_to=0)
    return {"at": at}


def day_start(world: World, *, day: int, date: str, by: Actor, at: int) -> dict[str, Any]:
    """A trading day opens: reference prices and limits are set, the market is closed."""
    market.start_day(world.exchange, day=date, by=by, at=at)
    clock = world.room.clock
    # A way to a later moment goes on over the night; any other leap ends with the morning.
    world.room.set_clock(day=day, next_event=clock.next_event + 1, leap_to=clock.stand_at)
    return {"day": day, "date": date}


def phase(
    world: World, *, phase: str, instruments: list[str] | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Instruments enter a phase: those named, or without names all with the lesson's hours."""
    market.set_phase(world.exchange, phase=phase, instruments=instruments, by=by, at=at)
    world.room.set_clock(next_event=world.room.clock.next_event + 1)
    return {"phase": phase}


def day_end(world: World, *, day: int, by: Actor, at: int) -> dict[str, Any]:
    """A trading day ends: day orders and deals expire and release their reservations; time leaps.

    With the last day of an act leaves what is good till a day before the next one.
    """
    deals.end_day(world.deals, by=by, at=at)
    after = world.calendar.leap_after(day)
    rests_until = None if after is None else str(after.date - timedelta(days=1))
    ended = market.end_day(world.exchange, rests_until=rests_until, by=by, at=at)["ended"]
    days = world.calendar.days
    over = day >= len(days)
    changes: dict[str, Any] = {"next_event": world.room.clock.next_event + 1}
    stopped = {"running": False, "leap_to": 0, "stand_at": 0}
    changes |= stopped if over else {"leap_to": days[day].opens}
    world.room.set_clock(**changes)
    return {"day": day, "ended": ended}


def end(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """End the lesson now: a trading day that runs ends as it does at its close, and no other comes.

    The answer has the orders that left; `day` is None where none was running.
    """
    runs = any(one.day for one in world.exchange.market.listings.values())
    ended: list[int] = []
    if runs:
        deals.end_day(world.deals, by=by, at=at)
        ended = market.end_day(world.exchange, by=by, at=at)["ended"]
    over = len(world.calendar.events)
    world.room.set_clock(running=False, leap_to=0, stand_at=0, next_event=over)
    return {"day": world.room.clock.day if runs else None, "ended": ended, "next_event": over}


def _find(world: World, seat: str) -> Driver:
    if seat not in world.room.seats:
        raise SeatUnknown(seat=seat)
    return world.room.seats[seat].driver


COMMANDS = (
    Command(
        name="lesson.start", en="Start lesson", zh="开始上课",
        done=("The lesson is running", "课堂进行中"),
        not_done=("Lesson not started", "未开始上课"),
        arguments=Nothing, roles=_TRAINER, run=on_world(start), hot=True, paused=True,
    ),
    Command(
        name="lesson.pause", en="Pause lesson", zh="暂停课堂",
        done=("The lesson is paused", "课堂已暂停"), not_done=("Lesson not paused", "未暂停课堂"),
        arguments=Nothing, roles=_TRAINER, run=on_world(pause), hot=True, paused=True,
    ),
    Command(
        name="lesson.speed", en="Set speed", zh="调整速度",
        done=("Speed set", "速度已调整"), not_done=("Speed not changed", "速度未调整"),
        arguments=Speed, roles=_TRAINER, run=on_world(set_speed), hot=True, paused=True,
    ),
    Command(
        name="lesson.next_day", en="Go to next day", zh="进入下一交易日",
        done=("On the way to the next day", "正在进入下一交易日"),
        not_done=("Next day not begun", "未进入下一交易日"),
        arguments=NextDay, roles=_TRAINER, run=on_world(next_day), hot=True,
    ),
    Command(
        name="lesson.advance", en="Advance and stand", zh="推进并停留",
        done=("On the way to the moment at which time stands", "正在推进至停留时点"),
        not_done=("Lesson time not advanced", "未推进课堂时间"),
        arguments=Advance, roles=_TRAINER, run=on_world(advance), hot=True, paused=True,
    ),
    Command(
        name="lesson.end", en="End lesson", zh="结束课程",
        done=("The lesson has ended", "课程已结束"), not_done=("Lesson not ended", "未结束课程"),
        arguments=Nothing, roles=_TRAINER, run=on_world(end), hot=True, paused=True,
        touches_all=True, uncrosses=True,
    ),
    Command(
        name="seat.claim", en="Take seat", zh="入座",
        done=("Seat taken", "已入座"), not_done=("Seat not taken", "未入座"),
        arguments=Claim, roles=_TRAINER, run=on_world(claim), hot=True, paused=True, over=True,
    ),
    Command(
        name="seat.leave", en="Leave seat", zh="离席",
        done=("Seat given back to its bot", "席位已交还机器人"),
        not_done=("Seat not left", "未离席"),
        arguments=OneSeat, roles=_TRAINER, run=on_world(leave), hot=True, paused=True, over=True,
        ends_tokens=True,
    ),
    Command(
        name="seat.move", en="Move a person", zh="调换席位",
        done=("The person has moved", "使用者已换席"), not_done=("Person not moved", "未调换席位"),
        arguments=Move, roles=_TRAINER, run=on_world(move), hot=True, paused=True, over=True,
    ),
    Command(
        name="seat.away", en="Person away", zh="使用者离开",
        arguments=OneSeat, roles=_CLOCK, run=on_world(away), hot=True, paused=True, over=True,
        by_people=False,
    ),
    Command(
        name="seat.back", en="Person back", zh="使用者返回",
        arguments=OneSeat, roles=_CLOCK, run=on_world(back), hot=True, paused=True, over=True,
        by_people=False,
    ),
    Command(
        name="seat.open", en="Open seat", zh="增设席位",
        done=("Seat opened", "已增设席位"), not_done=("Seat not opened", "未增设席位"),
        arguments=OneRole, roles=_TRAINER, run=on_world(open_seat), paused=True, over=True,
    ),
    Command(
        name="clock.day_start", en="Trading day starts", zh="交易日开始",
        arguments=DayStart, roles=_CLOCK, run=on_world(day_start), hot=True, paused=True,
        by_people=False, touches_all=True,
    ),
    Command(
        name="clock.stand", en="Lesson time stands", zh="课堂时间停留",
        arguments=Nothing, roles=_CLOCK, run=on_world(stand), hot=True, paused=True,
        by_people=False,
    ),
    Command(
        name="clock.phase", en="Phase change", zh="阶段切换",
        arguments=Phase, roles=_CLOCK, run=on_world(phase), hot=True, paused=True, by_people=False,
        uncrosses=True,
    ),
    Command(
        name="clock.day_end", en="Trading day ends", zh="交易日结束",
        arguments=DayEnd, roles=_CLOCK, run=on_world(day_end), hot=True, paused=True,
        by_people=False, touches_all=True, uncrosses=True,
    ),
)  # fmt: skip
