"""Goal: a copy of a lesson is one complete file of one committed state, or there is no copy.

Method: copies of a closed lesson and of one that trades; then files that are no lesson.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger import copies
from ledger.db import CannotOpen
from ledger.writer import Request
from registry.classroom import backups
from registry.classroom.doctor import examine
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from tests.support.server import ROOT

pytestmark = pytest.mark.slow

SMALL = read_plan("belt-road-1").with_seats_per_role(1)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """A lesson that is open: its newest commands are in the log beside the file."""
    made = Lesson.create(tmp_path_factory.mktemp("a") / "课 1.lesson", SMALL, seed=5)
    give(made)
    yield made
    made.close()


def give(lesson: Lesson, speed: int = 2) -> int:
    """One more command; its number."""
    with lesson.group():
        return lesson.run(Request("lesson.speed", {"speed": speed}, "trainer", TRAINER)).number


def file_of(lesson: Lesson) -> Path:
    assert lesson.store.path is not None
    return lesson.store.path


def test_a_copy_of_a_running_lesson_is_one_file_of_its_last_state(
    lesson: Lesson, tmp_path: Path
) -> None:
    number = give(lesson)
    copy = tmp_path / "copy.lesson"
    head = backups.back_up(file_of(lesson), copy)
    mine, its = examine(file_of(lesson)), examine(copy)

    assert (number, lesson.books.chain) == (head.command, head.chain_head)
    assert [copy] == list(tmp_path.iterdir())
    assert mine == its
    assert "ok" == its["audit"]


def test_a_copy_can_be_opened_and_goes_on(lesson: Lesson, tmp_path: Path) -> None:
    number = give(lesson)
    backups.back_up(file_of(lesson), tmp_path / "copy.lesson")
    again = Lesson.open(tmp_path / "copy.lesson")

    assert number + 1 == give(again)
    again.close()


def test_a_copy_of_a_lesson_that_crashed_has_what_lay_beside_its_file(
    lesson: Lesson, tmp_path: Path
) -> None:
    give(lesson)
    file = file_of(lesson)
    crashed = tmp_path / "crashed.lesson"
    for ending in ("", "-wal"):
        shutil.copy(f"{file}{ending}", f"{crashed}{ending}")
    alone = tmp_path / "alone.lesson"
    shutil.copy(file, alone)
    head = backups.back_up(crashed, tmp_path / "copy.lesson")
    older = backups.back_up(alone, tmp_path / "older.lesson")

    assert (lesson.books.number, lesson.books.chain) == (head.command, head.chain_head)
    assert older.command < head.command


def test_a_copy_of_a_lesson_that_was_stopped_is_the_same(tmp_path: Path) -> None:
    stopped = Lesson.create(tmp_path / "a.lesson", SMALL, seed=5)
    give(stopped)
    stopped.close()
    before = (tmp_path / "a.lesson").read_bytes()
    backups.back_up(tmp_path / "a.lesson", tmp_path / "b.lesson")

    assert examine(tmp_path / "a.lesson") == examine(tmp_path / "b.lesson")
    assert before == (tmp_path / "a.lesson").read_bytes()


def test_each_copy_of_a_lesson_that_trades_is_a_state_that_was_committed(tmp_path: Path) -> None:
    live = Live(Lesson.create(tmp_path / "a.lesson", SMALL, seed=5))
    live.submit(Request("lesson.start", {}, "trainer", TRAINER)).result(timeout=30)
    live.submit(Request("lesson.next_day", {}, "trainer", TRAINER)).result(timeout=30)
    live.tick()
    heads = []
    for number in range(3):
        copy = tmp_path / f"{number}.lesson"
        heads.append(backups.back_up(tmp_path / "a.lesson", copy))
        assert "ok" == examine(copy)["audit"]
    links = dict(live.lesson.store.fetch("SELECT number, hash FROM command"))
    live.close()

    assert heads[0].command < heads[-1].command
    assert all(links[head.command] == head.chain_head for head in heads)


def test_kept_copies_are_made_when_something_changed_and_the_oldest_go(
    lesson: Lesson, tmp_path: Path
) -> None:
    kept = []
    for _ in range(5):
        give(lesson)
        kept.append(backups.keep_copy(file_of(lesson), tmp_path / "backups", keep=3))
    unchanged = backups.keep_copy(file_of(lesson), tmp_path / "backups", keep=3)

    assert unchanged is None
    assert set(kept[2:]) == set((tmp_path / "backups").iterdir())
    assert all(one is not None and one.name.isascii() for one in kept)


def test_copies_of_other_lessons_and_other_files_stay(lesson: Lesson, tmp_path: Path) -> None:
    others = {"b-00000003-aaaaaaaa.lesson", "notes.txt", "1-plan.lesson"}
    for name in others:
        (tmp_path / name).write_text("")
    for _ in range(3):
        give(lesson)
        backups.keep_copy(file_of(lesson), tmp_path, keep=1)

    assert others < {one.name for one in tmp_path.iterdir()}
    assert len(others) + 1 == len(list(tmp_path.iterdir()))


def test_what_an_interrupted_back_up_left_is_swept_away(lesson: Lesson, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), backups.copied(file_of(lesson), folder=tmp_path) as copy:
        shutil.copy(copy.file, tmp_path / f".{file_of(lesson).stem}.killed{backups.PART}")
        raise KeyboardInterrupt
    left = list(tmp_path.iterdir())
    backups.sweep(file_of(lesson), tmp_path)

    assert (1, []) == (len(left), list(tmp_path.iterdir()))


@pytest.mark.planted
def test_a_copy_that_is_not_whole_gets_no_name(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the disk loses the copy's last command, or spoils a page of it."""
    whole = copies._open

    def lost(file: Path) -> sqlite3.Connection:
        if file.suffix == backups.PART:
            with closing(sqlite3.connect(file)) as copy:
                copy.execute("DROP TRIGGER command_no_delete")
                copy.execute("DELETE FROM command WHERE number = (SELECT max(number) FROM command)")
                copy.commit()
        return whole(file)

    def spoilt(file: Path) -> sqlite3.Connection:
        if file.suffix == backups.PART:
            with file.open("r+b") as out:
                out.seek(4096 * 20)
                out.write(b"\xff" * 4096 * 3)
        return whole(file)

    for damage in (lost, spoilt):
        monkeypatch.setattr(copies, "_open", damage)
        with pytest.raises(CannotOpen):
            backups.back_up(file_of(lesson), tmp_path / "copy.lesson")

        assert [] == list(tmp_path.iterdir())


