"""The second look before what a person trades: the market's guard, told what the seat still owes.

Compliance stands above the market, so the two meet here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from matching.orders import Ask, Judged
from registry.classroom.world import World
from registry.command import Command
from registry.compliance import queries as compliance
from registry.market.second_look import second_look
from registry.roles import Actor, Role


def asking(command: Command) -> Command:
    """The same command, which asks for confirmation first if it can be asked about."""
    if not command.asks:
        return command

    def run(world: World, args: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
        given = dict(args)
        if given.pop("confirmed", None) is False:
            given["ask"] = look_again(world, by, at)
        return command.run(world, given, by, at)

    return replace(command, run=run)


def look_again(world: World, by: Actor, at: int) -> Ask:
    """What refuses a deed that looks like finger trouble, once the market has judged it."""

    def need_t(unit: str) -> int | None:
        if by.role is not Role.EMITTER:
            return None
        with world.books.store.procedure() as session:
            return compliance.need_t(session, seat=by.seat, unit=unit, at=at)

    def ask(meant: Judged) -> None:
        second_look(world.desk, meant, seat=by.seat, need_t=need_t)

    return ask
