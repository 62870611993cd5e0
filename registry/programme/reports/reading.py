"""Files of the five tables, read and checked: a submission, or every mistake of the file at once.

A workbook, an archive of CSV files and JSON are told apart by their first bytes. Nothing is stored
or changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.kernel.errors import Refusal
from registry.programme.reports import csv_files, grids, json_form
from registry.programme.reports.archives import Cell, Sheet, archive, refuse_large, sheets
from registry.programme.reports.file_errors import (
    FileUnreadable,
    FilledByCarp,
    FirstAfterLast,
    FormulaCell,
    FormWrong,
    LayoutOther,
    OneSubmission,
    RangesOverlap,
    TextUnfit,
    TypeWrong,
    ValueMissing,
    WordUnknown,
)
from registry.programme.reports.grids import Found, Record
from registry.programme.reports.tables import (
    HOLDINGS,
    SUBMISSION,
    TABLES,
    Column,
    Need,
    Row,
    Submission,
    Table,
    Value,
)
from registry.programme.reports.values import TEXT_LONGEST, Misread, Unfit, is_absent, read

ERRORS_LISTED = 500
"""Mistakes of a file that are listed; further ones are only counted."""

_SHOWN = 60
_BY_CARP = re.compile(
    r"[\[(<]?\s*(?:to be )?(?:populated|filled(?: in)?|completed|provided) by (?:the )?CARP"
    r"\s*[\])>]?\.?",
    re.IGNORECASE,
)
"""What published layouts write where the secretariat's platform will fill in."""

_RANGES = (
    ("first_id", "last_id"),
    ("first_unit", "last_unit"),
    ("ndc_first_year", "ndc_last_year"),
)
_EXAMPLES = {
    "party": "KHM", "version": "1.0", "cooperative_approach": "CA0004", "itmo_registry": "KHM01",
    "authorization": "KHM-1", "timeframe": "2021 - 2030", "parties": "CHE, SGP",
}  # fmt: skip


class Format(StrEnum):
    """What a file is."""

    WORKBOOK = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class Reading:
    """What a file says: a submission, or the mistakes, in the order of the file's tables.

    `format` is None for a file of another kind; `further` counts mistakes that are not listed.
    """

    format: Format | None
    submission: Submission | None
    errors: tuple[Refusal, ...]
    further: int = 0


def read_file(content: bytes) -> Reading:
    """The submission of a file, or its mistakes; never raises a refusal."""
    mistakes: list[Refusal] = []
    kind: Format | None = None
    try:
        refuse_large(content)
        kind = format_of(content)
        rows = _FORMATS[kind](content, mistakes.append)
    except Refusal as refusal:
        mistakes.append(refusal)
    if mistakes:
        listed = tuple(mistakes[:ERRORS_LISTED])
        return Reading(kind, None, listed, len(mistakes) - len(listed))
    submission = Submission(rows[SUBMISSION.key][0], *(rows[table.key] for table in TABLES[1:]))
    return Reading(kind, submission, ())


def format_of(content: bytes) -> Format:
    """What a file is, by its first bytes and the names in the archive; refuses any other."""
    if content.startswith(b"PK"):
        with archive(content) as opened:
            names = {name.rpartition("/")[2].lower() for name in opened.namelist()}
        return Format.WORKBOOK if "[content_types].xml" in names else Format.CSV
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return Format.JSON
    raise FileUnreadable(part=content[:8].decode("ascii", errors="replace").strip() or "-")


_Rows = dict[str, tuple[Row, ...]]


def _workbook(content: bytes, found: Found) -> _Rows:
    return _of_sheets(sheets(content), found, transposed=True)


def _csv(content: bytes, found: Found) -> _Rows:
    return _of_sheets(csv_files.sheets_of(content), found, transposed=False)


def _json(content: bytes, found: Found) -> _Rows:
    tables = json_form.parsed(content.removeprefix(b"\xef\xbb\xbf"))
    json_form.tell_unknown(tables, found)
    return {
        table.key: _checked(
            table, json_form.table_key(table), json_form.records(table, tables, found), found
        )
        for table in TABLES
    }


