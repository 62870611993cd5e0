"""Routes of /deals/{instrument} and /bidding/{instrument}: off-book trades of one seat.

The pages only read; their forms post to /action/{command}.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.edge.commands import foretelling
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.visitor import draw, draw_missing, see, visitor_of
from registry.web.offbook import bidding as bidding_views
from registry.web.offbook import deals as deal_views
from registry.web.offbook.maker import DealMaker


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["deals"], deals, methods=["GET"]),
        Route(ADDRESSES["bidding"], bidding, methods=["GET"]),
    ]


async def deals(request: Request) -> Response:
    """Block trades and requests for quote of one instrument."""
    return await _drawn(request, "deals", deal_views.page_of)


async def bidding(request: Request) -> Response:
    """Bidding sessions and auctions of one instrument."""
    return await _drawn(request, "bidding", bidding_views.page_of)


async def _drawn(request: Request, page: str, build: Callable[[DealMaker], Page]) -> Response:
    """Draw a seat's page; the trainer, who has no seat, is redirected to the trainer's page."""
    visitor = visitor_of(request.scope)
    code = request.path_params["instrument"]
    if visitor.seated.state is None:
        return see(visitor.console)
    if code not in visitor.view["instruments"]:
        return draw_missing(visitor)
    foretell = foretelling(visitor.server, visitor.seated)

    def made(session: Session) -> Page:
        return build(DealMaker(visitor, session, code, foretell, page=page))

    return await draw(visitor, made, section=page)
