"""A live stream as a script hears it, read in a thread of its own. Knows no test."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx2


class Stream:
    """A stream of `client`: its events in order, each with `event`, `data` and what else it has."""

    def __init__(self, client: httpx2.Client, **headers: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.over = False
        self._client, self._headers = client, headers
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            with self._client.stream("GET", "/live", headers=self._headers, timeout=30) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                event: dict[str, Any] = {}
                for line in answer.iter_lines():
                    name, _, value = line.partition(": ")
                    if name:
                        event[name] = value if name == "event" else json.loads(value)
                    elif event:
                        self.events.append(event)
                        event = {}
        except httpx2.HTTPError:
            pass
        self.over = True

    def named(self, name: str) -> list[Any]:
        """The data of every event of a name, oldest first."""
        return [one["data"] for one in tuple(self.events) if one["event"] == name]
