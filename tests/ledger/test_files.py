"""Lesson files: killed writers, second writers, other versions and files that are no lesson.

`kill -9` stops a child process in the middle of its payments; every payment that it acknowledged
on its output must be in the file.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.db import SCHEMA_VERSION, CannotOpen, Reader, Store
from tests.ledger.conftest import Opened
from tests.support.books import Office

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("acknowledged", [1, 150, 700])
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    acknowledged: int, tmp_path: Path, opened: Opened
) -> None:
    path = tmp_path / "killed.lesson"
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.crash_child", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(acknowledged)]
    child.kill()
    lines += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    # The last line may be cut in the middle.
    told = dict(line.split() for line in lines if line.endswith("\n"))

    assert len(told) >= acknowledged
    office = opened(Office(path, create=False))
    kept = dict(office.store.fetch("SELECT key, number FROM command WHERE key IS NOT NULL"))
    assert {key: int(number) for key, number in told.items()}.items() <= kept.items()
    assert "ok" == office.scalar("PRAGMA integrity_check")
    # The answers that were lost on the way are the same when asked again.
    for key, number in list(kept.items())[-5:]:
        caller = int(key.split("-")[0])
        again = office.run(
            "pay", key=key, source=f"P{caller:02d}", target=f"P{caller + 1:02d}", fen=1
        )
        assert (number, True) == (again.number, again.repeated)


def test_a_second_process_is_told_that_another_one_writes(small_copy: Path) -> None:
    office = Office(small_copy, create=False)
    tried = (
        "from pathlib import Path; from ledger.db import CannotOpen, Store\n"
        "import sys\n"
        "try: Store(Path(sys.argv[1]), create=False)\n"
        "except CannotOpen as told: print(told)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", tried, str(small_copy)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert f"{small_copy} is being written by another process." == told.stdout.strip()
    assert office.done("pay", source="ann", target="bob", fen=1)
    office.close()


def test_the_same_process_may_not_open_a_file_twice_either(small_copy: Path) -> None:
    office = Office(small_copy, create=False)
    with pytest.raises(CannotOpen, match="is being written by another process"):
        Store(small_copy, create=False)
    office.close()

    Store(small_copy, create=False).close()


def test_a_file_of_another_version_is_refused_and_left_alone(small_copy: Path) -> None:
    plain = sqlite3.connect(small_copy)
    plain.execute("DROP TRIGGER schema_version_no_update")
    plain.execute("UPDATE schema_version SET version = 99")
    plain.commit()
    plain.close()
    with pytest.raises(CannotOpen) as told:
        Store(small_copy, create=False)

    expected = f"{small_copy} has schema version 99; this program reads {SCHEMA_VERSION}."
    assert expected == str(told.value)
    plain = sqlite3.connect(small_copy)
    assert [(99,)] == plain.execute("SELECT version FROM schema_version").fetchall()
    plain.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 50])
def test_a_file_of_something_else_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(CannotOpen, match=r"letter\.txt is not a lesson file\."):
            Store(path, create=False)

    assert content == path.read_bytes()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nothing.lesson"
    with pytest.raises(CannotOpen, match="There is no lesson file"):
        Store(path, create=False)

    assert not path.exists()


def test_an_existing_file_is_never_written_over(small_copy: Path) -> None:
    before = small_copy.read_bytes()
    with pytest.raises(CannotOpen, match="a lesson is never written over"):
        Store(small_copy, create=True)

    assert before == small_copy.read_bytes()


def test_a_closed_lesson_is_one_file_that_can_be_mailed(small_copy: Path) -> None:
    office = Office(small_copy, create=False)
    office.done("pay", source="ann", target="bob", fen=1)
    office.close()

    assert [small_copy.name] == sorted(file.name for file in small_copy.parent.iterdir())


def test_a_reader_cannot_write(small_copy: Path) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    reader = Reader(small_copy)
    with reader.session() as session, pytest.raises(OperationalError, match="readonly"):
        session.connection().execute(text("INSERT INTO asset VALUES (9, 'x', 'credit')"))
    reader.close()


def test_a_reader_sees_one_committed_picture(small_copy: Path) -> None:
    from sqlalchemy import text

    office = Office(small_copy, create=False)
    reader = Reader(small_copy)
    count = text("SELECT count(*) FROM command")
    with reader.session() as session:
        before = session.connection().execute(count).scalar()
        office.done("pay", source="ann", target="bob", fen=1)
        during = session.connection().execute(count).scalar()
    with reader.session() as session:
        after = session.connection().execute(count).scalar()
    reader.close()
    office.close()

    assert (16, 16, 17) == (before, during, after)


def test_a_lock_file_left_behind_by_a_killed_process_hinders_nobody(small_copy: Path) -> None:
    Path(f"{small_copy}.lock").touch()

    Store(small_copy, create=False).close()
    assert [small_copy.name] == sorted(file.name for file in small_copy.parent.iterdir())


def test_a_refused_opening_leaves_no_lock(small_copy: Path) -> None:
    with pytest.raises(CannotOpen):
        Store(small_copy, create=True)

    Store(small_copy, create=False).close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"cannot be opened: unable to open database file\."):
        Store(tmp_path / "nowhere" / "new.lesson", create=True)


def test_a_lock_on_a_file_that_was_taken_away_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inodes = iter([7, 8, 9, 9])
    monkeypatch.setattr("ledger.files._inode", lambda place: next(inodes))
    store = Store(tmp_path / "new.lesson", create=True)

    assert [] == list(inodes)
    store.close()
