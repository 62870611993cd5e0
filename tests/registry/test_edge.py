"""Goal: the request checks around the application: origin, headers, limits, failures, logs.

Method: the checks alone around small ASGI applications, and a whole server where sign-in matters.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from ledger.kernel.errors import Refusal
from registry.edge.answers import refused_or_failed
from registry.edge.limits import Buckets
from registry.edge.logs import JsonLines
from registry.edge.request_checks import CONTENT_POLICY, Failure, RequestChecks
from tests.support.classroom import CODE, PASSWORD, Class, class_of, create

pytestmark = pytest.mark.slow

LIMIT = 1_000


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=9, minute=10)
    with class_of(folder) as made:
        yield made


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("fine")(scope, receive, send)


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a secret detail")


async def broken_halfway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("halfway")


async def answering(scope: Scope, what: Refusal | Failure) -> Response:
    return refused_or_failed(what)


def ask(
    app: Any, method: str = "POST", headers: dict[str, str] | None = None, path: str = "/x"
) -> tuple[int, dict[str, str], bytes]:
    """What comes out of the wall around `app`."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
    asyncio.run(RequestChecks(app, answering, body_bytes_max=LIMIT)(scope, receive, send))
    start = sent[0]
    found = {k.decode(): v.decode() for k, v in start["headers"]}
    return start["status"], found, b"".join(m.get("body", b"") for m in sent[1:])


