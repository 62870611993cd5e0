"""Commands about single markets and all of them: halts, and call auctions beside the hours.

Each command refuses before its first change.
"""

from __future__ import annotations

from typing import Any

from ledger.kernel.clock import MINUTE
from matching.listings import Listing
from matching.phases import Phase
from registry.classroom.errors import (
    CallCutShort,
    CallLengthTwice,
    CallNotSoLong,
    CallTooLong,
    NothingToHalt,
)
from registry.classroom.world import World
from registry.command import Arguments, Command, Nothing, Number, Text, on_world
from registry.market import commands as market
from registry.market import deals
from registry.roles import Actor, Role

_TRAINER, _CLOCK = frozenset({Role.TRAINER}), frozenset({Role.CLOCK})

CALL_LEAST, CALL_MOST, CALL_USUAL = 1, 240, 5
"""Minutes of lesson time of a call auction."""

REAL_LEAST, REAL_MOST = 60, 1_800
"""Real seconds of one that is given so: in less than a minute a class does not bid."""


class OneInstrument(Arguments):
    """An instrument by its code."""

    instrument: Text


class Call(Arguments):
    """A call auction in an instrument, for so many minutes of lesson time, or so many real seconds
    at the present speed; neither: 5 minutes of lesson time."""

    instrument: Text
    minutes: Number | None = None
    real_seconds: Number | None = None


