"""Goal: a set clock of the machine changes nothing in a lesson, and its sleep is a pause.

Method: a real server under `faketime`, whose wall clock the test sets while a lesson runs and whose
monotonic clock is the machine's; sleep is a stopped process. Nothing is said of speed: what is
compared is lesson time, of which a set clock or a sleep may take at most `SLACK_MS`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from ledger.kernel.clock import MINUTE
from registry.classroom.doctor import examine
from tests.support.classroom import CODE, create
from tests.support.server import ServerProcess, until

MISSING = "faketime is missing. On Debian: apt-get install -y faketime"
SPEED = 180
SLACK_MS = 3 * MINUTE
"""A shown clock that waited for what was due may catch up so far at once."""
HOUR_S = 3_600


@dataclass
class Room:
    """A lesson that runs, on a machine whose clock the test sets and that it puts to sleep."""

    server: ServerProcess
    offset: Path
    trader: httpx2.Client

    def set_clock(self, seconds: int) -> None:
        """Set the machine's clock that far from the true time."""
        passing = self.offset.with_suffix(".new")
        passing.write_text(f"{seconds:+d}\n", encoding="ascii")
        passing.replace(self.offset)

    def clock(self) -> dict[str, int]:
        """The shown clock."""
        told: dict[str, int] = self.server.trainer.get("/api/clock").json()
        return told

    def plays_on(self, minutes: int) -> None:
        """Watch so many lesson minutes pass: what is due is done, and no look runs back."""
        seen = began = self.clock()["at"]
        started = time.monotonic()

        def passed() -> bool:
            nonlocal seen
            before, seen = seen, self.clock()["at"]
            assert before <= seen, "the shown clock ran back"
            return seen >= began + minutes * MINUTE

        until(passed, within_s=30)
        elapsed_ms = (time.monotonic() - started) * 1000
        assert seen - began <= elapsed_ms * SPEED + SLACK_MS
        assert self.clock()["due_at"] >= began + minutes * MINUTE

    def sleep(self, seconds: float, *, clock: int) -> None:
        """Put the machine to sleep; lesson time stands, whatever its clock shows afterwards."""
        began, at = time.monotonic(), self.clock()["at"]
        self.server.process.send_signal(signal.SIGSTOP)
        self.set_clock(clock)
        time.sleep(seconds)
        self.server.process.send_signal(signal.SIGCONT)
        found = self.clock()["at"]
        awake_ms = (time.monotonic() - began - seconds) * 1000

        assert at <= found <= at + awake_ms * SPEED + SLACK_MS
        until(lambda: self.clock()["slept_s"] >= int(seconds))

    def log(self) -> str:
        """What the server has logged."""
        return self.server.errors.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One server for all checks: the morning of day 1, lesson time at `SPEED` to 1."""
    assert sys.platform != "win32", "a POSIX system stops and continues processes"
    found = shutil.which("faketime")
    assert found, MISSING
    told = subprocess.run([found, "-m", "-f", "+0", "env"], capture_output=True, text=True)
    preload = next(line for line in told.stdout.splitlines() if line.startswith("LD_PRELOAD="))
    folder = tmp_path_factory.mktemp("class")
    offset = folder / "offset"
    offset.write_text("+0\n", encoding="ascii")
    environment = {
        "LD_PRELOAD": preload.partition("=")[2],
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    create(folder / f"{CODE}.lesson", hour=9, minute=31)
    server = ServerProcess(folder, environment=environment)
    made = Room(server, offset, server.join("Ann", "trader"))
    server.give("lesson.speed", "speed", speed=SPEED)
    server.give("lesson.start", "start")
    yield made
    if server.process.poll() is None:
        os.kill(server.process.pid, signal.SIGCONT)
        made.trader.close()
        server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [-HOUR_S, HOUR_S, 0])
def test_a_lesson_goes_on_when_the_machines_clock_is_set(room: Room, seconds: int) -> None:
    logged = len(room.log())
    room.set_clock(seconds)
    until(lambda: "clock moved by" in room.log()[logged:])
    room.plays_on(2)


@pytest.mark.slow
def test_a_sleep_is_a_pause_that_everybody_is_told(room: Room) -> None:
    room.sleep(3.0, clock=HOUR_S // 2)
    pages = {
        language: room.trader.get("/trade/CCER", headers={"accept-language": language}).text
        for language in ("en", "zh")
    }
    console = room.server.trainer.get("/trainer", headers={"accept-language": "en"}).text

    assert "The computer slept for" in pages["en"]
    assert "计算机休眠了" in pages["zh"]
    assert "The computer slept for" in console.partition('id="notices"')[2]
    assert "the computer slept for" in room.log()
    room.plays_on(2)


@pytest.mark.long
def test_a_long_sleep_is_a_pause_too(room: Room) -> None:
    for clock in (-HOUR_S // 2, HOUR_S // 2):
        room.sleep(30.0, clock=clock)
        room.plays_on(4)


@pytest.mark.slow
def test_a_stop_in_a_leap_logs_nothing_and_leaves_the_books_whole(room: Room) -> None:
    """The last one: it stops the server in the middle of what is due."""
    logged = len(room.log())
    before = room.clock()["at"]
    room.server.give("lesson.next_day", "leap")
    until(lambda: room.clock()["at"] > before + 10 * MINUTE)
    room.trader.close()
    room.server.stop()

    assert "" == room.log()[logged:]
    assert "ok" == examine(room.server.data / f"{CODE}.lesson", with_replay=False)["audit"]
