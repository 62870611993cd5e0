"""Goal: whatever is changed in a lesson file by hand is refused, or the doctor reports it.

Method: lessons played by bots, whole and left in the middle of a day, and, for tables that stay
empty there, scenario files; every column of every table is changed by plain SQL, every table loses,
replaces and gets a row. With the guards a change is refused by the database, found by the audit, or
stands in `FREE` with the reason. With all guards taken away the audit names them, and each change
is one that the replay compares.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ledger.db import Table
from ledger.log import NOT_HASHED, table_lines
from ledger.structure import parts_of
from registry.classroom.audit import audit
from registry.classroom.backups import back_up
from registry.classroom.doctor import examine
from registry.paths import fixtures
from registry.scenario.checks import read_file
from registry.scenario.runner import play
from registry.scenario_command import InProcess
from tests.registry.classroom.tampering import Change, changes
from tests.support.guards import drop_guards
from tests.support.played import played

pytestmark = pytest.mark.slow


def _while(*standing: str) -> str:
    """The condition that rows of these tables, in these states, stand at the same time."""
    return " AND ".join(f"EXISTS (SELECT 1 FROM {one})" for one in standing)


LESSONS = {
    "road": ("belt-road-1", ""),
    "road while it is voted": (
        "belt-road-1",
        _while("committee_item WHERE id > 1 AND state = 'circulated'"),
    ),
    "road while a transfer waits": (
        "belt-road-1",
        _while("transfer_request WHERE id > 5 AND state = 'requested'"),
    ),
    "venues": ("venues", ""),
}
"""Name -> plan, and when its file was left: at its end, or while this was open."""

FREE = {
    ("instrument", "call_until"): "when a call of its own ends; replay tells",
    ("instrument", "auctioned"): "when an auction last traded; replay tells",
    ("market_order", "rank"): "its place among orders of one price; replay tells",
    ("market_order", "shown"): "what an iceberg shows, up to its peak; replay tells",
}
"""Columns that change while a lesson runs and that no invariant pins down, and why."""

OPEN = "venues while deals are open"

Lesson = Callable[[str], Path]


@pytest.fixture(scope="session")
def lesson(open_deals: Path, tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A lesson by its name, played once; `OPEN` is the one of the normal run."""
    folder = tmp_path_factory.mktemp("tampering")

    def find(name: str) -> Path:
        if name == OPEN:
            return open_deals
        plan, until = LESSONS[name]
        path = folder / f"{name}.lesson"
        return path if path.exists() else played(path, plan, until=until)

    return find


AREAS = (
    "undertakings",
    "accounts",
    "agreements",
    "authorisation",
    "bodies",
    "committee",
    "figures",
    "imports",
    "ndc",
    "issuance",
    "retirement",
    "transfers",
    "quiz",
    "seats",
)
"""Scenario files whose lessons have rows of the procedures that no lesson of bots has."""


