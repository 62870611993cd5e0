"""Goal: the doctor reports what is wrong with a lesson file, and refuses other files.

Method: statements that somebody could try, with the database triggers and without; files that are
none, damaged or of another version; each on a copy, whose bytes stay as they are.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from ledger.db import SCHEMA_VERSION, CannotOpen
from registry.classroom.doctor import examine
from registry.classroom.hall import Hall
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.replay import replay
from registry.cli import app
from tests.support.guards import drop_guards
from tests.support.played import played

pytestmark = pytest.mark.slow

VERSION = "the_file_is_made_as_by_this_version"

HAND_MADE = {
    "UPDATE obligation SET obligation_t = 100": "the_lesson_begins_as_its_log_says",
    "UPDATE market_order SET owner = 'S06' WHERE id = 1": "orders_are_those_of_the_log",
    "DELETE FROM market_order WHERE status = 'cancelled' AND filled = 0": (
        "orders_are_those_of_the_log"
    ),
    "UPDATE transfer_request SET state = 'rejected'": "transfers_are_their_commands",
    "UPDATE transfer_request SET purpose = 'NDC+OIMP'": "transfers_are_their_commands",
    "UPDATE transfer_record SET quantity = 1, digest = 'x'": (
        "both_registries_keep_the_same_transfers"
    ),
    "DELETE FROM transfer_record": "both_registries_keep_the_same_transfers",
    "UPDATE participant SET name_en = 'Evil'": "the_lesson_begins_as_its_log_says",
    "UPDATE seat SET role = 'trader'": "the_lesson_begins_as_its_log_says",
    "UPDATE retirement SET quantity = quantity + 1000": "retirements_are_their_commands",
    "UPDATE retirement SET beneficiary = 'me'": "retirements_are_their_commands",
    "UPDATE retirement SET claim = 'none'": "retirements_are_their_commands",
    "UPDATE retirement SET ranges = '1-1'": "retirements_are_their_commands",
    "UPDATE offset_submission SET quantity = 1": "submissions_are_their_commands",
    "UPDATE offset_lot SET quantity = 1": "submissions_are_their_commands",
    "UPDATE issuance_request SET host_t = host_t + 1, partner_t = partner_t - 1": (
        "issuances_are_their_commands"
    ),
    "UPDATE committee_item SET used_at = 1": "decisions_are_their_commands",
    "UPDATE committee_vote SET seat = 'S03'": "decisions_are_their_commands",
    "UPDATE credit_batch SET vintage = 1999": "batches_are_what_was_asked_for",
    "UPDATE authorisation_version SET max_quantity = 9999999": "authorisations_are_their_commands",
    "UPDATE offset_rule SET cap_percent = 100": "the_lesson_begins_as_its_log_says",
    "UPDATE lesson_state SET day = 1": "the_clock_stands_where_the_log_says",
    "UPDATE seat SET driver = 'person'": "each_seat_is_played_by_whom_the_log_says",
    "UPDATE instrument SET halted = 1": "each_instrument_is_in_its_phase",
    "UPDATE quote_request SET quantity = 1": "deals_are_those_of_the_log",
}
"""What somebody tries by hand -> the invariant that tells of it when the guards are gone."""

RUNNING = ("UPDATE lesson_state SET day", "UPDATE seat SET driver", "UPDATE instrument SET halted")
"""Changes of what a running lesson changes itself: no guard can refuse them."""


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of its first 150 commands or so; nobody writes it."""
    waits = "EXISTS (SELECT 1 FROM transfer_request WHERE id > 5 AND state = 'requested')"
    return played(tmp_path_factory.mktemp("begun") / "begun.lesson", "belt-road-1", until=waits)


@pytest.fixture
def copy(begun: Path, tmp_path: Path) -> Path:
    """A copy of that lesson, to be maltreated."""
    return Path(shutil.copyfile(begun, tmp_path / "copy.lesson"))


