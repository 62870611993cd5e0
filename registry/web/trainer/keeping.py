"""A copy of the lesson to download, and the hour at which the lesson starts automatically."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ledger.db import CannotOpen
from ledger.files import MEDIA_TYPE
from ledger.kernel.errors import Refusal
from registry.classroom.backups import Copy, copied, name_of
from registry.edge.errors import LessonBusy
from registry.edge.hours import next_hour, set_start
from registry.edge.reading import form_of
from registry.edge.server_state import wall_ms
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.refusals import refusal_page
from registry.web.frame.visitor import see, trainer_visitor

LOG = logging.getLogger("tanlu.keeping")


def routes() -> list[Route]:
    """Routes of the copy and of the hour of the start."""
    return [
        Route(ADDRESSES["backup"], backup, methods=["GET"]),
        Route(ADDRESSES["start_hour"], start_hour, methods=["POST"]),
    ]


class PassingFile(FileResponse):
    """A temporary file, deleted when it has been sent or the client has gone."""

    def __init__(self, copy: Copy, *, name: str, ends: ExitStack) -> None:
        self._ends = ends
        super().__init__(
            copy.file,
            media_type=MEDIA_TYPE,
            filename=name,
            headers={"cache-control": "no-store"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, then delete it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await asyncio.to_thread(self._ends.close)


async def backup(request: Request) -> Response:
    """A consistent copy of the lesson now; the lesson continues meanwhile."""
    visitor = trainer_visitor(request.scope)
    path = visitor.live.current.path
    if path is None:
        raise LessonBusy()
    ends = ExitStack()
    try:
        copy = await asyncio.to_thread(_copy, path, ends)
    except CannotOpen as why:
        LOG.error("no copy to take home: %s", why, extra={"lesson": visitor.seated.lesson})
        raise LessonBusy() from None
    return PassingFile(copy, name=name_of(path, copy.head), ends=ends)


def _copy(path: Path, ends: ExitStack) -> Copy:
    return ends.enter_context(copied(path, folder=path.parent))


async def start_hour(request: Request) -> Response:
    """Start the lesson at the next HH:MM of this machine's clock; an empty field cancels that."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    clock = "".join(form.get("hour", ()))[:20].strip()
    try:
        at = next_hour(clock, now_ms=wall_ms()) if clock else None
        await set_start(visitor.server, visitor.seated, at, said=clock)
    except Refusal as refusal:
        return refusal_page(visitor, refusal, action="lesson.start", back=to("trainer"))
    return see(to("trainer"))
