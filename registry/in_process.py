"""A lesson in this process: the server's application without a socket, asked by the same client.

The application runs on an event loop in a thread of its own, over a temporary folder that is gone
afterwards. Commands, queries and the feed are those of a server.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from registry.app import create_app
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.classroom.opening import file_of
from registry.client import AsyncClient, Client
from registry.edge.server_state import wall_ms
from registry.settings import Settings

URL = "http://127.0.0.1"
Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


class ServerInProcess:
    """The application over an empty hall, running from `start` to `close`; any thread may ask."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="in-process")
        self.folder = Path()
        self.token = ""

    def start(self) -> None:
        """Make the temporary folder and run the application."""
        with ExitStack() as unfinished:
            made = tempfile.TemporaryDirectory(prefix="tanlu-", ignore_cleanup_errors=True)
            self.folder = Path(unfinished.enter_context(made))
            hall = Hall(self.folder / HALL_FILE)
            self.token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=wall_ms())
            settings = Settings(
                backup_minutes=0, seat_burst=UNHURRIED, guest_burst=UNHURRIED, join_burst=UNHURRIED
            )
            app = create_app(hall, {}, settings)
            self._app: Any = app
            unfinished.callback(self._loop.close)
            self._thread.start()
            unfinished.callback(self._stop)
            life = app.router.lifespan_context(app)
            self.run(life.__aenter__())
            unfinished.callback(lambda: self.run(life.__aexit__(None, None, None)))
            self._open = unfinished.pop_all()

    def close(self) -> None:
        """Close every lesson, end the thread and delete the folder."""
        self._open.close()

    def _stop(self) -> None:
        self.run(_let_go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def run(self, work: Any) -> Any:
        """The result of a coroutine on the application's event loop."""
        return self.later(work).result()

    def later(self, work: Any) -> Future[Any]:
        """The same, without waiting for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def client(self, **chosen: Any) -> Client:
        """A client with the trainer's token for scripts; the arguments are those of `Client`."""
        return Client(URL, **{"token": self.token, "transport": Transport(self), **chosen})

    def async_client(self, **chosen: Any) -> AsyncClient:
        """The same for coroutines, on any event loop."""
        return AsyncClient(
            URL, **{"token": self.token, "transport": AsyncTransport(self), **chosen}
        )

    def file_of(self, lesson: str) -> Path:
        """The file of a lesson; complete once the lesson is closed."""
        return file_of(self.folder, lesson)

    async def begin(self, request: httpx2.Request, body: bytes) -> Answering:
        """Run a request up to the start of its answer; on the application's event loop."""
        answering = Answering()
        url = request.url
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "scheme": url.scheme, "method": request.method, "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0], "root_path": "",
            "query_string": url.query, "client": ("127.0.0.1", 1),
            "server": (url.host, url.port or 80), "state": {},
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
        }  # fmt: skip
        answering.task = asyncio.create_task(answering.answered(self._app, scope, body))
        await answering.started.wait()
        if answering.status == 0:
            await answering.task  # raises what the application raised
            raise httpx2.RemoteProtocolError("the application gave no answer")
        return answering


UNHURRIED = 1_000_000
"""Requests of a script in the same process are not limited."""


async def _let_go() -> None:
    """End every task that still runs, as an open stream's."""
    own = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not own]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


class Answering:
    """An answer that the application is giving: status, headers, and parts as they come."""

    def __init__(self) -> None:
        self.status, self.headers = 0, []  # type: int, list[tuple[bytes, bytes]]
        self.started = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._parts: asyncio.Queue[bytes] = asyncio.Queue()
        self._left = asyncio.Event()

    async def answered(self, app: App, scope: Message, body: bytes) -> None:
        """Run the application on one request."""
        asked = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if asked:
                return asked.pop()
            await self._left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], list(message.get("headers", []))
                return
            if part := message.get("body", b""):
                self._parts.put_nowait(part)
            self.started.set()
            if not message.get("more_body", False):
                self._parts.put_nowait(b"")

        try:
            await app(scope, receive, send)
        finally:
            self._parts.put_nowait(b"")
            self.started.set()

    async def part(self) -> bytes:
        """The next part of the body; empty at its end."""
        return await self._parts.get()

    async def leave(self) -> None:
        """Say that nobody reads on, and wait until the application has noticed."""
        self._left.set()
        if self.task is not None:
            with suppress(asyncio.CancelledError):
                await self.task


