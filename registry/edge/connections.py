"""Limits of connections before anybody has signed in: uvicorn's HTTP protocol with limits.

uvicorn has no limit on a request's head, on how long it takes to arrive, or on connections of one
address. A whole class can share one address, so every limit is far above what a class needs.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_REFUSED = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


WRITE_AT_ONCE = "tanlu.write_at_once"
"""The ASGI extension of these connections; its `write` is `write_at_once` of the request's own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one server's connections."""

    head_bytes_max: int = 16 * 1024
    """Request line and header lines together; trailer lines count too."""

    request_bytes_max: int = 1024 * 1024
    """Head and body together; far above the limit of a form, which has a refusal of its own."""

    within_s: float = 15.0
    """Seconds from a request's first byte, or from connecting, within which it must be complete."""

    connections_max: int = 2_000
    """Open connections of one address."""

    incomplete_max: int = 30
    """Incomplete requests allowed per address."""

    grace_s: float = 1.0
    """An incomplete request younger than this is never dropped: a class sends many at once."""


class Address:
    """The open connections of one address, and those whose request is incomplete."""

    __slots__ = ("connections", "incomplete")

    def __init__(self) -> None:
        self.connections = 0
        self.incomplete: dict[Bounded, float] = {}


class Door:
    """All addresses with an open connection; on the event loop's thread only."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.addresses: dict[str, Address] = {}

    def enter(self, host: str) -> bool:
        """Count a connection; False if the address has too many."""
        address = self.addresses.setdefault(host, Address())
        if address.connections >= self.limits.connections_max:
            return False
        address.connections += 1
        return True

    def leave(self, host: str) -> None:
        """Count the end of a connection that entered."""
        address = self.addresses[host]
        address.connections -= 1
        if not address.connections:
            del self.addresses[host]

    def begun(self, one: Bounded, host: str) -> None:
        """Record an incomplete request; above the limit its address loses the oldest ones."""
        waiting = self.addresses[host].incomplete
        if one not in waiting:
            waiting[one] = time.monotonic()
            self._drop_oldest(one.loop, host)

    def done(self, one: Bounded, host: str) -> None:
        """Record that a request is complete or given up."""
        self.addresses[host].incomplete.pop(one, None)

    def _drop_oldest(self, loop: asyncio.AbstractEventLoop, host: str) -> None:
        address = self.addresses.get(host)
        if address is None:
            return
        for oldest, since in tuple(address.incomplete.items()):
            if len(address.incomplete) <= self.limits.incomplete_max:
                return
            young_s = since + self.limits.grace_s - time.monotonic()
            if young_s > 0:
                loop.call_later(young_s, self._drop_oldest, loop, host)
                return
            oldest.give_up()


class Bounded(HttpToolsProtocol):
    """One connection within the limits of a door; beyond them it is closed (a head: 431)."""

    def __init__(self, *, door: Door, **given: Any) -> None:
        super().__init__(**given)
        self._door, self._limits = door, door.limits
        self._host = ""
        self._entered = False
        self._begun = self._in_head = False
        self._came = self._head = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Enter the door, and start the time limit of the first request."""
        super().connection_made(transport)
        self._host = self.client[0] if self.client else ""
        self._entered = self._door.enter(self._host)
        if not self._entered:
            transport.abort()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the door."""
        self._complete()
        if self._entered:
            self._entered = False
            self._door.leave(self._host)
        super().connection_lost(exc)

    def data_received(self, came: bytes) -> None:
        """Parse received bytes; afterwards a request is complete, waited for, or refused."""
        if not self._entered or self.transport.is_closing():
            return
        self._came += len(came)
        super().data_received(came)
        if self.transport.is_closing():
            return
        if not self._begun:
            self._complete()
            if self.cycle is None or self.cycle.response_complete:
                self._wait()  # nothing but empty lines came, which end uvicorn's own waiting
        elif self._in_head and self._came > self._limits.head_bytes_max:
            self._refuse_head()
        elif self._came > self._limits.request_bytes_max:
            self.give_up()
        else:
            self._wait()
            self._door.begun(self, self._host)

    def on_message_begin(self) -> None:
        """A request begins, possibly in the middle of the received bytes."""
        super().on_message_begin()
        self._begun = self._in_head = True
        self._head = 0

    def on_url(self, url: bytes) -> None:
        """Count a piece of the request line."""
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header line, or a trailer line."""
        self._count_head(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is complete and small enough: the application starts."""
        self._in_head = False
        self.scope["extensions"] = {WRITE_AT_ONCE: {"write": self.write_at_once}}
        super().on_headers_complete()

    def write_at_once(self, chunk: bytes) -> bool:
        """Send a chunk of the answer that has begun, without a turn of the application.

        False, and nothing is sent, if there is no such answer, it is not sent in chunks, or the
        client is behind.
        """
        cycle = self.cycle
        if cycle is None or cycle.disconnected or cycle.response_complete:
            return False
        if not cycle.response_started or not cycle.chunked_encoding or self.flow.write_paused:
            return False
        self.transport.write(chunk)
        return True

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._begun = False
        self._came = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that cannot be parsed: with 431 if the head is too large."""
        if self._head > self._limits.head_bytes_max:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    def give_up(self) -> None:
        """Close the connection: its request was too slow, or its address has too many."""
        self._complete()
        if not self.transport.is_closing():
            self.transport.close()

    def _count_head(self, size: int) -> None:
        self._head += size
        if self._head > self._limits.head_bytes_max:
            raise ValueError("the head is too large")  # the parser stops, and 431 is sent

    def _refuse_head(self) -> None:
        self._complete()
        self.transport.write(HEAD_REFUSED)
        self.transport.close()

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._limits.within_s, self.give_up)

    def _complete(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._entered:
            self._door.done(self, self._host)


def bounded(limits: Limits | None = None) -> Any:
    """The protocol for `uvicorn.Config(http=...)` of one server."""
    return partial(Bounded, door=Door(limits or Limits()))