def tanlu(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command at a terminal."""
    line = [sys.executable, "-m", "registry", "backup", *map(str, words)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_command_tells_what_it_copied_and_each_mistake_in_one_sentence(
    lesson: Lesson, tmp_path: Path
) -> None:
    file = file_of(lesson)
    text, empty, snapshot = (tmp_path / name for name in ("a.txt", "empty", "a.png"))
    text.write_text("no lesson " * 1000)
    empty.write_bytes(b"")
    with closing(sqlite3.connect(snapshot)) as other:
        other.execute("CREATE TABLE a (b)")
    mistakes = {
        "There is no lesson file": (tmp_path / "none", tmp_path / "b"),
        "exists already": (file, text),
        "There is no folder": (file, tmp_path / "none" / "b"),
        "a.txt is not a lesson file": (text, tmp_path / "b"),
        "is not a lesson file": (snapshot, tmp_path / "b"),
        "empty is not a lesson file": (empty, tmp_path / "b"),
        "cannot be": (file, tmp_path / ("n" * 300)),
    }
    for sentence, (source, target) in mistakes.items():
        with pytest.raises(CannotOpen, match=sentence):
            backups.back_up(source, target)
    done = tanlu(file, tmp_path / "copy.lesson")
    again = tanlu(file, tmp_path / "copy.lesson")

    assert (0, "") == (done.returncode, done.stderr)
    assert lesson.books.chain in done.stdout
    assert (2, "") == (again.returncode, again.stdout)
    assert 1 == again.stderr.count("\n")
    assert {"a.txt", "empty", "a.png", "copy.lesson"} == {one.name for one in tmp_path.iterdir()}


@pytest.mark.parametrize("bytes_lost", [1, 100])
def test_a_file_whose_end_is_missing_is_not_copied(tmp_path: Path, bytes_lost: int) -> None:
    stopped = Lesson.create(tmp_path / "a.lesson", SMALL, seed=5)
    give(stopped)
    stopped.close()
    cut = tmp_path / "cut.lesson"
    cut.write_bytes((tmp_path / "a.lesson").read_bytes()[:-bytes_lost])

    with pytest.raises(CannotOpen, match="its end is missing"):
        backups.back_up(cut, tmp_path / "b.lesson")
    assert not (tmp_path / "b.lesson").exists()
