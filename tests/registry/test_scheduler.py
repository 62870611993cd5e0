"""Goal: the alarm rings when a lesson has something due, and only then.

Method: a double of the lesson, and real time in hundredths of a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, cast

import pytest

import registry.scheduler as scheduler
from registry.classroom.live import Live
from registry.scheduler import Alarms


class Lesson:
    """Says when it wants to be woken, and remembers when it was."""

    def __init__(self, wakes: list[float | None], *, fails: int = 0) -> None:
        self.wakes, self.fails = wakes, fails
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
    monkeypatch.setattr(scheduler, "RING_AGAIN_S", 0.01)
    lesson = Lesson([0.02], fails=2)

    async def story() -> None:
        await asyncio.sleep(0.5)

    play(lesson, story)

    assert 3 == len(lesson.rung)
