"""The five tables as CSV files in one archive: UTF-8 with a byte order mark, headers in row 1.

A text that a spreadsheet program would take for a formula has an apostrophe before it, which
reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re

from registry.programme.reports.archives import ROWS_MAX, Cell, Sheet, archive, place
from registry.programme.reports.file_errors import FileUnreadable, RowsTooMany
from registry.programme.reports.tables import TABLES, Submission, Table
from registry.programme.reports.values import written
from registry.programme.reports.zipped import zipped

_DEFUSED = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""How a text begins that is written with one more apostrophe; with it, such a text again."""


def file_name(table: Table) -> str:
    """The name of a table's file, such as table-3-actions.csv."""
    return re.sub(r"[^a-z0-9]+", "-", table.sheet.lower()).strip("-") + ".csv"


def csv_archive(submission: Submission) -> bytes:
    """A submission as an archive of five files; equal submissions give equal bytes."""
    return zipped({file_name(table): table_csv(table, submission) for table in TABLES})


def table_csv(table: Table, submission: Submission) -> bytes:
    """One table as a file; an empty table keeps its headers."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\r\n")
    lines.writerow([column.name for column in table.columns])
    for row in submission.rows(table):
        lines.writerow([_field(row.get(column.key)) for column in table.columns])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _DEFUSED.match(value) else value
    return written(value)  # type: ignore[arg-type]


def sheets_of(content: bytes) -> list[Sheet]:
    """The files of an archive as sheets by the tables' names; files of other names are left out.

    Refuses an archive that is damaged or has a file that is not CSV in UTF-8.
    """
    tables = {file_name(table): table for table in TABLES}
    found = []
    with archive(content) as opened:
        for part in opened.infolist():
            table = tables.get(part.filename.rpartition("/")[2].lower())
            if table is not None:
                found.append(Sheet(table.sheet, _rows(opened.read(part), part.filename[:60])))
    return found


def _rows(content: bytes, name: str) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        for number, fields in enumerate(lines, 1):
            if number > ROWS_MAX + 1:
                raise RowsTooMany(sheet=name, rows_max=ROWS_MAX)
            rows[number] = {
                at: Cell(field[1:] if _is_defused(field) else field, place(number, at))
                for at, field in enumerate(fields, 1)
            }
    except (UnicodeDecodeError, csv.Error):
        raise FileUnreadable(part=name) from None
    return rows


def _is_defused(field: str) -> bool:
    return field.startswith("'") and _DEFUSED.match(field[1:]) is not None
