"""Goal: live play keeps the order of what is due, survives a stop, and slows rather than skips.

Method: the small room on its writer's thread, driven by commands and ticks; no real waiting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.plan import parse_plan
from registry.classroom.replay import replay
from tests.support.acts import TEXT
from tests.support.live_lesson import say

pytestmark = pytest.mark.slow


def until_morning(live: Live) -> None:
    """Leap to the next trading day, tick by tick."""
    before = live.view["clock"]["day"]
    assert say(live, "lesson.next_day").answer
    for _ in range(500):
        live.tick().result(timeout=30)
        if live.view["clock"]["day"] > before and not live.lesson.room.clock.leap_to:
            return
    raise AssertionError("the leap never ended")


def seat_of(live: Live, role: str) -> str:
    """The first seat with a role."""
    return next(s.name for s in live.lesson.room.seats.values() if s.role == role)


def test_nothing_moves_before_the_trainer_starts(live: Live) -> None:
    refused = say(live, "retirement.cancel", seat_of(live, "trader"),
                  registry="CN", asset=2, quantity=1, reason="x")  # fmt: skip

    assert refused.refusal and "classroom.paused" == refused.refusal.code
    assert live.next_wake_s() is None
    assert not live.view["clock"]["running"]


def test_a_leap_plays_the_rest_of_the_day_with_all_its_phases(live: Live) -> None:
    say(live, "lesson.start")
    until_morning(live)
    until_morning(live)
    with live.lesson.reading() as session:
        names = [
            row[0]
            for row in session.connection().exec_driver_sql(
                "SELECT name FROM command WHERE origin = 'clock' ORDER BY number"
            )
        ]

    phases = ["clock.phase"] * 4
    day = ["clock.day_start", *phases, "reconciliation.daily", "clock.day_end"]
    assert len(names) > len(day)
    assert (day * 20)[: len(names)] == names


def test_a_person_takes_a_seat_and_its_bot_stands_still(live: Live) -> None:
    trader = seat_of(live, "trader")
    assert say(live, "seat.claim", seat=trader).answer
    say(live, "lesson.start")
    until_morning(live)
    until_morning(live)
    with live.lesson.reading() as session:
        bots = session.connection().exec_driver_sql(
            "SELECT count(*) FROM command WHERE origin = 'bot' AND seat = ?", (trader,)
        )

        assert 0 == bots.scalar()
    taken = say(live, "seat.claim", seat=trader).refusal
    assert taken and "classroom.seat_taken" == taken.code
    assert say(live, "seat.leave", seat=trader).answer


def test_a_pause_stops_lesson_time_and_every_seat(live: Live) -> None:
    say(live, "lesson.start")
    until_morning(live)
    paused_at = say(live, "lesson.pause").answer
    assert paused_at
    live.tick().result(timeout=30)

    assert paused_at["at"] == live.now() == live.lesson.books.at
    assert say(live, "lesson.pause").refusal


def test_a_file_goes_on_where_it_stood(live: Live, live_file: Path) -> None:
    say(live, "lesson.start")
    until_morning(live)
    say(live, "lesson.pause")
    numbers = (live.lesson.books.number, live.now(), live.lesson.books.chain)
    view = live.view
    live.close()
    again = Live(Lesson.open(live_file))

    assert numbers == (again.lesson.books.number, again.now(), again.lesson.books.chain)
    assert view["instruments"] == again.view["instruments"]
    again.close()
    compared = replay(live_file)
    assert compared["original_hash"] == compared["replayed_hash"]
    reopened = Live(Lesson.open(live_file))
    live.lesson, live.thread = reopened.lesson, reopened.thread


def test_a_full_role_gets_one_more_seat_only_if_it_may_grow(live: Live) -> None:
    opened = say(live, "seat.open", role="trader")
    refused = say(live, "seat.open", role="emitter")

    assert opened.answer == {"seat": "S09"}
    assert refused.refusal and "classroom.role_is_fixed" == refused.refusal.code
    assert "S09" in live.lesson.room.seats


def test_only_seats_whose_own_figures_changed_are_told(live: Live) -> None:
    """A phase tells nobody, a command its seat, a day's end everybody."""
    told: list[set[str]] = []
    say(live, "lesson.start")
    until_morning(live)
    say(live, "lesson.pause")
    live.subscribe(lambda snapshot, touched: told.append(set(touched)))
    trader = seat_of(live, "trader")
    say(live, "order.cancel", trader, order=10**9)

    assert [{trader}] == told
    say(live, "lesson.start")
    until_morning(live)
    everybody = live.lesson.room.seats.keys()
    assert any(everybody <= touched for touched in told)
    assert any(len(touched) < 4 for touched in told[2:])


def test_people_are_answered_while_lesson_time_leaps_over_a_year(live_file: Path) -> None:
    acts = parse_plan(TEXT, name="three years").with_seats_per_role(1)
    first = acts.clock.acts[0].model_copy(update={"days": 1})
    clock = acts.clock.model_copy(update={"acts": [first, acts.clock.acts[1]]})
    bots = acts.bots.model_copy(update={"every_minutes": 60})
    plan = acts.model_copy(update={"clock": clock, "bots": bots})
    live = Live(Lesson.create(live_file, plan, seed=5))
    shown: list[dict[str, Any]] = []
    live.subscribe(lambda snapshot, touched: shown.append(snapshot["clock"]))
    say(live, "lesson.start")
    assert {"leap_to": live.lesson.calendar.days[1].opens} == say(live, "lesson.next_day").answer
    live.tick()
    answered = []
    while live.view["clock"]["day"] < 2:
        assert say(live, "order.cancel_all", seat_of(live, "trader")).answer
        answered.append(live.lesson.books.at)
    last, opens = live.lesson.calendar.days[0].closes, live.lesson.calendar.days[1].opens
    between = [one["at"] for one in shown if one["act"]["between"] and one["day"]]

    assert 20 < len({at for at in answered if last < at < opens})
    assert between == sorted(between) and opens > between[-1] > opens - 15 * 24 * 3_600_000
    assert (2, False) == (shown[-1]["act"]["number"], shown[-1]["act"]["between"])
    assert opens <= live.now() < opens + 60_000 and not live.lesson.room.clock.leap_to
    assert [] == live.run_audit()
    live.close()
    assert replay(live_file)["equal"]


@pytest.mark.slow
def test_the_last_day_ends_the_lesson(live: Live) -> None:
    say(live, "lesson.start")
    for _ in range(len(live.lesson.calendar.days)):
        if live.view["clock"]["over"]:
            break
        say(live, "lesson.next_day")
        for _ in range(500):
            live.tick().result(timeout=30)
            if not live.lesson.room.clock.leap_to:
                break
    live.tick().result(timeout=30)

    assert live.next_wake_s() is None
    over = say(live, "lesson.start")
    assert over.refusal
    assert over.refusal.code in ("classroom.lesson_over", "classroom.already")
