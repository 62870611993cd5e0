"""Goal: one shape for every refusal, whatever found it. Method: every declared refusal through
the one function, and one request of each kind that the edge itself refuses, over HTTP.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from ledger.kernel.errors import REFUSALS, Check, Refusal

# Its import declares every refusal there is.
from registry import app as application
from registry.edge.answers import refused
from tests.support.classroom import Class

KEYS = {"code", "text", "would_pass", "rule", "facts", "checks"}


def assert_refusal(told: Any, *, status: int, code: str, body: dict[str, Any]) -> None:
    assert (status, code) == (told, body["refusal"]["code"])
    assert {"refusal", "command", "repeated"} == set(body)
    assert set(body["refusal"]) == KEYS
    for text in ("text", "would_pass"):
        assert all(body["refusal"][text][language] for language in ("en", "zh"))


def facts_for(kind: type[Refusal]) -> dict[str, Any]:
    """Figures for every place in a refusal's sentences."""
    sentences = kind.en + kind.zh + kind.pass_en + kind.pass_zh
    names = re.findall(r"\{(\w+)", sentences)
    return {name: 7 if name.endswith(("_fen", "_t", "_s")) else "x" for name in names}


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_has_the_one_shape(code: str) -> None:
    kind = REFUSALS[code]
    refusal = Refusal.__new__(kind)
    Refusal.__init__(refusal, checks=[Check(1, "a", "b")], **facts_for(kind))
    response = refused(refusal, command=12)
    body = orjson.loads(response.body)

    assert_refusal(response.status_code, status=kind.status, code=code, body=body)
    assert 12 == body["command"]
    assert [{"number": 1, "en": "a", "zh": "b"}] == body["refusal"]["checks"]
    assert 400 <= response.status_code < 600


CASES: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "no token": ("GET", "/api/me", {"headers": {"authorization": ""}}, 401, "access.not_signed_in"),
    "unheld token": (
        "GET", "/api/me", {"headers": {"authorization": "Bearer nobody"}}, 401,
        "access.not_signed_in",
    ),
    "unknown address": ("GET", "/api/nowhere", {}, 404, "access.unknown"),
    "unknown command": ("POST", "/api/commands/lesson.create", {}, 404, "access.unknown"),
    "the clock's own command": ("POST", "/api/commands/clock.phase", {}, 404, "access.unknown"),
    "wrong method": ("DELETE", "/api/me", {}, 405, "access.method_unknown"),
    "unknown seat": ("GET", "/api/me", {"headers": {"tanlu-seat": "S99"}}, 404,
                     "access.seat_unknown"),
    "no seat named": ("GET", "/api/cash", {}, 400, "access.seat_needed"),
    "unknown instrument": ("GET", "/api/book/TEA", {}, 404, "book.instrument_unknown"),
    "unknown serial": ("GET", "/api/serials/TH/999999999", {}, 404, "access.unknown"),
    "too large": ("POST", "/api/join", {"content": b" " * 70_000}, 413, "access.body_too_large"),
    "too large without a stated length": (
        "POST", "/api/join", {"content": (b" " * 1_000 for _ in range(70))}, 413,
        "access.body_too_large",
    ),
    "no JSON": ("POST", "/api/join", {"content": b"{"}, 422, "access.shape_wrong"),
    "no key": ("POST", "/api/commands/lesson.pause", {"json": {"arguments": {}}}, 422,
               "access.shape_wrong"),
    "unknown field": (
        "POST", "/api/commands/lesson.pause", {"json": {"key": "k", "arguments": {"x": 1}}}, 422,
        "access.shape_wrong",
    ),
    "wrong type": (
        "POST", "/api/commands/lesson.speed", {"json": {"key": "k", "arguments": {"speed": "?"}}},
        422, "access.shape_wrong",
    ),
    "a number beyond all": ("GET", f"/api/serials/TH/{10**30}", {}, 422, "access.shape_wrong"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_the_edge_refuses_has_the_one_shape_and_is_never_stored(
    room: Class, case: str
) -> None:
    method, address, given, status, code = CASES[case]
    before = room.commands()
    headers = {"content-type": "application/json"} | given.get("headers", {})
    told = room.script.request(method, address, **(given | {"headers": headers}))

    assert_refusal(told.status_code, status=status, code=code, body=told.json())
    assert told.json()["command"] is None
    assert before == room.commands()


def test_a_wrong_shape_names_every_field(room: Class) -> None:
    body = {"key": "", "arguments": {"side": "hold", "quantity": "many", "colour": "red"}}
    told = room.script.post("/api/commands/order.place", json=body)
    named = " ".join(check["en"] for check in told.json()["refusal"]["checks"])

    assert 422 == told.status_code
    for field in ("key", "instrument", "side", "quantity", "colour"):
        assert field in named


def test_openapi_describes_every_route_and_every_command(room: Class) -> None:
    described = room.script.get("/api/openapi.json").json()
    operations = {
        (path, method): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    from registry.edge.commands import COMMANDS

    assert {f"/api/commands/{name}" for name in COMMANDS} == {
        path for path, _ in operations if path.startswith("/api/commands/")
    }
    for (path, method), operation in operations.items():
        where = f"{method} {path}"
        assert operation.get("summary") and operation.get("description"), where
        assert operation["responses"]["200"]["content"], where
        assert "4XX" in operation["responses"], where
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(ids) == len(set(ids))
    assert {"type": "http", "scheme": "bearer"} == described["components"]["securitySchemes"][
        "token"
    ]


def test_others_are_answered_while_the_description_is_made(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()

    def slowly(app: FastAPI) -> dict[str, Any]:
        begun.set()
        assert answered.wait(10)
        return {"paths": {}}

    monkeypatch.setattr(application, "_DESCRIBED", {})
    monkeypatch.setattr(application, "_description_of", slowly)
    other = room.client()
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(room.script.get, "/api/openapi.json")
        assert begun.wait(10)
        assert 200 == other.get("/health").status_code
        answered.set()

        assert {"paths": {}} == asked.result().json()
