"""What a lesson's registries publish, over JSON, without signing in where the plan allows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from sqlmodel import Session

from registry.api.reading import Paged, read
from registry.api.shapes import REFUSED
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.live import Live
from registry.edge.callers import server_of
from registry.edge.errors import ThingUnknown
from registry.edge.published import published, readable, until
from registry.programme import published as registry
from registry.programme.risks.queries import PublicNote, public_notes


@dataclass(frozen=True)
class PublishedLesson:
    """A lesson whose registries can be read by everybody."""

    code: str
    title_en: str
    title_zh: str


async def _published(request: Request, lesson: Annotated[str, Path(max_length=60)]) -> Live:
    return published(server_of(request.scope), lesson)


Published = Annotated[Live, Depends(_published)]
"""A lesson that everybody may read, from the address."""


def router() -> StrictRouter:
    """The routes of this area; none of them needs a token."""
    routes = StrictRouter(prefix="/api/public", tags=["public"], responses=REFUSED)

    def add(path: str, endpoint: Callable[..., Any], summary: str, **more: Any) -> None:
        routes.add_api_route(path, endpoint, methods=["GET"], summary=summary, **more)

    add("/lessons", lessons, "Lessons that everybody may read")
    add("/{lesson}/projects", projects, "Projects, published", responses=SHOWS)
    add("/{lesson}/issuances", issuances, "Issuances, published", responses=SHOWS)
    add("/{lesson}/batches", batches, "Batches, published", responses=SHOWS)
    add(
        "/{lesson}/batches/{asset}/blocks", blocks, "Blocks of a batch with parents and children",
        responses=SHOWS,
    )  # fmt: skip
    add("/{lesson}/notes", notes, "Public notes of incidents, published", responses=SHOWS)
    add("/{lesson}/retirements", endings, "Retirements, published", responses=SHOWS)
    return routes


async def lessons(request: Request) -> list[PublishedLesson]:
    """The open lessons whose plan has `public_reading = true`."""
    return [
        PublishedLesson(code, live.current.plan.title_en, live.current.plan.title_zh)
        for code, live in readable(server_of(request.scope))
    ]


async def projects(live: Published) -> list[registry.PublishedProject]:
    """Every project with its monitoring periods."""
    return await read(live, registry.published_projects)


async def issuances(live: Published, page: Paged) -> list[registry.PublishedIssuance]:
    """Requests for issuance with their state and serials, newest first."""
    return await read(live, lambda s: registry.published_issuances(s, **page._asdict()))


async def notes(live: Published) -> list[PublicNote]:
    """What both governments published about incidents, newest first."""
    return await read(live, public_notes)


async def batches(live: Published, page: Paged) -> list[registry.PublishedBatch]:
    """Batches with their serials, newest first."""
    return await read(live, lambda s: registry.published_batches(s, **page._asdict()))


async def blocks(
    live: Published, page: Paged, asset: int = Path(ge=1, lt=2**53)
) -> list[registry.PublishedBlock]:
    """The blocks of a batch at the opening of the day, newest first: each with its parent and its
    children, without holders.
    """

    def query(s: Session) -> list[registry.PublishedBlock] | None:
        if registry.published_batch(s, asset) is None:
            return None
        return registry.published_blocks(s, asset, until=until(live), **page._asdict())

    found = await read(live, query)
    if found is None:
        raise ThingUnknown(address=f"/api/public/.../batches/{asset}/blocks")
    return found


async def endings(live: Published, page: Paged) -> list[registry.PublishedEnding]:
    """Retirements and cancellations, newest first."""
    return await read(live, lambda s: registry.published_endings(s, **page._asdict()))
