"""Goal: the alarm rings when a lesson has something due, and only then.

Method: a double of the lesson, and real time in hundredths of a second.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, cast

import pytest

import registry.alarms as alarm_clock
from registry.alarms import Alarms, Heartbeat
from registry.classroom.live import Live

pytestmark = pytest.mark.slow


class Lesson:
    """Says when it wants to be woken, and remembers when it was."""

    def __init__(self, wakes: list[float | None], *, fails: int = 0, slow: bool = False) -> None:
        self.wakes, self.fails, self.slow = wakes, fails, slow
        self.begun: list[Future[None]] = []
        self.rung: list[float] = []
        self.listeners: list[Callable[[dict[str, Any], set[str]], None]] = []

    def next_wake_s(self) -> float | None:
        return self.wakes[0] if self.wakes else None

    def tick(self) -> Future[None]:
        self.rung.append(time.monotonic())
        answer: Future[None] = Future()
        if self.fails:
            self.fails -= 1
            answer.set_exception(RuntimeError("a tick that fails"))
            return answer
        self.begun.append(answer)
        if self.slow:
            return answer
        self.wakes.pop(0)
        answer.set_result(None)
        return answer

    def subscribe(self, listener: Callable[[dict[str, Any], set[str]], None]) -> None:
        self.listeners.append(listener)

    def changed(self, *wakes: float | None) -> None:
        """A command was run: another moment is wanted now."""
        self.wakes[:] = wakes
        for listener in self.listeners:
            listener({}, set())


def play(lesson: Lesson, story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        alarms = Alarms({"a": cast(Live, lesson)})
        alarms.start()
        await story()
        alarms.stop()
        await asyncio.sleep(0)

    asyncio.run(run())


def test_it_rings_once_per_due_moment_and_rests_when_nothing_is_due() -> None:
    lesson = Lesson([0.02, 0.02, 0.02])

    async def story() -> None:
        await asyncio.sleep(0.5)

    play(lesson, story)

    assert 3 == len(lesson.rung)


def test_it_is_set_anew_when_a_command_wants_another_moment() -> None:
    lesson = Lesson([60.0])

    async def story() -> None:
        await asyncio.sleep(0.05)
        assert [] == lesson.rung
        lesson.changed(0.02)
        await asyncio.sleep(0.3)
        assert 1 == len(lesson.rung)

    play(lesson, story)


def test_a_paused_lesson_is_not_woken() -> None:
    lesson = Lesson([0.1])

    async def story() -> None:
        lesson.changed()
        await asyncio.sleep(0.3)

    play(lesson, story)

    assert [] == lesson.rung


def test_it_rings_again_after_a_tick_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_clock, "RING_AGAIN_S", 0.01)
    lesson = Lesson([0.02], fails=2)

    async def story() -> None:
        await asyncio.sleep(0.5)

    play(lesson, story)

    assert 3 == len(lesson.rung)


def test_a_stop_while_a_tick_runs_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    lesson = Lesson([0.02], slow=True)

    async def story() -> None:
        await asyncio.sleep(0.1)

    with caplog.at_level(logging.INFO):
        play(lesson, story)
        lesson.begun[0].set_result(None)

    assert (1, []) == (len(lesson.begun), caplog.messages)


def test_a_long_tick_is_rung_once_and_the_log_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As in a leap to the next day: pictures come while the tick still runs."""
    lesson = Lesson([0.0, None], slow=True)

    async def story() -> None:
        await asyncio.sleep(0.1)
        for _ in range(50):
            lesson.changed(0.0)
            await asyncio.sleep(0)
        assert 1 == len(lesson.begun)
        lesson.wakes[:] = []
        lesson.begun[0].set_result(None)
        await asyncio.sleep(0.05)

    with caplog.at_level(logging.WARNING):
        play(lesson, story)

    assert (1, []) == (len(lesson.begun), caplog.messages)


def test_a_heart_that_fails_stops_no_other() -> None:
    beaten = threading.Event()

    def fails() -> None:
        raise RuntimeError("a heart that fails")

    hearts = Heartbeat([fails, beaten.set])
    hearts.start()

    assert beaten.wait(10)
    hearts.stop()
