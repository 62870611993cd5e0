"""How often anybody may ask what needs no sign-in and costs work, pure ASGI, inside the wall.

Guests share a bucket per address, wide enough for a class behind one router; a seat has its own,
so that a guest's flood never slows it. The addresses that count are given; knows no route.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from registry.edge.callers import caller_of, server_of
from registry.edge.errors import SeatUnknown, TooManyRequests


class RateLimit:
    """Counts requests at or below the given paths; raises the refusal that the wall tells."""

    def __init__(self, app: ASGIApp, *, paths: Sequence[str]) -> None:
        self.app, self.paths = app, tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its bucket is empty."""
        if scope["type"] == "http" and self.counts(scope["path"]):
            take_open_turn(scope)
        await self.app(scope, receive, send)

    def counts(self, path: str) -> bool:
        """Whether an address is one of those that are counted."""
        return any(path == one or path.startswith(f"{one}/") for one in self.paths)


def take_open_turn(scope: Scope) -> None:
    """Refuse whoever asks faster than their bucket fills; scripts and the trainer may.

    A seat's turns here are counted apart from its commands: reading never costs an order.
    """
    server = server_of(scope)
    try:
        who = caller_of(scope)
    except SeatUnknown:
        return  # the trainer's script: the route itself says what it thinks of the seat
    if who is None:
        client = scope.get("client")
        if not server.guests.take(client[0] if client else ""):
            raise TooManyRequests(per_second=server.settings.guest_per_second)
    elif not who.is_trainer and not server.readers.take(f"{who.lesson}:{who.seat}"):
        raise TooManyRequests(per_second=server.settings.seat_per_second)
