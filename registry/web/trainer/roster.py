"""What the class is doing: a running count of the command log, and who needs help.

The count reads only the commands that were added since its last reading.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from registry.classroom.room import TRAINER

REFUSALS_OF_LATE = 200
SAME_REFUSAL = 3
"""So many equal refusals in a row mark a seat as needing help."""

IDLE_MINUTES = 5
"""So many real minutes of a running lesson without a command mark a seat with an open task."""

STUCK = ("refused", "idle", "never")
"""The reasons for which a person is stuck."""

_NEW = (
    "SELECT number, seat, name, outcome, origin,"
    " CASE WHEN name = 'seat.claim' THEN arguments END"
    " FROM command WHERE number > :seen ORDER BY number"
)


@dataclass(slots=True)
class LastAction:
    """The last command of the person who sits at a seat, and how often it was refused in a row.

    `outcome` is the refusal as the log stores it, {} after a command that was accepted.
    """

    name: str
    refused: str
    same: int
    outcome: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """Why a seat needs help: refused, idle, never, away or ''; a count, or a number of minutes.

    idle: nothing was done for so many minutes although something is open; never: not since the
    person sat down.
    """

    kind: str = ""
    count: int = 0


class Tally:
    """Counts of one lesson's log, kept up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seen = 0
        self.refused = 0
        self.of_late: deque[dict[str, Any]] = deque(maxlen=REFUSALS_OF_LATE)
        self.actions: dict[str, LastAction] = {}

    def follow(self, session: Session) -> None:
        """Count the commands since the last reading; locked, because pages render in parallel."""
        with self._lock:
            self._follow(session)

    def _follow(self, session: Session) -> None:
        for row in session.connection().execute(text(_NEW), {"seen": self.seen}):
            number, seat, name, outcome, origin, claimed = row
            self.seen = number
            found = _refused(outcome)
            refused = found.get("refused", "")
            if refused:
                self.refused += 1
            if claimed is not None and not refused:
                # Whoever sits down now has done nothing yet.
                self.actions.pop(orjson.loads(claimed)["seat"], None)
            if origin in ("bot", "clock") or (origin == "trainer" and seat != TRAINER):
                continue
            if refused:
                self.of_late.append(found)
            before = self.actions.get(seat)
            again = before is not None and refused != "" and before.refused == refused
            same = before.same + 1 if again and before is not None else int(refused != "")
            self.actions[seat] = LastAction(name, refused, same, found)


def _refused(outcome: str) -> dict[str, Any]:
    """The refusal, or {}; accepted outcomes, by far the most, are not parsed at all."""
    if outcome.startswith('{"accepted"'):
        return {}
    found: dict[str, Any] = orjson.loads(outcome)
    return found if "refused" in found else {}


def need_of(
    action: LastAction | None, *, connected: bool, running: bool, open_task: bool, idle_s: float
) -> Need:
    """The most urgent reason why a person needs help.

    `idle_s`: real seconds of a running lesson since the last command, since sitting down, and since
    the open task came. Who has nothing to do is not stuck.
    """
    if action is not None and action.same >= SAME_REFUSAL:
        return Need("refused", action.same)
    if not connected:
        return Need("away")
    minutes = int(idle_s) // 60
    if running and open_task and minutes >= IDLE_MINUTES:
        return Need("never" if action is None else "idle", minutes)
    return Need()
