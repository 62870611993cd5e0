"""The lesson: is the server there, joining, who am I, the clock, the seats.

Knows no market and no procedure.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from registry.api.reading import Anybody, read
from registry.api.shapes import REFUSED
from registry.classroom.models import Driver
from registry.edge.callers import house_of
from registry.edge.joining import join
from registry.edge.possessions import account_numbers
from registry.participants import queries as participants
from registry.roles import Role


class HealthAnswer(BaseModel):
    """The server answers; its open lessons with the number of their last command."""

    status: str = Field(description="ok; or disk_full or disk_unwritable, with status 503.")
    lessons: dict[str, int]


class JoinBody(BaseModel):
    """What a person gives to join."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(max_length=20, description="Join code on the trainer's screen.")
    name: str = Field(max_length=80, description="Name by which the room knows the person.")
    role: Role | None = Field(default=None, description="Wished role; null: wherever needed.")


class JoinAnswer(BaseModel):
    """A seat, and the bearer token that opens it; the token is never shown again."""

    token: str
    seat: str
    role: Role
    lesson: str


class MeAnswer(BaseModel):
    """Who the token belongs to and for which seat it acts."""

    lesson: str
    seat: str
    role: Role
    name: str = Field(description="Name of the person; empty for scripts and the trainer.")
    participant: participants.ParticipantView | None
    accounts: dict[str, str] = Field(description="Account numbers by registry.")
    trainer: bool


class ClockAnswer(BaseModel):
    """Lesson time and what comes next, as the clock bar shows it."""

    at: int = Field(description="Lesson time in ms since 1970-01-01 on the lesson's own wall.")
    day: int
    days: int
    phase: str
    running: bool
    started: bool
    over: bool
    speed: int
    phase_ends_at: int | None


@dataclass(frozen=True)
class SeatAnswer:
    """A seat of the lesson: its role, its participant, and who plays it."""

    seat: str
    role: Role
    name_en: str
    name_zh: str
    driver: Driver


def router() -> APIRouter:
    """The routes of this area."""
    routes = APIRouter(tags=["lesson"], responses=REFUSED)
    routes.add_api_route("/health", health, methods=["GET"], summary="Is the server there?")
    routes.add_api_route("/api/join", take_seat, methods=["POST"], summary="Join a lesson")
    routes.add_api_route("/api/me", me, methods=["GET"], summary="Who am I?")
    routes.add_api_route("/api/clock", clock, methods=["GET"], summary="Lesson time")
    routes.add_api_route("/api/seats", seats, methods=["GET"], summary="All seats")
    return routes


async def health(request: Request, response: Response) -> HealthAnswer:
    """Answer without reading the database; 503 while a lesson's disk takes nothing."""
    lives = house_of(request.scope).lives
    troubles = [live.trouble for live in lives.values() if live.trouble]
    if troubles:
        response.status_code = 503
    return HealthAnswer(
        status=troubles[0] if troubles else "ok",
        lessons={c: x.view["sequence"] for c, x in lives.items()},
    )


async def take_seat(request: Request, body: JoinBody) -> JoinAnswer:
    """Take a seat from its bot; opens one more where the role has no fixed number."""
    address = request.client.host if request.client else ""
    seated = await join(
        house_of(request.scope),
        join_code=body.code,
        name=body.name,
        role=body.role,
        address=address,
    )
    return JoinAnswer(token=seated.token, seat=seated.seat, role=seated.role, lesson=seated.lesson)


async def me(who: Anybody) -> MeAnswer:
    """The caller's lesson, seat, role and accounts."""
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
    )


async def clock(who: Anybody) -> ClockAnswer:
    """The clock as it stands now."""
    return ClockAnswer.model_validate(who.live.view["clock"])


async def seats(who: Anybody) -> list[SeatAnswer]:
    """Every seat; names of people are not told here."""
    known = {p.seat: p for p in await read(who.live, participants.participants)}
    return [
        SeatAnswer(s.name, s.role, known[s.name].name_en, known[s.name].name_zh, s.driver)
        for s in list(who.live.lesson.room.seats.values())
        if s.name in known
    ]
