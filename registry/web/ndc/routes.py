"""Routes of the NDC accounts: in the lesson, and for everybody where the plan publishes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.edge.callers import server_of
from registry.edge.published import published
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.render import render
from registry.web.frame.visitor import (
    chrome_of,
    draw,
    draw_missing,
    page_response,
    visitor_of,
)
from registry.web.ndc.maker import Reader, account_page, accounts_page
from registry.web.ndc.supply import supply_page

SECTION, PUBLIC_SECTION = "ndc", "public_lessons"
Build = Callable[[Reader, Session], Page | None]


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["ndc"], accounts, methods=["GET"]),
        Route(ADDRESSES["supply"], supply, methods=["GET"]),
        Route(ADDRESSES["ndc_account"], account, methods=["GET"]),
        Route(ADDRESSES["public_ndc"], public_accounts, methods=["GET"]),
        Route(ADDRESSES["public_ndc_account"], public_account, methods=["GET"]),
    ]


async def accounts(request: Request) -> Response:
    """Every party's account."""
    return await _drawn(request, accounts_page)


async def supply(request: Request) -> Response:
    """Supply and demand of credits."""
    return await _drawn(request, supply_page)


async def account(request: Request) -> Response:
    """One party's account."""
    return await _drawn(request, _of_party(request))


async def public_accounts(request: Request) -> Response:
    """Every party's account, for everybody."""
    return await _public(request, accounts_page)


async def public_account(request: Request) -> Response:
    """One party's account, for everybody."""
    return await _public(request, _of_party(request))


def _of_party(request: Request) -> Build:
    alpha3 = str(request.path_params["party"])
    return lambda reader, session: account_page(reader, session, alpha3)


async def _drawn(request: Request, build: Build) -> Response:
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    reader = Reader(visitor, "", "", visitor.live.now())
    return await draw(visitor, lambda session: build(reader, session), section=SECTION)


async def _public(request: Request, build: Build) -> Response:
    """Draw a published page; the lesson is that of the address, not of the visitor."""
    visitor = visitor_of(request.scope)
    code = request.path_params["lesson"]
    live = published(server_of(request.scope), code)
    plan = live.current.plan
    title = visitor.both(zh=plan.title_zh, en=plan.title_en)
    reader = Reader(visitor, code, title, live.now())

    def in_thread() -> str | None:
        with live.reading() as session:
            page = build(reader, session)
            return None if page is None else render(page, chrome_of(visitor, None, PUBLIC_SECTION))

    html = await asyncio.to_thread(in_thread)
    return draw_missing(visitor) if html is None else page_response(html)
