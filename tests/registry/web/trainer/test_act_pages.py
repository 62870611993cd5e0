"""Goal: pages show the current act, the start of the next, and the real length of periods.

Method: a real server over a small lesson in three acts, on its first morning and between two acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import httpx2
import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import parse_plan
from registry.classroom.room import TRAINER
from tests.support.acts import TEXT
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

ACTS = parse_plan(TEXT, name="three years").with_seats_per_role(1)
QUIET = ACTS.model_copy(update={"bots": ACTS.bots.model_copy(update={"every_minutes": 240})})


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The first morning; time stands."""
    folder = tmp_path_factory.mktemp("acts")
    create(folder / f"{CODE}.lesson", hour=9, minute=1, plan=QUIET)
    with class_of(folder) as made:
        yield made


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """Between the first act and the second; time stands."""
    folder = tmp_path_factory.mktemp("summer")
    path = folder / f"{CODE}.lesson"
    create(path, hour=9, minute=1, plan=QUIET)
    lesson = Lesson.open(path)
    loop = Loop(lesson)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(moment(date(2028, 7, 1)))
        pause = Request("lesson.pause", {}, "script", TRAINER, at=moment(date(2028, 7, 1)))
        assert lesson.run(pause).answer
    lesson.close()
    with class_of(folder) as made:
        yield made


def words(client: httpx2.Client, address: str, language: str) -> str:
    """The text of a page, without markup."""
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_the_trainer_reads_which_act_runs_and_what_follows(morning: Class) -> None:
    trainer = morning.trainer()

    english, chinese = (words(trainer, "/trainer", one) for one in ("en", "zh"))
    assert "Act 1 of 3: Act one Then Act two, a year later, from Mon 12 Mar 2029 on." in english
    assert "第 1 幕（共 3 幕）：第一幕 下一幕“第二幕：一年之后”，自 2029-03-12 周一 起。" in chinese
    assert "Day 1 / 7 Wed 15 Mar 2028" in english


def test_between_two_acts_the_page_says_where_time_leaps_to(summer: Class) -> None:
    said = words(summer.trainer(), "/trainer", "en")
    act = summer.script.get("/api/clock").json()["act"]

    assert "It has ended; lesson time jumps to Act two, a year later, Mon 12 Mar 2029." in said
    assert "Day 3 / 7 Sat 1 Jul 2028" in said
    assert (1, 3, True, "第二幕：一年之后") == (
        act["number"], act["of"], act["between"], act["next"]["title"]["zh"],
    )  # fmt: skip


def test_the_registry_manager_reads_the_played_and_the_real_period(morning: Class) -> None:
    manager, _ = morning.browser("Ann", "registry_manager")
    english, chinese = (words(manager, "/trade/CCER", one) for one in ("en", "zh"))

    assert "published first: 0 trading days here, 20 working days in reality." in english
    assert "CCER Measures (MEE Order 31, 2023), arts. 19-22" in english
    assert "本课 0 个交易日，现实中 20 个工作日。" in chinese