class Transport(httpx2.BaseTransport):
    """Carries the requests of a `Client` to the application."""

    def __init__(self, server: ServerInProcess) -> None:
        self._server = server

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request; the body of its answer is read as it comes."""
        answering = self._server.run(self._server.begin(request, request.read()))
        return httpx2.Response(
            answering.status,
            headers=answering.headers,
            stream=_Body(self._server, answering),
        )


class _Body(httpx2.SyncByteStream):
    def __init__(self, server: ServerInProcess, answering: Answering) -> None:
        self._server, self._answering = server, answering

    def __iter__(self) -> Iterator[bytes]:
        while part := self._server.run(self._answering.part()):
            yield part

    def close(self) -> None:
        """Leave the answer, read or not."""
        self._server.run(self._answering.leave())


class AsyncTransport(httpx2.AsyncBaseTransport):
    """Carries the requests of an `AsyncClient` to the application, from any event loop."""

    def __init__(self, server: ServerInProcess) -> None:
        self._server = server

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request; the body of its answer is read as it comes."""
        begun = self._server.later(self._server.begin(request, await request.aread()))
        answering: Answering = await asyncio.wrap_future(begun)
        return httpx2.Response(
            answering.status,
            headers=answering.headers,
            stream=_AsyncBody(self._server, answering),
        )


class _AsyncBody(httpx2.AsyncByteStream):
    def __init__(self, server: ServerInProcess, answering: Answering) -> None:
        self._server, self._answering = server, answering

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while part := await self._next():
            yield part

    async def _next(self) -> bytes:
        found: bytes = await asyncio.wrap_future(self._server.later(self._answering.part()))
        return found

    async def aclose(self) -> None:
        """Leave the answer, read or not."""
        await asyncio.wrap_future(self._server.later(self._answering.leave()))


@contextmanager
def server_in_process() -> Iterator[ServerInProcess]:
    """A server without lessons, for as long as the block runs."""
    server = ServerInProcess()
    server.start()
    try:
        yield server
    finally:
        server.close()


class LessonInProcess:
    """A lesson in this process; `client` is the trainer's script, `client.seat("S05")` a seat's."""

    def __init__(self, server: ServerInProcess, created: dict[str, Any], client: Client) -> None:
        self.server, self.client = server, client
        self.code: str = created["code"]
        self.join_code: str = created["join_code"]

    def async_client(self, **chosen: Any) -> AsyncClient:
        """The trainer's script for coroutines; the arguments are those of `AsyncClient`."""
        return self.server.async_client(**{"lesson": self.code, **chosen})


@contextmanager
def lesson_in_process(
    plan: str = "belt-road-1",
    *,
    toml: str | None = None,
    seed: int = 1,
    bots: bool | Collection[str] = True,
    name: str | None = None,
) -> Iterator[LessonInProcess]:
    """A lesson from a shipped plan, or from `toml`, a plan's text; paused before its first day.

    `bots`: whether bots play, or for which roles; `name` is the script's, in the keys of its
    commands. Raises Refused for a plan with mistakes.
    """
    with server_in_process() as server, server.client(name=name) as client:
        playing = bots if isinstance(bots, bool) else list(bots)
        created = client.lessons.create(
            None if toml is not None else plan, toml=toml, seed=seed, bots=playing
        )
        yield LessonInProcess(server, created, client.lesson(created["code"]))
