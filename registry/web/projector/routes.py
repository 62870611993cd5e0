"""/projector?code=...: the page for the wall, open to whoever has the lesson's join code.

Without a code the trainer is sent to that of their lesson.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from registry.classroom.hall_values import HallLesson
from registry.classroom.live import Live
from registry.classroom.room import ROOM
from registry.edge.callers import server_of
from registry.edge.request_checks import cookies
from registry.edge.watching import JOIN_CODE, watched
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Chrome, Colours, Language
from registry.web.frame.hub import Hub
from registry.web.frame.pictures import clock_of
from registry.web.frame.render import render
from registry.web.frame.visitor import (
    CHOICES,
    COLOURS_COOKIE,
    Visitor,
    chrome_of,
    page_response,
    see,
    trainer_visitor,
    visitor_of,
)
from registry.web.projector.maker import ProjectorMaker


def routes() -> list[Route]:
    """The page, and the room's stream that feeds it."""
    return [
        Route(ADDRESSES["projector"], projector, methods=["GET"]),
        Route(ADDRESSES["room_live"], room_live, methods=["GET"]),
    ]


class _Stream(Response):
    """An answer that is the room's stream: public snapshots, and changes of `ROOM`."""

    def __init__(self, hub: Hub, lesson: HallLesson, live: Live) -> None:
        super().__init__(media_type="text/event-stream")
        self._hub, self._lesson, self._live = hub, lesson, live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream; to HEAD its headers only."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        await self._hub.stream(
            self._lesson.code, ROOM, scope=scope, receive=receive, send=send, first=self._live.view
        )


async def room_live(request: Request) -> Response:
    """The stream of a join code's lesson, for somebody without a seat."""
    return _Stream(request.app.state.hub, *_watched(request))


def _watched(request: Request) -> tuple[HallLesson, Live]:
    """The lesson whose join code the address has."""
    address = request.client.host if request.client else ""
    code = request.query_params.get(JOIN_CODE, "")
    return watched(server_of(request.scope), code, address=address)


async def projector(request: Request) -> Response:
    """The page of a join code's lesson; its figures are read in a thread."""
    visitor = visitor_of(request.scope)
    if not visitor.query.get(JOIN_CODE):
        mine = visitor.server.hall.lesson(trainer_visitor(request.scope).seated.lesson)
        assert mine is not None, "an open lesson is listed"
        return see(to("projector", code=mine.join_code))
    lesson, live = _watched(request)

    def in_thread() -> str:
        with live.reading() as session:
            page = ProjectorMaker(visitor, session, lesson, live).page()
        language: Language = "en" if page.choices.show == "en" else "zh"
        return render(page, _chrome(visitor, lesson, live, language))

    return page_response(await asyncio.to_thread(in_thread))


def _chrome(visitor: Visitor, lesson: HallLesson, live: Live, language: Language) -> Chrome:
    """The frame of a page that belongs to a lesson, whoever asks for it."""
    return replace(
        chrome_of(visitor, None, "projector"),
        language=language,
        colours=_colours(visitor, language),
        audience="guest",
        lesson_title=lesson.title_zh if language == "zh" else lesson.title_en,
        person="",
        clock=clock_of(live.view, language),  # type: ignore[arg-type]
        live=True,
        audit_ok=None,
    )


def _colours(visitor: Visitor, language: Language) -> Colours:
    """The colours that were chosen in this browser, else those of the shown language."""
    chosen = cookies(visitor.scope["headers"]).get(COLOURS_COOKIE, "")
    if chosen in CHOICES["colours"]:
        return visitor.colours
    return "green_up" if language == "en" else "red_up"
