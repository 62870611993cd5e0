"""Routes of the pages of projects."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.visitor import draw, visitor_of
from registry.web.projects.maker import project_page, projects_page

SECTION = "projects"


def routes() -> list[Route]:
    """The list, and one project."""
    return [
        Route(ADDRESSES["projects"], projects, methods=["GET"]),
        Route(ADDRESSES["project"], project, methods=["GET"]),
    ]


async def projects(request: Request) -> Response:
    """Every project, those that wait for the visitor first."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(visitor, lambda session: projects_page(visitor, session), section=SECTION)


async def project(request: Request) -> Response:
    """One project with its history and documents."""
    visitor = visitor_of(request.scope)
    visitor.seated  # noqa: B018 - guests are led to the door
    code = request.path_params["code"][:40]
    return await draw(
        visitor, lambda session: project_page(visitor, session, code), section=SECTION
    )
