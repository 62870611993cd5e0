"""The server's lessons over JSON, for the trainer: created, closed, opened and begun again."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from registry.api.lesson import ClockAnswer
from registry.api.reading import Trainer
from registry.api.shapes import REFUSED, BothLanguages
from registry.api.strict import StrictRouter
from registry.classroom.hall import HallLesson
from registry.command import Number
from registry.edge import lessons
from registry.edge.callers import server_of, trainer_anywhere
from registry.edge.field_faults import field_wrong
from registry.edge.joining import seat_token
from registry.edge.server_state import ServerState
from registry.roles import Role
from registry.terminal import SEED_MOST

TrainersServer = Annotated[ServerState, Depends(trainer_anywhere)]
"""The server, for somebody with the trainer's rights; no lesson needs to be open."""

Seed = Annotated[
    int | None,
    Field(ge=0, le=SEED_MOST, description="Seed of the bots' random numbers; null: 1."),
]


Value = int | str | bool | list[int | str]
"""A value of a plan."""

RoleName = Annotated[Role, Field(strict=False)]


class LessonAnswer(BaseModel):
    """A lesson of this server, open or closed."""

    code: str = Field(description="Its name in the header Tanlu-Lesson and in addresses.")
    title: BothLanguages
    join_code: str
    file: str = Field(description="Name of its file in the data folder.")
    open: bool
    first: bool = Field(description="The lesson of requests that name none.")
    seed: int | None = Field(description="Seed of its bots; null: it is closed.")
    bots: list[Role] | None = Field(description="Roles whose bots play; null: it is closed.")
    command: int | None = Field(description="Number of its last command; null: it is closed.")
    clock: ClockAnswer | None = Field(description="Its clock; null: it is closed.")


class SeatTokenAnswer(BaseModel):
    """A seat's bearer token for a script; the token is never shown again."""

    token: str
    lesson: str
    seat: str
    role: Role


class LessonBody(BaseModel):
    """The lesson to create: the name of a shipped plan, or the whole text of a plan."""

    model_config = ConfigDict(extra="forbid", strict=True)
    plan: Annotated[
        str | None, Field(max_length=80, description="Name of a shipped plan, or null.")
    ] = None
    toml: Annotated[str | None, Field(description="A whole plan as TOML text, or null.")] = None
    code: Annotated[
        str | None,
        Field(max_length=200, description="Its code; null: the plan's name, or with a number."),
    ] = None
    seed: Seed = None
    bots: Annotated[
        bool | list[RoleName],
        Field(
            description="Whether bots play the seats that nobody holds, or for which roles; those"
            " of market makers always do."
        ),
    ] = True


class ResetBody(BaseModel):
    """How a lesson begins again."""

    model_config = ConfigDict(extra="forbid", strict=True)
    seed: Annotated[
        int | None, Field(ge=0, le=SEED_MOST, description="Another seed; null: the same one.")
    ] = None
    bots: Annotated[
        bool | list[RoleName] | None,
        Field(description="As for a new lesson; null: as it began before."),
    ] = None


class ResetAnswer(LessonAnswer):
    """A lesson that begins again, and where the old one is kept."""

    kept: str = Field(description="New name of the old file in the data folder.")


class BranchBody(BaseModel):
    """The command at which a lesson branches, and what is different from its beginning."""

    model_config = ConfigDict(extra="forbid", strict=True)
    at: Number = Field(description="Number of the last command that both lessons have.")
    set: Annotated[
        dict[str, Value],
        Field(max_length=50, description="Values of the plan by key, as bots.every_minutes."),
    ] = {}
    code: Annotated[
        str | None, Field(max_length=200, description="The branch's code; null: one is chosen.")
    ] = None


@dataclass(frozen=True)
class DifferenceAnswer:
    """A command that answers differently under the changed plan; both outcomes of the log."""

    number: int
    seat: str
    name: str
    was: dict[str, Any]
    now: dict[str, Any]


