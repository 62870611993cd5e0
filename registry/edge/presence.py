"""Who is present: a bot minds a person's seat after a time without a sign of the person.

A sign is any request with a token of the seat, that of a script beside the person too, or an open
stream. Time counts while lesson time runs and the machine is awake: not in a pause, not while time
stands. What follows is a command of the lesson, so that it is in the log; the time itself is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress

from ledger.queue import NotCommitted, NotPlain
from ledger.writer import Outcome, Request
from registry.classroom.hall import Hall
from registry.classroom.live import Live
from registry.classroom.models import Driver
from registry.classroom.room import CLOCK

LOG = logging.getLogger("tanlu.presence")

BEAT_S = 1.0
"""Seconds between two looks at who is present."""

Place = tuple[str, str]
"""A lesson and a seat."""


class Presence:
    """Signs of the people on the seats of the open lessons; on the event loop."""

    def __init__(self, hall: Hall, lives: Mapping[str, Live]) -> None:
        self._hall, self._lives = hall, lives
        self._counted: dict[str, int] = {}
        self._looked: dict[str, int] = {}
        self._signs: dict[Place, int] = {}
        self._asked: dict[Place, Future[Outcome]] = {}

    def sign(self, lesson: str, seat: str) -> None:
        """A person gave a sign at a seat; if a bot minds it, the person plays it again at once."""
        self._signs[lesson, seat] = self._counted.get(lesson, 0)
        live = self._lives.get(lesson)
        state = None if live is None else live.current.seats.get(seat)
        if live is not None and state is not None and state.driver is Driver.AWAY:
            self._ask(live, "seat.back", (lesson, seat), origin="person")

    async def returned(self, lesson: str, seat: str) -> None:
        """Wait until a person who is just coming back plays the seat again."""
        pending = self._asked.get((lesson, seat))
        if pending is not None:
            with suppress(NotCommitted, NotPlain):
                await asyncio.wrap_future(pending)

    def look(self, streams: Callable[[str], set[str]]) -> None:
        """Count the time since the last look, and let bots mind the seats of people who are away.

        `streams`: the seats of a lesson that have a stream open now.
        """
        for lesson, live in tuple(self._lives.items()):
            now, clock = live.awake.now(), live.view["clock"]
            passed = now - self._looked.get(lesson, now)
            self._looked[lesson] = now
            if not clock["running"] or clock["standing"] or clock["trouble"]:
                continue
            counted = self._counted[lesson] = self._counted.get(lesson, 0) + passed
            after_ms = live.current.plan.bots.away_after_s * 1000
            open_now = streams(lesson)
            for one in self._hall.seatings.of_lesson(lesson):
                place, state = (lesson, one.seat), live.current.seats.get(one.seat)
                if one.seat in open_now or place not in self._signs:
                    self._signs[place] = counted
                silent = counted - self._signs[place]
                present = state is not None and state.driver is Driver.PERSON
                if one.watched and present and 0 < after_ms <= silent:
                    self._ask(live, "seat.away", place, origin="clock")

    async def watch(self, streams: Callable[[str], set[str]]) -> None:
        """`look` every `BEAT_S` seconds until the task is cancelled; a failure does not end it."""
        while True:
            try:
                self.look(streams)
            except Exception:
                LOG.exception("who is present was not looked at")
            await asyncio.sleep(BEAT_S)

    def _ask(self, live: Live, name: str, place: Place, *, origin: str) -> None:
        """Give a command about a seat, unless the one before it is not answered yet."""
        if place in self._asked and not self._asked[place].done():
            return
        with suppress(NotCommitted):  # the lesson is being closed
            self._asked[place] = live.submit(Request(name, {"seat": place[1]}, origin, CLOCK))
