"""Routes of the cash flow and of the buffers. They only read; forms post to /action/{command}."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.web.cashflow.buffers import buffers_page
from registry.web.cashflow.money import cash_flow_page
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.visitor import Visitor, draw, visitor_of

SECTION = "cash_flow"


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["cash_flow"], _list(cash_flow_page), methods=["GET"]),
        Route(ADDRESSES["buffers"], _list(buffers_page), methods=["GET"]),
    ]


def _list(build: Callable[[Visitor, Session], Page]) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        visitor = visitor_of(request.scope)
        visitor.seated  # noqa: B018 - guests are led to the door
        return await draw(visitor, lambda session: build(visitor, session), section=SECTION)

    return page
