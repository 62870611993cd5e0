"""Rows and submissions as text: what the lesson's file keeps of them, and how a cell is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import orjson

from registry.programme.reports.tables import (
    SUBMISSION,
    TABLES,
    Column,
    Kind,
    Row,
    Submission,
    Table,
    Value,
)


def written(value: Value) -> str:
    """A value as text: dates `2028-12-31`, times `2028-12-31T15:59:00.000Z`."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def read(column: Column, text: str) -> Value | None:
    """The value of a text that `written` made, or that a person typed; None if it is no value of
    the column's kind.
    """
    try:
        match column.kind:
            case Kind.TEXT:
                return text
            case Kind.INT:
                return int(text) if text.isascii() else None
            case Kind.DATE:
                return date.fromisoformat(text)
            case Kind.DATETIME:
                found = datetime.fromisoformat(text)
                return found.astimezone(UTC) if found.tzinfo is not None else None
            case Kind.DECIMAL:
                number = Decimal(text)
                return number if number.is_finite() else None
    except (ValueError, InvalidOperation):
        return None


def dump_rows(rows: Iterable[Row]) -> str:
    """Rows as JSON, byte for byte the same for equal rows."""
    return orjson.dumps([{k: written(v) for k, v in row.items()} for row in rows]).decode()


def load_rows(table: Table, stored: str) -> tuple[Row, ...]:
    """The rows of a table that `dump_rows` wrote."""
    return tuple(_row(table, one) for one in orjson.loads(stored))


def dump(submission: Submission) -> str:
    """A submission as JSON, byte for byte the same for equal ones."""
    tables = {table.key: orjson.Fragment(dump_rows(submission.rows(table))) for table in TABLES}
    return orjson.dumps(tables).decode()


def load(stored: str) -> Submission:
    """The submission that `dump` wrote."""
    found = orjson.loads(stored)
    rows = {t.key: tuple(_row(t, one) for one in found[t.key]) for t in TABLES}
    return Submission(rows.pop(SUBMISSION.key)[0], **rows)


def _row(table: Table, stored: dict[str, str]) -> Row:
    return Row(table, {key: read(table.column(key), text) for key, text in stored.items()})
