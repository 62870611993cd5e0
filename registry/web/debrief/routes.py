"""Addresses of the debrief: the own sheet, and the trainer's pages."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.debrief.kept import KEPT
from registry.debrief.sheet import sheet
from registry.edge.errors import TrainerOnly
from registry.web.debrief.certificate import certificate
from registry.web.debrief.questions import questions_page
from registry.web.debrief.reveal import reveal_page
from registry.web.debrief.room import room_page
from registry.web.debrief.sheet import sheet_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.visitor import draw, see, trainer_visitor, visitor_of


def routes() -> list[Route]:
    """The pages of the debrief."""
    return [
        Route(ADDRESSES["room_debrief"], room, methods=["GET"]),
        Route(ADDRESSES["reveal"], reveal, methods=["GET"]),
        Route(ADDRESSES["debrief_questions"], script_of_questions, methods=["GET"]),
        Route(ADDRESSES["debrief_csv"], seats_csv, methods=["GET"]),
        Route(ADDRESSES["debrief"], own_sheet, methods=["GET"]),
        Route(ADDRESSES["certificate"], own_certificate, methods=["GET"]),
        Route(ADDRESSES["seat_debrief"], seat_sheet, methods=["GET"]),
    ]


async def own_sheet(request: Request) -> Response:
    """The sheet of the visitor's seat, in a pause and at the end; a trainer has no seat."""
    visitor = visitor_of(request.scope)
    who = visitor.seated
    if who.is_helper:
        raise TrainerOnly()
    if who.state is None:
        return see(to("room_debrief"))
    return await draw(visitor, lambda s: sheet_of(visitor, s, who.seat), section="debrief")


async def seat_sheet(request: Request) -> Response:
    """The sheet of any seat, for the trainer, at any time."""
    visitor = trainer_visitor(request.scope)
    seat = request.path_params["seat"]
    return await draw(visitor, lambda s: sheet_of(visitor, s, seat), section="debrief")


async def room(request: Request) -> Response:
    """The room's debrief, for the trainer, at any time."""
    visitor = trainer_visitor(request.scope)
    return await draw(visitor, lambda s: room_page(visitor, s), section="debrief")


async def seats_csv(request: Request) -> Response:
    """The results of all seats as CSV, a row each; `registry/debrief/sheet.py` has the columns."""
    visitor = trainer_visitor(request.scope)

    def in_thread() -> str:
        with visitor.live.reading() as session:
            return sheet(KEPT.of(visitor.live, session).seats)

    text = await asyncio.to_thread(in_thread)
    name = f'attachment; filename="debrief-{visitor.seated.lesson}.csv"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def reveal(request: Request) -> Response:
    """One step of the reveal, for the wall; the trainer's browser shows it."""
    visitor = trainer_visitor(request.scope)
    return await draw(visitor, lambda s: reveal_page(visitor, s), section="debrief")


async def script_of_questions(request: Request) -> Response:
    """The script of questions, for the trainer."""
    visitor = trainer_visitor(request.scope)
    return await draw(visitor, lambda s: questions_page(visitor, s), section="debrief")


async def own_certificate(request: Request) -> Response:
    """The certificate of attendance of the visitor, at the end of the lesson."""
    visitor = visitor_of(request.scope)
    return await draw(visitor, lambda s: certificate(visitor, s), section="debrief")
