"""The wiring of an open lesson: all that a server does for it, from its opening to its close.

Streams, alarm, heartbeat, the note of its last command, audit. Jobs, joining and health look at the
open lessons themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from registry.alarms import Alarms
from registry.classroom.live import Live
from registry.classroom.own_changes import Changed
from registry.classroom.seen import compare, note
from registry.edge.server_state import ServerState
from registry.scheduler import sweep_copies
from registry.web.frame.hub import Hub

LOG = logging.getLogger("tanlu.app")


class Wiring:
    """Connects lessons to hub, alarms and hall; on the event loop."""

    def __init__(self, server: ServerState, hub: Hub) -> None:
        self._server, self._hub = server, hub
        self._alarms = Alarms(server.lives)
        self._published: dict[str, Callable[[dict[str, Any], Changed], None]] = {}

    def connect(self) -> None:
        """Publish every lesson that the server starts with."""
        for code, live in self._server.lives.items():
            self._publish(code, live)

    def start(self) -> None:
        """Let lesson time run in all of them."""
        self._alarms.start()

    def stop(self) -> None:
        """Let no lesson's alarm ring any more."""
        self._alarms.stop()

    def beat(self) -> None:
        """The heartbeat of every open lesson; any thread."""
        for code, live in tuple(self._server.lives.items()):
            try:
                live.beat()
            except Exception:
                LOG.exception("a heartbeat failed; the next one comes", extra={"lesson": code})

    async def wire(self, code: str, live: Live) -> None:
        """Serve a lesson that was opened beside the others."""
        await asyncio.to_thread(sweep_copies, live)
        self._publish(code, live)
        self._server.lives[code] = live
        if code not in self._server.order:
            self._server.order.append(code)
        self._alarms.add(code)

    async def unwire(self, code: str, *, again: bool) -> None:
        """Serve a lesson no more, close its file, and end its streams.

        `again`: it is served again at once. Another file may take its place, so what this one
        had last is noted no more.
        """
        live = self._server.lives.pop(code)
        if not again:
            self._server.order.remove(code)
        self._alarms.remove(code)
        stored = await asyncio.to_thread(live.close)
        live.unsubscribe(self._published.pop(code))
        self._hub.forget(code, again=again)
        if stored is not None and not (again or live.practice):
            await asyncio.to_thread(note, self._server.hall, code, stored, live.notices)

    def _publish(self, code: str, live: Live) -> None:
        if not live.practice:
            compare(self._server.hall, code, live.lesson, live.notices)
        self._hub.publish(code, live.view)
        self._hub.tell_time(code, lambda: live.view)
        listener = self._published[code] = partial(_send, self._hub, code)
        live.subscribe(listener)


def _send(hub: Hub, code: str, snapshot: dict[str, Any], changed: Changed) -> None:
    hub.publish(code, snapshot)
    if changed:
        hub.nudge(code, changed)
