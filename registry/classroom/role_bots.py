"""The command that lets bots play, or rest, on the seats that nobody holds: all, or of one role."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from registry.classroom.errors import RoleHasNoSeats
from registry.classroom.world import World
from registry.command import Arguments, Command, on_world
from registry.roles import Actor, Role


class Bots(Arguments):
    """Whether bots play, on the seats of one role or (null) of every role."""

    on: bool
    role: Annotated[Role, Field(strict=False)] | None = None


def play_or_rest(
    world: World, *, on: bool, role: Role | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Let the bots of a role, or of all, take their turns or leave them out; orders stay.

    The answer lists the roles for which that is new. Seats that people hold are not concerned: a
    bot also minds the seat of a person who is away where those of the role rest.
    Market makers rest only if their own role is named, so that the market does not freeze.
    """
    playing = world.room.bots_play
    if role is not None and role not in playing:
        raise RoleHasNoSeats(role=role, seated=", ".join(playing))
    meant = [Role(role)] if role else [r for r in playing if on or r is not Role.MARKET_MAKER]
    changed = [one for one in meant if playing[one] is not on]
    for one in changed:
        world.room.set_bots(one, on=on)
    return {"on": on, "roles": [one.value for one in changed]}


COMMANDS = (
    Command(
        name="lesson.bots", en="Let bots play or rest", zh="机器人代管开关",
        done=("Bots set", "机器人代管已设置"), not_done=("Bots not set", "机器人代管未设置"),
        arguments=Bots, roles=frozenset({Role.TRAINER}), run=on_world(play_or_rest), hot=True,
        paused=True,
    ),
)  # fmt: skip
