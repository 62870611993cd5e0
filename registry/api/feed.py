"""The live feed: its address and its description. The streams themselves are the hub's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header
from pydantic import Field
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from registry.api.reading import Anybody
from registry.api.shapes import REFUSED
from registry.api.strict import StrictRouter
from registry.edge.feed import FeedEvent

LIVE, STREAM = "/live", "text/event-stream"

ABOUT = """\
Server-sent events, without end. The schema is that of one event, its `data` read as JSON.

The first event is always a `view` of now. A further one follows each change, within a tenth of a
second, and carries everything since the last. Every five real seconds in which nothing else is
sent a `beat` carries lesson time: after eleven seconds without an event take the line for lost and
open another. `own` says what may have changed of the caller's seat: fetch that again. After a
stream was lost fetch all of it, for what changed meanwhile is not told.

No events are kept, so `Last-Event-ID` changes nothing. A reader that must miss no trade reads
`/api/trades?after=` instead.

A seat has at most six streams: the oldest ends with `later`. When the trainer moves a person to
another seat the streams end with `moved`; the token now opens that seat. When the lesson is closed
each stream ends with `closed`. A stream that ends otherwise is opened again after a moment; when
that is refused with 401, 403, 404 or 409 there is nothing to come back to; the refusal says why.
"""


class _Feed(Response):
    """An answer that is a stream; to HEAD its headers only."""

    media_type = STREAM

    def __init__(self, serve: ASGIApp) -> None:
        super().__init__(headers={"cache-control": "no-store"})
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
        else:
            await self._serve(scope, receive, send)


def router(serve: ASGIApp) -> StrictRouter:
    """The route of the feed, whose streams `serve` serves."""

    async def feed(
        who: Anybody,
        last_event_id: Annotated[
            str | None, Header(description="Accepted, and changes nothing: no events are kept.")
        ] = None,
    ) -> Response:
        return _Feed(serve)

    routes = StrictRouter(tags=["lesson"], responses=REFUSED)
    routes.add_api_route(
        LIVE,
        feed,
        methods=["GET"],
        summary="The live feed of the lesson",
        description=ABOUT,
        response_model=Annotated[FeedEvent, Field(discriminator="event")],
        response_description="The events, one after another.",
    )
    return routes


def describe_stream(paths: dict[str, Any]) -> None:
    """Correct the description of the feed: FastAPI takes every answer with a model for JSON."""
    content = paths[LIVE]["get"]["responses"]["200"]["content"]
    content[STREAM] = content.pop("application/json")
