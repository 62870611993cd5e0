"""Goal: a branch is its source up to one command, and a lesson of its own from there on.

Method: a lesson that bots played; branches are compared with it by hashes, by audit and by replay.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.db import CannotOpen
from ledger.writer import Request
from registry.classroom.branch import Branch, branch_of_file
from registry.classroom.doctor import examine, is_sound
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.models import Driver
from registry.classroom.plan import read_plan
from registry.classroom.plan_changes import ChangesWrong, changed, read_changes
from registry.classroom.room import TRAINER
from registry.cli import app
from registry.roles import Role

pytestmark = pytest.mark.slow

PLAN = read_plan("belt-road-1")
SMALL = PLAN.with_seats_per_role(1)
STEPS = 170
"""Minutes of lesson time: until noon of the first day."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson on its first morning, with one person on a seat."""
    path = tmp_path_factory.mktemp("branch") / "played.lesson"
    lesson = Lesson.create(path, SMALL, seed=3)
    trader = next(s.name for s in lesson.room.seats.values() if s.role is Role.TRADER)
    with lesson.group():
        lesson.run(Request("seat.claim", {"seat": trader}, "person", TRAINER, key="one"))
        lesson.run(Request("lesson.start", {}, "trainer", TRAINER, key="again-1"))
    on(lesson, STEPS)
    lesson.close()
    return path


def on(lesson: Lesson, steps: int) -> None:
    loop = Loop(lesson)
    with lesson.group():
        for _ in range(steps):
            instant = loop.next_instant()
            assert instant is not None
            loop.step(instant)


def last_of_an_instant(path: Path, about: int) -> int:
    """The number of a command after which the next one comes later."""
    lesson = Lesson.open(path)
    ((number,),) = lesson.store.fetch(
        "SELECT min(a.number) FROM command a JOIN command b ON b.number = a.number + 1"
        " WHERE b.at > a.at AND a.number >= ?", about,
    )  # fmt: skip
    lesson.close()
    return int(number)


def rows(path: Path, first: int, last: int) -> list[tuple[Any, ...]]:
    lesson = Lesson.open(path)
    found = lesson.store.fetch(
        "SELECT origin, seat, at, name, arguments, outcome FROM command"
        " WHERE number BETWEEN ? AND ? ORDER BY number", first, last,
    )  # fmt: skip
    lesson.close()
    return found


def made(source: Path, to: Path, at: int, **changes: Any) -> Branch:
    keys = {name.replace("__", "."): value for name, value in changes.items()}
    return branch_of_file(source, to, at=at, changes=keys)


def test_a_branch_is_its_source_up_to_the_command_and_says_where_it_is_from(
    played: Path, tmp_path: Path
) -> None:
    to = tmp_path / "a.lesson"
    at = last_of_an_instant(played, 40)
    branch = made(played, to, at)
    lesson = Lesson.open(played)
    ((head,),) = lesson.store.fetch("SELECT hash FROM command WHERE number = ?", at)
    lesson.close()
    again = Lesson.open(to)
    ((same,),) = again.store.fetch("SELECT hash FROM command WHERE number = ?", at)
    drivers, clock = {s.driver for s in again.room.seats.values()}, again.room.clock
    again.close()
    after = rows(to, at + 1, branch.commands)

    assert head == same == branch.head and branch.equal and 0 == branch.differences
    assert rows(played, 1, at) == rows(to, 1, at)
    assert ["lesson.branch", "seat.leave", "lesson.pause"] == [row[3] for row in after]
    assert f'"command":{at}' in after[0][4] and head in after[0][4] and '"played"' in after[0][4]
    assert {Driver.BOT} == drivers and not clock.running
    assert is_sound(examine(to, with_replay=True))