_FORMATS: Mapping[Format, Callable[[bytes, Found], _Rows]] = {
    Format.WORKBOOK: _workbook,
    Format.CSV: _csv,
    Format.JSON: _json,
}


def _of_sheets(given: Iterable[Sheet], found: Found, *, transposed: bool) -> _Rows:
    named: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in given:
        named[grids.folded(sheet.name)].append(sheet)
    rows: _Rows = {}
    for table in TABLES:
        same = named[grids.folded(table.sheet)]
        rows[table.key] = ()
        if len(same) != 1:
            found(LayoutOther(sheet=table.sheet))
            continue
        layout = grids.down if transposed and table is SUBMISSION else grids.across
        rows[table.key] = _checked(table, same[0].name, layout(table, same[0], found), found)
    return rows


def _checked(table: Table, sheet: str, records: list[Record], found: Found) -> tuple[Row, ...]:
    """The rows of a table without mistakes; the mistakes go to `found`."""
    mistakes: list[Refusal] = []
    if table is SUBMISSION and len(records) != 1:
        mistakes.append(OneSubmission(sheet=sheet, rows=len(records)))
    rows = [_row(table, sheet, record, mistakes.append) for record in records]
    if table is HOLDINGS:
        _refuse_overlaps(sheet, rows, records, mistakes.append)
    for mistake in mistakes:
        found(mistake)
    return tuple(rows)


def _row(table: Table, sheet: str, record: Record, found: Found) -> Row:
    values: dict[str, Value | None] = {}
    for column in table.columns:
        cell = record.get(column.key)
        if cell is None:
            continue
        if cell.formula:
            found(FormulaCell(sheet=sheet, cell=cell.at))
        elif is_absent(cell.value):
            if column.need is Need.REQUIRED:
                found(ValueMissing(sheet=sheet, cell=cell.at, column=column.name))
        elif column.need is Need.CARP:
            if not _BY_CARP.fullmatch(str(cell.value).strip()):
                found(FilledByCarp(sheet=sheet, cell=cell.at, column=column.name))
        else:
            values[column.key] = _value(column, sheet, cell, found)
    for first, last in _RANGES:
        begins, ends = values.get(first), values.get(last)
        if isinstance(begins, int) and isinstance(ends, int) and begins > ends:
            name = table.column(first).name
            found(
                FirstAfterLast(
                    sheet=sheet, cell=record[first].at, column=name, first=str(begins),
                    last=str(ends),
                )
            )  # fmt: skip
    return Row(table, values)


def _value(column: Column, sheet: str, cell: Cell, found: Found) -> Value | None:
    """The value of a filled cell; None if it is a mistake."""
    facts: dict[str, Any] = {"sheet": sheet, "cell": cell.at, "column": column.name}
    given = str(cell.value)[:_SHOWN]
    try:
        value = read(column, cell.value)
    except Misread:
        found(TypeWrong(**facts, kind=column.kind.value, given=_printable(given)))
        return None
    except Unfit:
        found(TextUnfit(**facts, most=TEXT_LONGEST))
        return None
    if column.fits(value):
        return value
    if column.values:
        found(WordUnknown(**facts, given=_printable(given), choices=", ".join(column.values)))
    else:
        example = _EXAMPLES.get(column.key, "KHM")
        found(FormWrong(**facts, given=_printable(given), example=example))
    return None


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _refuse_overlaps(sheet: str, rows: list[Row], records: list[Record], found: Found) -> None:
    """Name the holdings of one registry whose ITMOs overlap those of an earlier one."""
    by_registry: dict[Value | None, list[tuple[int, int, str]]] = defaultdict(list)
    for row, record in zip(rows, records, strict=True):
        first, last = row.get("first_id"), row.get("last_id")
        if isinstance(first, int) and isinstance(last, int) and first <= last:
            by_registry[row.get("itmo_registry")].append((first, last, record["first_id"].at))
    for held in by_registry.values():
        held.sort()
        highest, holder = None, ""
        for first, last, at in held:
            if highest is not None and first <= highest:
                found(
                    RangesOverlap(
                        sheet=sheet, cell=at, first=str(first), last=str(last), other=holder
                    )
                )
            if highest is None or last > highest:
                highest, holder = last, at