@pytest.fixture
def full_copy(open_deals: Path, tmp_path: Path) -> Path:
    """A copy of a lesson with rows in every table."""
    return Path(shutil.copyfile(open_deals, tmp_path / "full.lesson"))


def by_hand(path: Path, *statements: str, guards: bool = True) -> None:
    with closing(sqlite3.connect(path)) as driver:
        if not guards:
            drop_guards(driver)
        for statement in statements:
            driver.execute(statement)
        driver.commit()


def broken(path: Path) -> dict[str, list[str]]:
    """What the audit found, by invariant."""
    audit = examine(path, with_replay=False)["audit"]
    found: dict[str, list[str]] = {}
    for name, what in (one.split(": ", 1) for one in ([] if audit == "ok" else audit)):
        found.setdefault(name, []).append(what)
    return found


def run(*words: str) -> tuple[int, str]:
    """Exit status and everything that a command prints."""
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


def test_an_honest_lesson_has_nothing_wrong_and_is_not_touched(copy: Path) -> None:
    before, stat = copy.read_bytes(), copy.stat().st_mtime_ns
    code, told = run("doctor", str(copy), "--json")

    assert 0 == code, told
    assert '"audit": "ok"' in told
    assert '"replay": "ok"' in told
    assert f'"sqlite": "{sqlite3.sqlite_version}"' in told
    assert (before, stat) == (copy.read_bytes(), copy.stat().st_mtime_ns)
    assert [copy.name] == [file.name for file in copy.parent.iterdir()]


def test_the_guards_refuse_what_somebody_tries_by_hand(full_copy: Path) -> None:
    for statement in HAND_MADE:
        if not statement.startswith(RUNNING):
            with pytest.raises(sqlite3.IntegrityError, match=r"_(no_\w+|fixed|kept): "):
                by_hand(full_copy, statement)


def test_without_guards_the_audit_tells_of_all_of_it(full_copy: Path) -> None:
    by_hand(full_copy, *HAND_MADE, guards=False)

    assert {*HAND_MADE.values(), VERSION} <= broken(full_copy).keys()


@pytest.mark.long
@pytest.mark.parametrize("statement", HAND_MADE)
def test_without_guards_the_audit_tells_of_each(statement: str, full_copy: Path) -> None:
    by_hand(full_copy, statement, guards=False)

    assert HAND_MADE[statement] in broken(full_copy)


def test_a_changed_table_is_told_with_its_row_by_audit_and_replay(copy: Path) -> None:
    by_hand(copy, "UPDATE obligation SET obligation_t = 100 WHERE id = 1", guards=False)
    code, told = run("doctor", str(copy))
    again, replayed = run("replay", str(copy))

    assert (1, 1) == (code, again)
    assert "obligation 1: obligation_t is 100, its command made it " in told
    for text in (told, replayed):
        assert "these tables differ: obligation." in text
        assert "Table obligation has first [1, " in text


def test_a_command_that_differs_is_told_by_its_number(copy: Path) -> None:
    by_hand(copy, "UPDATE command SET arguments = '{' WHERE number = 9", guards=False)
    code, told = run("replay", str(copy))

    assert 1 == code
    assert "The stored chain breaks at command 9." in told
    assert "Command 9 answers or seals differently." in told


# --- guards and tables ------------------------------------------------------------------------

WEAK = "CREATE TRIGGER obligation_no_update BEFORE UPDATE ON obligation BEGIN SELECT 1; END"
CHANGED_GUARDS = {
    "a guard is gone": ("DROP TRIGGER obligation_no_update",),
    "a guard is weaker": ("DROP TRIGGER obligation_no_update", WEAK),
    "a guard is gone from the schema": (
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_master WHERE name = 'obligation_no_update'",
    ),
    "a guard is weaker in the schema": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'raise(abort', 'max(1')"
        " WHERE name = 'obligation_no_update'",
    ),
    "an index is gone": ("DROP INDEX ix_market_order_open",),
    "a trigger too many": (
        "CREATE TRIGGER more AFTER INSERT ON command BEGIN UPDATE seat SET driver = 'bot'; END",
    ),
}
CHANGED_TABLES = {
    "table retirement is missing": ("DROP TABLE retirement",),
    "table obligation is not as this version makes it": (
        "ALTER TABLE obligation ADD COLUMN note TEXT",
    ),
    "table more is not of this version": ("CREATE TABLE more (id INTEGER)",),
}


