"""Compare the schema of a lesson file with this version's: tables, indexes and triggers.

The SQL text of every part is compared, so a weakened trigger is found like a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Integer, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import sqlite as sqlite_dialect

from ledger.db import CannotOpen, Store, Table

_PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
"""Every part of a file's schema; the statistics of ANALYZE are excluded."""

_GUARDS = ("trigger", "index")
"""Sorts of parts without which a lesson can still be read and written correctly."""

Part = tuple[str, str, str, str | None]


class Difference(NamedTuple):
    """A part of the schema that is missing, differs, or is not of this version."""

    kind: str
    name: str
    how: str

    @property
    def is_guard(self) -> bool:
        """Whether the part only protects rows: a trigger or an index, not a table."""
        return self.kind in _GUARDS

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.how}"


def parts_of(connection: Connection) -> list[Part]:
    """Every part of the schema of the connected file."""
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(text(_PARTS))]


def unsound(connection: Connection) -> Iterator[str]:
    """Faults that the database finds in its own pages and indexes, one line each."""
    found = (line for (line,) in connection.execute(text("PRAGMA integrity_check")))
    yield from (line for line in found if line != "ok")


def differences(parts: Iterable[Part]) -> list[Difference]:
    """The differences between these parts and those of a new file, ordered by kind and name."""
    ours = _made(tuple(sorted(Table.metadata.tables)))
    theirs = {(kind, name): _plain(table, sql) for kind, name, table, sql in parts}
    missing = [Difference(*part, "is missing") for part in ours.keys() - theirs.keys()]
    more = [Difference(*part, "is not of this version") for part in theirs.keys() - ours.keys()]
    other = [
        Difference(*part, "is not as this version makes it")
        for part in ours.keys() & theirs.keys()
        if ours[part] != theirs[part]
    ]
    return sorted(missing + more + other)


def other_tables(parts: Iterable[Part]) -> str:
    """The tables that differ from this version's, and how, as text; empty if none does."""
    return "; ".join(str(part) for part in differences(parts) if not part.is_guard)


def compared(store: Store) -> Store:
    """The store, if its tables are those of this version; otherwise CannotOpen names them.

    Other triggers or indexes do not prevent opening: the caller reports them.
    """
    if listed := other_tables(store.fetch(_PARTS)):
        raise CannotOpen(f"{store.path} is not as this program makes a lesson: {listed}.")
    return store


def misfits(connection: Connection) -> Iterator[str]:
    """Rows with a value that their table would refuse: another type, or against a check.

    SQLite's own integrity check skips these checks on a read-only file.
    """
    for name in sorted(Table.metadata.tables):
        rows = connection.execute(text(_misfits_of(Table.metadata.tables[name])))
        yield from (f"{name} {row[0]}: a value that its table would not take" for row in rows)


@lru_cache(maxsize=256)
def _misfits_of(table: SqlTable) -> str:
    """The query for the keys of a table's misfits."""
    (key,) = (column.name for column in table.primary_key.columns)
    wrong = " OR ".join([*map(_another_kind, table.columns), *_past_checks(table)])
    return f"SELECT {key} FROM {table.name} WHERE {wrong}"


def _another_kind(column: Column[Any]) -> str:
    kinds = ["'null'"] if column.nullable else []
    whole = isinstance(column.type, Integer | Boolean)
    kinds.append("'integer'" if whole else "'text'")
    return f"typeof({column.name}) NOT IN ({', '.join(kinds)})"


def _past_checks(table: SqlTable) -> Iterator[str]:
    dialect = sqlite_dialect.dialect()
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            holds = check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            yield f"NOT ({holds})"


@lru_cache(maxsize=4)
def _made(tables: tuple[str, ...]) -> dict[tuple[str, str], tuple[str, str]]:
    """The parts of a new file that has these tables."""
    store = Store(None, create=True)
    parts = store.fetch(_PARTS)
    store.close()
    return {(kind, name): _plain(table, sql) for kind, name, table, sql in parts}


def _plain(table: str, sql: str | None) -> tuple[str, str]:
    return table, " ".join((sql or "").split())
