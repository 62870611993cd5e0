"""Goal: lesson time follows the time in which the process was awake, and nothing else.

Method: a clock that the test moves; the lesson's own thread does what falls due.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import uvloop

from ledger.kernel.clock import SECOND
from ledger.writer import Request
from registry.classroom.awake import ASLEEP_MS, NS_IN_MS, Awake
from registry.classroom.lesson import Lesson
from registry.classroom.live import SLEEP_SHOWN_MS, Live
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER

SMALL = read_plan("belt-road-1").with_seats_per_role(1)


@dataclass
class Machine:
    """What a machine counts, in ms: monotonic, computed, suspended."""

    monotonic: int = 100_000
    computed: int = 0
    suspended: int = 0

    def awake(self) -> Awake:
        """A clock over this machine."""
        return Awake(
            clock=lambda: self.monotonic * NS_IN_MS,
            busy=lambda: self.computed * NS_IN_MS,
            suspended=lambda: self.suspended * NS_IN_MS,
        )


def test_a_gap_in_the_beats_is_taken_off_and_told_once() -> None:
    machine = Machine()
    clock = machine.awake()
    clock.beat()
    began = clock.now()
    machine.monotonic += 30_000

    assert began == clock.now()
    assert (30_000, 0) == (clock.beat(), clock.beat())
    machine.monotonic += 1_000
    assert began + 1_000 == clock.now()


def test_long_work_is_no_sleep() -> None:
    machine = Machine()
    clock = machine.awake()
    clock.beat()
    began = clock.now()
    machine.monotonic += 10_000
    machine.computed += 6_000

    assert (began + 10_000, 0) == (clock.now(), clock.beat())


def test_a_gap_counts_as_time_while_nobody_beats() -> None:
    machine = Machine()
    clock = machine.awake()
    began = clock.now()
    machine.monotonic += 10_000
    before_the_first_beat = clock.now()
    clock.beat()
    clock.rest()
    machine.monotonic += 10_000

    assert (began + 10_000, began + 20_000) == (before_the_first_beat, clock.now())


def test_a_suspension_in_which_the_monotonic_clock_stood_is_only_told() -> None:
    machine = Machine()
    clock = machine.awake()
    clock.beat()
    began = clock.now()
    machine.suspended += 3_600_000

    assert (3_600_000, began) == (clock.beat(), clock.now())
    assert 0 == clock.beat()


@pytest.mark.parametrize("seed", range(20))
def test_it_never_runs_back_and_counts_what_was_awake(seed: int) -> None:
    """Looks, beats, waits, sleeps and work in any order."""
    random, machine = Random(seed), Machine()
    clock = machine.awake()
    clock.beat()
    seen = began = clock.now()
    awake = slept = told = 0
    for _ in range(400):
        wait = random.choice((1, 500, ASLEEP_MS, ASLEEP_MS + 500, 7_000, 900_000))
        busy = random.random() < 0.3
        machine.monotonic += wait
        machine.computed += wait if busy else 0
        if wait <= ASLEEP_MS or busy:
            awake += wait
        else:
            slept += wait
        told += clock.beat()
        now = clock.now()

        assert seen <= now == began + awake, f"seed {seed}"
        assert told == slept, f"seed {seed}"
        seen = now


@dataclass
class Room:
    """A live lesson on the machine's clock."""

    machine: Machine
    live: Live

    def say(self, name: str, **arguments: Any) -> None:
        """Give a command of the trainer's."""
        told = self.live.submit(Request(name, arguments, "trainer", TRAINER)).result(timeout=30)
        assert told.answer is not None, told

    def tick(self) -> None:
        """Ring the alarm, and wait until nothing is due."""
        for _ in range(100):
            self.live.tick().result(timeout=30)
            if self.live.next_wake_s() != 0.0:
                return
        raise AssertionError("something is due for ever")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson file on which nothing was done yet."""
    file = tmp_path_factory.mktemp("new") / "a.lesson"
    Lesson.create(file, SMALL, seed=5).close()
    return file


@pytest.fixture
def room(new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """The first trading day has begun; lesson time runs at 60 to 1."""
    machine = Machine()
    monkeypatch.setattr("registry.classroom.live.Awake", machine.awake)
    live = Live(Lesson.open(Path(shutil.copy(new, tmp_path))))
    made = Room(machine, live)
    made.say("lesson.speed", speed=60)
    made.say("lesson.start")
    made.tick()
    live.beat()
    yield made
    assert [] == live.run_audit()
    live.close()


def test_lesson_time_stands_while_the_machine_sleeps_and_everybody_is_told(room: Room) -> None:
    live, told = room.live, list[int]()
    live.subscribe(lambda view, touched: told.append(view["clock"]["slept_s"]))
    at = live.now()
    room.machine.monotonic += 1_800_000
    during = live.now()
    live.beat()
    live.thread.call(lambda: None).result(timeout=30)
    text = {one.kind.code: one.text("en") for one in live.notices.standing()}

    assert (at, at) == (during, live.now())
    assert (1800, [1800]) == (live.view["clock"]["slept_s"], told)
    assert "slept for 1800 s" in text["slept"]
    room.machine.monotonic += 1_000
    assert live.now() == at + min(60 * SECOND, live.view["clock"]["due_at"] - at)


def test_pages_hear_when_a_sleep_is_no_longer_news(room: Room) -> None:
    told: list[int] = []
    room.say("lesson.pause")
    room.live.subscribe(lambda view, touched: told.append(view["clock"]["slept_s"]))
    room.machine.monotonic += 60_000
    room.live.beat()
    room.live.thread.call(lambda: None).result(timeout=30)
    for _ in range(SLEEP_SHOWN_MS // 1_000 + 2):
        room.machine.monotonic += 1_000
        room.live.beat()
    room.live.thread.call(lambda: None).result(timeout=30)

    assert [60, 0] == told
    assert 1 == len(room.live.notices.standing())


def test_the_shown_clock_stops_at_what_is_due_and_not_yet_done(room: Room) -> None:
    due = room.live.view["clock"]["due_at"]
    room.machine.monotonic += 1_900
    waiting = room.live.now()
    room.tick()

    assert due == waiting
    assert due < room.live.view["clock"]["due_at"]
    assert waiting <= room.live.now() <= room.live.view["clock"]["due_at"]


def test_a_command_that_comes_late_still_does_what_is_due_before_it(room: Room) -> None:
    """The shown clock waits; what has to be done by now does not."""
    due = room.live.view["clock"]["due_at"]
    room.machine.monotonic += 1_900
    room.say("lesson.speed", speed=30)

    assert room.live.lesson.books.at > due
    assert room.live.loop.done >= due


@pytest.mark.parametrize("seed", range(3))
def test_the_shown_clock_never_runs_back(room: Room, seed: int) -> None:
    """Waits, sleeps, ticks, beats and commands in any order, speed and pace."""
    random, seen = Random(seed), room.live.now()
    for step in range(60):
        room.machine.monotonic += random.choice((100, 900, 1_900, 30_000, 600_000))
        action = random.randrange(5)
        if action == 0:
            room.tick()
        elif action == 1:
            room.say("lesson.speed", speed=random.choice((1, 60, 600)))
        elif action == 2:
            room.say("lesson.pause")
            room.say("lesson.start")
        elif action == 3:
            room.live.beat()
        now = room.live.now()

        assert seen <= now, f"seed {seed}, step {step}"
        assert now <= max(room.live.view["clock"]["due_at"], room.live.lesson.books.at)
        seen = now


def test_a_ring_while_a_leap_goes_on_adds_no_second_row_of_groups(room: Room) -> None:
    """A leap of a day is hundreds of groups: many rows of them would keep people waiting."""
    waiting: list[int] = []
    room.say("lesson.next_day")
    room.live.tick().result(timeout=30)
    queue = room.live.thread._jobs
    for _ in range(30):
        room.live.tick().result(timeout=30)
        waiting.append(queue.qsize())

    assert max(waiting) <= 1, waiting


def test_both_event_loops_wait_by_the_monotonic_clock() -> None:
    """Ours is uvloop where there is one, the standard library's elsewhere."""
    made = uvloop.new_event_loop()
    try:
        made.call_soon(made.stop)
        made.run_forever()

        assert made.time() == pytest.approx(time.monotonic(), abs=1.0)
    finally:
        made.close()
