"""The public trace of one serial number, without accounts and without links for the auditor."""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.tracing import (
    NUMBER_DIGITS_MOST,
    asked_in,
    find,
    first_host,
)
from registry.web.frame.visitor import draw, see, visitor_of
from registry.web.serials.contexts import SerialPage


def routes() -> list[Route]:
    """Search, and the trace itself."""
    return [
        Route(ADDRESSES["serial_search"], search, methods=["GET"]),
        Route(ADDRESSES["serial"], serial, methods=["GET"]),
    ]


async def search(request: Request) -> Response:
    """The empty search form, or a redirect to the number that was typed."""
    visitor = visitor_of(request.scope)
    host, number = asked_in(visitor)
    if host and number is not None:
        return see(to("serial", host=host, number=number))
    typed = visitor.query.get("number", "")[:NUMBER_DIGITS_MOST]
    page = SerialPage(
        host=host if typed else "", first_host=first_host(visitor), number=typed, trace=None
    )
    return await draw(visitor, lambda session: page, section="serial")


async def serial(request: Request) -> Response:
    """One serial number."""
    visitor = visitor_of(request.scope)
    host, number = request.path_params["host"], request.path_params["number"]

    def build(session: Session) -> SerialPage:
        trace = find(visitor, session, host=host, number=number)
        return SerialPage(
            host=host[:2],
            first_host=first_host(visitor),
            number=number[:NUMBER_DIGITS_MOST],
            trace=trace,
        )

    return await draw(visitor, build, section="serial")
