"""A submission as an xlsx workbook, laid out as in the field: seven sheets, column A a gutter.

Table 1 stands on its side, tables 2 to 4 have columns without header between groups of columns.
Equal submissions give equal bytes: nothing in a file says when or where it was made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from registry.programme.reports.tables import (
    ACTIONS,
    AUTHORIZATIONS,
    ENTITIES,
    HOLDINGS,
    SUBMISSION,
    TABLES,
    Column,
    Kind,
    Need,
    Submission,
    Table,
    Value,
)
from registry.programme.reports.values import BY_CARP, TEXT_LONGEST, is_exact, written
from registry.programme.reports.zipped import BEGINNING, zipped

INDEX, SUMMARY = "Index", "Summary information"

FIRST_COLUMN = 2
"""Column B; column A is a gutter."""

SUBMISSION_ROW = 4
"""The row of the first field of table 1."""

HEADER_ROWS = {
    AUTHORIZATIONS.key: 7, ACTIONS.key: 8, HOLDINGS.key: 7, ENTITIES.key: 10,
}  # fmt: skip
"""The row of the headers of the other tables; the first record stands below it."""

SPACERS = {
    AUTHORIZATIONS.key: ("version",),
    ACTIONS.key: (
        "last_id", "last_unit", "quantity_non_ghg", "vintage", "acquiring_party", "used_year",
    ),
    HOLDINGS.key: ("last_id", "last_unit", "quantity_non_ghg"),
    ENTITIES.key: (),
}  # fmt: skip
"""The columns after which one stands that has no header."""

_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top")
_LEFT = Alignment(horizontal="left")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MADE = datetime(*BEGINNING[:3])


def positions(table: Table) -> dict[str, int]:
    """The number of each column of tables 2 to 5, by its key."""
    found: dict[str, int] = {}
    at = FIRST_COLUMN
    for column in table.columns:
        found[column.key] = at
        at += 2 if column.key in SPACERS[table.key] else 1
    return found


def workbook(submission: Submission) -> bytes:
    """The workbook of a submission."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Tanlu"
    book.properties.created = book.properties.modified = _MADE
    _index(book.create_sheet(INDEX))
    _summary(book.create_sheet(SUMMARY), submission)
    for table in TABLES:
        sheet = book.create_sheet(table.sheet)
        sheet.column_dimensions["A"].width = 3
        if table is SUBMISSION:
            _down(sheet, submission)
        else:
            _across(sheet, table, submission)
    return zipped(dict(_parts(book)))


def _parts(book: Workbook) -> Iterator[tuple[str, bytes]]:
    """The parts of a workbook; `book.save` would state the time of this machine."""
    target = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _index(sheet: Any) -> None:
    _put(sheet, 2, 2, "Agreed electronic format", bold=True)
    for number, table in enumerate(TABLES):
        _put(sheet, 4 + number, 2, table.sheet)
        _put(sheet, 4 + number, 3, table.title)
    _widths(sheet, {1: 3, 2: 28, 3: 40})


def _summary(sheet: Any, submission: Submission) -> None:
    """Whose submission it is, and how many rows each table has."""
    _put(sheet, 2, 2, SUMMARY, bold=True)
    first = submission.submission
    rows: list[tuple[str, Value | None]] = [
        (SUBMISSION.column(key).name, first.get(key))
        for key in ("party", "reported_year", "version")
    ]
    rows += [(table.title, len(submission.rows(table))) for table in TABLES[1:]]
    for number, (name, value) in enumerate(rows, 4):
        _put(sheet, number, 2, name)
        _put(sheet, number, 3, value)
    _widths(sheet, {1: 3, 2: 34, 3: 16})


def _down(sheet: Any, submission: Submission) -> None:
    _put(sheet, 2, 2, SUBMISSION.title, bold=True)
    for number, column in enumerate(SUBMISSION.columns, SUBMISSION_ROW):
        _put(sheet, number, 2, column.name, wrapped=True)
        value = submission.submission.get(column.key)
        _put(sheet, number, 3, BY_CARP if value is None and column.need is Need.CARP else value)
        sheet.cell(number, 3).alignment = _RIGHT
    _widths(sheet, {2: 44, 3: 24})


def _across(sheet: Any, table: Table, submission: Submission) -> None:
    first = submission.submission
    _put(sheet, 2, 2, first.get("party"))
    _put(sheet, 3, 2, first.get("reported_year"))
    sheet.cell(3, 2).alignment = _LEFT
    _put(sheet, 4, 2, table.title, bold=True)
    at, header = positions(table), HEADER_ROWS[table.key]
    for column in table.columns:
        _put(sheet, header, at[column.key], column.name, bold=True, wrapped=True)
    for number, row in enumerate(submission.rows(table), header + 1):
        for key, value in row.items():
            _put(sheet, number, at[key], value)
    sheet.freeze_panes = f"A{header + 1}"
    spacers = {at[key] + 1: 3 for key in SPACERS[table.key]}
    _widths(sheet, spacers | {at[column.key]: _width(column) for column in table.columns})


def _put(
    sheet: Any, row: int, at: int, value: Value | None, *, bold: bool = False, wrapped: bool = False
) -> None:
    """Write a value: texts always as texts, and numbers as numbers where every digit is kept."""
    if value is None:
        return
    cell = sheet.cell(row, at)
    if isinstance(value, int | Decimal) and is_exact(value):
        cell.value = value if isinstance(value, int) else Decimal(written(value))
    else:
        text = written(value)
        assert len(text) <= TEXT_LONGEST, "longer than a cell"
        # Set past the property, which takes what begins with = for a formula.
        cell._value, cell.data_type = _ESCAPE.sub("_x005F_", text), "s"
        if text.startswith(_DANGEROUS):
            cell.quotePrefix = True
    if bold:
        cell.font = _BOLD
    if wrapped:
        cell.alignment = _WRAPPED


def _width(column: Column) -> int:
    if column.kind is Kind.DATETIME:
        return 26
    return 32 if column.key in ("further", "terms", "conditions", "changes", "name") else 18


def _widths(sheet: Any, widths: dict[int, int]) -> None:
    for at, width in widths.items():
        sheet.column_dimensions[get_column_letter(at)].width = width
