"""Server-sent events, raw ASGI: each lesson's public snapshot is encoded once and sent to all.

Each client has one bounded queue, which drops the oldest event when full; nothing is lost, because
every event in it is a complete snapshot. A change of own figures is a flag beside the queue.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from starlette.types import Receive, Scope, Send

from registry.classroom.room import ROOM, TRAINER
from registry.edge.callers import BESIDE, caller_of, not_signed_in
from registry.edge.connections import WRITE_AT_ONCE
from registry.edge.request_checks import noted


class Event(NamedTuple):
    """What is sent to many clients: the bytes, and the same as a chunk of a chunked answer."""

    plain: bytes
    chunk: bytes

    @classmethod
    def of(cls, plain: bytes) -> Event:
        """An event from its bytes."""
        return cls(plain, b"%x\r\n%b\r\n" % (len(plain), plain))


QUEUE_LENGTH = 16
"""Events queued for a slow client before the oldest is dropped."""

BEAT_S = 5.0
"""Seconds between two beats; a page that hears nothing for two of them takes the line for lost."""

NOTHING = Event.of(b":\n\n")
"""An SSE comment: the line is open, and there is nothing to say yet."""

STREAMS_MOST = 6
"""The most streams of one seat; the oldest ends when another begins."""

MOVED = Event.of(b"event: moved\ndata: {}\n\n")
"""Before the end of the streams of a person who goes to another seat: load the first page."""

LATER = Event.of(b'retry: 30000\nevent: later\ndata: {"seconds":30}\n\n')
"""Before the end of a stream that makes room for another: come back, but not at once."""

CLOSED = Event.of(b"event: closed\ndata: {}\n\n")
"""Before the end of the streams of a closed lesson: the same request is refused and says why."""


def _never(chunk: bytes) -> bool:
    """The way of a server that offers none."""
    return False


class Client:
    """One open stream: its queued events, what changed of its seat's own, and its bell.

    `beside`: somebody looks at the seat who does not sit there. `write` sends a chunk at once, or
    returns False: a client that is not behind needs no turn of its task for an event, and with 500
    clients these turns cost more than all else.
    """

    __slots__ = ("bell", "beside", "closed", "digest", "own", "seat", "topic", "waiting", "write")

    def __init__(
        self,
        topic: str,
        seat: str,
        digest: str = "",
        write: Callable[[bytes], bool] = _never,
        *,
        beside: bool = False,
    ) -> None:
        self.topic, self.seat, self.digest, self.write = topic, seat, digest, write
        self.beside = beside
        self.waiting: deque[bytes] = deque(maxlen=QUEUE_LENGTH)
        self.own: set[str] = set()
        self.bell = asyncio.Event()
        self.closed = False

    def put(self, event: Event) -> None:
        """Send an event, or queue it behind those that wait."""
        behind = self.waiting or self.own or self.closed
        if behind or not self.write(event.chunk):
            self.waiting.append(event.plain)
            self.bell.set()

    def nudge(self, kinds: Iterable[str]) -> None:
        """Note what has changed of the seat's own: unlike a queued event, it is never dropped."""
        self.own.update(kinds)
        self.bell.set()

    def take(self) -> bytes:
        """Everything to be sent now, the note of own changes last."""
        chunk = b"".join(self.waiting)
        self.waiting.clear()
        if self.own:
            changed, self.own = sorted(self.own), set()
            chunk += b"event: own\ndata: %b\n\n" % orjson.dumps({"changed": changed})
        return chunk

    def close(self) -> None:
        """End the stream when it wakes."""
        self.closed = True
        self.bell.set()


