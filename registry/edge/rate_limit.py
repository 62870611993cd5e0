"""Rate limit of costly queries that need no sign-in; pure ASGI, inside the request checks.

Guests share a bucket per address, large enough for a class behind one router. A seat has its own,
so that a flood of guests' requests never slows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from registry.edge.callers import ELSEWHERE, caller_of, server_of
from registry.edge.errors import SeatUnknown, TooManyRequests


class RateLimit:
    """Counts requests at or below the given paths; its refusal is answered by `RequestChecks`."""

    def __init__(self, app: ASGIApp, *, paths: Sequence[str]) -> None:
        self.app, self.paths = app, tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its bucket is empty."""
        if scope["type"] == "http" and self.counts(scope["path"]):
            take_open_turn(scope)
        await self.app(scope, receive, send)

    def counts(self, path: str) -> bool:
        """Whether requests at an address are counted."""
        return any(path == base or path.startswith(f"{base}/") for base in self.paths)


def take_open_turn(scope: Scope) -> None:
    """Raise TooManyRequests for a guest or a seat above its limit; scripts and trainer have none.

    A seat's queries are counted apart from its commands, so that reading never costs an order.
    """
    server = server_of(scope)
    try:
        who = caller_of(scope)
    except SeatUnknown:
        return  # the trainer's script: the route itself checks the seat
    except ELSEWHERE:
        who = None  # a token that opens nothing now counts as a guest
    if who is None:
        client = scope.get("client")
        if not server.guests.take(client[0] if client else ""):
            raise TooManyRequests(per_second=server.settings.guest_per_second)
    elif not who.is_trainer and not server.readers.take(f"{who.lesson}:{who.seat}"):
        raise TooManyRequests(per_second=server.settings.seat_per_second)
