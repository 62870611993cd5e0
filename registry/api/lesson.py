"""The lesson over JSON: health of the server, joining, the caller, the clock, the seats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from registry.api.reading import Anybody, Trainer, read
from registry.api.shapes import REFUSED
from registry.api.shown import SHOWS, State, shows
from registry.api.strict import StrictRouter
from registry.classroom.hall_values import Kind
from registry.classroom.models import Driver
from registry.edge.callers import absent, server_of, token_of
from registry.edge.commands import KEY_LONGEST
from registry.edge.hours import set_start
from registry.edge.joining import JOIN_KEY_LEAST, SIGNS_MOST, Seated, Wish, join
from registry.edge.returning import come_back, personal_code
from registry.edge.seat_holdings import account_numbers
from registry.edge.waiting import WAIT_MOST_S, until
from registry.programme.participants import queries as participants
from registry.roles import Role

Phase = Literal["closed", "call", "continuous", "closing"]
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


class HealthAnswer(BaseModel):
    """The server answers; its open lessons with the number of their last command."""

    status: str = Field(description="ok; or disk_full or disk_unwritable, with status 503.")
    lessons: dict[str, int]


DISK_REFUSES: dict[int | str, dict[str, Any]] = {
    503: {"model": HealthAnswer, "description": "The disk of a lesson takes nothing now."}
}
"""Further answers of `/health`, besides those of every route."""


class JoinBody(BaseModel):
    """The data with which a person joins."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: str = Field(max_length=20, description="Join code on the trainer's screen.")
    name: str = Field(max_length=SIGNS_MOST, description="Name by which the room knows the person.")
    role: Role | None = Field(
        default=None, strict=False, description="Preferred role; null: wherever needed."
    )
    orders: Literal["keep", "cancel"] = Field(
        default="keep", description="What becomes of the orders that the seat's bot has open."
    )
    key: str | None = Field(
        default=None,
        min_length=JOIN_KEY_LEAST,
        max_length=KEY_LONGEST,
        description="The same request with the same key again gets the same seat and token; nobody"
        " else should be able to guess it. Null: every request is a new join.",
    )


class ReturnBody(BaseModel):
    """The personal code with which a person comes back to a seat."""

    model_config = ConfigDict(extra="forbid", strict=True)
    personal_code: str = Field(max_length=20, description="As it was shown after joining.")
    code: str = Field(
        default="", max_length=20, description="Join code of the lesson; empty: any open one."
    )


class JoinAnswer(BaseModel):
    """A seat and its bearer token; each return gives another token, all are valid."""

    token: str
    seat: str
    role: Role
    lesson: str
    personal_code: str = Field(description="Leads back to the seat, by POST /api/return.")


class MeAnswer(BaseModel):
    """The holder of the token and the seat for which it acts."""

    lesson: str
    seat: str
    role: Role
    name: str = Field(description="Name of the person; empty for scripts and the trainer.")
    participant: participants.ParticipantView | None
    accounts: dict[str, str] = Field(description="Account numbers by registry.")
    trainer: bool
    personal_code: str = Field(
        description="Leads back to the person's seat from another device; empty for others."
    )


class NextAct(BaseModel):
    """The next act."""

    title: dict[str, str] = Field(description="Its title by language.")
    day_text: dict[str, str] = Field(description="Its first day by language.")


class ActAnswer(BaseModel):
    """The current or last act of the lesson."""

    number: int
    of: int
    title: dict[str, str] = Field(description="Its title by language.")
    between: bool = Field(description="It has ended, and lesson time leaps to the next one.")
    next: NextAct | None


class ClockAnswer(BaseModel):
    """Lesson time and the next event, as the clock bar shows them."""

    at: int = Field(description="Lesson time in ms since 1970-01-01, on the lesson's own clock.")
    day: int
    days: int
    phase: str
    running: bool
    started: bool
    over: bool
    speed: int
    phase_ends_at: int | None
    due_at: int | None = Field(description="Lesson time of the next thing that is due.")
    act: ActAnswer | None = Field(description="Null in a lesson without acts.")
    standing: bool = Field(
        description="Lesson time stands at the moment to which it was advanced; trading goes on."
    )
    slept_s: int = Field(description="Seconds that the computer slept a moment ago; 0: it did not.")
    practice: bool = Field(description="A practice market, of which nothing stays.")
    trouble: str = Field(description="Why the lesson stands: disk_full, disk_unwritable; or empty.")