class Hub:
    """All open streams. `publish` and `nudge` may be called from any thread."""

    def __init__(self, *, interval_s: float = 0.1, beat_s: float = BEAT_S) -> None:
        self._interval_s, self._beat_s = interval_s, beat_s
        self._clients: dict[Client, None] = {}
        self._snapshots: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()
        self._nudged: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._now: dict[str, Callable[[], dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._last: dict[str, Event] = {}
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
        clients = tuple(self._clients)
        return {c.seat for c in clients if c.topic == topic and c.seat and not c.beside}

    def count(self, topic: str) -> int:
        """How many streams of a lesson are open now."""
        return sum(c.topic == topic for c in tuple(self._clients))

    def dismiss(self, digests: frozenset[str]) -> None:
        """End the streams of revoked tokens; from any thread."""
        if self._loop is not None and not self._closed:
            self._loop.call_soon_threadsafe(self._dismiss, digests)

    def moved(self, digests: frozenset[str]) -> None:
        """Tell the pages of people who go to another seat, and end their streams; any thread."""
        if self._loop is not None and not self._closed:
            self._loop.call_soon_threadsafe(self._moved, digests)

    def _moved(self, digests: frozenset[str]) -> None:
        for client in self._clients:
            if client.digest in digests:
                client.put(MOVED)
                client.close()

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
        self._now.pop(topic, None)
        for client in self._clients:
            if client.topic == topic:
                if not again:
                    client.put(CLOSED)
                client.close()

    def _make_room(self, new: Client) -> None:
        """End a seat's oldest streams when it has too many.

        Those of the trainer and of the room are not limited: otherwise anybody with the join code
        could end what the projector shows.
        """
        if new.seat in ("", ROOM) or new.beside:
            return
        place = (new.topic, new.seat)
        open_now = [c for c in self._clients if not c.closed and not c.beside]
        own = [c for c in open_now if (c.topic, c.seat) == place]
        for oldest in own[: max(0, len(own) - STREAMS_MOST)]:
            oldest.put(LATER)
            oldest.close()

    def publish(self, topic: str, snapshot: dict[str, Any]) -> None:
        """Keep the newest public snapshot of a lesson; it is sent within 100 ms."""
        with self._lock:
            self._snapshots[topic] = snapshot
            self._changed.add(topic)
        self._ring()

    def tell_time(self, topic: str, now: Callable[[], dict[str, Any]]) -> None:
        """Where the beats of a lesson get its snapshot as of now; called on the event loop."""
        self._now[topic] = now

    def nudge(self, topic: str, changed: Mapping[str, Iterable[str]]) -> None:
        """Notify the pages of these seats only what has changed of their own, seat by seat."""
        with self._lock:
            for seat, kinds in changed.items():
                self._nudged[topic, seat].update(kinds)
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
            nudged, self._nudged = self._nudged, defaultdict(set)
        for topic in changed:
            self._last[topic] = self._view(self._snapshots[topic])
        for client in self._clients:
            if client.topic in changed:
                client.put(self._last[client.topic])
            if kinds := nudged.get((client.topic, client.seat)):
                client.nudge(kinds)

    @staticmethod
    def _view(snapshot: dict[str, Any]) -> Event:
        data = orjson.dumps(snapshot)
        return Event.of(b"id: %d\nevent: view\ndata: %b\n\n" % (snapshot["sequence"], data))

    def _beat(self) -> None:
        assert self._loop is not None
        self._beats = self._loop.call_later(self._beat_s, self._beat)
        self.beat()

    def beat(self) -> None:
        """Tell each lesson's time to all of its streams that are not behind.

        On the event loop. A lesson whose time cannot be told is logged; the others hear theirs.
        """
        beats = {}
        for topic, now in self._now.items():
            try:
                beats[topic] = _beat_of(now())
            except Exception:
                noted(lesson=topic)
        for client in self._clients:
            if not client.waiting:
                client.put(beats.get(client.topic, NOTHING))

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream: the events of a caller's lesson and seat; refuses who has no token now.

        Nothing is awaited between the look at the token and the entry in `_clients`: a token that
        is revoked at this moment either gets no stream or has it ended.
        """
        who = caller_of(scope)
        if who is None:
            raise not_signed_in(scope)
        await self.stream(
            who.lesson,
            "" if who.seat == TRAINER else who.seat,
            scope=scope,
            receive=receive,
            send=send,
            first=who.live.view,
            digest=who.holder.digest,
            beside=BESIDE in scope or who.is_helper,
        )

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
        beside: bool = False,
    ) -> None:
        """Serve one client until it goes away, its token (`digest`) is dismissed or all ends.

        The client is registered before anything is sent, so that dismissing its token ends it.
        `first` is the current snapshot: the last one sent may have an older clock.
        """
        write = scope.get("extensions", {}).get(WRITE_AT_ONCE, {}).get("write", _never)
        client = Client(topic, seat, digest, write, beside=beside)
        self._clients[client] = None
        self._make_room(client)
        client.put(self._last.get(topic, NOTHING) if first is None else self._view(first))
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


def _beat_of(snapshot: dict[str, Any]) -> Event:
    told = {"at": snapshot["clock"]["at"], "sequence": snapshot["sequence"]}
    return Event.of(b"event: beat\ndata: %b\n\n" % orjson.dumps(told))


async def _send_all(client: Client, send: Send) -> None:
    while True:
        await client.bell.wait()
        client.bell.clear()
        chunk, last = client.take(), client.closed
        if chunk or last:
            await send({"type": "http.response.body", "body": chunk, "more_body": not last})
        if last:
            return


async def _until_gone(client: Client, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.close()
