"""The server application: routes, middleware, one shape for refusals, live streams."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry import api, web
from registry.alarms import Heartbeat
from registry.api import feed, report_files
from registry.api.strict import StrictRouter
from registry.classroom.hall import Hall
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.live import Live
from registry.classroom.seen import committed, note
from registry.edge.answers import http_refusal, refused_or_failed
from registry.edge.callers import has_bearer
from registry.edge.commands import follow_moves
from registry.edge.errors import HallBusy
from registry.edge.field_faults import shape_wrong
from registry.edge.joining import reconcile
from registry.edge.rate_limit import RateLimit
from registry.edge.request_checks import Failure, RequestChecks
from registry.edge.server_state import ServerState, wall_ms
from registry.scenario.demonstrations import ServerDemonstrations
from registry.scheduler import Jobs, forget_old_tokens
from registry.settings import Settings
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.hub import Hub
from registry.wiring import Wiring

LOG = logging.getLogger("tanlu.app")

JSON_PATHS = ("/api/", "/health", "/live")
"""Addresses whose refusals are JSON; all others answer with a page."""

PUBLIC_PATHS = (
    "/health", "/api/join", "/api/return", "/api/calculators/", "/api/offsets/", "/api/public/",
)  # fmt: skip
"""Queries that need no sign-in: they read no lesson, or what its registries publish."""

CHECK_PATH = "/api/offsets/check"
"""The address that accepts the largest body: a bundle of many lots."""

LESSONS_PATH = "/api/lessons"
"""The address that accepts a whole lesson plan as text."""

OPEN_QUESTIONS = (
    "/api/offsets",
    "/api/calculators",
    "/api/public",
    report_files.READ_PATH,
    "/offsets",
    "/calculators",
    "/mistakes",
    "/projector",
    "/public",
    "/rules",
    "/glossary",
)
"""Queries that are open to everybody and costly: limited per address for guests, per seat for
others."""

ABOUT = (
    "A classroom carbon market. A script can do everything that a page does. Join with"
    " POST /api/join, send the token as `Authorization: Bearer TOKEN`, give commands with"
    " POST /api/commands/{name}; POST /api/preview/{name} returns what the command would answer"
    " and changes nothing. The trainer's script token acts for any seat that the header"
    " `Tanlu-Seat` names, in the lesson that `Tanlu-Lesson` names. Prices are fen per tonne, money"
    " is fen, quantities are whole tonnes, times are ms of lesson time. Whole numbers are JSON"
    " integers; a field or parameter that is not described here, or is given twice, is refused"
    " (422)."
)


def create_app(hall: Hall, lives: dict[str, Live], settings: Settings) -> FastAPI:
    """The application over a hall and the lessons that are open now."""
    server = ServerState(hall, lives, settings)
    hub = Hub()
    app = FastAPI(
        title="Tanlu 碳路",
        version="0.1.0",
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=partial(_lifespan, server=server, hub=hub),
    )
    app.state.server, app.state.hub = server, hub
    # By the open lesson, not by its code: one that begins again is counted anew.
    app.state.tallies = WeakKeyDictionary()
    app.router.routes[:0] = [*api.routes(), *feed.router(hub.serve).routes, *_description(app)]
    app.router.routes.extend(web.routes())
    for kind in (Refusal, RequestValidationError, HTTPException, HallNotWritten):
        app.add_exception_handler(kind, _on_error)
    app.add_middleware(RateLimit, paths=OPEN_QUESTIONS)
    app.add_middleware(
        RequestChecks,
        answering=answering,
        has_bearer=has_bearer,
        body_bytes_max=settings.body_bytes_max,
        larger={
            CHECK_PATH: settings.bundle_bytes_max,
            LESSONS_PATH: settings.plan_bytes_max,
            report_files.READ_PATH: settings.report_bytes_max,
            ADDRESSES["trainer"]: settings.plan_bytes_max,
        },
    )
    app.openapi = partial(_described, app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI, *, server: ServerState, hub: Hub) -> AsyncIterator[None]:
    """Bind hub and alarms to the event loop; at the end close every lesson file."""
    hub.start()
    wiring = server.wires = Wiring(server, hub)
    wiring.connect()
    demonstrations = server.demonstrations = ServerDemonstrations(app, server)
    server.hall.on_forget.append(hub.dismiss)
    server.hall.on_move.append(hub.moved)
    await asyncio.to_thread(forget_old_tokens, server.hall, now_ms=wall_ms())
    await reconcile(server)
    jobs = Jobs(server)
    heartbeat = Heartbeat([wiring.beat, jobs.beat])
    # A thread of its own: it may wait for the hall's file, and must not delay the lessons' beats.
    following = Heartbeat([server.hall.follow])
    wiring.start()
    jobs.start()
    heartbeat.start()
    following.start()
    over = asyncio.Event()
    noting = asyncio.create_task(_note_stored(server, over))
    watching = asyncio.create_task(server.presence.watch(hub.seats))
    moving = asyncio.create_task(follow_moves(server))
    yield
    over.set()
    watching.cancel()
    moving.cancel()
    await noting
    await asyncio.to_thread(demonstrations.stop)
    wiring.stop()
    heartbeat.stop()
    following.stop()
    await asyncio.to_thread(jobs.stop)
    await hub.close()
    for code, live in server.lives.items():
        if (stored := live.close()) is not None and not live.practice:
            note(server.hall, code, stored, live.notices)
    server.hall.close()


async def _note_stored(server: ServerState, over: asyncio.Event) -> None:
    """Record in the hall how far every lesson is stored: at once, then every `note_every_s`."""
    while not over.is_set():
        for code, live in tuple(server.lives.items()):
            try:
                await asyncio.to_thread(_note, server, code, live)
            except Exception:
                LOG.exception("how far a lesson is stored was not noted", extra={"lesson": code})
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), server.settings.note_every_s)


def _note(server: ServerState, code: str, live: Live) -> None:
    if not live.practice:
        note(server.hall, code, committed(live.lesson), live.notices)


async def answering(scope: Scope, what: Refusal | Failure) -> Response:
    """A refusal or a failure as JSON or as a page, depending on the requested address."""
    if scope["path"].startswith(JSON_PATHS):
        return refused_or_failed(what)
    return await web.refused_or_failed(scope, what)


async def _on_error(request: Request, error: Exception) -> Response:
    """Answer every error of the framework and of our own code in one shape."""
    if isinstance(error, RequestValidationError):
        refusal: Refusal = shape_wrong(error.errors())
    elif isinstance(error, HTTPException):
        refusal = http_refusal(error, request.scope)
    elif isinstance(error, HallNotWritten):
        refusal = HallBusy()
    else:
        assert isinstance(error, Refusal)
        refusal = error
    return await answering(request.scope, refusal)


def _description(app: FastAPI) -> list[BaseRoute]:
    """The route of the description: as strict as the others, and not listed in it."""

    async def description() -> JSONResponse:
        # It takes seconds to make: the class goes on meanwhile.
        return JSONResponse(await asyncio.to_thread(app.openapi))

    routes = StrictRouter()
    address = "/api/openapi.json"
    routes.add_api_route(address, description, methods=["GET"], include_in_schema=False)
    return list(routes.routes)


_DESCRIBED: dict[str, Any] = {}
_DESCRIBING = Lock()


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, made once in a process: every application has the same routes."""
    with _DESCRIBING:
        if not _DESCRIBED:
            _DESCRIBED.update(_description_of(app))
    return _DESCRIBED


def _description_of(app: FastAPI) -> dict[str, Any]:
    """The description of an application's routes, with the bearer token that most require."""
    schema = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    feed.describe_stream(schema["paths"])
    parts = schema.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in schema["paths"].items():
        if not path.startswith(PUBLIC_PATHS):
            for operation in methods.values():
                operation["security"] = [{"token": []}]
    return schema
