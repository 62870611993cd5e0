"""Goal: what a later level opens is refused to people until the trainer raises the room, never to
bots, and a log with levels replays to the same state.

Method: the small class with levels; commands of people, scripts and bots, a rolled-back group, a
replay, an opened file; plans with mistakes.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome, Request
from registry.classroom import lesson as lessons
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan
from registry.classroom.plan_script import Lockable
from registry.classroom.preview import preview
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.scenario.plans import as_toml, named

BUY = {"side": "buy", "kind": "limit", "quantity": 10}
CCER, CHINA = BUY | {"instrument": "CCER", "price": 8500}, BUY | {"instrument": "BRC-CN"}


@pytest.fixture
def plan() -> Plan:
    return named("levels", "")


@pytest.fixture
def lesson(plan: Plan, tmp_path: Path) -> Lesson:
    made = Lesson.create(tmp_path / "levels.lesson", plan, seed=1)
    give(made, "lesson.start")
    with made.group():
        Loop(made).advance(moment(plan.clock.begins, 9, 40))
    return made


def give(
    lesson: Lesson, name: str, seat: str = TRAINER, origin: str = "person", **arguments: object
) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, dict(arguments), origin, seat))


def code(outcome: Outcome) -> str:
    """The code of a refusal; "" for a command that was accepted."""
    return "" if outcome.refusal is None else outcome.refusal.code


def seat(lesson: Lesson, role: str) -> str:
    return next(one.name for one in lesson.room.seats.values() if one.role == role)


@pytest.mark.parametrize("origin", ["person", "script", "trainer"])
def test_people_and_scripts_wait_for_a_level(lesson: Lesson, origin: str) -> None:
    trader = seat(lesson, "trader")
    china = CHINA | {"price": 6000}
    rests = give(lesson, "order.place", trader, origin, **CCER)
    locked = give(lesson, "order.place", trader, origin, **china)
    iceberg = give(lesson, "order.place", trader, origin, **CCER, peak=5)

    assert "" == code(rests)
    assert "classroom.instrument_locked" == code(locked)
    assert "classroom.special_order_locked" == code(iceberg)
    looked = preview(lesson, Request("order.place", china, origin, trader))
    assert "classroom.instrument_locked" == code(looked.outcome)
    assert "" == code(give(lesson, "lesson.level", level=2))
    assert "" == code(give(lesson, "order.place", trader, origin, **china))
    assert "" == code(give(lesson, "order.place", trader, origin, **CCER, peak=5))


def test_bots_use_what_is_locked_and_nobody_else_may_join_in(lesson: Lesson) -> None:
    """A bot's order in a locked instrument is one that its person can cancel, not replace."""
    trader = seat(lesson, "trader")
    placed = give(lesson, "order.place", trader, "bot", **CHINA, price=6000)
    assert placed.answer is not None
    order = placed.answer["order"]
    replaced = give(lesson, "order.replace", trader, order=order, price=6001, quantity=10)

    assert "classroom.instrument_locked" == code(replaced)
    assert "" == code(give(lesson, "order.cancel", trader, order=order))


def test_the_bots_of_a_lesson_trade_what_is_locked(plan: Plan) -> None:
    lesson = Lesson.create(None, plan, seed=3)
    give(lesson, "lesson.start")
    with lesson.group():
        Loop(lesson).advance(moment(plan.clock.begins, 14, 0))
    traded = lesson.store.fetch("SELECT DISTINCT instrument FROM market_order")
    refused = lesson.store.fetch("SELECT count(*) FROM command WHERE outcome LIKE '%_locked%'")
    lesson.close()

    assert {"CCER"} < {code for (code,) in traded}
    assert [(0,)] == [tuple(row) for row in refused]


def test_a_level_is_the_same_after_opening_replaying_and_a_failed_group(
    lesson: Lesson,
) -> None:
    give(lesson, "lesson.level", level=2)
    with pytest.raises(RuntimeError), lesson.group():
        lesson.run(Request("lesson.level", {"level": 3}, "trainer", TRAINER))
        raise RuntimeError
    assert 2 == lesson.world.levels.reached
    give(lesson, "order.place", seat(lesson, "trader"), **CHINA, price=6000)
    path = lesson.store.path
    assert path is not None
    lesson.close()
    again = Lesson.open(path)
    reached = again.world.levels.reached
    again.close()
    found = replay(path)

    assert 2 == reached
    assert found["equal"], found["says"]


def test_a_plan_without_levels_is_stored_as_before_and_locks_nothing(plan: Plan) -> None:
    bare = plan.model_copy(update={"levels": []})
    lesson = Lesson.create(None, bare, seed=1)
    told = give(lesson, "lesson.level", level=1)
    locks = lesson.world.levels.locks
    lesson.close()

    assert "levels" not in bare.model_dump(mode="json")
    assert "classroom.no_such_level" == code(told)
    assert (not locks.instruments, not locks.commands, 0) == (True, True, locks.special_orders)


def test_what_a_level_can_lock_is_a_seats_own_command_that_does_more_than_cancel() -> None:
    for name in get_args(Lockable):
        command = CATALOGUE[name]
        assert command.by_people and not command.paused, name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('instruments = ["TEA"]', "levels[4].instruments[1]: there is no instrument TEA"),
        ('instruments = ["CCER"]', "levels[4].instruments[1]: CCER is opened by level 1 already"),
        ('commands = ["offset.submit"]', "offset.submit is opened by level 3 already"),
        ("special_orders = true", "special_orders is opened by level 2 already"),
        ('commands = ["committee.vote"]', "levels[4].commands[1]: Input should be"),
        ("", "levels[4]: opens nothing"),
    ],
)
def test_the_plan_says_where_a_level_is_wrong(plan: Plan, written: str, said: str) -> None:
    text = as_toml(plan) + f'\n[[levels]]\ntitle_en = "Four"\ntitle_zh = "四"\n{written}\n'
    with pytest.raises(PlanUnreadable) as found:
        parse_plan(text, name="levels")

    (mistake,) = found.value.mistakes
    assert said in mistake


def test_some_instrument_is_open_from_the_first_level_on(plan: Plan) -> None:
    first, *later = plan.levels
    moved = [first.model_copy(update={"instruments": []})]
    moved += [later[0].model_copy(update={"instruments": ["CCER", *later[0].instruments]})]
    with pytest.raises(PlanUnreadable) as found:
        parse_plan(as_toml(plan.model_copy(update={"levels": [*moved, later[1]]})), name="levels")

    (mistake,) = found.value.mistakes
    assert "opens no instrument" in mistake


@pytest.mark.planted
def test_a_lock_that_nobody_checks_would_be_seen(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: commands run without the check."""
    monkeypatch.setattr(lessons, "refuse_locked", lambda *given, **more: None)
    told = give(lesson, "order.place", seat(lesson, "trader"), **CHINA, price=6000)

    assert "classroom.instrument_locked" != code(told)
