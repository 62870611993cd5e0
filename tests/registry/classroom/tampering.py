"""Changes of a lesson file by plain SQL, made for every column and every table of it.

Nothing here knows what a column means: a number becomes another number, a text another text, a
choice another choice, what is empty is filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Connection, Enum, Integer
from sqlalchemy import Table as SqlTable

from ledger.db import Table


class Change(NamedTuple):
    """One statement, and the table and column (or deed) that it is about."""

    table: str
    about: str
    sql: str
    values: tuple[Any, ...] = ()


def changes(connection: Connection, random: Random) -> Iterator[Change]:
    """For each column another value in a row drawn by `random`, for each table a row deleted,
    one replaced, one with another key under that key's other name, and one added.

    Where rows are over at some time, one that is and one that is not are drawn.
    """
    for name in sorted(Table.metadata.tables):
        table = Table.metadata.tables[name]
        (key,) = table.primary_key.columns
        for chosen in _rows(connection, table, random):
            for column in table.columns:
                value = _other(connection, table, column.name, chosen, random)
                sql = f"UPDATE {name} SET {column.name} = ? WHERE {key.name} = ?"
                yield Change(name, column.name, sql, (value, chosen))
            yield Change(name, "delete", f"DELETE FROM {name} WHERE {key.name} = ?", (chosen,))
            yield from _inserted(table, chosen)
            if isinstance(key.type.dialect_impl(connection.dialect), Integer):
                moved = f"UPDATE OR REPLACE {name} SET rowid = rowid + 1000 WHERE {key.name} = ?"
                yield Change(name, "rowid", moved, (chosen,))


def _rows(connection: Connection, table: SqlTable, random: Random) -> list[Any]:
    """The keys of a row that is over and of one that is not; of any where none is ever over."""
    (key,) = table.primary_key.columns
    final = model_of(table).__final__.replace("OLD.", "") or "1"
    snapshot = []
    for condition in (final, f"NOT ({final})"):
        sql = f"SELECT {key.name} FROM {table.name} WHERE {condition} ORDER BY {key.name}"
        keys = [row[0] for row in connection.exec_driver_sql(sql)]
        snapshot += [random.choice(keys)] if keys else []
    return snapshot


def model_of(table: SqlTable) -> type[Table]:
    """The class that declares a table."""
    (model,) = (m.class_ for m in Table._sa_registry.mappers if m.local_table is table)
    assert issubclass(model, Table)
    return model


def _inserted(table: SqlTable, chosen: Any) -> Iterator[Change]:
    """A row in place of one, and one more row: a copy with a new key."""
    name = table.name
    (key,) = (column.name for column in table.primary_key.columns)
    rest = [column.name for column in table.columns if column.name != key]
    columns = ", ".join([key, *rest])
    same = f"INSERT OR REPLACE INTO {name} ({columns}) SELECT {columns} FROM {name}"
    yield Change(name, "replace", f"{same} WHERE {key} = ?", (chosen,))
    new = f"CASE typeof({key}) WHEN 'integer' THEN (SELECT max({key}) + 1 FROM {name})"
    copied = ", ".join([f"{new} ELSE {key} || 'x' END", *rest])
    more = f"INSERT INTO {name} ({columns}) SELECT {copied} FROM {name} WHERE {key} = ?"
    yield Change(name, "insert", more, (chosen,))


def _other(
    connection: Connection, table: SqlTable, column: str, chosen: Any, random: Random
) -> Any:
    """Another value of the same kind: a choice, a truth, a number, a text."""
    (key,) = table.primary_key.columns
    one = f"SELECT {column} FROM {table.name} WHERE {key.name} = ?"
    was = connection.exec_driver_sql(one, (chosen,)).scalar()
    kind = table.columns[column].type
    if isinstance(kind, Enum):
        return random.choice([choice for choice in kind.enums if choice != was])
    every = f"SELECT DISTINCT {column} FROM {table.name} WHERE {column} IS NOT NULL ORDER BY 1"
    seen = [row[0] for row in connection.exec_driver_sql(every)]
    if was is None:
        return random.choice(seen) if seen else 1
    if isinstance(was, int):
        return 1 - was if set(seen) <= {0, 1} else was + random.choice([1, 7])
    return f"{was}x"
