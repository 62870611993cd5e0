"""The state of a server process: the hall, the open lessons, and the rate limits.

Routes reach it through `request.app.state.server`.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol

from ledger.awaiting import Answers
from registry.classroom.hall import Hall
from registry.classroom.live import Live
from registry.edge.demonstrations import Demonstrations
from registry.edge.limits import Buckets
from registry.edge.presence import Presence
from registry.settings import Settings


class Wires(Protocol):
    """Connects a lesson that is opened beside the others to all that a server does for it."""

    async def wire(self, code: str, live: Live) -> None:
        """Serve a lesson from now on."""

    async def unwire(self, code: str, *, again: bool) -> None:
        """Serve a lesson no more, end its streams and close its file.

        `again`: it comes back at once, and its pages may ask again soon.
        """


@dataclass(slots=True)
class ServerState:
    """The objects of this server that requests use; one per process."""

    hall: Hall
    lives: dict[str, Live]
    settings: Settings
    seats: Buckets = field(init=False)
    readers: Buckets = field(init=False)
    guests: Buckets = field(init=False)
    joins: Buckets = field(init=False)
    guesses: Buckets = field(init=False)
    sign_ins: Buckets = field(init=False)
    returns: Buckets = field(init=False)
    lesson_returns: Buckets = field(init=False)
    presence: Presence = field(init=False)
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    files: asyncio.Lock = field(default_factory=asyncio.Lock)
    wires: Wires | None = None
    demonstrations: Demonstrations | None = None
    order: list[str] = field(init=False)
    of_start: frozenset[str] = field(init=False)
    joining: defaultdict[str, asyncio.Lock] = field(init=False)
    answers: Answers = field(default_factory=Answers)
    waiting: int = 0
    unanswered: dict[object, tuple[str, int]] = field(default_factory=dict)
    hall_rests_until: float = 0.0

    def __post_init__(self) -> None:
        chosen = self.settings
        self.seats = Buckets(per_second=chosen.seat_per_second, burst=chosen.seat_burst)
        self.readers = Buckets(per_second=chosen.seat_per_second, burst=chosen.seat_burst)
        self.guests = Buckets(per_second=chosen.guest_per_second, burst=chosen.guest_burst)
        self.joins = Buckets(per_second=chosen.join_per_second, burst=chosen.join_burst)
        self.guesses = Buckets(per_second=chosen.guess_per_second, burst=chosen.guess_burst)
        self.sign_ins = Buckets(per_second=chosen.sign_in_per_second, burst=chosen.sign_in_burst)
        self.returns = Buckets(per_second=chosen.return_per_second, burst=chosen.return_burst)
        self.lesson_returns = Buckets(
            per_second=chosen.lesson_return_per_second, burst=chosen.lesson_return_burst
        )
        self.presence = Presence(self.hall, self.lives)
        self.order = list(self.lives)
        self.of_start = frozenset(self.lives).difference(self.hall.opened())
        self.joining = defaultdict(asyncio.Lock)

    def oldest_unanswered_ms(self, lesson: str, *, now_ns: int) -> int:
        """Real ms for which the oldest command or preview of a lesson waits; 0: none. Any thread.

        `now_ns` is the monotonic clock.
        """
        asked = [at for code, at in tuple(self.unanswered.values()) if code == lesson]
        return max(0, now_ns - min(asked)) // 1_000_000 if asked else 0

    def first_lesson(self) -> str:
        """The code of the lesson for a trainer who names none; "" if none is open.

        `order` has the open lessons, those of the start first, and one that begins again just now.
        """
        return self.order[0] if self.order else ""


def wall_ms() -> int:
    """Wall time in ms; used by the hall and the server's log only, never by a lesson."""
    return time.time_ns() // 1_000_000
