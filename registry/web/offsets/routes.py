"""Routes of the offset rules and of the offset form, all public.

Forms are read from the address, so that every state of a page can be shared as a link.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from ledger.kernel.numerals import whole_number
from registry.compliance.check import check
from registry.compliance.reader import shipped
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.visitor import draw_open, see, visitor_of
from registry.web.offsets.examples import EVERYWHERE
from registry.web.offsets.form import OffsetForm, address, read_form
from registry.web.offsets.rules import rule_page, rules_page
from registry.web.offsets.views import offset_page


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["rules"], rules, methods=["GET"]),
        Route(ADDRESSES["rule"], rule, methods=["GET"]),
        Route(ADDRESSES["desk"], offsets, methods=["GET"]),
    ]


async def rules(request: Request) -> Response:
    """The rules of every market side by side, or of one rule set."""
    visitor = visitor_of(request.scope)
    chosen = request.query_params.get("set", "")
    return await draw_open(
        visitor,
        lambda: rules_page(shipped(), visitor.language, chosen=chosen),
        section="rules",
    )


async def rule(request: Request) -> Response:
    """One market's rule with all its versions."""
    visitor = visitor_of(request.scope)
    parts = request.path_params
    return await draw_open(
        visitor,
        lambda: rule_page(
            shipped(), visitor.language, rule_set=parts["rule_set"], market=parts["market"]
        ),
        section="rules",
    )


async def offsets(request: Request) -> Response:
    """Check a bundle against every market.

    A button that changes the form redirects to the address of the changed form. Without a bundle
    the page shows the first example.
    """
    visitor = visitor_of(request.scope)
    form = read_form(visitor.query.multi_items()) if visitor.query else EVERYWHERE.form()
    action = visitor.query.get("do", "")
    if action and not form.errors:
        changed, place = await asyncio.to_thread(_after, form, action)
        return see(f"{address(changed)}#{place}")
    return await draw_open(
        visitor,
        lambda: offset_page(shipped(), form, visitor.language),
        section="desk",
    )


def _after(form: OffsetForm, action: str) -> tuple[OffsetForm, str]:
    """The form after a button, and the id of the part to show; unknown values change nothing."""
    verb, _, what = action.partition(".")
    if verb == "add":
        return form.added(), "lots"
    if verb == "remove" and (number := whole_number(what)) is not None:
        return form.removed(number), "lots"
    if verb == "fix":
        try:
            answer = check(form.bundle(what))
        except Refusal:
            return form, "answer"
        reduced = form.reduced(answer["largest_admissible"])
        return reduced if reduced.lots else form, "answer"
    return form, "answer"