@pytest.mark.parametrize("how", CHANGED_GUARDS)
def test_a_lesson_whose_guards_differ_opens_and_says_so(how: str, copy: Path) -> None:
    by_hand(copy, *CHANGED_GUARDS[how])
    named = {"an index is gone": "ix_market_order_open", "a trigger too many": "more"}
    name = named.get(how, "obligation_no_update")

    assert any(name in what for what in broken(copy)[VERSION])
    live = Live(Lesson.open(copy))
    notices = {one.kind.code: one.text("en") for one in live.notices.standing()}
    live.close()
    assert ["guards_changed"] == list(notices)
    assert f"this version, {name} first" in notices["guards_changed"]


def test_a_lesson_as_this_version_makes_it_has_no_such_line(copy: Path) -> None:
    live = Live(Lesson.open(copy))
    standing = live.notices.standing()
    live.close()

    assert [] == standing


@pytest.mark.parametrize("said", CHANGED_TABLES)
def test_a_lesson_whose_tables_differ_is_refused_and_can_be_examined(said: str, copy: Path) -> None:
    by_hand(copy, *CHANGED_TABLES[said])
    before = copy.read_bytes()
    with pytest.raises(CannotOpen, match=f"is not as this program makes a lesson: .*{said}"):
        Lesson.open(copy)

    code, told = run("doctor", str(copy), "--no-replay")
    assert 1 == code
    assert f"{VERSION}: {said}" in told
    assert before == copy.read_bytes()


@pytest.mark.parametrize("statement", [
    "ALTER TABLE obligation DROP COLUMN obligation_t",
    "ALTER TABLE obligation RENAME COLUMN obligation_t TO tonnes",
    "ALTER TABLE command RENAME COLUMN arguments TO words", "DROP TABLE obligation",
])  # fmt: skip
def test_tables_of_another_version_are_told_in_our_own_words(statement: str, copy: Path) -> None:
    by_hand(copy, statement, guards=False)
    name = "command" if "command" in statement else "obligation"
    for words in (("replay", str(copy)), ("doctor", str(copy))):
        code, told = run(*words)

        assert 1 == code
        assert "The log cannot be replayed: the tables are not those of this version:" in told
        assert f"table {name} is " in told
        assert "OperationalError" not in told and "no such" not in told, told


def test_a_value_past_its_check_is_found(copy: Path) -> None:
    by_hand(
        copy,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE seat SET driver = 'nobody' WHERE number = 1",
    )
    found = broken(copy)

    assert ["seat 1: a value that its table would not take"] == found["the_file_is_sound"]


# --- what is no lesson ------------------------------------------------------------------------


def _hall(path: Path, lesson: Path) -> None:
    Hall(path).close()


def _version(version: str) -> Callable[[Path, Path], None]:
    def make(path: Path, lesson: Path) -> None:
        shutil.copyfile(lesson, path)
        by_hand(path, "DELETE FROM schema_version", guards=False)
        if version:
            by_hand(path, f"INSERT INTO schema_version VALUES ({version})")

    return make


def _bytes(content: bytes) -> Callable[[Path, Path], None]:
    return lambda path, lesson: path.write_bytes(content) and None


def _first(count: int) -> Callable[[Path, Path], None]:
    return lambda path, lesson: path.write_bytes(lesson.read_bytes()[:count]) and None


def _never_begun(path: Path, lesson: Path) -> None:
    Lesson.empty(path).close()


