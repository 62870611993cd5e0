"""Routes of monitoring and verification. They only read; their forms post to /action/{command}."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.edge.commands import foretelling
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.questions import looking
from registry.web.frame.visitor import draw, visitor_of
from registry.web.verification.desk import desk_page
from registry.web.verification.monitoring import monitoring_page

SECTION = "verification"
DIGITS_MOST = 6


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["monitorings"], monitorings, methods=["GET"]),
        Route(ADDRESSES["monitoring"], monitoring, methods=["GET"]),
    ]


async def monitorings(request: Request) -> Response:
    """Every monitoring period, what waits for the visitor first."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda session: desk_page(visitor, session), section=SECTION)


async def monitoring(request: Request) -> Response:
    """One monitoring period with its report and the forms of its steps."""
    visitor = visitor_of(request.scope)
    look = looking(foretelling(visitor.server, visitor.seated), visitor.language)
    project, text = str(request.path_params["project"]), request.path_params["period"]
    period = (whole_number(text) if len(text) <= DIGITS_MOST else None) or 0
    return await draw(
        visitor, lambda s: monitoring_page(visitor, s, project, period, look), section=SECTION
    )
