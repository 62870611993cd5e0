"""The server's lessons over JSON, for the trainer: created, shown, branched, closed, opened, begun
again, removed."""

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
from registry.classroom.hall_values import HallLesson
from registry.command import Number
from registry.edge import lessons
from registry.edge.callers import server_of, trainer_anywhere
from registry.edge.demonstrations import Demonstrations, Offered, Shown
from registry.edge.field_faults import field_wrong
from registry.edge.joining import seat_token
from registry.edge.lesson_errors import NoDemonstration
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
    scenario: str | None = Field(description="The scenario that it shows; null: none.")


class ScenarioAnswer(BaseModel):
    """A scenario that comes with the program and can be shown in a lesson of its own."""

    name: str = Field(description="Its folder and file, such as orders/stop.")
    title: BothLanguages
    steps: int


class StepDifferenceAnswer(BaseModel):
    """What was expected of a step, and what came instead."""

    expected: str
    got: str


class StepAnswer(BaseModel):
    """A step as the scenario's line says."""

    line: int
    text: str
    held: bool | None = Field(description="All came as expected; null: not taken yet.")
    differences: list[StepDifferenceAnswer]


class PersonAnswer(BaseModel):
    """A name that the steps of a scenario use, and its seat."""

    name: str
    seat: str


class DemonstrationAnswer(BaseModel):
    """A scenario in its lesson, and how far it has come."""

    lesson: str
    scenario: ScenarioAnswer
    people: list[PersonAnswer]
    taken: int = Field(description="Steps taken so far.")
    steps: list[StepAnswer]


class SeatTokenAnswer(BaseModel):
    """A seat's bearer token for a script; the token is never shown again."""

    token: str
    lesson: str
    seat: str
    role: Role


