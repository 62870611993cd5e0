"""Routes of the exercises and of the glossary, all public.

Forms are read from the address, so that every state of a page can be shared as a link.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.web.exercises.glossary import glossary_page
from registry.web.exercises.views import asked_in, mistake_page, mistakes_page
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.visitor import draw_open, visitor_of


def routes() -> list[Route]:
    """The pages of this area."""
    return [
        Route(ADDRESSES["mistakes"], mistakes, methods=["GET"]),
        Route(ADDRESSES["mistake"], mistake, methods=["GET"]),
        Route(ADDRESSES["glossary"], glossary, methods=["GET"]),
    ]


async def mistakes(request: Request) -> Response:
    """All exercises, or those of one kind."""
    visitor = visitor_of(request.scope)
    kind = visitor.query.get("kind", "")
    return await draw_open(
        visitor, lambda: mistakes_page(visitor.language, kind), section="mistakes"
    )


async def mistake(request: Request) -> Response:
    """One exercise, with the verdict on the answer in the address."""
    visitor = visitor_of(request.scope)
    identifier = request.path_params["mistake"]
    asked = asked_in(visitor.query)
    return await draw_open(
        visitor, lambda: mistake_page(visitor.language, identifier, asked), section="mistakes"
    )


async def glossary(request: Request) -> Response:
    """The glossary, complete or searched."""
    visitor = visitor_of(request.scope)
    query = visitor.query.get("q", "")
    return await draw_open(visitor, lambda: glossary_page(query), section="glossary")
