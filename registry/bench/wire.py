"""HTTP and event streams as bytes over one socket each, so that a client library costs no time."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

T = TypeVar("T")
JSON = "application/json"


def on_loop(story: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the fastest event loop that there is: the client must not be the limit."""
    if sys.platform == "win32":
        return asyncio.run(story)
    try:
        import uvloop
    except ImportError:
        return asyncio.run(story)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(story)


class Wire(asyncio.Protocol):
    """A connection for requests, one at a time."""

    def __init__(self, port: int) -> None:
        self.port, self.token = port, ""
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._got = b""

    async def open(self) -> None:
        """Connect."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", self.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, chunk: bytes) -> None:
        """Give the waiting caller its answer once it is complete."""
        self._got += chunk
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        if len(body) < int(length):
            return
        self._got = b""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result((int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the waiting caller."""
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("the server closed the connection"))

    async def ask(self, method: str, address: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer; connects again if the server closed an idle connection.

        A request may reach the server twice: a command has a key.
        """
        asked = head(method, address, self.port, self.token, len(body)) + body
        for _ in range(2):
            if self._transport is None:
                await self.open()
            assert self._transport is not None and self._waiting is None
            self._waiting = asyncio.get_running_loop().create_future()
            self._transport.write(asked)
            try:
                return await self._waiting
            except ConnectionError:
                self._got = b""
            finally:
                self._waiting = None
        raise ConnectionError("the server closes every connection")

    async def post(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send JSON that must be accepted; returns the answer."""
        status, answered = await self.ask("POST", address, json.dumps(body).encode())
        assert status == 200, answered
        answer: dict[str, Any] = json.loads(answered)
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


class Listener(asyncio.Protocol):
    """An open event stream: `heard` gets the data of each `view`, one line of JSON."""

    def __init__(self, port: int, token: str, heard: Callable[[bytes], None]) -> None:
        self.port, self.token, self.heard = port, token, heard
        self.status, self.first = 0, asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self._view = False

    async def open(self) -> None:
        """Connect and ask for the stream."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", self.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        self._transport.write(head("GET", "/live", self.port, self.token, 0))

    def data_received(self, chunk: bytes) -> None:
        """Read complete lines."""
        *lines, self._got = (self._got + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data:") and self._view:
                self.heard(line[5:])
                self.first.set()
            elif line.startswith(b"event:"):
                self._view = line[6:].strip() == b"view"
            elif line.startswith(b"HTTP/1.1 "):
                self.status = int(line[9:12])

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody waits for the first event any longer."""
        self.first.set()

    def close(self) -> None:
        """Close the stream."""
        if self._transport is not None:
            self._transport.close()


def head(method: str, address: str, port: int, token: str, length: int) -> bytes:
    """A request's head."""
    signed = f"authorization: Bearer {token}\r\n" if token else ""
    return (
        f"{method} {address} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        f"origin: http://127.0.0.1:{port}\r\ncontent-type: {JSON}\r\n"
        f"{signed}content-length: {length}\r\n\r\n"
    ).encode()
