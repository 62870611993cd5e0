"""Goal: periods of procedures come from a named pack, and a lesson keeps those that it plays.

Method: periods by themselves against an obvious twin; packs with one thing wrong; the demonstration
lesson at both paces, and what a registry manager can do in it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry import pace
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan, read_plan
from registry.classroom.replay import replay
from registry.pace import CCER_PUBLICATION, Kind, Period
from registry.paths import fixtures
from registry.roles import Role
from tests.support.makers import without_makers

SMALL = without_makers(read_plan("belt-road-1").with_seats_per_role(1))
REAL = SMALL.model_copy(update={"pace": "real"})
TEXT = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")
PACK = (fixtures() / "pace" / "real.toml").read_text(encoding="utf-8")
FRIDAY = date(2028, 3, 17)


def period(days: int, kind: Kind) -> Period:
    """A period of no source."""
    return Period(days, kind, "", "", "verified")


@pytest.mark.parametrize(
    ("days", "kind", "ends"),
    [
        (0, Kind.CALENDAR, FRIDAY), (0, Kind.WORKING, FRIDAY), (0, Kind.TRADING, FRIDAY),
        (3, Kind.CALENDAR, date(2028, 3, 20)), (3, Kind.WORKING, date(2028, 3, 22)),
        (2, Kind.TRADING, date(2028, 3, 21)), (3, Kind.TRADING, date(2029, 3, 12)),
        (5, Kind.TRADING, date(2029, 3, 14)),
    ],
)  # fmt: skip
def test_a_period_begins_after_its_day_and_counts_its_own_days(
    days: int, kind: Kind, ends: date
) -> None:
    trading = [FRIDAY, date(2028, 3, 20), date(2028, 3, 21), date(2029, 3, 12)]

    assert ends == period(days, kind).ends(FRIDAY, trading=trading)


def test_working_days_are_weekdays_counted_one_by_one() -> None:
    draw = random.Random(7)
    for _ in range(200):
        begins = FRIDAY + timedelta(days=draw.randrange(400))
        days, seen, day = draw.randrange(30), 0, begins
        while seen < days:
            day += timedelta(days=1)
            seen += day.weekday() < 5

        assert day == period(days, Kind.WORKING).ends(begins), (begins, days)


def test_the_shipped_packs_have_every_period_and_say_where_it_is_written() -> None:
    packs = pace.shipped()

    assert {"class", "real"} == set(packs)
    assert all(pace.NAMES == set(pack) for pack in packs.values())
    real = packs["real"][CCER_PUBLICATION]
    assert (20, Kind.WORKING, "verified") == (real.days, real.kind, real.status)
    assert "19" in real.source_en and "十九" in real.source_zh


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("days = 20", "days = -1", "real.toml: period 1: days are not below 0"),
        ("days = 20", 'days = "20"', "real.toml: period 1: days must be a int and not empty"),
        ('"working"', '"holy"', "real.toml: period 1: kind must be one of trading, calendar,"
         " working"),
        ('"verified"', '"sure"', "real.toml: period 1: status must be one of seed, verified,"
         " recalled, assumption"),
        ('"ccer_publication"', '"tea_break"', "real.toml: period ccer_publication is missing"),
        ('code = "real"', 'code = "other"', "real.toml: code other is not the file's name"),
        ("version = 1\n", "", "real.toml: the pack: version is missing"),
        ("version = 1\n", "version = 1\nnote = 1\n", "real.toml: the pack: note is unknown"),
        ("version = 1", "version =", "real.toml: Invalid value"),
    ],
)  # fmt: skip
def test_a_wrong_pack_is_refused_with_what_is_wrong(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in PACK
    (tmp_path / "real.toml").write_text(PACK.replace(before, after), encoding="utf-8")

    with pytest.raises(pace.PaceUnreadable) as wrong:
        pace.read(tmp_path)
    assert any(one.startswith(told) for one in wrong.value.mistakes), wrong.value.mistakes


def begun(path: Path, plan: Plan) -> tuple[Lesson, dict[str, Any]]:
    """A lesson before its first day, and what its first command says."""
    lesson = Lesson.create(path, plan, seed=5)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", "trainer"))
    return lesson, lesson.world.periods


def registered(lesson: Lesson, day: date) -> str:
    """Register the domestic project's year on a day; the refusal's code or a dash."""
    manager = next(s.name for s in lesson.room.seats.values() if s.role is Role.REGISTRY_MANAGER)
    with lesson.group():
        told = lesson.run(
            Request("ccer.register", {"project": "CN001", "period": 1}, "person", manager,
                    at=moment(day))
        )  # fmt: skip
    assert told.failure is None
    return "-" if told.refusal is None else told.refusal.code


def test_a_class_waits_for_no_publication_and_its_log_says_nothing_of_it(tmp_path: Path) -> None:
    lesson, periods = begun(tmp_path / "class.lesson", SMALL)
    first = orjson.loads(lesson.store.fetch("SELECT arguments FROM command WHERE number = 1")[0][0])
    available = lesson.store.fetch("SELECT available_from FROM monitoring_period ORDER BY id")
    lesson.close()

    assert {"plan", "seed", "rules", "periods"} == set(first) and "pace" not in first["plan"]
    assert CCER_PUBLICATION not in first["periods"]
    assert 0 == periods[CCER_PUBLICATION].days
    assert moment(date(2028, 1, 1)) == available[-1][0]


def test_at_the_real_pace_a_report_is_published_for_twenty_working_days(tmp_path: Path) -> None:
    path = tmp_path / "real.lesson"
    early = REAL.clock.model_copy(update={"first_day": date(2028, 1, 3)})
    lesson, periods = begun(path, REAL.model_copy(update={"clock": early}))
    refused = registered(lesson, date(2028, 1, 28))
    done = registered(lesson, date(2028, 1, 29))
    lesson.close()

    assert (20, Kind.WORKING) == (periods[CCER_PUBLICATION].days, periods[CCER_PUBLICATION].kind)
    assert ("procedure.period_not_over", "-") == (refused, done)
    assert replay(path)["equal"]
    again = Lesson.open(path)
    assert periods == again.world.periods
    again.close()


def test_a_plan_names_a_pace_that_there_is_and_leaves_time_for_it() -> None:
    assert "real" == parse_plan('pace = "real"\n' + TEXT, name="real").model_dump()["pace"]
    assert "pace" not in parse_plan('pace = "class"\n' + TEXT, name="class").model_dump()
    wrong = {
        'pace = "slow"\n': "line 1, pace: there is no pace slow; write one of class, real",
        "pace = 1\n": "line 1, pace: Input should be a valid string",
    }
    for line, said in wrong.items():
        with pytest.raises(PlanUnreadable) as told:
            parse_plan(line + TEXT, name="wrong")
        assert [said] == told.value.mistakes
    soon = TEXT.replace('"2028-03-13"', '"2028-01-03"').replace("days = 6\n", "days = 10\n")
    assert "2028-01-03" in soon and parse_plan(soon, name="soon")
    with pytest.raises(PlanUnreadable) as told:
        parse_plan('pace = "real"\n' + soon, name="soon")

    (said,) = [one for one in told.value.mistakes if "last_day" in one]
    assert said.endswith("by more than the 20 working days of its publication")
