"""Server-sent events, raw ASGI: each lesson's public snapshot is encoded once and sent to all.

Each client has one bounded queue, which drops the oldest event when full; nothing is lost, because
every event is a complete snapshot.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from registry.classroom.room import TRAINER
from registry.edge.callers import caller_of, not_signed_in

QUEUE_LENGTH = 16
"""Events queued for a slow client before the oldest is dropped."""

BEAT = b":\n\n"
"""An SSE comment that keeps the connection open."""

STREAMS_MOST = 6
"""The most streams of one seat; the oldest ends when another begins."""

LATER = b"retry: 30000\n\n"
"""Makes a browser whose stream was ended for another wait, in ms, before it reconnects."""

OWN = b"event: own\ndata: {}\n\n"
"""Event for the pages of one seat: its orders, cash or holdings have changed."""


class Client:
    """One open stream: its queued events, and the event that wakes it."""

    __slots__ = ("bell", "closed", "digest", "seat", "topic", "waiting")

    def __init__(self, topic: str, seat: str, digest: str = "") -> None:
        self.topic, self.seat, self.digest = topic, seat, digest
        self.waiting: deque[bytes] = deque(maxlen=QUEUE_LENGTH)
        self.bell = asyncio.Event()
        self.closed = False

    def put(self, event: bytes) -> None:
        """Queue an event for this client."""
        self.waiting.append(event)
        self.bell.set()

    def close(self) -> None:
        """End the stream when it wakes."""
        self.closed = True
        self.bell.set()


class Hub:
    """All open streams. `publish` and `nudge` may be called from any thread."""

    def __init__(self, *, interval_s: float = 0.1, beat_s: float = 15.0) -> None:
        self._interval_s, self._beat_s = interval_s, beat_s
        self._clients: dict[Client, None] = {}
        self._snapshots: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()
        self._nudged: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._last: dict[str, bytes] = {}
        self._number = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._beats: asyncio.TimerHandle | None = None
        self._closed = False

    def start(self) -> None:
        """Bind the hub to the running event loop; until then, snapshots are only kept."""
        self._loop = asyncio.get_running_loop()
        self._beats = self._loop.call_later(self._beat_s, self._beat)
        self._wake()

    async def close(self) -> None:
        """End every stream, so that the server can stop; new ones end at once."""
        self._closed = True
        for handle in (self._timer, self._beats):
            if handle is not None:
                handle.cancel()
        for client in tuple(self._clients):
            client.close()
        await asyncio.sleep(0)

    def seats(self, topic: str) -> set[str]:
        """The seats of a lesson that have a page open now."""
        return {c.seat for c in tuple(self._clients) if c.topic == topic and c.seat}

    def dismiss(self, digests: frozenset[str]) -> None:
        """End the streams of revoked tokens; from any thread."""
        if self._loop is not None and not self._closed:
            self._loop.call_soon_threadsafe(self._dismiss, digests)

    def _dismiss(self, digests: frozenset[str]) -> None:
        for client in self._clients:
            if client.digest in digests:
                client.close()

    def forget(self, topic: str, *, again: bool) -> None:
        """End the streams of a lesson that is closed; `again`: their pages may ask again soon.

        On the event loop, after the lesson's last snapshot.
        """
        with self._lock:
            self._snapshots.pop(topic, None)
            self._changed.discard(topic)
        self._last.pop(topic, None)
        for client in self._clients:
            if client.topic == topic:
                if not again:
                    client.put(LATER)
                client.close()

    def _make_room(self, new: Client) -> None:
        """End a seat's oldest streams when it has too many; the trainer's are not limited."""
        if not new.seat:
            return
        place = (new.topic, new.seat)
        own = [c for c in self._clients if (c.topic, c.seat) == place and not c.closed]
        for oldest in own[: max(0, len(own) - STREAMS_MOST)]:
            oldest.put(LATER)
            oldest.close()

    def publish(self, topic: str, snapshot: dict[str, Any]) -> None:
        """Keep the newest public snapshot of a lesson; it is sent within 100 ms."""
        with self._lock:
            self._snapshots[topic] = snapshot
            self._changed.add(topic)
        self._ring()

    def nudge(self, topic: str, seats: Iterable[str]) -> None:
        """Notify the pages of these seats only that their own figures have changed."""
        with self._lock:
            self._nudged.update((topic, seat) for seat in seats)
        self._ring()

    def _ring(self) -> None:
        loop = self._loop
        if loop is not None and not self._closed and self._timer is None:
            loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._timer is None and not self._closed and self._loop is not None:
            self._timer = self._loop.call_later(self._interval_s, self._flush)

    def _flush(self) -> None:
        """Encode each changed snapshot once, and queue it for every client of its lesson."""
        self._timer = None
        with self._lock:
            changed, self._changed = self._changed, set()
            nudged, self._nudged = self._nudged, set()
        for topic in changed:
            self._number += 1
            self._last[topic] = self._view(self._snapshots[topic])
        for client in self._clients:
            if client.topic in changed:
                client.put(self._last[client.topic])
            if (client.topic, client.seat) in nudged:
                client.put(OWN)

    def _view(self, snapshot: dict[str, Any]) -> bytes:
        return b"id: %d\nevent: view\ndata: %b\n\n" % (self._number, orjson.dumps(snapshot))

    def _beat(self) -> None:
        assert self._loop is not None
        for client in self._clients:
            if not client.waiting:
                client.put(BEAT)
        self._beats = self._loop.call_later(self._beat_s, self._beat)

    async def stream(
        self,
        topic: str,
        seat: str,
        *,
        scope: Scope,
        receive: Receive,
        send: Send,
        first: dict[str, Any] | None = None,
        digest: str = "",
    ) -> None:
        """Serve one client until it goes away, its token (`digest`) is dismissed or all ends.

        The client is registered before anything is sent, so that dismissing its token ends it.
        `first` is the current snapshot: the last one sent may have an older clock.
        """
        client = Client(topic, seat, digest)
        self._clients[client] = None
        self._make_room(client)
        client.put(self._last.get(topic, BEAT) if first is None else self._view(first))
        if self._closed:
            client.close()
        leaving = asyncio.create_task(_until_gone(client, receive))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [
                        (b"content-type", b"text/event-stream; charset=utf-8"),
                        (b"cache-control", b"no-store"),
                        (b"x-accel-buffering", b"no"),
                    ],
                }
            )
            await _send_all(client, send)
        finally:
            del self._clients[client]
            leaving.cancel()


async def _send_all(client: Client, send: Send) -> None:
    while True:
        await client.bell.wait()
        client.bell.clear()
        chunk = b"".join(client.waiting)
        client.waiting.clear()
        last = client.closed
        if chunk or last:
            await send({"type": "http.response.body", "body": chunk, "more_body": not last})
        if last:
            return


async def _until_gone(client: Client, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.close()


class Stream:
    """The ASGI endpoint of the streams: a signed-in caller receives their own lesson's events."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream; refuses callers who are not signed in."""
        who = caller_of(scope)
        if who is None:
            raise not_signed_in(scope)
        seat = "" if who.seat == TRAINER else who.seat
        await self.hub.stream(
            who.lesson,
            seat,
            scope=scope,
            receive=receive,
            send=send,
            first=who.live.view,
            digest=who.holder.digest,
        )
