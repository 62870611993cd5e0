"""Lesson time is advanced to a moment and stands there, and trading goes on.

Method: the small room on its writer's thread, driven by commands and ticks; no real waiting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import MINUTE
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.replay import replay
from tests.support.live_lesson import say

pytestmark = pytest.mark.slow


def advanced(live: Live, **moment: Any) -> int:
    """Advance and tick until lesson time stands; the moment."""
    answer = say(live, "lesson.advance", **moment).answer
    assert answer is not None
    for _ in range(2_000):
        if live.view["clock"]["standing"]:
            assert answer["stand_at"] == live.now()
            return int(answer["stand_at"])
        live.tick().result(timeout=30)
    raise AssertionError("lesson time never stood")


def refused(live: Live, **moment: Any) -> str:
    """The refusal's code."""
    refusal = say(live, "lesson.advance", **moment).refusal
    assert refusal is not None
    return refusal.code


def trader(live: Live) -> str:
    """The first trader, taken from its bot."""
    name = next(s.name for s in live.lesson.room.seats.values() if s.role == "trader")
    assert say(live, "seat.claim", seat=name).answer
    return name


def test_time_stands_at_a_time_a_day_a_phase_and_the_next_event(live: Live) -> None:
    days = live.lesson.calendar.days
    opens, half_past_nine = days[0].opens, days[0].opens + 30 * MINUTE

    assert opens == advanced(live)  # the first deadline is the first morning
    assert half_past_nine == advanced(live, phase="continuous")
    assert "continuous" == live.view["clock"]["phase"]
    assert half_past_nine + 10 * MINUTE + 1 == advanced(live, to=half_past_nine + 10 * MINUTE + 1)
    assert live.now() < advanced(live) <= half_past_nine + 26 * MINUTE  # a bot's turn
    assert days[2].opens == advanced(live, day=3)
    assert 3 == live.view["clock"]["day"]


def test_the_next_event_is_a_bots_turn_only_where_a_bot_plays(live: Live) -> None:
    opens, every = live.lesson.calendar.days[0].opens, live.lesson.plan.bots.every_minutes
    (number,) = (s.number for s in live.lesson.room.seats.values() if s.role == "trader")
    assert say(live, "lesson.bots", on=False).answer
    resting = [advanced(live) for _ in range(2)]
    assert say(live, "lesson.bots", on=True, role="trader").answer
    turns = [advanced(live) for _ in range(3)]
    assert trader(live)
    held = advanced(live)

    assert [opens, opens + 30 * MINUTE] == resting
    first = next(m for m in range(31, 31 + every) if (-(opens // MINUTE + m) - number) % every == 0)
    assert [opens + (first + n * every) * MINUTE for n in range(3)] == turns
    assert opens + 150 * MINUTE == held and "closed" == live.view["clock"]["phase"]


def test_trading_goes_on_while_time_stands_and_every_command_has_that_time(live: Live) -> None:
    seat = trader(live)
    stands = advanced(live, phase="continuous")
    order = {"instrument": "CCER", "side": "buy", "kind": "limit", "quantity": 1, "price": 8_700,
             "time_in_force": "day"}  # fmt: skip
    answers = [say(live, "order.place", seat, **order).answer for _ in range(3)]
    live.tick().result(timeout=30)

    assert all(answers) and stands == live.now()
    rows = live.lesson.store.fetch("SELECT at FROM command WHERE name = 'order.place'")
    assert {(stands,)} == set(rows[-3:])
    assert live.next_wake_s() is None and live.view["clock"]["running"]


def test_everything_due_has_happened_when_time_stands(live: Live, live_file: Path) -> None:
    days = live.lesson.calendar.days
    advanced(live, day=2)
    played = live.lesson.store.fetch(
        "SELECT name FROM command WHERE origin = 'clock' ORDER BY number"
    )

    # Something went between the registries on this day, so that they reconcile at its close.
    phases = ["clock.phase"] * 4
    day = ["clock.day_start", *phases, "reconciliation.daily", "clock.day_end"]
    assert [*day, "clock.day_start", "clock.stand"] == [name for (name,) in played]
    assert days[1].opens == live.now()
    assert {"equal": True} == {"equal": replay(live_file)["equal"]}


def test_it_goes_on_by_start_pause_and_next_day(live: Live) -> None:
    advanced(live, phase="continuous")
    assert say(live, "lesson.start").answer
    assert not live.view["clock"]["standing"] and live.next_wake_s() is not None

    stands = advanced(live, to=live.now() + MINUTE)
    assert say(live, "lesson.pause").answer
    assert not live.view["clock"]["standing"] and not live.view["clock"]["running"]
    assert stands == live.now()
    assert stands + MINUTE == advanced(live, to=stands + MINUTE)
    assert {"leap_to": live.lesson.calendar.days[1].opens} == say(live, "lesson.next_day").answer
    assert 0 == live.lesson.room.clock.stand_at


def test_a_moment_that_is_past_beyond_the_lesson_or_given_twice_is_refused(live: Live) -> None:
    ends = live.lesson.calendar.days[-1].closes
    stands = advanced(live, phase="continuous")

    assert "classroom.no_such_moment" == refused(live, to=stands - 1)
    assert "classroom.no_such_moment" == refused(live, to=ends + 1)
    assert "classroom.no_such_moment" == refused(live, day=21)
    assert "classroom.no_such_moment" == refused(live, day=1)
    assert "classroom.moment_unclear" == refused(live, day=2, to=stands)
    assert stands == live.now() and live.view["clock"]["standing"]


def test_a_file_opened_again_stands_where_it_stood(live: Live, live_file: Path) -> None:
    stands = advanced(live, to=live.lesson.calendar.days[0].opens + 37 * MINUTE)
    live.close()
    again = Live(Lesson.open(live_file))

    assert again.view["clock"]["standing"] and stands == again.now()
    assert again.next_wake_s() is None
    again.close()
