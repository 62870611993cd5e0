"""Goal: the console shows the plan's remarks in order, marks the next, and tells the pace.

Method: the pace of small plans by hand; a server whose machine clock is set, and its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ledger.kernel.clock import MINUTE, moment
from ledger.queries import first_wall_ms
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan, read_plan
from registry.classroom.plan_room import DAYS, for_room
from registry.classroom.plan_script import RemarkPart
from registry.scenario.plans import named
from registry.web.frame.render import catalog_of
from registry.web.trainer import script
from registry.web.trainer.script import Pace, minutes_behind
from tests.support.classroom import PLAN, Class, class_of, create

HOURS = 390
"""Minutes of lesson time of one day, 09:00 to 15:30."""


def with_remarks(plan: Plan, *remarks: tuple[int, str, int | None]) -> Plan:
    said = [
        RemarkPart(day=day, at=at, minute=minute, text_en=f"Remark {day} {at}")
        for day, at, minute in remarks
    ]
    return plan.model_copy(update={"remark": said})


def real_minutes(plan: Plan, day: int, hour: int, minute: int) -> float:
    calendar = Calendar(plan, {})
    at = moment(calendar.days[day - 1].date, hour, minute)
    return Pace(plan, calendar).real_ms(at) / MINUTE


def test_without_minutes_the_pace_is_that_of_the_speed() -> None:
    plan = with_remarks(named("classroom", ""), (1, "10:00", None))

    assert 0 == real_minutes(plan, 1, 9, 0)
    assert 1 == real_minutes(plan, 1, 10, 0)
    assert HOURS / 60 == real_minutes(plan, 1, 20, 0) == real_minutes(plan, 2, 9, 0)
    assert 2 * HOURS / 60 == real_minutes(plan, 3, 9, 0), "nights do not count"


def test_with_minutes_the_pace_goes_from_remark_to_remark() -> None:
    plan = with_remarks(named("classroom", ""), (1, "10:00", 10), (2, "09:30", 30))

    assert 5 == real_minutes(plan, 1, 9, 30)
    assert 10 == real_minutes(plan, 1, 10, 0)
    assert 10 + 20 * 180 / 360 == real_minutes(plan, 1, 13, 0)
    assert 30 == real_minutes(plan, 2, 9, 30)
    assert 31 == real_minutes(plan, 2, 10, 30), "after the last one by the speed"


@pytest.mark.parametrize(
    ("lesson", "most"), [("belt-road-1", 45), ("belt-road-2", 90), ("venues", 240)]
)
def test_the_scripts_of_the_shipped_courses_fit_and_name_what_is_on_the_page(
    lesson: str, most: int
) -> None:
    plan = read_plan(lesson)
    calendar = Calendar(plan, {})
    said = sorted(plan.remark, key=calendar.moment_of)
    minutes = [one.minute for one in said if one.minute is not None]
    words = {message.string for message in catalog_of("zh") if isinstance(message.string, str)}
    named = {label for one in said for label in re.findall("“([^”]+)”", one.text_zh or "")}

    assert len(said) == len(minutes) >= 8
    assert minutes == sorted(set(minutes)) and 0 == minutes[0] and minutes[-1] < most
    assert all(one.text_zh and one.text_en for one in said)
    assert {label for label in named if not any(label in word for word in words)} == set()
    assert len(named) >= 4


def test_behind_and_ahead_are_whole_minutes_towards_zero() -> None:
    plan = with_remarks(named("classroom", ""), (1, "10:00", 10))
    calendar = Calendar(plan, {})
    at, pace = moment(calendar.days[0].date, 10, 0), Pace(plan, calendar)

    found = [
        minutes_behind(pace, real, at=at)
        for real in (9 * MINUTE, 10 * MINUTE - 1, 10 * MINUTE + 59_999, 13 * MINUTE, 0)
    ]
    assert [-1, 0, 0, 3, -10] == found


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("script")
    small = with_remarks(
        PLAN.with_seats_per_role(1), (2, "09:30", 40), (1, "10:00", 10), (1, "11:30", 20)
    )
    create(folder / "belt-road-1.lesson", hour=11, plan=small)
    with class_of(folder) as made:
        yield made


def shown(room: Class) -> tuple[list[str], str]:
    """The script's lines without tags, and the chip of the pace."""
    page = room.trainer().get("/trainer", headers={"accept-language": "en"}).text
    part = page.partition('id="script"')[2].partition("</section>")[0]
    plain = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip()
        for line in re.findall(r"<li.*?</li>", part, re.DOTALL)
    ]
    head = re.sub(r"<[^>]+>", " ", part.partition("</header>")[0])
    return plain, re.sub(r"\s+", " ", head.partition("Script of the lesson")[2]).strip()


