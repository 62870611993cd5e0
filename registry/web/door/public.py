"""Pages for everybody: the first page, static files, and what is told when something is missing.

It knows no seat and no lesson but by name.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from registry.edge.errors import NotSignedIn, ThingUnknown
from registry.edge.reading import PATH_SHOWN
from registry.paths import templates
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import ErrorPage, RefusalPage, WelcomePage
from registry.web.frame.pictures import refusal_card
from registry.web.frame.visitor import Visitor, draw, draw_alone, draw_missing, see, visitor_of

CACHED_S = 365 * 24 * 3600
"""A static file's address carries a mark of its content, so that it may be kept for ever."""


def routes() -> list[Route]:
    """The first page and the static files."""
    return [
        Route(ADDRESSES["welcome"], welcome, methods=["GET"]),
        Route("/static/{path:path}", static_file, methods=["GET"]),
    ]


async def welcome(request: Request) -> Response:
    """Join, go back to one's seat, or sign in as trainer."""
    visitor = visitor_of(request.scope)
    seat_href = ""
    if visitor.who is not None:
        seat_href = to("trainer") if visitor.who.is_trainer else to("trade_home")
    page = WelcomePage(
        code=request.query_params.get("code", "")[:12],
        lesson_open=bool(visitor.house.lives),
        seat_href=seat_href,
    )
    if visitor.who is not None:
        return await draw(visitor, lambda session: page, section="welcome")
    return draw_alone(visitor, page, section="welcome")


async def static_file(request: Request) -> Response:
    """A file of the pages; what a name could mean to the system outside of them is not asked."""
    file = static_files().get(request.path_params["path"])
    if file is None:
        raise ThingUnknown(address=request.url.path[:PATH_SHOWN])
    marked = "v" in request.query_params
    kept = f"public, max-age={CACHED_S}, immutable" if marked else "no-cache"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=kind, headers={"cache-control": kept})


@cache
def static_files() -> dict[str, Path]:
    """The files of the pages by the names under which they are asked for."""
    folder = templates() / "static"
    return {
        file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()
    }


def failed_page(visitor: Visitor, identifier: str, *, retry: str) -> Response:
    """A failure of ours, with the id that stands in the log."""
    page = ErrorPage(status=500, failure=identifier, retry_href=retry)
    return draw_alone(visitor, page, section="error", status=500)


def refusal_page(visitor: Visitor, refusal: Refusal, *, deed: str, back: str) -> Response:
    """A refusal that has no page of its own to be told on."""
    card = refusal_card(
        refusal,
        deed=deed,
        number=None,
        language=visitor.language,
        back=back,
        bar=outcomes.bar_of(refusal),
    )
    page = RefusalPage(refusal=card)
    return draw_alone(visitor, page, section="refusal", status=refusal.status)


def refused(visitor: Visitor, refusal: Refusal) -> Response:
    """What a page's visitor sees instead of a page: to the door, nothing there, or the card."""
    asked = visitor.scope["method"] == "GET"
    if isinstance(refusal, NotSignedIn) and asked:
        trainer_page = visitor.path.startswith((ADDRESSES["trainer"], ADDRESSES["admin"]))
        return see(to("sign_in", next=visitor.path) if trainer_page else to("join"))
    if refusal.status == 404 and asked:
        return draw_missing(visitor)
    home = to("welcome")
    return refusal_page(visitor, refusal, deed="", back=home)