class BranchAnswer(LessonAnswer):
    """A lesson that branches off another one."""

    at: int = Field(description="Number of the last command that both lessons have.")
    head: str = Field(description="Hash of that command in the branch.")
    equal: bool = Field(description="It is the same as in the other lesson.")
    differences: int = Field(description="Commands up to there that answer differently.")
    first_differences: list[DifferenceAnswer] = Field(description="The first ten of them.")


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api/lessons", tags=["lessons"], responses=REFUSED)
    routes.add_api_route("", listed, methods=["GET"], summary="All lessons of the server")
    routes.add_api_route("", create, methods=["POST"], summary="Create and open a lesson")
    for path, endpoint, summary in (
        ("/{code}/close", close, "Close a lesson"),
        ("/{code}/open", reopen, "Open a closed lesson"),
        ("/{code}/reset", reset, "Begin a lesson again"),
        ("/{code}/branch", branch, "Branch a lesson at one of its commands"),
    ):
        routes.add_api_route(path, endpoint, methods=["POST"], summary=summary)
    seats = StrictRouter(prefix="/api/seats", tags=["lessons"], responses=REFUSED)
    seats.add_api_route(
        "/{seat}/token", token, methods=["POST"], summary="A token for a script at one seat"
    )
    routes.routes.extend(seats.routes)
    return routes


async def listed(server: TrainersServer) -> list[LessonAnswer]:
    """Every lesson of this server, in the order in which they were made."""
    return [_answer(server, entry) for entry in server.hall.lessons()]


async def create(server: TrainersServer, body: LessonBody) -> LessonAnswer:
    """Create a lesson from a plan and open it at once beside the others.

    It has a join code of its own, stands before its first day, and is open again after a restart
    of the server.
    """
    if body.plan is None and body.toml is None:
        raise field_wrong("missing", "body", "plan")
    if body.plan is not None and body.toml is not None:
        raise field_wrong("extra_forbidden", "body", "toml")
    plan = await asyncio.to_thread(lessons.plan_of, plan=body.plan, toml=body.toml)
    code = await lessons.create(
        server, plan, code=body.code, named=body.plan, seed=body.seed, bots=body.bots
    )
    return _answer(server, lessons.listed(server, code))


async def close(server: TrainersServer, code: str) -> LessonAnswer:
    """Close a lesson; its file stays, and it can be opened again.

    Its streams end, and its seats get the refusal access.lesson_closed.
    """
    await lessons.close(server, code)
    return _answer(server, lessons.listed(server, code))


async def reopen(server: TrainersServer, code: str) -> LessonAnswer:
    """Open a closed lesson where it stopped; its people still have their seats and tokens."""
    await lessons.reopen(server, code)
    return _answer(server, lessons.listed(server, code))


async def reset(server: TrainersServer, code: str, body: ResetBody | None = None) -> ResetAnswer:
    """Begin a lesson again from its first command, with the same plan, code and join code.

    People keep their seats and tokens; the old file is kept under a new name. A closed lesson is
    opened.
    """
    body = body or ResetBody()
    kept = await lessons.reset(server, code, seed=body.seed, bots=body.bots)
    answer = _answer(server, lessons.listed(server, code))
    return ResetAnswer(**dict(answer), kept=kept.name)


async def branch(server: TrainersServer, code: str, body: BranchBody) -> BranchAnswer:
    """The same room from one of its commands on, as a new lesson that is opened beside the others.

    The commands up to there are run again, with changed values of the plan if any are set; bots
    play every seat, and time is paused. The lesson itself goes on undisturbed.
    """
    new, begun = await lessons.branch(server, code, at=body.at, changes=body.set, named=body.code)
    answer = _answer(server, lessons.listed(server, new))
    first = [DifferenceAnswer(**asdict(one)) for one in begun.first]
    return BranchAnswer(
        **dict(answer),
        at=begun.at,
        head=begun.head,
        equal=begun.equal,
        differences=begun.differences,
        first_differences=first,
    )


async def token(request: Request, who: Trainer, seat: str) -> SeatTokenAnswer:
    """A token with which a script acts as this seat only, also after a restart of the server.

    If a bot plays the seat, it is claimed. The token ends when the seat is left or its holder is
    removed.
    """
    made = await seat_token(server_of(request.scope), lesson=who.lesson, seat=seat)
    role = who.live.current.seats[seat].role
    return SeatTokenAnswer(token=made, lesson=who.lesson, seat=seat, role=role)


def _answer(server: ServerState, entry: HallLesson) -> LessonAnswer:
    live = server.lives.get(entry.code)
    view = None if live is None else live.view
    return LessonAnswer(
        code=entry.code,
        title=BothLanguages(en=entry.title_en, zh=entry.title_zh),
        join_code=entry.join_code,
        file=entry.file,
        open=live is not None,
        first=entry.code == server.first_lesson(),
        seed=None if live is None else live.current.seed,
        bots=None if live is None else [r for r, on in live.current.bots_play.items() if on],
        command=None if view is None else view["sequence"],
        clock=None if view is None else ClockAnswer.model_validate(view["clock"]),
    )
