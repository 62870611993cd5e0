"""Events that are written at once, against the same events through the queue.

A real server in this loop, its clients plain sockets: one that reads, one of HTTP/1.0, one that
does not read for a while; beside them a double that has no connection to write to.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from registry.edge.connections import Bounded, bounded
from registry.web.frame.hub import Hub
from tests.registry.web.frame.test_hub import Listener

LONG = "x" * 60_000
"""Text of an event: a few fill the buffers of a client that does not read."""


class Peer:
    """A plain connection with an open stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer, self.got = reader, writer, b""

    @classmethod
    async def of(cls, port: int, version: str) -> Peer:
        one = cls(*await asyncio.open_connection("127.0.0.1", port))
        one.writer.write(f"GET / HTTP/{version}\r\nhost: x\r\n\r\n".encode())
        return one

    async def until(self, text: bytes) -> bytes:
        """What has come of the stream, read until `text` is in it."""
        while text not in self.got:  # an event is never cut into two chunks
            read = await asyncio.wait_for(self.reader.read(2**20), 10)
            assert read, "the stream has ended"
            self.got += read
        return self.body

    @property
    def body(self) -> bytes:
        head, _, rest = self.got.partition(b"\r\n\r\n")
        if b"chunked" not in head:
            return rest
        found = b""
        while (size := re.match(rb"([0-9a-f]+)\r\n", rest)) is not None:
            length, begin = int(size[1], 16), size.end()
            if len(rest) < begin + length + 2:
                break
            assert rest[begin + length : begin + length + 2] == b"\r\n"
            found, rest = found + rest[begin : begin + length], rest[begin + length + 2 :]
        return found


Open = Callable[[str], Awaitable[Peer]]


@contextmanager
def _bound() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


def play(story: Callable[[Hub, Open], Awaitable[None]]) -> None:
    """Run a coroutine with a hub and a function that opens a stream of it, by HTTP's version."""

    async def run() -> None:
        hub = Hub(interval_s=3600)
        hub.start()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await hub.stream("one", "S01", scope=scope, receive=receive, send=send)

        with _bound() as listener:
            config = uvicorn.Config(
                app, http=bounded(), ws="none", lifespan="off", access_log=False, log_config=None
            )
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server._serve([listener]))
            peers: list[Peer] = []

            async def opened(version: str) -> Peer:
                before = len(hub._clients)
                peers.append(await Peer.of(listener.getsockname()[1], version))
                while len(hub._clients) == before:
                    await asyncio.sleep(0.001)
                return peers[-1]

            try:
                await story(hub, opened)
            finally:
                for peer in peers:
                    peer.writer.close()
                await hub.close()
                server.should_exit = True
                await serving

    asyncio.run(run())


def test_every_connection_hears_what_the_queue_brings() -> None:
    async def story(hub: Hub, opened: Open) -> None:
        peers = [await opened("1.1"), await opened("1.0")]
        double = Listener(hub, "one", "S01")
        for peer in peers:
            await peer.until(b":\n\n")
        for number in range(1, 41):
            hub.publish("one", {"sequence": number, "text": "字" * number})
            if number % 7 == 0:
                hub.nudge("one", {"S01": {f"kind{number}"}})
            # Between two events the double's task has its turn, as a client's that is not behind.
            for act in (hub._flush, hub.beat) if number % 3 == 0 else (hub._flush,):
                act()
                await asyncio.sleep(0.002)
        last = b'{"sequence":40,"text":"' + "字".encode() * 40 + b'"}\n\n'
        heard = [await peer.until(last) for peer in peers]

        assert double.heard == heard[0] == heard[1]
        assert 40 == double.heard.count(b"event: view") and b"kind35" in double.heard

    play(story)


def test_who_does_not_read_hears_the_newest_at_last_and_own_changes() -> None:
    async def story(hub: Hub, opened: Open) -> None:
        slow = await opened("1.1")
        for number in range(1, 400):
            hub.publish("one", {"sequence": number, "text": LONG})
            if number == 50:
                hub.nudge("one", {"S01": {"cash"}})
            hub._flush()
            await asyncio.sleep(0)
        heard = await slow.until(b'"changed":["cash"]')
        heard = await slow.until(b'{"sequence":399,')
        # Of the text itself: a chunk of the transfer encoding may begin anywhere, in an id, too.
        numbers = [int(found) for found in re.findall(rb'{"sequence":(\d+),', heard)]

        assert sorted(set(numbers)) == numbers and 399 == numbers[-1]
        assert len(numbers) < 399, "nothing was dropped: the buffers were never full"

    play(story)


@pytest.mark.planted
@pytest.mark.parametrize("part", ["chunked_encoding", "write_paused"])
def test_a_write_that_looks_at_too_little_is_seen(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rash(self: Bounded, chunk: bytes) -> bool:
        if not self.cycle.response_started:
            return False
        if part == "write_paused" and not self.cycle.chunked_encoding:
            return False
        self.transport.write(chunk)
        return True

    monkeypatch.setattr(Bounded, "write_at_once", rash)
    with pytest.raises((AssertionError, TimeoutError)):
        test_every_connection_hears_what_the_queue_brings()
        test_who_does_not_read_hears_the_newest_at_last_and_own_changes()
