"""A seat's pages for somebody beside it: the trainer or a helper looks, the trainer acts.

The same pages under a prefix: /look/S07 has no address that takes a form, /act/S07 has one, whose
commands are in the log with the seat and the trainer as their origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from registry.classroom.hall_values import Kind
from registry.edge.callers import BESIDE, caller_of, holder_of, not_signed_in
from registry.edge.errors import SeatUnknown, TrainerOnly
from registry.web.frame.addresses import ADDRESSES, SEATS_OWN, prefixed
from registry.web.frame.hub import Hub
from registry.web.frame.visitor import MODE

Mode = Literal["look", "act"]


def mounts(routes: Sequence[Route]) -> list[Mount]:
    """The pages of a seat among these routes under both prefixes."""
    pages = [
        Route(route.path, route.endpoint, methods=["GET"])
        for route in routes
        if route.path in _PAGES and "GET" in (route.methods or ())
    ]
    forms = [
        Route(route.path, route.endpoint, methods=["POST"])
        for route in routes
        if route.path == ADDRESSES["action"]
    ]
    live = Route(ADDRESSES["live"], _live, methods=["GET"])
    return [
        Mount("/look/{seat}", app=Beside(Router([*pages, live]), mode="look")),
        Mount("/act/{seat}", app=Beside(Router([*pages, *forms, live]), mode="act")),
    ]


_PAGES = frozenset(ADDRESSES[name] for name in SEATS_OWN - {"action", "live"})


class Beside:
    """Answers a request as the pages of the seat in its path; refuses who may not see them."""

    def __init__(self, app: ASGIApp, *, mode: Mode) -> None:
        self._app, self._mode = app, mode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises NotSignedIn, TrainerOnly, and SeatUnknown for a seat that there is not."""
        holder = holder_of(scope)
        if holder is None:
            raise not_signed_in(scope)
        if holder.kind is not Kind.TRAINER and not (
            holder.kind is Kind.HELPER and self._mode == "look"
        ):
            raise TrainerOnly()
        seat = str(scope["path_params"]["seat"])[:20]
        who = caller_of({**scope, BESIDE: seat})
        if who is None or who.state is None or not who.state.of_class:
            raise SeatUnknown(seat=seat)
        with prefixed(f"/{self._mode}/{seat}"):
            await self._app({**scope, BESIDE: seat, MODE: self._mode}, receive, send)


async def _live(request: Request) -> Response:
    return Streaming(request.app.state.hub)


class Streaming(Response):
    """The live stream of a caller who is no seat's person."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream until it ends."""
        await self._hub.serve(scope, receive, send)