class LessonBody(BaseModel):
    """The lesson to create: the name of a shipped plan, the whole text of a plan, or a scenario.

    A scenario brings its plan, seed and bots with it.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    plan: Annotated[
        str | None, Field(max_length=80, description="Name of a shipped plan, or null.")
    ] = None
    toml: Annotated[str | None, Field(description="A whole plan as TOML text, or null.")] = None
    scenario: Annotated[
        str | None, Field(max_length=200, description="Name of a scenario to show, or null.")
    ] = None
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


class PlayBody(BaseModel):
    """How far a demonstration is to come."""

    model_config = ConfigDict(extra="forbid", strict=True)
    to: Annotated[
        Number | None, Field(description="The step up to which it is played; null: to its end.")
    ] = None


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
        ("/{code}/demonstration", play, "Take the next steps of a demonstration"),
    ):
        routes.add_api_route(path, endpoint, methods=["POST"], summary=summary)
    summary = "How far a demonstration has come"
    routes.add_api_route("/{code}/demonstration", shown, methods=["GET"], summary=summary)
    summary = "Remove a closed lesson"
    routes.add_api_route("/{code}", remove, methods=["DELETE"], summary=summary)
    others = StrictRouter(prefix="/api/scenarios", tags=["lessons"], responses=REFUSED)
    others.add_api_route("", scenarios, methods=["GET"], summary="Scenarios that can be shown")
    routes.routes.extend(others.routes)
    seats = StrictRouter(prefix="/api/seats", tags=["lessons"], responses=REFUSED)
    seats.add_api_route(
        "/{seat}/token", token, methods=["POST"], summary="A token for a script at one seat"
    )
    routes.routes.extend(seats.routes)
    return routes


async def listed(server: TrainersServer) -> list[LessonAnswer]:
    """Every lesson of this server, in the order in which they were made."""
    return [lesson_answer(server, entry) for entry in server.hall.lessons()]


async def create(server: TrainersServer, body: LessonBody) -> LessonAnswer:
    """Create a lesson from a plan and open it at once beside the others.

    It has a join code of its own, stands before its first day, and is open again after a restart
    of the server. A scenario's lesson stands before its first step, and a restart leaves it closed.
    """
    if body.scenario is not None:
        _refuse_beside_scenario(body)
        code = await _demonstrations(server).load(body.scenario, code=body.code)
        return lesson_answer(server, lessons.listed(server, code))
    if body.plan is None and body.toml is None:
        raise field_wrong("missing", "body", "plan")
    if body.plan is not None and body.toml is not None:
        raise field_wrong("extra_forbidden", "body", "toml")
    plan = await asyncio.to_thread(lessons.plan_of, plan=body.plan, toml=body.toml)
    code = await lessons.create(
        server, plan, code=body.code, named=body.plan, seed=body.seed, bots=body.bots
    )
    return lesson_answer(server, lessons.listed(server, code))


async def close(server: TrainersServer, code: str) -> LessonAnswer:
    """Close a lesson; its file stays, and it can be opened again.

    Its streams end, and its seats get the refusal access.lesson_closed.
    """
    await lessons.close(server, code)
    return lesson_answer(server, lessons.listed(server, code))


async def reopen(server: TrainersServer, code: str) -> LessonAnswer:
    """Open a closed lesson where it stopped; its people still have their seats and tokens."""
    await lessons.reopen(server, code)
    return lesson_answer(server, lessons.listed(server, code))


async def reset(server: TrainersServer, code: str, body: ResetBody | None = None) -> ResetAnswer:
    """Begin a lesson again from its first command, with the same plan, code and join code.

    People keep their seats and tokens; the old file is kept under a new name. A closed lesson is
    opened.
    """
    body = body or ResetBody()
    kept = await lessons.reset(server, code, seed=body.seed, bots=body.bots)
    answer = lesson_answer(server, lessons.listed(server, code))
    return ResetAnswer(**dict(answer), kept=kept.name)


async def branch(server: TrainersServer, code: str, body: BranchBody) -> BranchAnswer:
    """The same room from one of its commands on, as a new lesson that is opened beside the others.

    The commands up to there are run again, with changed values of the plan if any are set; bots
    play every seat, and time is paused. The lesson itself goes on undisturbed.
    """
    new, begun = await lessons.branch(server, code, at=body.at, changes=body.set, named=body.code)
    answer = lesson_answer(server, lessons.listed(server, new))
    first = [DifferenceAnswer(**asdict(one)) for one in begun.first]
    return BranchAnswer(
        **dict(answer),
        at=begun.at,
        head=begun.head,
        equal=begun.equal,
        differences=begun.differences,
        first_differences=first,
    )


async def scenarios(server: TrainersServer) -> list[ScenarioAnswer]:
    """Every scenario that comes with the program, sorted by name."""
    return [_scenario(one) for one in await asyncio.to_thread(_demonstrations(server).offered)]


async def shown(server: TrainersServer, code: str) -> DemonstrationAnswer:
    """The steps of a demonstration, those that were taken with what came of them."""
    lessons.listed(server, code)
    found = _demonstrations(server).shown(code)
    if found is None:
        raise NoDemonstration(lesson=code)
    return _shown(code, found)


async def play(
    server: TrainersServer, code: str, body: PlayBody | None = None
) -> DemonstrationAnswer:
    """Take the steps of a demonstration up to one of them, or all that are left.

    Steps that were taken are not repeated, so that the same request can be sent again.
    """
    lessons.listed(server, code)
    to = None if body is None else body.to
    return _shown(code, await _demonstrations(server).play(code, to=to))


async def remove(server: TrainersServer, code: str) -> LessonAnswer:
    """Remove a closed lesson: it is listed no more, and its seats' tokens and codes end.

    A complete copy of its file is in the folder of the backups, where the newest ones are kept.
    """
    entry = lessons.listed(server, code)
    await lessons.remove(server, code)
    return lesson_answer(server, entry)


async def token(request: Request, who: Trainer, seat: str) -> SeatTokenAnswer:
    """A token with which a script acts as this seat only, also after a restart of the server.

    If a bot plays the seat, it is claimed. The token ends when the seat is left or its holder is
    removed.
    """
    made = await seat_token(server_of(request.scope), lesson=who.lesson, seat=seat)
    role = who.live.current.seats[seat].role
    return SeatTokenAnswer(token=made, lesson=who.lesson, seat=seat, role=role)


def _demonstrations(server: ServerState) -> Demonstrations:
    assert server.demonstrations is not None, "the server runs"
    return server.demonstrations


def _refuse_beside_scenario(body: LessonBody) -> None:
    """Refuse what a scenario brings with it."""
    given = {"plan": body.plan, "toml": body.toml, "seed": body.seed}
    for name, value in given.items():
        if value is not None:
            raise field_wrong("extra_forbidden", "body", name)
    if "bots" in body.model_fields_set:
        raise field_wrong("extra_forbidden", "body", "bots")


def _scenario(one: Offered) -> ScenarioAnswer:
    title = BothLanguages(en=one.title_en, zh=one.title_zh)
    return ScenarioAnswer(name=one.name, title=title, steps=one.steps)


def _shown(code: str, found: Shown) -> DemonstrationAnswer:
    steps = [StepAnswer.model_validate(asdict(step)) for step in found.steps]
    people = [PersonAnswer(name=name, seat=seat) for name, seat in found.people]
    scenario = _scenario(found.scenario)
    return DemonstrationAnswer(
        lesson=code, scenario=scenario, people=people, taken=found.taken, steps=steps
    )


def lesson_answer(server: ServerState, entry: HallLesson) -> LessonAnswer:
    """What the API says of a lesson."""
    live = server.lives.get(entry.code)
    view = None if live is None else live.view
    found = _demonstrations(server).shown(entry.code)
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
        scenario=None if found is None else found.scenario.name,
    )
