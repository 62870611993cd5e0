"""Routes of the auditor's pages under /admin, for the signed-in trainer. Read-only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.web.admin import accounts, books, conduct, done, log, market, programme
from registry.web.admin.auditing import Auditor
from registry.web.admin.downloads import download
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Page
from registry.web.frame.tracing import NUMBER_DIGITS_MOST, asked_in
from registry.web.frame.visitor import draw, draw_missing, see, trainer_visitor

Handler = Callable[[Request], Awaitable[Response]]

LISTS: dict[str, tuple[str, Callable[[Auditor], Page]]] = {
    "admin": ("overview", log.overview),
    "accounts": ("accounts", accounts.account_list),
    "transactions": ("transactions", books.transactions),
    "decisions": ("decisions", market.decisions),
    "orders": ("orders", market.orders),
    "trades": ("trades", market.trades),
    "conduct": ("conduct", conduct.conduct),
    "commands": ("commands", log.commands),
    "done": ("done", done.done),
    "transfers": ("transfers", market.transfer_list),
    "audit": ("audit", log.audit_page),
}
"""Address name -> section of the navigation, and the function that makes the page."""

SINGLES: dict[str, tuple[str, str, Callable[[Auditor, int], Page | None]]] = {
    "account": ("accounts", "account", accounts.account),
    "transaction": ("transactions", "number", books.transaction),
    "decision": ("decisions", "item", market.decision),
    "command": ("commands", "number", log.command),
}
"""Address name -> section, the number in the address, and the function that makes the page."""


def routes() -> list[Route]:
    """Every auditor's page."""
    found = [
        Route(ADDRESSES[name], _list(section, make), methods=["GET"])
        for name, (section, make) in LISTS.items()
    ]
    found += [
        Route(ADDRESSES[name], _single(section, part, make), methods=["GET"])
        for name, (section, part, make) in SINGLES.items()
    ]
    found.append(Route(ADDRESSES["serials"], serial_search, methods=["GET"]))
    found.append(Route(ADDRESSES["admin_serial"], serial, methods=["GET"]))
    found.append(Route(ADDRESSES["owner"], owner, methods=["GET"]))
    found.append(Route(ADDRESSES["admin_list"], listed, methods=["GET"]))
    found.append(Route(ADDRESSES["csv"], download, methods=["GET"]))
    return found


def _list(section: str, make: Callable[[Auditor], Page]) -> Handler:
    async def page(request: Request) -> Response:
        visitor = trainer_visitor(request.scope)
        return await draw(visitor, lambda s: make(Auditor(visitor, s)), section=section)

    return page


def _single(section: str, part: str, make: Callable[[Auditor, int], Page | None]) -> Handler:
    async def page(request: Request) -> Response:
        visitor = trainer_visitor(request.scope)
        text = request.path_params[part]
        number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
        if number is None:
            return draw_missing(visitor)
        return await draw(visitor, lambda s: make(Auditor(visitor, s), number), section=section)

    return page


async def listed(request: Request) -> Response:
    """A list of one of the programme's procedures; 404 for a name that is none."""
    visitor = trainer_visitor(request.scope)
    name = request.path_params["list"]
    return await draw(
        visitor, lambda s: programme.list_page(Auditor(visitor, s), name), section="lists"
    )


async def owner(request: Request) -> Response:
    """The accounts and the statement of one owner: a seat, or one of the system's own."""
    visitor = trainer_visitor(request.scope)
    wanted = request.path_params["owner"]
    return await draw(
        visitor, lambda s: accounts.owner_page(Auditor(visitor, s), wanted), section="accounts"
    )


async def serial_search(request: Request) -> Response:
    """The ranges issued so far, or a redirect to the number that was typed."""
    visitor = trainer_visitor(request.scope)
    host, number = asked_in(visitor)
    if host and number is not None:
        return see(to("admin_serial", host=host, number=number))
    return await draw(
        visitor,
        lambda s: books.serials(Auditor(visitor, s), host="", number=""),
        section="serials",
    )


async def serial(request: Request) -> Response:
    """The trace of one serial number, with links into the books."""
    visitor = trainer_visitor(request.scope)
    host, number = request.path_params["host"], request.path_params["number"]
    return await draw(
        visitor,
        lambda s: books.serials(Auditor(visitor, s), host=host, number=number),
        section="serials",
    )
