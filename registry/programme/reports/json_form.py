"""The five tables as JSON, with the keys of CAD Trust's second interface and its spelling.

As there, identifiers of ITMOs and units, the version of an authorization and a quantity in another
metric are texts, dates are yyyy-mm-dd, and what is absent has no field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ledger.kernel.json_text import JsonWrong, read_json
from registry.programme.reports.archives import ROWS_MAX, Cell
from registry.programme.reports.file_errors import (
    ColumnUnknown,
    FileUnreadable,
    LayoutOther,
    RowsTooMany,
)
from registry.programme.reports.grids import Found, Record
from registry.programme.reports.tables import (
    AUTHORIZATIONS,
    TABLES,
    Column,
    Row,
    Submission,
    Table,
    Value,
)
from registry.programme.reports.values import is_exact, moment_text, written

_TEXTS = {"first_id", "last_id", "first_unit", "last_unit", "quantity_non_ghg"}
"""Columns of numbers that are texts in JSON."""

_OWN = re.compile(r"cadTrust\w+|orgUid|createdAt|updatedAt")
"""Fields that the interface adds to records; they belong to no table."""


def table_key(table: Table) -> str:
    """The key of a table: what the keys of its columns begin with, such as aefT3Actions."""
    return _KEYS[table.key]


_KEYS = {
    "submission": "aefT1Submission",
    "authorizations": "aefT2Authorizations",
    "actions": "aefT3Actions",
    "holdings": "aefT4Holdings",
    "entities": "aefT5AuthorizedEntities",
}


def json_text(submission: Submission) -> bytes:
    """A submission as JSON text; equal submissions give equal bytes."""
    tables = []
    for table in TABLES:
        rows = ",".join(f"\n    {_record(table, row)}" for row in submission.rows(table))
        closing = "\n  ]" if rows else "]"
        tables.append(f'\n  "{table_key(table)}": [{rows}{closing}')
    return ("{" + ",".join(tables) + "\n}\n").encode()


def _record(table: Table, row: Row) -> str:
    fields = (
        f"{json.dumps(column.json)}: {_field(table, column, row[column.key])}"
        for column in table.columns
        if column.key in row
    )
    return "{" + ", ".join(fields) + "}"


def _field(table: Table, column: Column, value: Value) -> str:
    """A value as JSON; decimals keep their digits."""
    if isinstance(value, datetime):
        return json.dumps(moment_text(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, int | Decimal):
        as_text = column.key in _TEXTS or (table is AUTHORIZATIONS and column.key == "version")
        text = written(value)
        return json.dumps(text) if as_text or not is_exact(value) else text
    return json.dumps(value, ensure_ascii=False)


def parsed(content: bytes) -> Mapping[str, Any]:
    """The value of a JSON text; refuses what is not one object."""
    try:
        value = read_json(content)
    except JsonWrong as wrong:
        raise FileUnreadable(part=wrong.field or "JSON") from None
    if not isinstance(value, dict):
        raise FileUnreadable(part="JSON")
    return value


def records(table: Table, tables: Mapping[str, Any], found: Found) -> list[Record]:
    """The records of a table by the keys of its columns; missing fields are empty cells."""
    key = table_key(table)
    listed = tables.get(key)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        found(LayoutOther(sheet=key))
        return []
    if len(listed) > ROWS_MAX:
        raise RowsTooMany(sheet=key, rows_max=ROWS_MAX)
    known = {column.json for column in table.columns}
    read: list[Record] = []
    for number, one in enumerate(listed):
        for field in one:
            if field not in known and not _OWN.fullmatch(field):
                at = f"[{number}].{field[:60]}"
                found(ColumnUnknown(sheet=key, cell=at, column=field[:60]))
        read.append(
            {
                column.key: Cell(one.get(column.json), f"[{number}].{column.json}")
                for column in table.columns
            }
        )
    return read


def tell_unknown(tables: Mapping[str, Any], found: Found) -> None:
    """Name the top-level fields that are no table."""
    for key in tables:
        if key not in _KEYS.values():
            found(ColumnUnknown(sheet="JSON", cell=key[:60], column=key[:60]))
