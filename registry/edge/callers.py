"""Authentication: the caller and the seat, from a bearer token or the cookie that holds one.

The lesson and the seat follow from a seat's token. The trainer's session and the trainer's script
token name a lesson in the header `Tanlu-Lesson` (without it: the one that the trainer's pages show,
or the first open one), the script token a seat in `Tanlu-Seat`.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry.classroom.hall_values import Holder, Kind
from registry.classroom.live import Live
from registry.classroom.room import TRAINER, SeatState
from registry.classroom.seating import Ended, Seating
from registry.edge.errors import (
    LessonBusy,
    LessonClosed,
    LessonForeign,
    LessonUnknown,
    NoLessonOpen,
    NotSignedIn,
    SeatGivenBack,
    SeatLeft,
    SeatNeeded,
    SeatUnknown,
    TooManyRequests,
    TrainerOnly,
)
from registry.edge.reading import LESSON_HEADER, SEAT_HEADER
from registry.edge.request_checks import COOKIE, cookies
from registry.edge.server_state import ServerState

LESSON_COOKIE = "tanlu_lesson"
"""The cookie with the code of the lesson that a trainer's pages show."""

BESIDE = "tanlu.beside"
"""In the scope of a request for a seat's page by somebody who does not sit there: the seat."""

ELSEWHERE = (LessonBusy, LessonClosed, LessonForeign, LessonUnknown, NoLessonOpen)
"""Refusals of a caller whose token is valid, but not for an open lesson."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller: the token's holder, the lesson, and the seat for which they act."""

    holder: Holder
    lesson: str
    live: Live
    seat: str
    origin: str

    @property
    def is_trainer(self) -> bool:
        """Whether the caller has the trainer's rights, whichever seat they act for."""
        return self.holder.kind in (Kind.TRAINER, Kind.SCRIPT)

    @property
    def is_helper(self) -> bool:
        """Whether the caller may see queue and roster, give hints and look at seats."""
        return self.holder.kind is Kind.HELPER

    @property
    def state(self) -> SeatState | None:
        """The seat's state now; None for the trainer's own seat."""
        return self.live.current.seats.get(self.seat)

    def of_seat(self) -> str:
        """The seat that a query is about; raises SeatNeeded for a trainer who named none."""
        if self.seat == TRAINER:
            raise SeatNeeded()
        return self.seat


def server_of(scope: Scope) -> ServerState:
    """The state of the server that received this request."""
    server: ServerState = scope["app"].state.server
    return server


def token_of(scope: Scope) -> str:
    """The token of a request: bearer first, then cookie; "" if there is none."""
    if (token := _bearer(scope)) is not None:
        return token
    held: str = cookies(scope["headers"]).get(COOKIE, "")
    return held


def _bearer(scope: Scope) -> str | None:
    """The token after the word Bearer; None if the header is missing or of another scheme."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def has_bearer(scope: Scope) -> bool:
    """Whether the request has a valid bearer token."""
    token = _bearer(scope)
    return token is not None and server_of(scope).hall.holder(token) is not None


def holder_of(scope: Scope) -> Holder | None:
    """The holder of the request's token; None if it has none, or an invalid one."""
    token = token_of(scope)
    return server_of(scope).hall.holder(token) if token else None


def lesson_of(server: ServerState, holder: Holder, named: str) -> tuple[str, Live]:
    """The open lesson of a request: the token's, else the one that it names, else the first.

    Raises one of `ELSEWHERE`.
    """
    if holder.lesson and named not in ("", holder.lesson):
        raise LessonForeign(own=holder.lesson, lesson=named[:40])
    code = holder.lesson or named or server.first_lesson()
    if not code:
        raise NoLessonOpen()
    live = server.lives.get(code)
    if live is None:
        if server.hall.lesson(code) is None:
            raise LessonUnknown(lesson=code[:40])
        raise absent(server, code)
    return code, live


def absent(server: ServerState, code: str) -> Refusal:
    """Why a listed lesson is not open: it was closed, or begins again just now."""
    return LessonBusy() if code in server.order else LessonClosed(lesson=code)


def caller_of(scope: Scope) -> Caller | None:
    """The caller, None for somebody without a valid token.

    Raises one of `ELSEWHERE`, and SeatUnknown for a script that names no seat of its lesson.
    """
    server, holder = server_of(scope), holder_of(scope)
    if holder is None:
        return None
    named = dict(scope["headers"]).get(LESSON_HEADER, b"").decode("latin-1").strip()
    if not named and holder.kind is Kind.TRAINER:
        chosen = cookies(scope["headers"]).get(LESSON_COOKIE, "")
        # One that is changing over is still the chosen one: no command may reach another lesson.
        named = chosen if chosen in server.order else ""
    code, live = lesson_of(server, holder, named)
    if holder.kind is Kind.SEAT:
        server.presence.sign(code, holder.seat)
        origin = "person" if holder.name else "script"
        return Caller(holder, code, live, holder.seat, origin)
    if holder.kind is Kind.HELPER:
        seat = scope.get(BESIDE, holder.seat)
        if seat != holder.seat and seat not in live.current.seats:
            raise SeatUnknown(seat=seat)
        return Caller(holder, code, live, seat, "helper")
    named = dict(scope["headers"]).get(SEAT_HEADER, b"").decode("latin-1").strip()
    seat = scope.get(BESIDE) or named or TRAINER
    if seat != TRAINER and seat not in live.current.seats:
        raise SeatUnknown(seat=seat)
    origin = "script" if holder.kind is Kind.SCRIPT else "trainer"
    return Caller(holder, code, live, seat, origin)


def not_signed_in(scope: Scope) -> Refusal:
    """Why a request has no caller: no valid token, or that of a seat which its person lost."""
    seating = lost_seat(scope)
    return NotSignedIn() if seating is None else ended(seating)


def lost_seat(scope: Scope) -> Seating | None:
    """The ended seating of a request whose token was invalidated with it; None for others."""
    token = token_of(scope)
    return server_of(scope).hall.dismissed(token) if token else None


def ended(seating: Seating) -> Refusal:
    """The refusal for somebody whose time on a seat has ended."""
    kind = SeatGivenBack if seating.ended is Ended.TRAINER else SeatLeft
    return kind(seat=seating.seat)


async def caller(request: HTTPConnection) -> Caller:
    """The caller; raises NotSignedIn, or the refusal of a seat that is no longer the person's.

    Helpers have pages only, and are refused here.
    Somebody who comes back to a seat that a bot minds plays it again when this returns.
    """
    found = caller_of(request.scope)
    if found is None:
        raise not_signed_in(request.scope)
    if found.is_helper:
        raise TrainerOnly()
    await server_of(request.scope).presence.returned(found.lesson, found.seat)
    return found


async def trainer(request: HTTPConnection) -> Caller:
    """The caller with the trainer's rights; raises TrainerOnly for everybody else."""
    found = await caller(request)
    if not found.is_trainer:
        raise TrainerOnly()
    return found


async def trainer_anywhere(request: HTTPConnection) -> ServerState:
    """The server, for somebody with the trainer's rights, whether or not a lesson is open."""
    holder = holder_of(request.scope)
    if holder is None:
        raise NotSignedIn()
    if holder.kind in (Kind.SEAT, Kind.HELPER):
        raise TrainerOnly()
    return server_of(request.scope)


def take_turn(server: ServerState, who: Caller) -> None:
    """Raise TooManyRequests for a seat above its rate limit; scripts and the trainer have none."""
    if who.is_trainer:
        return
    if not server.seats.take(f"{who.lesson}:{who.seat}"):
        raise TooManyRequests(per_second=server.settings.seat_per_second)
