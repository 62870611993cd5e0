"""Routes of the pages of annual information. They only read; forms post to /action/{command}."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.visitor import draw, draw_missing, visitor_of
from registry.web.reports.pages import reports_page
from registry.web.reports.shown import report_page

SECTION = "reports"
DIGITS_MOST = 15


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["reports"], reports, methods=["GET"]),
        Route(ADDRESSES["report"], report, methods=["GET"]),
    ]


async def reports(request: Request) -> Response:
    """All submissions, and two parties side by side."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda session: reports_page(visitor, session), section=SECTION)


async def report(request: Request) -> Response:
    """One version."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    text = request.path_params["report"]
    number = whole_number(text) if len(text) <= DIGITS_MOST else None
    if number is None:
        return draw_missing(visitor)
    return await draw(visitor, lambda s: report_page(visitor, s, number), section=SECTION)