def _written(given: object) -> object:
    """Refuse values that pydantic would accept as a time too: a number of seconds, a date."""
    if not isinstance(given, str) or not _MOMENT.match(given):
        raise PydanticCustomError("datetime_parsing", "no moment with date and time")
    return given


class WaitAnswer(BaseModel):
    """The state at the end of a wait."""

    reached: bool = Field(description="Everything that was named holds; false: time was up.")
    command: int = Field(description="Number of the last command of the public snapshot.")
    clock: ClockAnswer


Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_written)]


class StartBody(BaseModel):
    """The time at which a lesson starts automatically."""

    model_config = ConfigDict(extra="forbid", strict=True)
    at: Moment | None = Field(
        description="A moment of the machine's clock, with its offset; null: not any more."
    )


class StartAnswer(BaseModel):
    """The time at which the lesson starts automatically; null: when the trainer starts it."""

    at: datetime | None


@dataclass(frozen=True)
class SeatAnswer:
    """A seat of the lesson: its role, its participant, and who plays it."""

    seat: str
    role: Role
    name_en: str
    name_zh: str
    driver: Driver


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(tags=["lesson"], responses=REFUSED)
    routes.add_api_route(
        "/health", health, methods=["GET"], summary="Health of the server", responses=DISK_REFUSES
    )
    routes.add_api_route("/api/join", take_seat, methods=["POST"], summary="Join a lesson")
    routes.add_api_route(
        "/api/return", go_back, methods=["POST"], summary="Come back to one's own seat"
    )
    routes.add_api_route(
        "/api/me", me, methods=["GET"], summary="The caller's seat", responses=SHOWS
    )
    routes.add_api_route(
        "/api/clock", clock, methods=["GET"], summary="Lesson time", responses=SHOWS
    )
    routes.add_api_route(
        "/api/wait", wait, methods=["GET"], summary="Lesson time, once the lesson has come so far",
        responses=SHOWS,
    )  # fmt: skip
    routes.add_api_route(
        "/api/start-hour", start_hour, methods=["GET"], summary="Time of the automatic start"
    )
    routes.add_api_route(
        "/api/start-hour",
        set_start_hour,
        methods=["PUT"],
        summary="Set the time of the automatic start",
    )
    routes.add_api_route("/api/seats", seats, methods=["GET"], summary="All seats", responses=SHOWS)
    return routes


async def health(request: Request, response: Response) -> HealthAnswer:
    """Answers without reading the database; 503 while a lesson's disk accepts no writes."""
    lives = server_of(request.scope).lives
    troubles = [live.trouble for live in tuple(lives.values()) if live.trouble]
    if troubles:
        response.status_code = 503
    return HealthAnswer(
        status=troubles[0] if troubles else "ok",
        lessons={c: x.view["sequence"] for c, x in tuple(lives.items())},
    )


async def take_seat(request: Request, body: JoinBody) -> JoinAnswer:
    """Take a seat from its bot; opens a further seat if the role's number is not fixed.

    With a script's token the seat is the script's: no bot minds it while nothing is heard of it.
    """
    server, token = server_of(request.scope), token_of(request.scope)
    holder = server.hall.holder(token) if token else None
    seated = await join(
        server,
        Wish(body.name, body.role, body.orders),
        join_code=body.code,
        address=_address(request),
        key=body.key or "",
        origin="script" if holder is not None and holder.kind is Kind.SCRIPT else "person",
    )
    return _seated(seated)


async def go_back(request: Request, body: ReturnBody) -> JoinAnswer:
    """A further token for the seat of a personal code; the tokens of other devices stay valid."""
    seated = await come_back(
        server_of(request.scope),
        personal_code=body.personal_code,
        join_code=body.code,
        address=_address(request),
    )
    return _seated(seated)


