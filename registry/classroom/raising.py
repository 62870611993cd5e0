"""The command that raises the room's level, and the refusal of what is still locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.classroom.errors import (
    CommandLocked,
    InstrumentLocked,
    LevelNotHigher,
    NoSuchLevel,
    SpecialOrderLocked,
)
from registry.classroom.levels import is_plain
from registry.classroom.world import World
from registry.command import Arguments, Command, Number, on_world
from registry.roles import Actor, Role


class Level(Arguments):
    """A level of the lesson, counted from 1."""

    level: Number


def raise_level(world: World, *, level: int, by: Actor, at: int) -> dict[str, Any]:
    """Raise the level of the room, for everybody and for good; levels between are passed."""
    levels = world.levels
    if level < 1 or level > levels.most:
        raise NoSuchLevel(level=level, most=levels.most)
    if level <= levels.reached:
        raise LevelNotHigher(level=level, reached=levels.reached)
    levels.reached = level
    return {"level": level}


def refuse_locked(
    world: World, command: Command, arguments: Mapping[str, Any], *, seat: str
) -> None:
    """Refuse a person's command for what a later level opens; cancelling is never locked."""
    levels = world.levels
    if levels.reached >= levels.most or command.paused:
        return
    locks, reached = levels.locks, levels.reached
    opens = locks.commands.get(command.name, 0)
    if opens > reached:
        raise CommandLocked(command=command.name, reached=reached, opens=opens)
    instrument = _instrument(world, arguments, seat)
    opens = locks.instruments.get(instrument, 0)
    if opens > reached:
        raise InstrumentLocked(instrument=instrument, reached=reached, opens=opens)
    if command.name == "order.place" and locks.special_orders > reached and not is_plain(arguments):
        raise SpecialOrderLocked(reached=reached, opens=locks.special_orders)


def _instrument(world: World, arguments: Mapping[str, Any], seat: str) -> str:
    """The instrument that a command is about; "" where it is about none, or about nothing open."""
    if "instrument" in arguments:
        return str(arguments["instrument"])
    market, deals = world.exchange.market, world.deals.state
    if "order" in arguments:
        order = market.open_of.get(seat, {}).get(arguments["order"])
        return order.instrument if order is not None else ""
    if "maker" in arguments:
        codes = (
            code for code, one in market.listings.items() if arguments["maker"] in one.book.orders
        )
        return next(codes, "")
    if "proposal" in arguments:
        proposal = deals.proposals.get(arguments["proposal"])
        return proposal.order.instrument if proposal is not None else ""
    if "session" in arguments:
        session = deals.sessions.get(arguments["session"])
        return session.order.instrument if session is not None else ""
    number = arguments.get("request", deals.offer_of.get(arguments.get("offer", 0), 0))
    request = deals.requests.get(number)
    return request.instrument if request is not None else ""


COMMANDS = (
    Command(
        name="lesson.level", en="Raise the level", zh="提升级别",
        done=("Level raised", "级别已提升"), not_done=("Level not raised", "级别未提升"),
        arguments=Level, roles=frozenset({Role.TRAINER}), run=on_world(raise_level), hot=True,
        paused=True, touches_all=True,
    ),
)  # fmt: skip
