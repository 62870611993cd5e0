"""When something was last heard of the person on each seat, in real time.

Two clocks: ms awake, and `ran` ms, those of them in which lesson time ran. Any thread reads;
the writer's thread and the edge note.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from registry.classroom.room import SeatState

PLACE_EVERY_MS = 1_000
"""Real ms between two lesson times that are kept, so that a long lesson keeps few."""


class Heard:
    """Signs of people since the lesson was opened here; before the first sign that opening counts.

    A command that the trainer gives for a seat is no sign of its person.
    """

    def __init__(self, began: int) -> None:
        self._began = began
        self._acted: dict[str, tuple[int, int]] = {}
        self._seated: dict[str, int] = {}
        self._passed: list[tuple[int, int]] = []

    def command(self, seat: str, *, origin: str, awake: int, ran: int) -> None:
        """A command was given from a seat."""
        if origin != "trainer":
            self._acted[seat] = (awake, ran)

    def follow(
        self, before: Mapping[str, SeatState], now: Mapping[str, SeatState], *, at: int, ran: int
    ) -> None:
        """Lesson time reached `at` (ms); note who sat down, left or came back in between."""
        if not self._passed or ran >= self._passed[-1][1] + PLACE_EVERY_MS:
            self._passed.append((at, ran))
        if now is before:
            return
        for name, seat in now.items():
            was = before.get(name)
            if was is None or was.since != seat.since:
                self._seated[name] = ran

    def silent_ms(self, seat: str, *, awake: int) -> int:
        """Ms awake since the last command of a seat's person."""
        return awake - self._acted.get(seat, (self._began, 0))[0]

    def idle_ms(self, seat: str, *, since: int, ran: int) -> int:
        """Ms in which lesson time ran since the person's last command, since the person sat down,
        and since lesson time `since` (ms): the least of the three."""
        acted = self._acted.get(seat, (0, 0))[1]
        return ran - max(acted, self._seated.get(seat, 0), self._came(since, ran=ran))

    def _came(self, at: int, *, ran: int) -> int:
        """The running time at which lesson time first was `at`; 0 for the beginning of all."""
        if not at or not self._passed:
            return 0
        place = bisect_left(self._passed, at, key=lambda one: one[0])
        return self._passed[place][1] if place < len(self._passed) else ran
