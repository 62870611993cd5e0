"""Pages: what a person sees in a browser. Knows no rule of its own and posts nothing."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry.edge.guard import Failure
from registry.web import (
    admin,
    calculators,
    deals,
    deeds,
    exercises,
    join,
    keeping,
    market_page,
    offsets,
    participant,
    public,
    serials,
    trainer,
)
from registry.web.visitor import remembering, visitor_of


def routes() -> list[BaseRoute]:
    """Every page and form."""
    open_to_all = (public, offsets, calculators, exercises)
    lesson = (participant, market_page, deals, serials, deeds)
    areas = (*open_to_all, join, *lesson, trainer, keeping, admin)
    return [remembering(route) for area in areas for route in area.routes()]


async def refused_or_failed(scope: Scope, what: Refusal | Failure) -> Response:
    """A refusal or a failure as a page."""
    visitor = visitor_of(scope)
    if isinstance(what, Failure):
        return public.failed_page(visitor, what.identifier, retry="")
    return public.refused(visitor, what)
