"""Goal: a lesson can be ended at any time, and is then over as after its last day.

Method: a lesson is ended before its first day, in a day, in a pause and at night; audit, replay and
what is still due are read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome, Request
from registry.classroom import class_audit
from registry.classroom.audit import audit
from registry.classroom.class_audit import the_clock_stands_where_the_log_says
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.market import commands as market
from registry.scenario.plans import named

PLAN = named("acts", "")


def give(lesson: Lesson, name: str) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, {}, "trainer", TRAINER))


def played(path: Path, hour: int | None) -> Lesson:
    lesson = Lesson.create(path, PLAN, seed=1)
    if hour is not None:
        give(lesson, "lesson.start")
        with lesson.group():
            Loop(lesson).advance(moment(PLAN.clock.begins, hour, 1))
    return lesson


@pytest.mark.parametrize("hour", [None, 9, 10, 16])
@pytest.mark.parametrize("paused", [False, True])
def test_an_ended_lesson_is_over_and_whole(
    tmp_path: Path, *, hour: int | None, paused: bool
) -> None:
    path = tmp_path / "ended.lesson"
    lesson = played(path, hour)
    if paused and hour is not None:
        give(lesson, "lesson.pause")
    told = give(lesson, "lesson.end").answer
    with lesson.reading() as session:
        found = list(audit(session))
    over, coming = lesson.world.over, Loop(lesson).next_instant()
    clock = lesson.room.clock
    lesson.close()

    assert told is not None and (1 if hour in (9, 10) else None) == told["day"]
    assert [] == found
    assert (True, None, False) == (over, coming, clock.running)
    replayed = replay(path)
    assert replayed["equal"], replayed["says"]


@pytest.mark.planted
def test_a_day_that_does_not_end_with_its_lesson_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the market's day stays open."""
    lesson = played(tmp_path / "planted.lesson", 10)
    monkeypatch.setattr(market, "end_day", lambda exchange, *, by, at: {"ended": []})
    give(lesson, "lesson.end")
    with lesson.reading() as session:
        found = list(the_clock_stands_where_the_log_says(session))
        found += class_audit.each_instrument_is_in_its_phase(session)
    lesson.close()

    assert any("has no closing price" in one for one in found)
    assert any("phase is 'continuous'" in one for one in found)