@pytest.mark.slow
def test_the_console_lists_them_marks_the_next_and_tells_the_pace(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.live.reading() as session:
        began = first_wall_ms(session, "lesson.start")
    assert began is not None

    def after(minutes: int) -> tuple[list[str], str]:
        monkeypatch.setattr(script, "wall_ms", lambda: began + minutes * MINUTE)
        return shown(room)

    lines, ahead = after(0)
    current = room.live.current
    planned = Pace(current.plan, current.calendar).real_ms(room.live.now()) // MINUTE
    (_, behind), (_, left) = after(planned + 4), after(9 * 60)

    assert [
        "day 1 10:00 real 10 min Remark 1 10:00",
        "day 1 11:30 real 20 min Remark 1 11:30 next",
        "day 2 09:30 real 40 min Remark 2 09:30",
    ] == lines
    assert 10 < planned < 20, "between the first two"
    assert f"real minutes ahead of the plan: {planned}" == ahead
    assert "real minutes behind the plan: 3" == behind, "and a part of a minute"
    assert "" == left, "a lesson that was left overnight has no pace"


@pytest.mark.planted
@pytest.mark.slow
def test_a_wrong_mark_would_be_seen(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the script is in the order in which the plan was written."""
    monkeypatch.setattr(Calendar, "moment_of", lambda self, said: 0)

    assert "day 2" in shown(room)[0][0]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, [(1, "10:00", 10), (1, "15:00", 90 - 13)]),
        (2, [(1, "10:00", 10), (2, "09:30", 30), (1, "14:00", 70 - 7), (2, "15:00", 90 - 7)]),
        (3, [(1, "10:00", 10), (2, "09:30", 30), (2, "14:00", 70), (3, "15:00", 90)]),
        (4, [(1, "10:00", 10), (2, "09:30", 30), (3, "14:00", 70 + 6), (4, "15:00", 90 + 6)]),
    ],
)
def test_remarks_of_the_end_come_at_the_end_of_a_lesson_of_any_length(
    days: int, expected: list[tuple[int, str, int]]
) -> None:
    """A day has 390 minutes, at x60 six and a half real ones; whole minutes, rounded down."""
    said = ((1, "10:00", 10), (2, "09:30", 30), (2, "14:00", 70), (3, "15:00", 90))
    plan = with_remarks(named("classroom", ""), *said)
    plan = plan.model_copy(update={"clock": plan.clock.model_copy(update={"days": 3, "speed": 60})})
    ends = [one.model_copy(update={"of_end": one.minute in (70, 90)}) for one in plan.remark]
    plan = plan.model_copy(update={"remark": ends})

    made = for_room(plan, {DAYS: days})

    assert expected == [(one.day, one.at, one.minute) for one in made.remark]


@pytest.mark.parametrize("code", ["belt-road-1", "venues"])
@pytest.mark.parametrize("days", [1, 2, 4])
def test_the_script_of_a_shorter_lesson_still_ends_with_the_debrief(code: str, days: int) -> None:
    plan = read_plan(code)
    made = for_room(plan, {DAYS: days})
    last = max(made.remark, key=lambda one: (one.day, one.at))

    assert days == last.day and "Debrief" in (last.text_en or "")
