"""Goal: what is sent before sign-in is bounded, and a whole class behind one address is not.

Method: raw sockets at a small application behind the bounded protocol, with short limits; and a
real server process with its own limits.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from registry.edge.connections import Limits, bounded
from registry.serve import listen
from tests.support.classroom import CODE, create
from tests.support.server import ServerProcess, serving, until

pytestmark = pytest.mark.slow

SHORT = Limits(
    head_bytes_max=2_000, within_s=0.2, connections_max=40, incomplete_max=5, grace_s=0.1,
    request_bytes_max=100_000,
)  # fmt: skip
HALF = b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345"
FORM = b"\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n"
JOINING = HALF.replace(b"/x", b"/join").replace(b"\r\n\r\n", FORM)
WHOLE = HALF + b"67890"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """The body's length; /live says "on" for ever."""
    assert scope["type"] == "http"
    if scope["path"] == "/live":

        async def on() -> object:
            yield b"on"
            await receive()
            await receive()

        await StreamingResponse(on())(scope, receive, send)  # type: ignore[arg-type]
        return
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@contextmanager
def at(limits: Limits) -> Iterator[int]:
    """A server with these limits; its port."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        echo, http=bounded(limits), lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with at(SHORT) as found:
        yield found


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def dial(stack: ExitStack, port: int, sent: bytes = b"") -> socket.socket:
    one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
    one.sendall(sent)
    return one


def answer(one: socket.socket) -> bytes:
    """What came at first; nothing when the other side closed."""
    try:
        return one.recv(4096)
    except ConnectionError:
        return b""


def is_open(one: socket.socket) -> bool:
    """Whether the server has neither closed nor answered."""
    return not select.select([one], [], [], 0)[0]


# --- heads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"GET /%s HTTP/1.1\r\nhost: x\r\n\r\n" % (b"a" * 3_000),
        b"GET / HTTP/1.1\r\nhost: x\r\nlong: %s\r\n\r\n" % (b"a" * 3_000),
        b"GET / HTTP/1.1\r\nhost: x\r\n" + b"many: 1\r\n" * 300 + b"\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nendless: " + b"a" * 3_000,
        b"GET /" + b"a" * 3_000,
        WHOLE.replace(b"content-length: 10", b"transfer-encoding: chunked")[:-10]
        + b"1\r\nx\r\n0\r\n" + b"trailer: 1\r\n" * 300,
    ],
    ids=["address", "line", "lines", "endless line", "endless address", "trailers"],
)  # fmt: skip
def test_a_head_that_is_too_large_is_refused(port: int, sockets: ExitStack, head: bytes) -> None:
    told = answer(dial(sockets, port, head))

    assert told.startswith(b"HTTP/1.1 431 ") or told == b""
    assert b"200" not in told


def test_a_head_is_measured_for_each_request_of_a_connection(port: int, sockets: ExitStack) -> None:
    line = b"long: %s\r\n" % (b"a" * 1_500)
    one = dial(sockets, port)
    for _ in range(4):
        one.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n" + line + b"\r\n")
        assert answer(one).startswith(b"HTTP/1.1 200 ")
    one.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n" + line * 2 + b"\r\n")

    assert answer(one).startswith(b"HTTP/1.1 431 ")


def test_what_is_no_request_is_still_told_so(port: int, sockets: ExitStack) -> None:
    assert answer(dial(sockets, port, b"\x00\x01\r\n\r\n")).startswith(b"HTTP/1.1 400 ")


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n\r\n", b"GE", b"GET / HTTP/1.1\r\nhost", HALF],
    ids=["nothing", "empty lines", "half a line", "half a head", "half a body"],
)  # fmt: skip
def test_what_does_not_come_in_time_is_closed(port: int, sockets: ExitStack, sent: bytes) -> None:
    one = dial(sockets, port, sent)
    began = time.monotonic()
    told = answer(one)
    waited = time.monotonic() - began

    assert b"" == told
    assert 0.15 < waited < 3


def test_time_is_not_given_anew_for_every_byte(port: int, sockets: ExitStack) -> None:
    one = dial(sockets, port, b"GET / HTTP/1.1\r\nhost: x\r\nslow: ")
    began = time.monotonic()
    while is_open(one) and time.monotonic() - began < 3:
        one.sendall(b"a")
        time.sleep(0.05)

    assert time.monotonic() - began < 2


def test_an_open_stream_and_an_idle_connection_are_not_incomplete(
    port: int, sockets: ExitStack
) -> None:
    stream = dial(sockets, port, b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n")
    idle = dial(sockets, port, WHOLE)
    until(lambda: b"on" in answer(stream))
    assert answer(idle).startswith(b"HTTP/1.1 200 ")
    time.sleep(2 * SHORT.within_s)

    assert is_open(stream) and is_open(idle)
    idle.sendall(WHOLE)
    assert answer(idle).startswith(b"HTTP/1.1 200 ")


def test_empty_lines_do_not_keep_an_idle_connection(port: int, sockets: ExitStack) -> None:
    idle = dial(sockets, port, WHOLE)
    assert answer(idle).startswith(b"HTTP/1.1 200 ")
    idle.sendall(b"\r\n")

    assert b"" == answer(idle)


# --- many of one address ------------------------------------------------------------------------


def test_the_oldest_half_sent_requests_go_and_the_newest_stay() -> None:
    with at(Limits(incomplete_max=5, grace_s=0.1)) as port, ExitStack() as sockets:
        old = [dial(sockets, port, HALF) for _ in range(5)]
        time.sleep(0.15)
        new = [dial(sockets, port, HALF) for _ in range(3)]
        until(lambda: sum(not is_open(one) for one in old) == 3)
        time.sleep(0.1)

        assert [False] * 3 + [True] * 2 == [is_open(one) for one in old]
        assert [True] * 3 == [is_open(one) for one in new]
        new[-1].sendall(b"67890")
        assert answer(new[-1]).startswith(b"HTTP/1.1 200 ")


def test_young_half_sent_requests_are_spared_until_they_are_old() -> None:
    with at(Limits(incomplete_max=5, grace_s=0.3)) as port, ExitStack() as sockets:
        crowd = [dial(sockets, port, HALF) for _ in range(20)]
        time.sleep(0.1)
        assert all(is_open(one) for one in crowd)
        until(lambda: sum(is_open(one) for one in crowd) == 5)

        assert [False] * 15 + [True] * 5 == [is_open(one) for one in crowd]


def test_connections_above_the_limit_are_closed_and_make_room_again(
    port: int, sockets: ExitStack
) -> None:
    with ExitStack() as crowd:
        for _ in range(SHORT.connections_max):
            dial(crowd, port, WHOLE).recv(10)
        assert b"" == answer(dial(sockets, port, b""))
    until(lambda: answer(dial(sockets, port, WHOLE)).startswith(b"HTTP/1.1 200 "))


# --- a real server ------------------------------------------------------------------------------


CLASS = 500


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    create(tmp_path / f"{CODE}.lesson", hour=11)
    with serving(tmp_path) as running:
        yield running


@pytest.mark.slow
def test_half_sent_requests_go_while_the_class_is_served(
    server: ServerProcess, sockets: ExitStack
) -> None:
    half = [dial(sockets, server.port, JOINING) for _ in range(60)]
    huge = dial(sockets, server.port, b"GET / HTTP/1.1\r\nhost: x\r\nlong: " + b"a" * 20_000)
    client = server.join("Ann")
    until(lambda: sum(not is_open(one) for one in half) >= 30)

    assert 200 == client.get("/api/me").status_code
    assert answer(huge).startswith(b"HTTP/1.1 431 ")
    assert 30 == sum(is_open(one) for one in half[30:])
    client.close()


@pytest.mark.long
def test_a_class_of_five_hundred_joins_and_listens_from_one_address(
    server: ServerProcess, sockets: ExitStack
) -> None:
    half = [dial(sockets, server.port, JOINING) for _ in range(60)]
    bodies = [
        json.dumps({"code": server.join_code, "name": f"Person {number:03}"}).encode()
        for number in range(CLASS)
    ]
    join = (
        "POST /api/join HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"content-length: {len(bodies[0])}\r\n\r\n"
    ).encode()
    people = [dial(sockets, server.port, join) for _ in range(CLASS)]
    for one, body in zip(people, bodies, strict=True):
        one.sendall(body)
    tokens = []
    for one in people:
        one.settimeout(60)
        told = one.recv(4096)
        while not told.endswith(b"}"):
            told += one.recv(4096)
        assert told.startswith(b"HTTP/1.1 200 "), told
        tokens.append(told.rpartition(b'"token":"')[2].partition(b'"')[0].decode())
    ask = "GET /live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n"
    streams = [dial(sockets, server.port, ask.format(token).encode()) for token in tokens]
    for one in streams:
        one.settimeout(60)
        assert one.recv(4096).startswith(b"HTTP/1.1 200 ")

    assert CLASS == len(set(tokens))
    until(lambda: sum(is_open(one) for one in half) <= 30)
