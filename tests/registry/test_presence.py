"""Goal: a person is away after a time without a sign in a running lesson, and in no other time.

Method: lessons that are only a clock and some seats; the twin adds up the same seconds by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.queue import NotCommitted
from ledger.writer import Outcome, Request
from registry.classroom.models import Driver
from registry.edge.presence import Presence

AFTER_S = 120
SEATS = ("S01", "S02", "S03")


@dataclass
class Room:
    """A lesson whose clock the test sets; commands are obeyed at once."""

    now_ms: int = 0
    after_s: int = AFTER_S
    closed: bool = False
    clock: dict[str, Any] = field(
        default_factory=lambda: {
            "running": True,
            "standing": False,
            "trouble": "",
            "practice": False,
        }
    )
    drivers: dict[str, Driver] = field(default_factory=lambda: dict.fromkeys(SEATS, Driver.PERSON))
    given: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def awake(self) -> Any:
        return SimpleNamespace(now=lambda: self.now_ms)

    @property
    def view(self) -> dict[str, Any]:
        return {"clock": self.clock}

    @property
    def current(self) -> Any:
        plan = SimpleNamespace(bots=SimpleNamespace(away_after_s=self.after_s))
        seats = {seat: SimpleNamespace(driver=driver) for seat, driver in self.drivers.items()}
        return SimpleNamespace(plan=plan, seats=seats)

    def submit(self, request: Request) -> Future[Outcome]:
        if self.closed:
            raise NotCommitted("closed")
        seat = request.arguments["seat"]
        self.given.append((request.name, seat, request.origin))
        self.drivers[seat] = Driver.AWAY if request.name == "seat.away" else Driver.PERSON
        future: Future[Outcome] = Future()
        future.set_result(Outcome(1))
        return future


def presence_of(room: Room, *, script: str = "") -> Presence:
    seatings = [SimpleNamespace(seat=seat, watched=seat != script) for seat in SEATS]
    hall = SimpleNamespace(seatings=SimpleNamespace(of_lesson=lambda lesson: seatings))
    return Presence(hall, {"a": room})  # type: ignore[arg-type]


def nobody(lesson: str) -> set[str]:
    return set()


def passes(room: Room, presence: Presence, seconds: int,
           streams: Callable[[str], set[str]] = nobody) -> None:  # fmt: skip
    for _ in range(seconds):
        room.now_ms += 1_000
        presence.look(streams)


def test_after_two_silent_minutes_a_bot_minds_every_seat_but_the_scripts() -> None:
    room = Room()
    presence = presence_of(room, script="S02")
    presence.look(nobody)
    passes(room, presence, AFTER_S - 1)
    assert [] == room.given
    passes(room, presence, 200)

    assert [("seat.away", "S01", "clock"), ("seat.away", "S03", "clock")] == room.given


@pytest.mark.parametrize(
    "clock", [{"running": False}, {"standing": True}, {"trouble": "disk_full"}]
)
def test_no_time_counts_while_the_lesson_stands(clock: dict[str, Any]) -> None:
    room = Room()
    presence = presence_of(room)
    presence.look(nobody)
    passes(room, presence, 100)
    before, room.clock = room.clock, room.clock | clock
    passes(room, presence, 3_600)
    room.clock = before
    passes(room, presence, AFTER_S - 100)
    seen = list(room.given)
    passes(room, presence, 1)

    assert len(SEATS) == len(seen) == len(room.given)


def test_a_plan_may_never_let_a_bot_mind_a_seat() -> None:
    room = Room(after_s=0)
    presence = presence_of(room)
    passes(room, presence, 1_000)

    assert [] == room.given


def test_a_request_brings_a_person_back_and_a_stream_keeps_one() -> None:
    room = Room()
    presence = presence_of(room)
    presence.look(nobody)
    passes(room, presence, 300, lambda lesson: {"S02"})
    presence.sign("a", "S01")
    presence.sign("a", "S01")
    presence.sign("a", "S02")
    asyncio.run(presence.returned("a", "S01"))
    passes(room, presence, AFTER_S - 1, lambda lesson: {"S02"})

    assert Driver.PERSON is room.drivers["S01"]
    assert [("seat.away", "S01"), ("seat.away", "S03"), ("seat.back", "S01")] == [
        one[:2] for one in room.given
    ]


def test_a_lesson_that_is_being_closed_takes_no_command_and_breaks_nothing() -> None:
    room = Room(closed=True)
    presence = presence_of(room)
    presence.look(nobody)
    passes(room, presence, 200)
    room.drivers["S01"] = Driver.AWAY
    presence.sign("a", "S01")
    presence.sign("b", "S01")

    assert [] == room.given


def test_the_seconds_are_those_that_a_plain_count_finds() -> None:
    random = Random(7)
    room = Room()
    presence = presence_of(room)
    presence.look(nobody)
    silent, wanted = dict.fromkeys(SEATS, 0), dict.fromkeys(SEATS, Driver.PERSON)
    for _ in range(5_000):
        if random.random() < 0.02:
            room.clock["running"] = not room.clock["running"]
        seat = random.choice(SEATS)
        if random.random() < 0.01:
            presence.sign("a", seat)
            silent[seat], wanted[seat] = 0, Driver.PERSON
        passes(room, presence, 1)
        for one in SEATS:
            silent[one] += room.clock["running"]
            if silent[one] >= AFTER_S and room.clock["running"]:
                wanted[one] = Driver.AWAY

        assert wanted == room.drivers
    assert {"seat.away", "seat.back"} == {name for name, *_ in room.given}


def test_a_failure_does_not_end_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def look(streams: Callable[[str], set[str]]) -> None:
        looks.append(1)
        raise RuntimeError("once")

    async def watched() -> None:
        presence = presence_of(Room())
        monkeypatch.setattr(presence, "look", look)
        task = asyncio.create_task(presence.watch(nobody))
        while len(looks) < 3:
            await asyncio.sleep(0)
        task.cancel()

    monkeypatch.setattr("registry.edge.presence.BEAT_S", 0)
    asyncio.run(asyncio.wait_for(watched(), 10))

    assert 3 <= len(looks)