def halt(world: World, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """Halt one instrument: open orders can only be cancelled."""
    return market.halt(world.exchange, instrument=instrument, by=by, at=at)


def resume(world: World, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """End the halt of one instrument by a call auction: orders are gathered for a real minute, then
    trade at one price.

    `state` is gathering, up to `until`. Where a change of phase would cut the call short, those
    that meet trade at once at one price (auctioned); where nothing is continuous now, or the venue
    has no call, the instrument is in its phase again (resumed). Bidding sessions whose time passed
    during the halt close.
    """
    state, until = _going_on(world, instrument, at=at)
    answer = market.resume(world.exchange, instrument=instrument, call_until=until, by=by, at=at)
    deals.close_waiting(world.deals, instrument=instrument, by=by, at=at)
    return answer | {"state": state, "until": until}


def _going_on(world: World, instrument: str, *, at: int) -> tuple[str, int | None]:
    """How an instrument goes on after a halt, and up to which lesson time a call gathers orders."""
    listing = world.exchange.market.listing(instrument)
    if listing.scheduled is not Phase.CONTINUOUS or not listing.instrument.gathers:
        return "resumed", None
    minutes, left = _lesson_minutes(world, REAL_LEAST), _left(world, listing, at=at)
    if left is None or minutes <= left:
        return "gathering", max(at + minutes * MINUTE, listing.call_until or 0)
    # A call that the halt interrupted has its own end, which the hours allow.
    return ("auctioned" if listing.call_until is None else "gathering"), listing.call_until


def halt_all(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """Halt every instrument that is not halted: open orders can only be cancelled."""
    codes = [code for code, one in world.exchange.market.listings.items() if not one.halted]
    if not codes:
        raise NothingToHalt(state="halted")
    for code in codes:
        market.halt(world.exchange, instrument=code, by=by, at=at)
    return {"instruments": codes}


def resume_all(world: World, *, by: Actor, at: int) -> dict[str, Any]:
    """End the halt of every halted instrument, in the order of the plan, as `resume` does."""
    codes = [code for code, one in world.exchange.market.listings.items() if one.halted]
    if not codes:
        raise NothingToHalt(state="not halted")
    states = [resume(world, instrument=code, by=by, at=at)["state"] for code in codes]
    return {"instruments": codes, "states": states}


def call(
    world: World,
    *,
    instrument: str,
    minutes: int | None = None,
    real_seconds: int | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Interrupt continuous trading by a call auction: of so many minutes of lesson time, or real
    seconds.

    Real seconds count at the present speed, rounded up to a minute of lesson time. Such a call ends
    by itself: one that a change of phase would cut short is refused.
    """
    if minutes is not None and real_seconds is not None:
        raise CallLengthTwice(minutes=minutes, real_seconds=real_seconds)
    if real_seconds is not None:
        minutes = _minutes_of(world, instrument, real_seconds, at=at)
    minutes = CALL_USUAL if minutes is None else minutes
    if not CALL_LEAST <= minutes <= CALL_MOST:
        raise CallTooLong(minutes=minutes, least=CALL_LEAST, most=CALL_MOST)
    return market.begin_call(world.exchange, instrument=instrument, minutes=minutes, by=by, at=at)


def _minutes_of(world: World, instrument: str, real_seconds: int, *, at: int) -> int:
    """The minutes of lesson time that a call of so many real seconds lasts."""
    if not REAL_LEAST <= real_seconds <= REAL_MOST:
        raise CallNotSoLong(real_seconds=real_seconds, least=REAL_LEAST, most=REAL_MOST)
    listing, speed = world.exchange.market.listing(instrument), world.room.clock.speed
    minutes = _lesson_minutes(world, real_seconds)
    left = _left(world, listing, at=at)
    # A market that is halted or closed is refused by the exchange, with its own reason.
    if listing.trading and left is not None and minutes > left:
        raise CallCutShort(
            real_seconds=real_seconds, minutes=minutes, left=left, speed=speed,
            fits=left * 60 // real_seconds,
        )  # fmt: skip
    return minutes


def _lesson_minutes(world: World, real_seconds: int) -> int:
    """Real seconds at the present speed in minutes of lesson time, rounded up."""
    return -(-real_seconds * world.room.clock.speed // 60)


def _left(world: World, listing: Listing, *, at: int) -> int | None:
    """The most minutes that a call may take before the hours change the phase; None: no limit."""
    own = listing.instrument.code if listing.instrument.sessions else None
    ends = world.calendar.phase_ends(world.room.clock.next_event, own=own)
    return None if ends is None else min((ends - at) // MINUTE, CALL_MOST)


def uncross(world: World, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """End a trainer's or circuit breaker's call early: the orders that it gathered trade."""
    return market.end_call(world.exchange, instrument=instrument, by=by, at=at)


def call_end(world: World, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """A call auction of one instrument ends: a circuit breaker's, or the trainer's."""
    return market.end_call(world.exchange, instrument=instrument, by=by, at=at)


COMMANDS = (
    Command(
        name="lesson.halt", en="Halt instrument", zh="停牌",
        done=("Instrument halted", "已停牌"), not_done=("Instrument not halted", "未停牌"),
        arguments=OneInstrument, roles=_TRAINER, run=on_world(halt), hot=True, paused=True,
    ),
    Command(
        name="lesson.resume", en="Resume instrument", zh="复牌",
        done=("Instrument resumed", "已复牌"), not_done=("Instrument not resumed", "未复牌"),
        arguments=OneInstrument, roles=_TRAINER, run=on_world(resume), hot=True, paused=True,
        uncrosses=True,
    ),
    Command(
        name="lesson.halt_all", en="Halt all instruments", zh="全场停牌",
        done=("All instruments halted", "已全场停牌"),
        not_done=("Instruments not halted", "未全场停牌"),
        arguments=Nothing, roles=_TRAINER, run=on_world(halt_all), hot=True, paused=True,
    ),
    Command(
        name="lesson.resume_all", en="Resume all instruments", zh="全场复牌",
        done=("All instruments resumed", "已全场复牌"),
        not_done=("Instruments not resumed", "未全场复牌"),
        arguments=Nothing, roles=_TRAINER, run=on_world(resume_all), hot=True, paused=True,
        uncrosses=True,
    ),
    Command(
        name="lesson.call", en="Begin call auction", zh="发起集合竞价",
        done=("Call auction begun", "集合竞价已发起"),
        not_done=("Call auction not begun", "集合竞价未发起"),
        arguments=Call, roles=_TRAINER, run=on_world(call), hot=True,
    ),
    Command(
        name="lesson.uncross", en="End call auction", zh="结束集合竞价",
        done=("Call auction ended", "集合竞价已结束"),
        not_done=("Call auction not ended", "集合竞价未结束"),
        arguments=OneInstrument, roles=_TRAINER, run=on_world(uncross), hot=True, uncrosses=True,
    ),
    Command(
        name="clock.call_end", en="Call auction ends", zh="临时集合竞价结束",
        arguments=OneInstrument, roles=_CLOCK, run=on_world(call_end), hot=True, paused=True,
        by_people=False, uncrosses=True,
    ),
)  # fmt: skip
