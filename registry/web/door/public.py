"""The first page, and the static files of all pages; both are public."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from registry.edge.errors import ThingUnknown
from registry.edge.reading import PATH_SHOWN
from registry.paths import templates
from registry.web.door.contexts import WelcomePage
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.visitor import draw, draw_alone, visitor_of

CACHED_S = 365 * 24 * 3600
"""Caching for ever is safe: a static file's address contains a hash of its content."""


def routes() -> list[Route]:
    """The first page and the static files."""
    return [
        Route(ADDRESSES["welcome"], welcome, methods=["GET"]),
        Route("/static/{path:path}", static_file, methods=["GET"]),
    ]


async def welcome(request: Request) -> Response:
    """The first page: join, return to one's seat, or sign in as trainer."""
    visitor = visitor_of(request.scope)
    seat_href = ""
    if visitor.who is not None:
        seat_href = to("home") if visitor.who.state else visitor.console
    page = WelcomePage(
        code=request.query_params.get("code", "")[:12],
        lesson_open=bool(visitor.server.lives),
        seat_href=seat_href,
    )
    if visitor.who is not None:
        return await draw(visitor, lambda session: page, section="welcome")
    return draw_alone(visitor, page, section="welcome")


async def static_file(request: Request) -> Response:
    """A static file, found only by its name in `static_files`: no path of the system is opened."""
    file = static_files().get(request.path_params["path"])
    if file is None:
        raise ThingUnknown(address=request.url.path[:PATH_SHOWN])
    marked = "v" in request.query_params
    kept = f"public, max-age={CACHED_S}, immutable" if marked else "no-cache"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=kind, headers={"cache-control": kept})


@cache
def static_files() -> dict[str, Path]:
    """Name in the address -> static file."""
    folder = templates() / "static"
    return {
        file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()
    }
