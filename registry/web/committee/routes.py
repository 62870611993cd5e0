"""Routes of the committee's pages. They only read; their forms post to /action/{command}.

Everybody in the lesson reads them, as the registry is public there; acts are offered to their own
offices only.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.edge.commands import foretelling
from registry.web.committee.agreements import agreements_page
from registry.web.committee.bodies import bodies_page
from registry.web.committee.docket import NUMBER_DIGITS_MOST, docket_page
from registry.web.committee.item import item_page, printed_page
from registry.web.committee.motions import motion_page
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.questions import looking
from registry.web.frame.visitor import Visitor, draw, draw_missing, visitor_of


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["docket"], docket, methods=["GET"]),
        Route(ADDRESSES["agreements"], agreements, methods=["GET"]),
        Route(ADDRESSES["bodies"], bodies, methods=["GET"]),
        Route(ADDRESSES["motion"], motion, methods=["GET"]),
        Route(ADDRESSES["item"], item, methods=["GET"]),
        Route(ADDRESSES["printed_decision"], printed, methods=["GET"]),
    ]


async def docket(request: Request) -> Response:
    """The docket of one agreement, or of all."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda s: docket_page(visitor, s), section="committee")


async def agreements(request: Request) -> Response:
    """The agreements, and the acts of the visitor's government."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda s: agreements_page(visitor, s), section="committee")


async def bodies(request: Request) -> Response:
    """Third-party entities and methodologies."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda s: bodies_page(visitor, s), section="committee")


async def motion(request: Request) -> Response:
    """The form of a kind of motion, with its preview."""
    visitor = visitor_of(request.scope)
    foretell = foretelling(visitor.server, visitor.seated)
    look, kind = looking(foretell, visitor.language), str(request.path_params["kind"])
    return await draw(visitor, lambda s: motion_page(visitor, s, kind, look), section="committee")


async def item(request: Request) -> Response:
    """One item."""
    return await _of_item(request, item_page)


async def printed(request: Request) -> Response:
    """The sheet of one decision."""
    return await _of_item(request, printed_page)


async def _of_item(
    request: Request, build: Callable[[Visitor, Session, int], Page | None]
) -> Response:
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    text = request.path_params["item"]
    number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    if number is None:
        return draw_missing(visitor)
    return await draw(visitor, lambda s: build(visitor, s, number), section="committee")
