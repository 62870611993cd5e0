"""What a lesson file is made of, compared with what this version makes: tables, indexes, triggers.

The text of every part is compared, so a guard that was weakened is seen like one that is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Integer, text
from sqlalchemy import Table as SqlTable

from ledger.db import CannotOpen, Store, Table

_PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
"""Every part of a file; the figures that ANALYZE keeps are none."""

_GUARDS = ("trigger", "index")
"""Parts without which a lesson can still be read and written as it should be."""

Part = tuple[str, str, str, str | None]


class Difference(NamedTuple):
    """A part that is missing, another one, or one too many."""

    kind: str
    name: str
    how: str

    @property
    def is_guard(self) -> bool:
        """Whether only what guards the rows differs, not the rows themselves."""
        return self.kind in _GUARDS

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.how}"


def parts_of(connection: Connection) -> list[Part]:
    """Every part of the file behind a connection."""
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(text(_PARTS))]


def unsound(connection: Connection) -> Iterator[str]:
    """What the database finds wrong with its own pages and indexes."""
    found = (line for (line,) in connection.execute(text("PRAGMA integrity_check")))
    yield from (line for line in found if line != "ok")


def differences(parts: Iterable[Part]) -> list[Difference]:
    """How these parts differ from those of a file that this version makes, by kind and name."""
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
    """Which tables are not those of this version, and how; empty where all are."""
    return "; ".join(str(one) for one in differences(parts) if not one.is_guard)


def compared(store: Store) -> Store:
    """The store, if its tables are those of this version; CannotOpen names what differs.

    Guards that differ do not hinder opening: whoever opens the lesson tells of them.
    """
    if listed := other_tables(store.fetch(_PARTS)):
        raise CannotOpen(f"{store.path} is not as this program makes a lesson: {listed}.")
    return store


def misfits(connection: Connection) -> Iterator[str]:
    """Rows with a value that their table would not take: another kind, or past a check.

    Asked by ourselves, since SQLite leaves checks out where it examines a file read-only.
    """
    for name in sorted(Table.metadata.tables):
        table = Table.metadata.tables[name]
        (key,) = (column.name for column in table.primary_key.columns)
        wrong = " OR ".join([*map(_another_kind, table.columns), *_past_checks(table, connection)])
        rows = connection.execute(text(f"SELECT {key} FROM {name} WHERE {wrong}"))
        yield from (f"{name} {row[0]}: a value that its table would not take" for row in rows)


def _another_kind(column: Column[Any]) -> str:
    kinds = ["'null'"] if column.nullable else []
    whole = isinstance(column.type, Integer | Boolean)
    kinds.append("'integer'" if whole else "'text'")
    return f"typeof({column.name}) NOT IN ({', '.join(kinds)})"


def _past_checks(table: SqlTable, connection: Connection) -> Iterator[str]:
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            holds = check.sqltext.compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
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