NO_LESSONS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "nothing": (lambda path, lesson: None, "There is no lesson file {}."),
    "a folder": (lambda path, lesson: path.mkdir(), "There is no lesson file {}."),
    "empty": (_bytes(b""), "{} is not a lesson file."),
    "a text": (_bytes(b"not a database at all\n" * 99), "{} is not a lesson file."),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9000)), "{} is not a lesson file."),
    "its first page": (_first(4096), "{} is not a lesson file."),
    "cut at 100 kB": (_first(100_000), "{} is not a lesson file."),
    "the hall": (_hall, "{} is not a lesson file."),
    "no version": (_version(""), "{} is not a lesson file."),
    "an older version": (_version("1"), "{} has schema version 1; this program reads 3."),
    "a newer version": (_version("99"), "{} has schema version 99; this program reads 3."),
    "no first command": (_never_begun, "There is no lesson in {}: its first command is missing."),
}


@pytest.mark.parametrize("what", NO_LESSONS)
@pytest.mark.parametrize("command", ["doctor", "replay"])
def test_what_is_no_lesson_is_told_in_one_sentence(
    command: str, what: str, begun: Path, tmp_path: Path
) -> None:
    path = tmp_path / "some.thing"
    make, sentence = NO_LESSONS[what]
    make(path, begun)
    before = path.read_bytes() if path.is_file() else None
    code, told = run(command, str(path))

    assert (2, sentence.format(path).replace(" 3.", f" {SCHEMA_VERSION}.")) == (code, told.strip())
    assert before == (path.read_bytes() if path.is_file() else None)


@pytest.mark.parametrize("seed", range(3))
def test_a_lesson_with_flipped_bits_is_found_damaged(seed: int, copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    random = Random(seed)
    for _ in range(20):
        content[random.randrange(40_000, len(content))] ^= 1 << random.randrange(8)
    copy.write_bytes(content)
    code, told = run("doctor", str(copy))
    again, replayed = run("replay", str(copy))

    assert code in (1, 2), told
    assert again in (0, 1, 2), replayed
    assert "Traceback" not in told + replayed
    # The version may be among what was hit: such a file is of no version that is read.
    of_another = f"; this program reads {SCHEMA_VERSION}." in told
    assert 1 == code or "is not a lesson file" in told or of_another


# --- beside a writer, after a crash, in a folder that cannot be written -----------------------


def test_a_lesson_that_is_open_is_examined_while_it_is_written(copy: Path) -> None:
    lesson = Lesson.open(copy)
    number = lesson.books.number
    code, told = run("doctor", str(copy), "--no-replay", "--json")
    lesson.close()

    assert 0 == code, told
    assert f'"commands": {number}' in told
    assert "replay" not in told


CRASH = """
import os, sys
from pathlib import Path
from ledger.writer import Request
from registry.classroom.lesson import Lesson
lesson = Lesson.open(Path(sys.argv[1]))
with lesson.group():
    lesson.run(Request("lesson.speed", {"speed": 7}, "script", "trainer"))
os._exit(9)
"""


def test_what_lies_in_the_log_beside_a_killed_lesson_is_read_too(copy: Path) -> None:
    before = examine(copy, with_replay=False)["commands"]
    subprocess.run([sys.executable, "-c", CRASH, str(copy)], check=False, env=os.environ)
    kept = copy.read_bytes()
    found = examine(copy)

    assert Path(f"{copy}-wal").stat().st_size > 0
    assert (before + 1, "ok", "ok") == (found["commands"], found["audit"], found["replay"])
    assert kept == copy.read_bytes()


def test_where_the_folder_stands_in_the_way_a_copy_is_read(copy: Path) -> None:
    before = examine(copy, with_replay=False)["commands"]
    subprocess.run([sys.executable, "-c", CRASH, str(copy)], check=False, env=os.environ)
    # A folder of that name hinders the file that SQLite would make, as a read-only one does.
    shared = Path(f"{copy}-shm")
    shared.unlink(missing_ok=True)
    shared.mkdir()
    found = replay(copy)

    assert (before + 1, True) == (found["commands"], found["equal"])
    assert [] == list(shared.iterdir())
