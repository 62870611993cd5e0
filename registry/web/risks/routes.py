"""Routes of the risk register. They only read; their forms post to /action/{command}.

The register is everybody's in the lesson; an incident is shown to the officials of both countries
and to the trainer.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.visitor import draw, draw_missing, visitor_of
from registry.web.risks.incident import incident_page
from registry.web.risks.register import register_page

SECTION = "risks"
NUMBER_DIGITS_MOST = 15


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["risks"], register, methods=["GET"]),
        Route(ADDRESSES["incident"], incident, methods=["GET"]),
    ]


async def register(request: Request) -> Response:
    """The risk register."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda session: register_page(visitor, session), section=SECTION)


async def incident(request: Request) -> Response:
    """One incident."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    text = request.path_params["incident"]
    number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    if number is None:
        return draw_missing(visitor)
    return await draw(visitor, lambda s: incident_page(visitor, s, number), section=SECTION)
