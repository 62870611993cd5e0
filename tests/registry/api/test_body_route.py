"""A route of one body answers as the same route by FastAPI's own steps does."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response

from ledger.kernel.errors import Refusal
from registry.api import strict
from registry.api.strict import BodyRoute, StrictRoute
from registry.edge.field_faults import shape_wrong


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tonnes: int
    name: str = ""


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    key: str
    arguments: Inner


BODIES = [
    b"", b"null", b"0", b"[]", b'""', b"{}", b"{", b"\xff", b'{"key":"a","key":"b"}',
    b'{"key":"a","arguments":{"tonnes":1}}', b'{"key":"a","arguments":{"tonnes":"1"}}',
    b'{"key":"a","arguments":{"tonnes":1.0,"other":2}}', b'{"key":1,"arguments":null}',
    b'{"key":"a","arguments":{"tonnes":1,"name":"\\u0000"}}', b' {"key":"a"} x',
]  # fmt: skip
KINDS = [
    "application/json", "application/json; charset=utf-8", "Application/JSON", "text/plain", "",
    "application/merge-patch+json", "application/x-www-form-urlencoded", "nonsense", "json",
]  # fmt: skip
QUERIES = ["", "?x=1", "?x=1&x=2"]


async def _echo(request: Request, body: Outer) -> Response:
    return JSONResponse(body.model_dump())


def _app() -> FastAPI:
    app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
    for path, kind in (("/quick", BodyRoute), ("/twin", StrictRoute)):
        app.router.add_api_route(path, _echo, methods=["POST"], route_class_override=kind)

    async def refused(request: Request, error: Exception) -> Response:
        known = shape_wrong(error.errors()) if isinstance(error, RequestValidationError) else error
        assert isinstance(known, Refusal)
        return JSONResponse(known.as_answer(), status_code=known.status)

    app.add_exception_handler(RequestValidationError, refused)
    app.add_exception_handler(Refusal, refused)
    return app


async def _answers() -> list[tuple[Any, ...]]:
    """Each request and its two answers."""
    found = []
    transport = httpx2.ASGITransport(app=_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
        asked = [("POST", query, kind, body) for query in QUERIES for kind in KINDS
                 for body in BODIES]  # fmt: skip
        for method, query, kind, body in [*asked, ("GET", "", "", b""), ("PUT", "", "", b"{}")]:
            both = [
                await client.request(
                    method, f"{path}{query}", content=body, headers={"content-type": kind}
                )
                for path in ("/quick", "/twin")
            ]
            told = [(one.status_code, one.headers.get("allow"), one.text) for one in both]
            found.append(((method, query, kind, body), *told))
    return found


def test_every_body_is_read_and_refused_alike() -> None:
    answers = asyncio.run(_answers())
    differing = [one for one in answers if one[1] != one[2]]

    assert [] == differing
    statuses = {quick[0] for _, quick, _ in answers}
    assert {200, 405, 422} == statuses
    accepted = [json.loads(quick[2]) for _, quick, _ in answers if quick[0] == 200]
    assert {"key": "a", "arguments": {"tonnes": 1, "name": ""}} in accepted


@pytest.mark.planted
def test_a_kind_of_body_that_is_not_looked_at_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "_says_json", lambda _: True)

    with pytest.raises(AssertionError):
        test_every_body_is_read_and_refused_alike()
