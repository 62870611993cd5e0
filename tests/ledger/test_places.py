"""Goal: a file has one writer whatever happens to its lock file; only its owner can read it.

Method: real second processes; file modes as the system reports them, also during creation.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.db import CannotOpen, Store
from ledger.files import Trouble, is_only_begun, keep_private, new_file, one_sentence, trouble_of
from tests.ledger.conftest import Opened
from tests.support.books import Office

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

TRY = (
    "from pathlib import Path; from ledger.db import CannotOpen, Store\n"
    "import sys\n"
    "try: Store(Path(sys.argv[1]), create=False); print('opened')\n"
    "except CannotOpen as told: print(told)\n"
)


def tried(path: Path) -> str:
    """The output of another process that opens the file for writing."""
    said = subprocess.run(
        [sys.executable, "-c", TRY, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def test_a_second_process_is_held_off_after_the_lock_beside_was_deleted(
    small_copy: Path, opened: Opened
) -> None:
    office = opened(Office(small_copy, create=False))
    Path(f"{small_copy}.lock").unlink()
    told = tried(small_copy)
    with pytest.raises(CannotOpen, match="is being written by another process"):
        Store(small_copy, create=False)

    assert f"{small_copy} is being written by another process." == told
    assert office.done("pay", source="ann", target="bob", fen=1)


def test_reading_and_closing_the_file_elsewhere_gives_the_place_to_nobody(
    small_copy: Path, opened: Opened
) -> None:
    office = opened(Office(small_copy, create=False))
    Path(f"{small_copy}.lock").unlink()
    small_copy.read_bytes()
    with closing(sqlite3.connect(small_copy)) as plain:
        plain.execute("SELECT count(*) FROM command").fetchone()

    assert "is being written by another process." in tried(small_copy)
    assert office.done("pay", source="ann", target="bob", fen=1)


def test_what_a_refused_second_one_did_leaves_the_place_free_afterwards(small_copy: Path) -> None:
    first = Store(small_copy, create=False)
    Path(f"{small_copy}.lock").unlink()
    assert "another process" in tried(small_copy)
    first.close()

    assert "opened" == tried(small_copy)


def test_what_is_made_is_private_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, int] = {}
    real = os.open

    def noted(path: object, flags: int, mode: int = 0o777, **rest: int) -> int:
        if flags & os.O_CREAT:
            made[Path(str(path)).name] = mode
        return real(path, flags, mode, **rest)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(os, "open", noted)
    before = os.umask(0)
    try:
        store = Store(tmp_path / "new.lesson", create=True)
        modes = {place.name: stat.S_IMODE(place.stat().st_mode) for place in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)

    assert {"new.lesson.lock": 0o600, "new.lesson": 0o600} == made
    assert {0o600} == set(modes.values())
    assert {"new.lesson", "new.lesson-wal", "new.lesson-shm", "new.lesson.lock"} <= set(modes)


def test_a_file_that_others_could_read_is_taken_from_them(small_copy: Path) -> None:
    small_copy.chmod(0o644)
    keep_private(small_copy)

    assert 0o600 == stat.S_IMODE(small_copy.stat().st_mode)


def test_a_failed_making_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lesson"
    with pytest.raises(ZeroDivisionError), new_file(path) as making:
        store = Store(making, create=True)
        store.close()
        assert making.exists() and not path.exists()
        raise ZeroDivisionError

    assert [] == list(tmp_path.iterdir())


def test_only_one_of_two_may_make_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.lesson"
    with new_file(path) as making:
        Store(making, create=True).close()
        with pytest.raises(CannotOpen, match="another process"), new_file(path):
            pass

    assert [path] == list(tmp_path.iterdir())


def test_a_file_is_only_begun_until_its_first_command(small_copy: Path, tmp_path: Path) -> None:
    begun, letter = tmp_path / "begun", tmp_path / "letter"
    Store(begun, create=True).close()
    letter.write_bytes(b"dear all, " * 500)

    assert is_only_begun(begun)
    assert not is_only_begun(small_copy)
    assert not is_only_begun(letter)
    assert not is_only_begun(tmp_path / "nothing")
    assert not is_only_begun(tmp_path)


@pytest.mark.parametrize("kept", [0, 1, 99, 100, 1000, 4096, 5000, 12_288, 40_960, -1])
def test_a_file_that_was_cut_is_told_in_one_sentence(kept: int, small_copy: Path) -> None:
    whole = small_copy.read_bytes()
    small_copy.write_bytes(whole[:kept])
    with pytest.raises(CannotOpen) as told, one_sentence(small_copy):
        office = Office(small_copy, create=False)
        audit = office.store.fetch("PRAGMA integrity_check")
        office.close()
        raise CannotOpen(f"{small_copy} opens: {audit}.")

    assert str(told.value).startswith(str(small_copy))
    assert "\n" not in str(told.value) or "opens" in str(told.value)


def test_mistakes_of_ours_are_no_sentence_about_a_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.ProgrammingError), one_sentence(tmp_path):
        raise sqlite3.ProgrammingError("a closed connection")
    with pytest.raises(KeyError), one_sentence(tmp_path):
        raise KeyError("x")


def test_what_the_disk_refuses_is_known_by_its_code(small_copy: Path) -> None:
    with closing(sqlite3.connect(small_copy)) as plain:
        pages = plain.execute("PRAGMA page_count").fetchone()[0]
        plain.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(sqlite3.OperationalError) as full:
            plain.execute("CREATE TABLE more AS SELECT zeroblob(100000)")
    with closing(sqlite3.connect(f"file:{small_copy}?mode=ro", uri=True)) as plain:
        with pytest.raises(sqlite3.OperationalError) as closed:
            plain.execute("CREATE TABLE more (id)")
        with pytest.raises(sqlite3.OperationalError) as wrong:
            plain.execute("SELECT nothing FROM nowhere")

    assert Trouble.FULL is trouble_of(full.value)
    assert Trouble.UNWRITABLE is trouble_of(closed.value)
    assert Trouble.NONE is trouble_of(wrong.value)
    assert Trouble.NONE is trouble_of(None)
