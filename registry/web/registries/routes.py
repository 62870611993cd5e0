"""Routes of the registries' pages. They only read; their forms post to /action/{command}.

Transfers and reconciliations are public in the lesson, as the API shows them; an account is shown
to its holder, to its registry's manager and to the trainer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Page
from registry.web.frame.visitor import Visitor, draw, draw_missing, visitor_of
from registry.web.registries.accounts import NUMBER_LONGEST, account_page, accounts_page
from registry.web.registries.imports import imports_page
from registry.web.registries.paging import NUMBER_DIGITS_MOST
from registry.web.registries.reconciliation import reconciliation_page
from registry.web.registries.transfers import transfer_page, transfers_page

SECTION = "registries"


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["registry_transfers"], _list(transfers_page), methods=["GET"]),
        Route(ADDRESSES["registry_transfer"], transfer, methods=["GET"]),
        Route(ADDRESSES["reconciliation"], _list(reconciliation_page), methods=["GET"]),
        Route(ADDRESSES["imports"], _list(imports_page), methods=["GET"]),
        Route(ADDRESSES["registry_accounts"], _list(accounts_page), methods=["GET"]),
        Route(ADDRESSES["registry_account"], account, methods=["GET"]),
    ]


def _list(build: Callable[[Visitor, Session], Page]) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        visitor = visitor_of(request.scope)
        visitor.seated  # noqa: B018 - guests are led to the door
        return await draw(visitor, lambda session: build(visitor, session), section=SECTION)

    return page


async def transfer(request: Request) -> Response:
    """One transfer."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    text = request.path_params["transfer"]
    number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    if number is None:
        return draw_missing(visitor)
    return await draw(visitor, lambda s: transfer_page(visitor, s, number), section=SECTION)


async def account(request: Request) -> Response:
    """One account."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    number = request.path_params["account"][:NUMBER_LONGEST]
    return await draw(visitor, lambda s: account_page(visitor, s, number), section=SECTION)