COOKIE = "tanlu=abc"
ORIGINS = [
    ({"cookie": COOKIE, "host": "class.test:80", "origin": "http://class.test:80"}, 200),
    ({"cookie": COOKIE, "host": "class.test", "referer": "http://class.test/trade"}, 200),
    ({"cookie": COOKIE, "host": "class.test", "origin": "http://evil.test"}, 403),
    ({"cookie": COOKIE, "host": "class.test", "origin": "http://class.test.evil.test"}, 403),
    ({"cookie": COOKIE, "host": "class.test", "origin": "null"}, 403),
    ({"cookie": COOKIE, "host": "class.test", "referer": "http://evil.test/class.test"}, 403),
    ({"cookie": COOKIE, "host": "class.test"}, 403),
    ({"cookie": COOKIE}, 403),
    ({"cookie": "other=1", "host": "class.test", "origin": "http://evil.test"}, 403),
    ({"host": "class.test", "origin": "http://evil.test"}, 403),
    ({"host": "class.test", "referer": "http://evil.test/form"}, 403),
    ({"host": "class.test", "origin": "null"}, 403),
    ({"host": "class.test", "origin": "http://[evil"}, 403),
    ({"host": "class.test", "origin": "http://class.test"}, 200),
    ({"host": "class.test"}, 200),
    ({"cookie": COOKIE, "authorization": "Basic x", "host": "class.test"}, 403),
    ({"cookie": COOKIE, "authorization": "Bearer x", "host": "class.test"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), ORIGINS)
def test_an_unsafe_request_comes_from_our_own_page_or_from_no_page(
    headers: dict[str, str], status: int
) -> None:
    found, _, body = ask(fine, headers=headers)

    assert status == found
    if status == 403:
        assert "access.origin_foreign" == json.loads(body)["refusal"]["code"]


def test_reading_from_another_sites_link_is_fine() -> None:
    headers = {"cookie": COOKIE, "host": "class.test", "origin": "http://evil.test"}

    assert 200 == ask(fine, method="GET", headers=headers)[0]


def test_every_answer_has_the_security_headers() -> None:
    for app in (fine, broken):
        headers = ask(app)[1]
        assert CONTENT_POLICY == headers["content-security-policy"]
        assert "nosniff" == headers["x-content-type-options"]
        assert "DENY" == headers["x-frame-options"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'",
                 "frame-ancestors 'none'"):  # fmt: skip
        assert rule in CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY


def test_a_failure_tells_an_id_that_stands_in_the_log_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    status, _, body = ask(broken)
    told = json.loads(body)
    logged = [r for r in caplog.records if getattr(r, "failure", "") == told["failure"]]

    assert (500, {"failure", "text", "command", "repeated"}) == (status, set(told))
    assert b"secret" not in body
    assert 1 == len(logged) and logged[0].exc_info is not None


def test_who_goes_away_in_the_middle_of_a_form_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def gone(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect()

    async def nothing(message: Message) -> None:
        raise AssertionError("nobody is there to be answered")

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": "/x", "headers": [], "query_string": b""}
    asyncio.run(RequestChecks(gone, answering, body_bytes_max=LIMIT)(scope, receive, nothing))

    assert not any(hasattr(record, "failure") for record in caplog.records)


def test_a_failure_after_the_answer_began_is_logged_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert 200 == ask(broken_halfway)[0]
    assert 1 == sum(hasattr(record, "failure") for record in caplog.records)


def test_the_log_keeps_the_beginning_of_a_long_address(caplog: pytest.LogCaptureFixture) -> None:
    ask(broken, path="/" + "a" * 5_000)
    logged = [record.path for record in caplog.records if hasattr(record, "path")]

    assert ["/" + "a" * 199] == logged


def test_a_body_is_refused_by_its_stated_length_before_it_is_read() -> None:
    status, _, body = ask(fine, headers={"content-length": str(LIMIT + 1)})

    assert (413, LIMIT) == (status, json.loads(body)["refusal"]["facts"]["bytes_max"])
    assert 200 == ask(fine, headers={"content-length": str(LIMIT)})[0]


def test_a_bucket_refills_with_time_and_each_key_has_its_own() -> None:
    now = [0.0]
    buckets = Buckets(per_second=2, burst=3, clock=lambda: now[0])
    burst = [buckets.take("a") for _ in range(4)]
    now[0] = 0.5
    later = [buckets.take("a"), buckets.take("a")]

    assert [True, True, True, False] == burst
    assert [True, False] == later
    assert buckets.take("b")


def test_what_is_given_back_is_there_again_but_never_more_than_the_burst() -> None:
    buckets = Buckets(per_second=0, burst=2, clock=lambda: 0.0)
    assert [True, True, False] == [buckets.take("a") for _ in range(3)]
    buckets.give_back("a")

    assert [True, False] == [buckets.take("a"), buckets.take("a")]
    for _ in range(5):
        buckets.give_back("b")
    assert [True, True, False] == [buckets.take("b") for _ in range(3)]


def test_full_buckets_are_forgotten_when_there_are_too_many() -> None:
    now = [0.0]
    buckets = Buckets(per_second=1, burst=2, clock=lambda: now[0], keys_max=10)
    for key in range(10):
        assert buckets.take(str(key))
    now[0] = 100.0
    buckets.take("fresh")

    assert 1 == len(buckets._levels)


def test_a_log_line_is_one_json_object_with_allowed_fields_only() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("tanlu.test")
    logger.addHandler(handler)
    logger.warning("said %s", "so", extra={"path": "/x", "token": "hush"})
    line = json.loads(out.getvalue())

    assert ("said so", "/x", "warning") == (line["text"], line["path"], line["level"])
    assert "hush" not in out.getvalue()


def test_names_tokens_and_passwords_stand_in_no_lesson_file_and_no_log(
    room: Class, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser, _ = room.browser("Zebulon Quartz")
    token = browser.cookies["tanlu"]
    trainer = room.trainer()
    assert 200 == trainer.get("/trainer").status_code
    path = room.live.lesson.store.path
    assert path is not None
    lesson = b"".join(f.read_bytes() for f in path.parent.glob(f"{path.name}*"))
    hall = b"".join(f.read_bytes() for f in path.parent.glob("hall.sqlite*"))

    assert b"Zebulon" not in lesson and token.encode() not in lesson
    assert b"Zebulon" in hall
    assert token.encode() not in hall and PASSWORD.encode() not in hall
    ours = (r for r in caplog.records if r.name.startswith(("tanlu", "uvicorn")))
    said = "\n".join(record.getMessage() for record in ours)
    assert "Zebulon" not in said and token not in said and PASSWORD not in said


def test_a_form_from_another_site_changes_nothing(room: Class) -> None:
    browser, _ = room.browser("Ann")
    before = room.commands()
    told = browser.post(
        "/action/order.place",
        data={"instrument": "CCER", "side": "buy", "price": "7650", "quantity": "1"},
        headers={"origin": "http://evil.test"},
    )

    assert (403, before) == (told.status_code, room.commands())
    assert "access.origin_foreign" in told.text


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(room: Class) -> None:
    client = room.client()
    form = {"code": room.join_code, "name": "Bob", "role": ""}
    told = client.post("/join", data=form)
    cookie = told.headers["set-cookie"].lower()

    assert cookie.startswith("tanlu=")
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_guessing_the_password_is_slowed(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=1)
    with class_of(tmp_path, sign_in_burst=2, sign_in_per_second=0.01) as made:
        told = [
            made.client().post("/sign-in", data={"password": "guess"}).status_code for _ in range(3)
        ]
        right = made.client().post("/sign-in", data={"password": PASSWORD}).status_code

    assert [401, 401, 429] == told
    assert 429 == right
