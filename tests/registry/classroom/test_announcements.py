"""Goal: what is announced is told to everybody, stays, and is the same in every run of the log.

Method: the trainer and the plan announce; the list, the public snapshot, a replay, a preview and an
opened file are read back.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from ledger.writer import Outcome, Request
from registry.classroom.announced import Announcements
from registry.classroom.class_audit import the_clock_stands_where_the_log_says
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan
from registry.classroom.preview import preview
from registry.classroom.public_snapshot import SnapshotMaker
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.scenario.plans import as_toml, named

FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def plan() -> Plan:
    return named("acts", "")


@pytest.fixture
def lesson(plan: Plan, tmp_path: Path) -> Lesson:
    made = Lesson.create(tmp_path / "told.lesson", plan, seed=1)
    give(made, "lesson.start")
    return made


def give(lesson: Lesson, name: str, **arguments: object) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, dict(arguments), "trainer", TRAINER))


def texts(lesson: Lesson) -> list[tuple[int, str, str, bool]]:
    made = lesson.world.announcements.made
    return [(one.number, one.text_zh, one.text_en, one.planned) for one in made]


def advance(lesson: Lesson, hour: int, minute: int) -> None:
    with lesson.group():
        Loop(lesson).advance(moment(lesson.plan.clock.begins, hour, minute))


def test_the_trainer_and_the_plan_announce_in_order(lesson: Lesson) -> None:
    advance(lesson, 9, 30)
    give(lesson, "announcement.make", text_zh="  两行\r\n 合一  ", text_en=None)
    before = SnapshotMaker(lesson).snapshot(now=lesson.books.at, audit=None)["announcement"]
    advance(lesson, 10, 1)
    give(lesson, "announcement.make", text_en=FAMILY * 500)
    newest = SnapshotMaker(lesson).snapshot(now=lesson.books.at, audit=None)["announcement"]

    assert texts(lesson) == [
        (1, "两行 合一", "", False),
        (2, "登记簿离线至中午", "The registry is offline until noon", True),
        (3, "", FAMILY * 500, False),
    ]
    assert (1, {"zh": "两行 合一", "en": ""}) == (before["number"], before["text"])
    assert (3, {"zh": "", "en": FAMILY * 500}) == (newest["number"], newest["text"])
    planned = lesson.world.announcements.made[1]
    assert moment(lesson.plan.clock.begins, 10, 0) == planned.at
    with lesson.reading() as session:
        assert [] == list(the_clock_stands_where_the_log_says(session))


def test_an_opened_file_and_a_replay_have_the_same_announcements(
    lesson: Lesson, tmp_path: Path
) -> None:
    advance(lesson, 10, 1)
    give(lesson, "announcement.make", text_zh="更正", text_en="Correction")
    made, path = texts(lesson), lesson.store.path
    assert path is not None
    lesson.close()

    again = Lesson.open(path)
    assert made == texts(again) and 2 == len(made)
    again.close()
    found = replay(path)
    assert found["equal"], found["says"]


def test_a_preview_announces_nothing(lesson: Lesson) -> None:
    request = Request("announcement.make", {"text_en": "Hello"}, "trainer", TRAINER)
    told = preview(lesson, request)

    assert {"announcement": 1} == told.outcome.answer
    assert [] == texts(lesson)


def test_a_failed_group_takes_its_announcement_with_it(lesson: Lesson) -> None:
    give(lesson, "announcement.make", text_en="Stays")
    with pytest.raises(RuntimeError), lesson.group():
        lesson.run(Request("announcement.make", {"text_en": "Goes"}, "trainer", TRAINER))
        raise RuntimeError

    assert [(1, "", "Stays", False)] == texts(lesson)


@pytest.mark.parametrize(
    ("given", "code", "facts"),
    [
        ({}, "classroom.announcement_empty", {"most": 500}),
        ({"text_zh": " \n ", "text_en": ""}, "classroom.announcement_empty", {}),
        ({"text_zh": "字" * 10_000}, "classroom.announcement_too_long",
         {"length": 10_000, "most": 500, "language": "zh"}),
        ({"text_zh": "好", "text_en": "a" * 501}, "classroom.announcement_too_long",
         {"length": 501, "language": "en"}),
        ({"text_en": "a" + "\u200d" * 5_000}, "classroom.announcement_too_long", {}),
        ({"text_en": "bell\a"}, "classroom.announcement_unreadable", {"language": "en"}),
        ({"text_zh": "\u200d"}, "classroom.announcement_unreadable", {"language": "zh"}),
    ],
)  # fmt: skip
def test_a_refused_announcement_changes_nothing_but_the_log(
    lesson: Lesson, given: dict[str, str], code: str, facts: dict[str, object]
) -> None:
    refusal = give(lesson, "announcement.make", **given).refusal

    assert isinstance(refusal, Refusal) and code == refusal.code
    assert facts == {name: refusal.facts[name] for name in facts}
    assert [] == texts(lesson)
    if code.endswith("too_long"):
        assert "500" in refusal.would_pass("zh") and "500" in refusal.would_pass("en")


def test_the_plan_says_where_an_announcement_or_remark_is_wrong(plan: Plan) -> None:
    text = as_toml(plan)
    wrong = "\n".join([
        "[[announcement]]", "day = 3", 'at = "10:00"', 'text_en = "x"',
        "[[announcement]]", "day = 1", 'at = "08:59"', 'text_en = "x"',
        "[[remark]]", "day = 1", 'at = "10:00"',
        "[[remark]]", "day = 0", 'at = "25:00"', f'text_zh = "{"字" * 501}"', "minute = -1",
    ])  # fmt: skip
    before = text.count("\n") + 1
    with pytest.raises(PlanUnreadable) as found:
        parse_plan(f"{text}\n{wrong}\n", name="acts")

    said = [one.partition(" ")[2] for one in found.value.mistakes]
    lines = {int(one.split(",")[0]) - before: one.partition(", ")[2] for one in said}
    assert {
        2: "announcement[2].day: there is no day 3: the lesson has 2",
        7: "announcement[3].at: 08:59 is not between 09:00 and 15:30",
        9: "remark[3]: has no text: write text_zh, text_en or both",
        13: "remark[4].day: Input should be greater than or equal to 1",
        14: "remark[4].at: String should match pattern '^([01][0-9]|2[0-3]):[0-5][0-9]$'",
        15: "remark[4].text_zh: has more than 500 characters",
        16: "remark[4].minute: Input should be greater than or equal to 0",
    } == lines


def test_a_plan_without_them_is_stored_as_before(plan: Plan) -> None:
    bare = plan.model_copy(update={"announcement": [], "remark": []})

    assert not {"announcement", "remark"} & bare.model_dump(mode="json").keys()


def test_a_planned_announcement_comes_after_the_phase_of_its_minute(plan: Plan) -> None:
    at_noon = plan.announcement[0].model_copy(update={"at": "11:30"})
    lesson = Lesson.create(None, plan.model_copy(update={"announcement": [at_noon]}), seed=1)
    give(lesson, "lesson.start")
    advance(lesson, 11, 30)
    logged = lesson.store.fetch("SELECT name, at FROM command ORDER BY number DESC LIMIT 2")
    lesson.close()

    noon = moment(plan.clock.begins, 11, 30)
    assert [("clock.announcement", noon), ("clock.phase", noon)] == [tuple(row) for row in logged]


@pytest.mark.planted
def test_a_lost_announcement_would_be_seen(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: an opened file that forgets what was told."""
    give(lesson, "announcement.make", text_en="Kept?")
    path = lesson.store.path
    assert path is not None
    lesson.close()
    monkeypatch.setattr(Announcements, "load", lambda self: setattr(self, "made", ()))
    again = Lesson.open(path)

    assert [] == texts(again) != [(1, "", "Kept?", False)]
    again.close()
