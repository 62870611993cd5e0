"""Goal: balances as of an earlier command or lesson time are those that the lesson had then.

Method: the twin is a branch, which runs the commands up to there again and stops; both are asked
over HTTP and read from the branch's tables.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import clock_text
from registry.classroom.branch import branch_of_file
from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

Balances = dict[tuple[str, str, str, str], int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("class")
    create(made / f"{CODE}.lesson", hour=10)
    shutil.copy(made / f"{CODE}.lesson", made / "copy")
    return made


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


def told(room: Class, **asked: Any) -> Balances:
    """Every balance that is not zero, page by page."""
    found: Balances = {}
    before = 0
    while rows := room.script.get(
        "/api/balances", params={"limit": 500, "before": before, **asked}
    ).json():
        before = rows[-1]["sub"]
        for row in rows:
            if row["balance"]:
                key = (row["number"], row["asset_code"], row["kind"], row["registry"])
                found[key] = row["balance"]
    return found


def branched(folder: Path, at: int) -> Balances:
    to = folder / f"branch-{at}.lesson"
    branch_of_file(folder / "copy", to, at=at, changes={})
    lesson = Lesson.open(to)
    rows = lesson.store.fetch(
        "SELECT a.number, x.code, s.kind, s.registry_code, s.balance FROM sub_account s"
        " JOIN account a ON a.id = s.account JOIN asset x ON x.id = s.asset WHERE s.balance <> 0"
    )
    lesson.close()
    return {(number, asset, kind, registry): n for number, asset, kind, registry, n in rows}


def times(folder: Path) -> list[int]:
    lesson = Lesson.open(folder / "copy")
    rows = lesson.store.fetch("SELECT at FROM command ORDER BY number")
    lesson.close()
    return [at for (at,) in rows]


@pytest.mark.parametrize("part", [3, 2])
def test_balances_of_a_command_are_those_of_the_lesson_branched_there(
    folder: Path, room: Class, part: int
) -> None:
    number = len(times(folder)) // part
    then = told(room, as_of=number)

    assert 10 < len(then)
    assert branched(folder, number) == then
    assert then != told(room)
    assert then == told(room, as_of=f"#{number}")


def test_balances_of_a_time_are_those_after_its_last_command(folder: Path, room: Class) -> None:
    given = times(folder)
    at = given[len(given) // 2]
    last = max(n for n, one in enumerate(given, 1) if one // 1000 <= at // 1000)
    second = clock_text(at)

    assert told(room, as_of=last) == told(room, as_of=second)
    assert told(room, as_of=last) == told(room, as_of=second.replace(" ", "T"))
    assert told(room) == told(room, as_of=second[:10])


def test_the_newest_state_is_todays(room: Class) -> None:
    assert told(room) == told(room, as_of=room.commands())


@pytest.mark.parametrize(
    "wrong",
    ["0", "999999999", "-5", "1e3", "yesterday", "2028-13-40", "2028-03-15 25:00", "9999-12-31",
     "1970-01-01", "0001-01-01", "٣", f"{10**39}", "#", " " * 3, "2028-03-13 09:00:00.5"],
)  # fmt: skip
def test_what_names_no_state_is_refused_with_what_would_pass(room: Class, wrong: str) -> None:
    answer = room.script.get("/api/balances", params={"as_of": wrong})
    refusal = answer.json()["refusal"]

    assert (422, "access.as_of_unknown") == (answer.status_code, refusal["code"])
    assert room.commands() == refusal["facts"]["newest"]
    assert wrong.strip() == refusal["facts"]["given"]
    for text in refusal["text"].values():
        assert refusal["facts"]["now"] in text
