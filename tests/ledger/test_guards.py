"""Hostile SQL through a plain connection: the database refuses it, and nothing has changed.

Every statement of the table runs on a connection with default settings. Then each trigger, and
each single rule of a trigger, is removed: a statement of the table must then pass, or the table
names another trigger that covers it.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.db import Reader, Store, Table
from ledger.guards import RULES, trigger_sql
from ledger.log import state_hash
from tests.ledger.conftest import Opened
from tests.ledger.hostile import CASES, HONEST, Case
from tests.support.books import Office
from tests.support.factories import small_books

pytestmark = pytest.mark.slow

OWN = {
    table.name
    for mapper in Table._sa_registry.mappers
    if mapper.class_.__module__.startswith("ledger.")
    for table in [mapper.local_table]
    if hasattr(table, "name")
}
"""Tables of the books; other packages may have registered more."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_attack_is_refused_and_nothing_has_changed(
    case: Case, small_copy: Path, opened: Opened
) -> None:
    before = _state(small_copy)
    plain = sqlite3.connect(small_copy)
    for statement in case.prepared:
        plain.execute(statement)
    prepared = _fingerprint(plain)

    with pytest.raises(sqlite3.IntegrityError, match=f"^{case.guard}: "):
        plain.execute(case.attack)
    assert prepared == _fingerprint(plain)

    plain.rollback()
    plain.close()
    assert before == _state(small_copy)
    opened(Office(small_copy, create=False))


def test_an_honest_hand_is_not_refused(small_copy: Path) -> None:
    plain = sqlite3.connect(small_copy)
    for statement in HONEST:
        plain.execute(statement)

    written = plain.execute("SELECT source_after, target_after FROM posting WHERE id = 14")
    assert [(20, 20)] == written.fetchall()
    applied = plain.execute("SELECT balance FROM sub_account WHERE id IN (6, 9) ORDER BY id")
    assert [(20,), (20,)] == applied.fetchall()
    plain.close()


def test_no_two_attacks_have_one_name() -> None:
    assert len(CASES) == len({case.name for case in CASES})


# --- each guard taken away --------------------------------------------------------------------

_NEEDS_A_POSTING = (
    "`no posting moves this balance` asks for a posting newer than the row's last one, and every"
    " posting is applied in the statement that inserts it: none is left for one's own UPDATE"
)
COVERED = {
    "sub_account_fixed": _NEEDS_A_POSTING,
    "sub_account_moved: only a balance moves": _NEEDS_A_POSTING,
    "sub_account_moved: overdraft": "the CHECK of the table says the same",
}
"""Guards and rules that another one covers, and which: they stay, as a second lock."""


def _mutants() -> Iterator[tuple[str, str, str | None]]:
    """(name, trigger, replacement): each trigger, then each rule of a trigger."""
    store = Store(None, create=True)
    found = store.fetch("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    store.close()
    for trigger, table in sorted(found):
        if table in OWN:
            yield trigger, trigger, None
    for trigger, (when, rules) in RULES.items():
        for why, _ in rules:
            left = [rule for rule in rules if rule[0] != why]
            yield f"{trigger}: {why}", trigger, trigger_sql(trigger, when, left)


MUTANTS = list(_mutants())


@pytest.fixture(scope="module")
def attacked() -> Iterator[sqlite3.Connection]:
    """The small books in memory, on a connection without any setting."""
    office = small_books()
    # Without a cache of statements: an old plan would be explained again after a change.
    plain = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    office.store.driver.backup(plain)
    office.close()
    yield plain
    plain.close()


@pytest.mark.planted
@pytest.mark.parametrize(("name", "trigger", "instead"), MUTANTS, ids=[m[0] for m in MUTANTS])
def test_without_the_guard_something_gets_through(
    name: str, trigger: str, instead: str | None, attacked: sqlite3.Connection
) -> None:
    attacked.execute("BEGIN")
    attacked.execute(f"DROP TRIGGER {trigger}")
    if instead is not None:
        attacked.execute(instead)
    through = next((case.name for case in CASES if _gets_through(attacked, case)), None)
    attacked.execute("ROLLBACK")

    if name in COVERED:
        assert through is None, "not covered by another guard any more"
    else:
        assert through is not None


@pytest.mark.planted
def test_with_all_guards_nothing_gets_through(attacked: sqlite3.Connection) -> None:
    attacked.execute("BEGIN")
    through = [case.name for case in CASES if _gets_through(attacked, case)]
    attacked.execute("ROLLBACK")

    assert [] == through


def test_every_covered_guard_exists() -> None:
    assert set() == COVERED.keys() - {name for name, _, _ in MUTANTS}


def _gets_through(plain: sqlite3.Connection, case: Case) -> bool:
    plain.execute("SAVEPOINT attack")
    try:
        for statement in (*case.prepared, case.attack):
            plain.execute(statement)
    except sqlite3.DatabaseError:
        return False
    finally:
        plain.execute("ROLLBACK TO attack")
        plain.execute("RELEASE attack")
    return True


# --- what the guards cost ---------------------------------------------------------------------

SMALL = {"credit_batch", "asset", "schema_version"}
"""Tables with a row per decision, or with one row: a scan of them never gets long."""

_NEWEST = re.compile(r"FROM (\w+) ORDER BY (id|number) DESC LIMIT 1")


def _queries(sql: str) -> Iterator[str]:
    """Every query inside a trigger, with its row's values as parameters."""
    sql = re.sub(r"\b(NEW|OLD)\.(\w+)", r":\1_\2", sql)
    for start in (found.start() for found in re.finditer(r"\(SELECT\b", sql)):
        depth, end = 1, start + 1
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[start + 1 : end - 1]
    yield from re.findall(r"UPDATE \w+ SET [^;]+(?=;)", sql)


def _scanned(plain: sqlite3.Connection, query: str) -> set[str]:
    """Tables that a query walks through or sorts, other than small ones and a journal's end."""
    values = dict.fromkeys(re.findall(r":(\w+)", query), 1)
    plan = [row[3] for row in plain.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    walked = {step.split()[1] for step in plan if step.startswith("SCAN ")} - {"CONSTANT"}
    if any("TEMP B-TREE" in step for step in plan):
        walked.add(f"sorted: {query}")
    return walked - SMALL - {found[0] for found in _NEWEST.findall(query)}


def _all_queries(plain: sqlite3.Connection) -> list[str]:
    triggers = plain.execute("SELECT sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    return [query for sql, table in triggers.fetchall() if table in OWN for query in _queries(sql)]


def test_the_guards_look_rows_up_by_keys_and_indices(attacked: sqlite3.Connection) -> None:
    queries = _all_queries(attacked)

    assert len(queries) > 30
    assert set() == set().union(*(_scanned(attacked, query) for query in queries))


@pytest.mark.planted
def test_a_guard_without_its_index_is_found(attacked: sqlite3.Connection) -> None:
    attacked.execute("BEGIN")
    attacked.execute("DROP INDEX ix_serial_block_open")
    walked = set().union(*(_scanned(attacked, query) for query in _all_queries(attacked)))
    attacked.execute("ROLLBACK")

    assert any("serial_block" in table for table in walked), walked


# --- comparing states -------------------------------------------------------------------------


def _state(path: Path) -> str:
    reader = Reader(path)
    with reader.session() as session:
        found = state_hash(session.connection())
    reader.close()
    return found


def _fingerprint(plain: sqlite3.Connection) -> str:
    """All rows of all tables, as this connection reads them now."""
    digest = hashlib.sha256()
    for line in plain.iterdump():
        digest.update(line.encode())
    return digest.hexdigest()
