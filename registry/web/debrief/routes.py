"""Addresses of the debrief: the own sheet, and the trainer's pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.web.debrief.sheet import sheet_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.visitor import draw, see, trainer_visitor, visitor_of


def routes() -> list[Route]:
    """The pages of the debrief."""
    return [
        Route(ADDRESSES["debrief"], own_sheet, methods=["GET"]),
        Route(ADDRESSES["seat_debrief"], seat_sheet, methods=["GET"]),
    ]


async def own_sheet(request: Request) -> Response:
    """The sheet of the visitor's seat, in a pause and at the end; a trainer has no seat."""
    visitor = visitor_of(request.scope)
    who = visitor.seated
    if who.is_trainer:
        return see(to("trainer"))
    return await draw(visitor, lambda s: sheet_of(visitor, s, who.seat), section="debrief")


async def seat_sheet(request: Request) -> Response:
    """The sheet of any seat, for the trainer, at any time."""
    visitor = trainer_visitor(request.scope)
    seat = request.path_params["seat"]
    return await draw(visitor, lambda s: sheet_of(visitor, s, seat), section="debrief")
