"""Server-sent events: the lines of a stream as events, and where a broken stream is resumed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

OWN = "own"
"""The event that says which figures of the own seat have changed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the live feed.

    `view`: `content` is the public snapshot. `own`: `content["changed"]` names what has changed
    (without it: perhaps anything), and `own` has the seat's figures, read anew. `beat`: lesson time
    and the last command, sent while nothing else is. `id` is the number of the last command shown.
    """

    name: str
    content: dict[str, Any]
    id: str = ""
    own: dict[str, Any] = field(default_factory=dict)


class EventReader:
    """Makes events of a stream's lines, and keeps what a new connection has to say."""

    def __init__(self) -> None:
        self.last_id = ""
        self.retry_s: float | None = None
        self._name = ""
        self._lines: list[str] = []

    def headers(self) -> dict[str, str]:
        """The header with which a broken stream is resumed."""
        return {"last-event-id": self.last_id} if self.last_id else {}

    def broken(self) -> None:
        """Forget an event of which only a part arrived."""
        self._name = ""
        self._lines.clear()

    def line(self, line: str) -> Event | None:
        """The event that this line completes; None: it completes none."""
        if not line:
            return self._complete()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._lines.append(value)
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and value.isdecimal():
            self.retry_s = int(value) / 1000
        return None

    def _complete(self) -> Event | None:
        name, lines = self._name or "message", "\n".join(self._lines)
        self.broken()
        return Event(name, json.loads(lines), self.last_id) if lines else None