@pytest.fixture(scope="session")
def filled(open_deals: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """A lesson with a row of a table: `OPEN`, or the first scenario of `AREAS` that has one."""
    folder = tmp_path_factory.mktemp("filled")
    driver = InProcess()
    files = iter([
        file for area in AREAS for file in sorted((fixtures() / "scenarios" / area).glob("*.txt"))
    ])  # fmt: skip
    known = {open_deals: _tables_with_rows(open_deals)}

    def find(table: str) -> Path:
        while not (having := [path for path, tables in known.items() if table in tables]):
            file = next(files, None)
            assert file is not None, f"no scenario has a row of {table}"
            for number, one in enumerate(read_file(file)):
                path = folder / f"{file.parent.name}-{file.stem}-{number}.lesson"
                lesson = play(driver, one).lesson
                back_up(driver.file_of(lesson), path)
                driver.ask("DELETE", f"/api/lessons/{lesson}")
                known[path] = _tables_with_rows(path)
        return having[0]

    yield find
    driver.close()


def _tables_with_rows(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {
            name
            for name in Table.metadata.tables
            if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
        }


@contextmanager
def copy_of(path: Path, place: Path, *, guards: bool = True) -> Iterator[Connection]:
    """A connection to a copy that is maltreated in one transaction after another."""
    shutil.copyfile(path, place)
    engine = create_engine(f"sqlite:///{place}")
    with engine.connect() as connection:
        if not guards:
            drop_guards(connection.connection.driver_connection)  # type: ignore[arg-type]
        yield connection
    engine.dispose()


def found_in(connection: Connection) -> list[tuple[str, str]]:
    """What the doctor finds without replay."""
    return audit(Session(connection, join_transaction_mode="rollback_only"))


def accepted(connection: Connection, change: Change) -> bool:
    """Whether the database lets a change in; it is to be rolled back."""
    try:
        connection.exec_driver_sql(change.sql, change.values)
    except IntegrityError:
        connection.rollback()
        return False
    return True


def walk(connection: Connection, seed: int, *, most: int = 0) -> Counter[str]:
    """Try every change; nothing may be unseen. The audit is asked of at most so many (0: all)."""
    counts: Counter[str] = Counter()
    unseen = []
    random = Random(seed)
    let_in = []
    for change in list(changes(connection, random)):
        if accepted(connection, change):
            let_in.append(change)
            connection.rollback()
        counts["refused"] += change not in let_in
    for change in random.sample(let_in, min(most, len(let_in))) if most else let_in:
        assert accepted(connection, change)
        found = bool(found_in(connection))
        connection.rollback()
        free = not found and (change.table, change.about) in FREE
        counts["found" if found else "free" if free else "unseen"] += 1
        unseen += [] if found or free else [(change.table, change.about, change.values)]

    assert [] == unseen, f"seed {seed}: {dict(counts)}"
    return counts


def test_a_change_by_hand_is_refused_or_found(lesson: Lesson, tmp_path: Path) -> None:
    with copy_of(lesson(OPEN), tmp_path / "copy.lesson") as connection:
        assert [] == found_in(connection)
        counts = walk(connection, seed=1, most=6)

    assert counts["refused"] > 400
    assert counts["found"] > 3


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", [*LESSONS, OPEN])
def test_every_change_of_every_lesson_is_refused_or_found(
    name: str, seed: int, lesson: Lesson, tmp_path: Path
) -> None:
    with copy_of(lesson(name), tmp_path / "copy.lesson") as connection:
        assert [] == found_in(connection)
        counts = walk(connection, seed)

    assert counts["refused"] > 300
    assert counts["found"] > 20


@pytest.mark.planted
def test_the_walk_sees_a_column_that_lost_its_guard(lesson: Lesson, tmp_path: Path) -> None:
    with copy_of(lesson(OPEN), tmp_path / "copy.lesson") as connection:
        connection.exec_driver_sql("DROP TRIGGER transfer_record_no_update")
        connection.commit()
        changed = [c for c in changes(connection, Random(1)) if c.table == "transfer_record"]
        let_in = [change.about for change in changed if accepted(connection, change)]
        connection.rollback()

        assert "digest" in let_in
        assert [
            ("the_file_is_made_as_by_this_version",
             "trigger transfer_record_no_update is missing")
        ] == found_in(connection)  # fmt: skip


_OVER = "every row of the lesson is over, and `*_kept` refuses any change of those"
COVERED = {
    "committee_item_fixed": _OVER,
    "first_transfer_pledge_fixed": _OVER,
    "issuance_request_fixed": _OVER,
    "transfer_message_fixed": _OVER,
    "transfer_request_fixed": _OVER,
    "authorisation_kept": "none of the lesson is over; `authorisation_fixed` refuses another key",
    "agreement_kept": "no agreement of the lesson ends, and `agreement_fixed` refuses another key",
    "lesson_state_fixed": "`lesson_state_kept` refuses another key, and nothing else is fixed",
    "sub_account_fixed": "`sub_account_moved` refuses what no posting moves",
    "credit_batch_no_replace": "`credit_batch_next` refuses serials that were used",
}
"""Guards that another one covers in this lesson, and which: they stay, as a second lock."""


@pytest.mark.planted
def test_without_a_guard_some_change_gets_in(lesson: Lesson, tmp_path: Path) -> None:
    """Every guard that a table declares beside its columns is taken away, one after another."""
    useless = set()
    with copy_of(lesson(OPEN), tmp_path / "copy.lesson") as connection:
        tried: dict[str, list[Change]] = {}
        for change in list(changes(connection, Random(1))):
            if not accepted(connection, change):
                tried.setdefault(change.table, []).append(change)
            connection.rollback()
        triggers = [row for row in parts_of(connection) if row[0] == "trigger"]
        declared = ("_no_update", "_no_delete", "_no_replace", "_fixed", "_kept")
        for _, name, table, sql in triggers:
            if table not in tried or not name.endswith(declared):
                continue
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.commit()
            if not any(accepted(connection, change) for change in tried[table]):
                useless.add(name)
            connection.rollback()
            connection.exec_driver_sql(sql)
            connection.commit()

    assert COVERED.keys() == useless


def test_without_guards_the_audit_names_them_and_replay_sees_each_change(
    lesson: Lesson, tmp_path: Path
) -> None:
    with copy_of(lesson(OPEN), tmp_path / "copy.lesson", guards=False) as connection:
        assert {"the_file_is_made_as_by_this_version"} == {name for name, _ in found_in(connection)}
        assert len(found_in(connection)) > 100
        unseen = _unseen_by_replay(connection, seed=1)

    assert {("command", "wall_ms")} == unseen


def _unseen_by_replay(connection: Connection, seed: int) -> set[tuple[str, str]]:
    """Changes that touch nothing of what the replay compares, which depends on the log alone.

    A file with another version is no lesson that is replayed.
    """
    before = {name: _digest(connection, name) for name in Table.metadata.tables}
    unseen = set()
    for change in list(changes(connection, Random(seed))):
        if accepted(connection, change) and before[change.table] == _digest(
            connection, change.table
        ):
            unseen.add((change.table, change.about))
        connection.rollback()
    # In its own place a row is replaced by itself: nothing has changed.
    return {one for one in unseen if one[1] != "replace" and one[0] != "schema_version"}


def _digest(connection: Connection, name: str) -> int:
    return hash(tuple(table_lines(connection, name)))


@pytest.mark.long
@pytest.mark.parametrize("table", sorted(Table.metadata.tables.keys() - {"schema_version"}))
def test_the_doctor_tells_a_change_of_each_table(
    table: str, filled: Lesson, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.lesson"
    with copy_of(filled(table), copy, guards=False) as connection:
        let_in = [
            change for change in list(changes(connection, Random(2)))
            if change.table == table and (table, change.about) not in NOT_HASHED
            and change.about != "replace"
        ]  # fmt: skip
        made = next((change for change in let_in if accepted(connection, change)), None)
        connection.commit()
    assert made is not None
    found = examine(copy)

    assert "ok" != found["audit"]
    assert table == "command" or f"Table {table} " in " ".join(found["replay"]), made


@pytest.mark.long
@pytest.mark.parametrize("table", sorted(Table.metadata.tables.keys() - {"schema_version"}))
def test_every_change_of_a_table_is_refused_or_found(
    table: str, filled: Lesson, tmp_path: Path
) -> None:
    unseen = []
    with copy_of(filled(table), tmp_path / "copy.lesson") as connection:
        assert [] == found_in(connection)
        for change in [one for one in changes(connection, Random(3)) if one.table == table]:
            if accepted(connection, change):
                if not found_in(connection) and (table, change.about) not in FREE:
                    unseen.append((change.about, change.values))
                connection.rollback()

    assert [] == unseen
