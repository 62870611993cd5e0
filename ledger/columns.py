"""The columns of a table, written and read by name: the table is the only list of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Boolean, Enum

from ledger.db import Table

Fetch = Callable[..., list[tuple[Any, ...]]]
"""`Store.fetch`: the rows of a SELECT."""

Row = tuple[Any, ...]
"""Values in the order of a table's columns."""


@cache
def columns_of(model: type[Table]) -> tuple[str, ...]:
    """The names of a table's columns, in their order."""
    return tuple(model.__table__.columns.keys())  # type: ignore[attr-defined]


@cache
def picked(model: type[Table]) -> Callable[[dict[str, Any]], Row]:
    """A function that makes a row from a dict with a value for each column."""
    return itemgetter(*columns_of(model))


def row_of(model: type[Table], /, *given: str, **named: str) -> Callable[..., Row]:
    """A function that makes a row from an object: each column is an attribute of it.

    `named` maps a column to an attribute, or to a dotted path of attributes; other columns have
    the attribute of their own name. The columns `given` are no attributes: the function takes
    their values by name.
    """
    columns = columns_of(model)
    unknown = {*given, *named} - {*columns}
    assert not unknown, f"{unknown} are no columns"
    read = [name for name in columns if name not in given]
    found: Callable[[Any], Row] = attrgetter(*(named.get(name, name) for name in read))
    if not given:
        return found
    more = [*read, *given]
    placed: Callable[[Row], Row] = itemgetter(*(more.index(name) for name in columns))
    others = itemgetter(*given)

    def made(source: Any, /, **values: Any) -> Row:
        assert len(values) == len(given), f"{values.keys()} instead of {given}"
        last = others(values) if len(given) > 1 else (others(values),)
        return placed(found(source) + last)

    return made


@cache
def _converted(model: type[Table]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Columns whose values the driver returns in another type than the table's, with that type."""
    columns = model.__table__.columns  # type: ignore[attr-defined]
    found: list[tuple[str, Callable[[Any], Any]]] = []
    for name, column in columns.items():
        if isinstance(column.type, Boolean):
            found.append((name, bool))
        elif isinstance(column.type, Enum) and column.type.enum_class is not None:
            found.append((name, column.type.enum_class))
    return tuple(found)


def stored(fetch: Fetch, model: type[Table], clause: str, *values: Any) -> list[dict[str, Any]]:
    """Rows as dicts by column name, booleans and enums converted; `clause` follows the table."""
    columns = columns_of(model)
    table = model.__table__.name  # type: ignore[attr-defined]
    found = []
    for line in fetch(f"SELECT {', '.join(columns)} FROM {table} {clause}", *values):
        row = dict(zip(columns, line, strict=True))
        for name, convert in _converted(model):
            if row[name] is not None:
                row[name] = convert(row[name])
        found.append(row)
    return found
