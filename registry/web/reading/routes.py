"""Routes of /public: pages that need no token. A lesson whose plan does not allow it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.edge.callers import server_of
from registry.edge.published import published, readable
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.render import render
from registry.web.frame.visitor import (
    chrome_of,
    draw_alone,
    draw_missing,
    page_response,
    visitor_of,
)
from registry.web.reading.contexts import ReadableLesson, ReadingPage
from registry.web.reading.maker import NUMBER_DIGITS_MOST, PublishedMaker

SECTION = "public_lessons"
Build = Callable[[PublishedMaker], Page | None]


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["public_lessons"], lessons, methods=["GET"]),
        Route(ADDRESSES["public_projects"], _page(PublishedMaker.projects), methods=["GET"]),
        Route(ADDRESSES["public_issuances"], _page(PublishedMaker.issuances), methods=["GET"]),
        Route(ADDRESSES["public_batches"], _page(PublishedMaker.batches), methods=["GET"]),
        Route(ADDRESSES["public_batch"], batch, methods=["GET"]),
        Route(ADDRESSES["public_retirements"], _page(PublishedMaker.endings), methods=["GET"]),
        Route(ADDRESSES["public_notes"], _page(PublishedMaker.notes), methods=["GET"]),
    ]


async def lessons(request: Request) -> Response:
    """The lessons that everybody may read."""
    visitor = visitor_of(request.scope)
    found = tuple(
        ReadableLesson(
            code=code,
            title=visitor.both(zh=live.current.plan.title_zh, en=live.current.plan.title_en),
        )
        for code, live in readable(server_of(request.scope))
    )
    return draw_alone(visitor, ReadingPage(lessons=found), section=SECTION)


def _page(build: Build) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return await _drawn(request, build)

    return page


async def batch(request: Request) -> Response:
    """One batch."""
    text = request.path_params["asset"]
    asset = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    return await _drawn(request, lambda maker: maker.batch(asset or 0))


async def _drawn(request: Request, build: Build) -> Response:
    """Draw a published page for anybody; the lesson is that of the address, not of the visitor."""
    visitor = visitor_of(request.scope)
    code = request.path_params["lesson"]
    live = published(server_of(request.scope), code)

    def in_thread() -> str | None:
        with live.reading() as session:
            page = build(PublishedMaker(visitor, live, code, session))
            return None if page is None else render(page, chrome_of(visitor, None, SECTION))

    html = await asyncio.to_thread(in_thread)
    return draw_missing(visitor) if html is None else page_response(html)
