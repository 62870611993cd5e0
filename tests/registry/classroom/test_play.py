"""Goal: one seed is one lesson, and its log alone makes the same lesson again.

Method: the small room played to a file, played again, replayed, and replayed after one argument
in a copy of the log was altered. The whole room of forty seats is played in
`test_shipped_class.py`, and here under `long`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ledger.db import CannotOpen
from registry.classroom.doctor import examine
from registry.classroom.plan import read_plan
from registry.classroom.play import play
from registry.classroom.replay import replay
from tests.support.played import first_day, log_of

pytestmark = pytest.mark.slow

SMALL = read_plan("belt-road-1").with_seats_per_role(1)
TONNES = ("issued_t", "transferred_t", "retired_t", "offset_t")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A small lesson played with seed 7: its file and its summary."""
    path = tmp_path_factory.mktemp("play") / "small.lesson"
    return path, play(SMALL, seed=7, path=path)


def altered(path: Path, *, name: str, field: str) -> tuple[Path, int]:
    """A copy of a lesson file in which one argument of one command was changed by hand."""
    copy = path.with_name(f"altered-{field}.lesson")
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'command'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        number, written = connection.execute(
            "SELECT number, arguments FROM command WHERE name = ? AND number > 500", (name,)
        ).fetchone()
        arguments = json.loads(written)
        arguments[field] += 1
        changed = json.dumps(arguments, separators=(",", ":"), sort_keys=True)
        connection.execute("UPDATE command SET arguments = ? WHERE number = ?", (changed, number))
    connection.close()
    return copy, number


def test_every_step_of_the_road_is_taken_and_the_audit_holds(
    small: tuple[Path, dict[str, Any]],
) -> None:
    _, summary = small

    assert "ok" == summary["audit"]
    assert 0 == summary["failed"]
    assert all(summary[name] > 0 for name in (*TONNES, "commands", "trades"))
    # A year of wind, two halves of biogas, and what market makers begin with.
    assert 71_697 + 48_000 + 52_000 + 20_005 + 40_000 == summary["issued_t"]


def test_the_same_seed_seals_the_same_lesson_and_another_seed_another(
    small: tuple[Path, dict[str, Any]],
) -> None:
    path, first = small
    again = play(SMALL, seed=7, path=None)
    same, other = first_day(SMALL, seed=7), first_day(SMALL, seed=8)

    assert (first["state_hash"], first["chain_head"]) == (again["state_hash"], again["chain_head"])
    assert same == log_of(path)[: len(same)]
    # The seed stands in the first command: what comes after it differs.
    assert [one.given for one in same[1:]] != [one.given for one in other[1:]]


def test_replay_makes_the_same_lesson_from_the_log_alone(
    small: tuple[Path, dict[str, Any]],
) -> None:
    path, summary = small
    before = path.read_bytes()
    compared = replay(path)

    assert summary["state_hash"] == compared["original_hash"] == compared["replayed_hash"]
    assert compared["first_difference"] is None
    assert compared["chain_broken_at"] is None
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "field"), [("order.place", "quantity"), ("issuance.issue", "request")]
)
def test_one_altered_argument_breaks_the_chain_at_that_command(
    small: tuple[Path, dict[str, Any]], name: str, field: str
) -> None:
    copy, number = altered(small[0], name=name, field=field)
    compared = replay(copy)

    assert number == compared["chain_broken_at"] == compared["first_difference"]
    assert compared["original_hash"] != compared["replayed_hash"]


def test_an_existing_file_is_never_written_over(small: tuple[Path, dict[str, Any]]) -> None:
    path, summary = small
    with pytest.raises(CannotOpen, match="exists already"):
        play(SMALL, seed=9, path=path)

    assert summary["chain_head"] == examine(path)["chain_head"]


@pytest.mark.long
def test_the_whole_room_plays_its_six_days() -> None:
    summary = play(read_plan("belt-road-1"), seed=7, path=None)

    assert "ok" == summary["audit"]
    assert summary["commands"] >= 3_000
    assert summary["trades"] >= 1_000
    assert all(summary[name] > 0 for name in TONNES)