def _seated(one: Seated) -> JoinAnswer:
    return JoinAnswer(
        token=one.token, seat=one.seat, role=one.role, lesson=one.lesson,
        personal_code=one.personal_code,
    )  # fmt: skip


def _address(request: Request) -> str:
    """The client's address, from the connection."""
    return request.client.host if request.client else ""


async def me(request: Request, who: Anybody) -> MeAnswer:
    """The caller's lesson, seat, role and accounts, and the code that leads back to the seat."""
    server = server_of(request.scope)
    state = who.state
    role = Role.TRAINER if state is None else state.role
    return MeAnswer(
        lesson=who.lesson,
        seat=who.seat,
        role=role,
        name=who.holder.name,
        participant=await read(who.live, lambda s: participants.participant(s, who.seat)),
        accounts=await read(who.live, lambda s: account_numbers(s, who.seat)),
        trainer=who.is_trainer,
        personal_code=personal_code(server, who),
    )


async def clock(who: Anybody) -> ClockAnswer:
    """The lesson's clock now."""
    view = who.live.view
    shows(State(view["sequence"], view["clock"]["at"]))
    return ClockAnswer.model_validate(view["clock"])


async def wait(
    request: Request,
    who: Anybody,
    *,
    at: Annotated[int, Query(ge=0, lt=2**53, description="Until this lesson time, in ms.")] = 0,
    command: Annotated[
        int, Query(ge=0, lt=2**53, description="Until the log has this command.")
    ] = 0,
    day: Annotated[int, Query(ge=0, lt=2**53, description="Until this trading day has begun.")] = 0,
    phase: Annotated[Phase | None, Query(description="Until the market is in this phase.")] = None,
    standing: Annotated[bool, Query(description="Until lesson time stands or is paused.")] = False,
    own_after: Annotated[
        int | None,
        Query(
            ge=0,
            lt=2**53,
            description="Until orders, cash or holdings of the caller's seat may have changed in a"
            " state after this `command` of an earlier answer.",
        ),
    ] = None,
    seconds: Annotated[
        int, Query(ge=1, le=WAIT_MOST_S, description="At most so long.")
    ] = WAIT_MOST_S,
) -> WaitAnswer:
    """Answers when everything that is named holds, at the latest after `seconds` real seconds.

    A parameter that is not given is not waited for.
    """

    seat = "" if own_after is None else who.of_seat()

    def reached(view: dict[str, Any]) -> bool:
        clock = view["clock"]
        return (
            clock["at"] >= at
            and view["sequence"] >= command
            and clock["day"] >= day
            and phase in (None, clock["phase"])
            and (not standing or clock["standing"] or not clock["running"])
            and (own_after is None or who.live.changed(seat) > own_after)
        )

    server = server_of(request.scope)
    held = await until(
        who.live,
        reached,
        moment=at or None,
        most_s=min(seconds, server.settings.wait_s_max),
        gone=lambda: absent(server, who.lesson),
    )
    view = who.live.view
    clock_now = ClockAnswer.model_validate(view["clock"])
    shows(State(view["sequence"], clock_now.at))
    return WaitAnswer(reached=held, command=view["sequence"], clock=clock_now)


async def start_hour(request: Request, who: Trainer) -> StartAnswer:
    """The time at which the lesson starts automatically."""
    at = server_of(request.scope).hall.starts().get(who.lesson)
    return StartAnswer(at=None if at is None else datetime.fromtimestamp(at / 1000, UTC))


async def set_start_hour(request: Request, who: Trainer, body: StartBody) -> StartAnswer:
    """Let the lesson start automatically at a time of the server's clock; null: not any more."""
    at = None if body.at is None else int(body.at.timestamp() * 1000)
    said = "" if body.at is None else body.at.isoformat()
    await set_start(server_of(request.scope), who, at, said=said)
    return await start_hour(request, who)


async def seats(who: Anybody) -> list[SeatAnswer]:
    """Every seat, without names of people."""
    known = {p.seat: p for p in await read(who.live, participants.participants)}
    return [
        SeatAnswer(s.name, s.role, known[s.name].name_en, known[s.name].name_zh, s.driver)
        for s in who.live.current.seats.values()
        if s.name in known
    ]
