"""The web pages. They read through queries, and change a lesson only by posting commands."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry.edge.request_checks import Failure
from registry.web.areas import routes
from registry.web.frame.refusals import failed_page, refused
from registry.web.frame.visitor import visitor_of

__all__ = ["refused_or_failed", "routes"]


async def refused_or_failed(scope: Scope, what: Refusal | Failure) -> Response:
    """Answer with the page of a refusal or a failure."""
    visitor = visitor_of(scope)
    if isinstance(what, Failure):
        return failed_page(visitor, what.identifier, retry="")
    return refused(visitor, what)