def test_bots_play_on_in_it_as_they_did_in_the_source(played: Path, tmp_path: Path) -> None:
    """From the end of an instant on; only the clock was stopped meanwhile."""
    alone, to = tmp_path / "alone.lesson", tmp_path / "b.lesson"
    lesson = Lesson.create(alone, SMALL, seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "trainer", TRAINER))
    on(lesson, STEPS)
    last = lesson.books.number
    lesson.close()
    at = last_of_an_instant(alone, last // 2)
    branch = made(alone, to, at)
    again = Lesson.open(to)
    with again.group():
        again.run(Request("lesson.start", {}, "trainer", TRAINER))
    begun = again.books.number
    on(again, STEPS)
    again.close()
    wanted = rows(alone, at + 1, last)

    assert branch.commands == at + 2
    assert len(wanted) > 20 and wanted == rows(to, begun + 1, begun + last - at)
    assert is_sound(examine(to, with_replay=True))


def test_under_a_changed_plan_the_commands_that_answer_differently_are_listed(
    played: Path, tmp_path: Path
) -> None:
    to = tmp_path / "c.lesson"
    at = last_of_an_instant(played, 45)
    branch = branch_of_file(
        played, to, at=at,
        changes={"instruments[*].limit_percent": 1, "bots.every_minutes": 5},
    )  # fmt: skip
    again = Lesson.open(to)
    plan = again.plan
    refused = again.store.fetch(
        "SELECT number FROM command WHERE outcome LIKE '%book.price_outside_limits%'"
    )
    on_its_own = again.books.number
    with again.group():
        again.run(Request("lesson.start", {}, "trainer", TRAINER))
    on(again, 30)
    assert again.books.number > on_its_own + 1
    again.close()

    assert {1} == {one.limit_percent for one in plan.instruments}
    assert (5, PLAN.clock) == (plan.bots.every_minutes, plan.clock)
    assert not branch.equal and branch.differences >= len(refused) > 0
    assert 1 <= len(branch.first) <= 10 and branch.first[0].was != branch.first[0].now
    assert refused[0][0] in [one.number for one in branch.first]
    assert is_sound(examine(to, with_replay=True))


def test_every_mistake_is_told_at_once_with_what_would_be_taken(
    played: Path, tmp_path: Path
) -> None:
    changes = {
        "bots.every_minuts": 5, "bots.every_minutes": 0, "instruments.lot": 5,
        "instruments[XX].lot": 5, "instruments[4].lot": 5, "compliance[1].year": 2027,
        "bots": 3, "bots.orders.more": 1, "Nonsense!": 1, "clock.opens": "noon",
    }  # fmt: skip
    with pytest.raises(ChangesWrong) as wrong:
        branch_of_file(played, tmp_path / "d.lesson", at=9_999, changes=changes)
    told = "\n".join(wrong.value.mistakes)

    assert len(changes) + 1 <= len(wrong.value.mistakes), told
    assert "at: 9999 is no command of the log" in told
    assert "this table has every_minutes, commands_max, orders" in told
    assert "by its name (CCER, BRC-CN, BRC-TH)" in told
    assert "compliance stands once" in told and "bots: is a table" in told
    assert "orders is no table" in told
    assert not list(tmp_path.iterdir())


def test_hours_that_have_passed_cannot_change_and_later_days_can(
    played: Path, tmp_path: Path
) -> None:
    with pytest.raises(ChangesWrong, match="have passed"):
        branch_of_file(played, tmp_path / "e", at=50, changes={"phases[1].at": "09:40"})
    assert not list(tmp_path.iterdir())
    made(played, tmp_path / "f.lesson", 50, clock__days=5)
    shorter = Lesson.open(tmp_path / "f.lesson")

    assert 5 == len(shorter.calendar.days)
    shorter.close()


def test_an_existing_file_and_a_log_that_does_not_run_again_are_left_alone(
    played: Path, tmp_path: Path
) -> None:
    (tmp_path / "g.lesson").write_bytes(b"mine")
    with pytest.raises(CannotOpen):
        made(played, tmp_path / "g.lesson", 5)
    assert b"mine" == (tmp_path / "g.lesson").read_bytes()


@pytest.mark.planted
def test_a_log_that_answers_differently_without_a_change_is_not_branched(
    played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source was made by a version with another limit."""
    source = Path(shutil.copy(played, tmp_path / "source.lesson"))
    monkeypatch.setattr("registry.classroom.commands.SPEED_MOST", 0)
    lesson = Lesson.open(source)
    with lesson.group():
        lesson.run(Request("lesson.speed", {"speed": 5}, "trainer", TRAINER))
    last = lesson.books.number
    lesson.close()
    monkeypatch.undo()
    with pytest.raises(CannotOpen, match=f"command {last} answers"):
        made(source, tmp_path / "h.lesson", last)
    assert [source] == list(tmp_path.iterdir())


def test_the_command_line_branches_and_tells_every_mistake(played: Path, tmp_path: Path) -> None:
    def line(*words: str) -> tuple[int, str]:
        told = CliRunner().invoke(app, ["branch", str(source), *words])
        return told.exit_code, told.output

    source = Path(shutil.copy(played, tmp_path / "source.lesson"))
    status, said = line("--at", "40", "--json")
    branch = json.loads(said)
    twice = line("--at", "40")
    changes = ["--set", "bots.every_minutes=5", "--set", "instruments[BRC-CN].limit_percent=2"]
    other = tmp_path / "other.lesson"
    changed_one = line("--at", "40", *changes, "--to", str(other))
    wrong = line("--at", "0", "--set", "bots.nothing=1", "--set", "clock.speed=0")
    torn = line("--at", "3", "--set", "nothing")
    kept = Lesson.open(other)
    plan = kept.plan
    kept.close()

    assert (0, 40, True) == (status, branch["at"], branch["equal"])
    assert (
        str(tmp_path / "source-at-40.lesson") == branch["file"] and Path(branch["file"]).is_file()
    )
    assert 2 == twice[0] and "exists already" in twice[1]
    assert 0 == changed_one[0] and "equal                  False" in changed_one[1]
    assert (5, [2]) == (
        plan.bots.every_minutes, [i.limit_percent for i in plan.instruments if i.code == "BRC-CN"]
    )  # fmt: skip
    assert 2 == wrong[0] and "3 mistake(s)" in wrong[1]
    assert (2, True) == (torn[0], "key=value" in torn[1])


def test_changes_are_read_as_in_toml() -> None:
    read = read_changes(
        ["a.b=5", "c = [1, 2]", 'd="0.4"', "e=0.4", "f=09:40", "g=true", "h=2028-03-13", "i=x = y"]
    )

    assert {
        "a.b": 5, "c": [1, 2], "d": "0.4", "e": "0.4", "f": "09:40", "g": True, "h": "2028-03-13",
        "i": "x = y",
    } == read  # fmt: skip
    for given in (["a"], ["=5"], ["a=1", "a=2"]):
        with pytest.raises(ChangesWrong):
            read_changes(given)


@pytest.mark.parametrize("name", ["belt-road-1", "venues"])
def test_a_plan_without_changes_is_itself(name: str) -> None:
    plan = read_plan(name)

    assert plan == changed(plan, {})
