"""Authentication: the caller and the seat, from a bearer token or the cookie that holds one.

The seat follows from the token. Only the trainer's script token names a seat itself, in the header
`Tanlu-Seat`.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry.classroom.hall import Holder, Kind
from registry.classroom.live import Live
from registry.classroom.room import TRAINER, SeatState
from registry.classroom.seating import Ended, Seating
from registry.edge.errors import (
    NotSignedIn,
    SeatGivenBack,
    SeatLeft,
    SeatNeeded,
    SeatUnknown,
    TooManyRequests,
    TrainerOnly,
)
from registry.edge.reading import SEAT_HEADER
from registry.edge.request_checks import COOKIE, cookies
from registry.edge.server_state import ServerState


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
        return self.holder.kind is not Kind.SEAT

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


def caller_of(scope: Scope) -> Caller | None:
    """The caller, or None for somebody without a seat in an open lesson."""
    server = server_of(scope)
    token = token_of(scope)
    holder = server.hall.holder(token) if token else None
    if holder is None:
        return None
    code = holder.lesson or server.first_lesson()
    live = server.lives.get(code)
    if live is None:
        return None
    if holder.kind is Kind.SEAT:
        server.presence.sign(code, holder.seat)
        return Caller(holder, code, live, holder.seat, "person")
    seat = dict(scope["headers"]).get(SEAT_HEADER, b"").decode("latin-1").strip() or TRAINER
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

    Somebody who comes back to a seat that a bot minds plays it again when this returns.
    """
    found = caller_of(request.scope)
    if found is None:
        raise not_signed_in(request.scope)
    await server_of(request.scope).presence.returned(found.lesson, found.seat)
    return found


async def trainer(request: HTTPConnection) -> Caller:
    """The caller with the trainer's rights; raises TrainerOnly for everybody else."""
    found = await caller(request)
    if not found.is_trainer:
        raise TrainerOnly()
    return found


def take_turn(server: ServerState, who: Caller) -> None:
    """Raise TooManyRequests for a seat above its rate limit; scripts and the trainer have none."""
    if who.is_trainer:
        return
    if not server.seats.take(f"{who.lesson}:{who.seat}"):
        raise TooManyRequests(per_second=server.settings.seat_per_second)
