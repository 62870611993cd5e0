"""From the cells of a sheet to records by column: columns are found by their headers alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ledger.kernel.errors import Refusal
from registry.programme.reports.archives import Cell, Sheet, place
from registry.programme.reports.file_errors import (
    ColumnMissing,
    ColumnTwice,
    ColumnUnknown,
    LayoutOther,
)
from registry.programme.reports.tables import Column, Need, Table
from registry.programme.reports.values import is_absent

HEADER_WITHIN = 20
"""Rows from the top in which a header is looked for."""

_SHOWN = 60

Record = Mapping[str, Cell]
"""The cells of one row by the key of their column; cells of the file's columns only."""

Found = Callable[[Refusal], None]
"""Takes a mistake of the file."""


def folded(header: str) -> str:
    """A header for comparison: without case, line breaks and kinds of apostrophes."""
    return " ".join(header.replace("’", "'").split()).casefold()


def across(table: Table, sheet: Sheet, found: Found) -> list[Record]:
    """The records of a table with its headers in one row and a record in each row below.

    Rows without values are no records, nor are those that only list the values that columns can
    have.
    """
    names = {folded(column.name): column for column in table.columns}
    header = _header_row(sheet, names)
    if header is None:
        found(LayoutOther(sheet=table.sheet))
        return []
    columns = _columns(table, sheet, header, names, found)
    records: list[Record] = []
    for number, cells in sheet.rows.items():
        if number <= header:
            continue
        filled = {
            at: cell for at, cell in cells.items() if cell.formula or not is_absent(cell.value)
        }
        record = {
            column.key: cells.get(at, Cell(None, place(number, at)))
            for at, column in columns.items()
        }
        _tell_unknown(sheet, header, columns, filled, found)
        if any(at in columns for at in filled) and not _lists_values(table, record):
            records.append(record)
    return records


def down(table: Table, sheet: Sheet, found: Found) -> list[Record]:
    """The record of a table with its headers below one another, each value to the right."""
    names = {folded(column.name): column for column in table.columns}
    record: dict[str, Cell] = {}
    beside: dict[int, tuple[int, str, Cell]] = {}
    label_at = 0
    for number, cells in sheet.rows.items():
        for at, cell in cells.items():
            if not isinstance(cell.value, str):
                continue
            value = cells.get(at + 1, Cell(None, place(number, at + 1)))
            column = names.get(folded(cell.value))
            if column is None:
                beside[number] = beside.get(number, (at, cell.value, value))
            elif column.key in record:
                found(ColumnTwice(sheet=sheet.name, column=column.name, cell=cell.at))
                break
            else:
                record[column.key] = value
                label_at = label_at or at
                beside.pop(number, None)
                break
    if not record:
        found(LayoutOther(sheet=table.sheet))
        return []
    for at, label, value in beside.values():
        if at == label_at and not is_absent(value.value):
            found(ColumnUnknown(sheet=sheet.name, cell=value.at, column=label[:_SHOWN]))
    tell_missing(table, sheet.name, record.keys(), found)
    return [record]


def tell_missing(table: Table, sheet: str, keys: Collection[str], found: Found) -> None:
    """Name the required columns that a table of a file does not have."""
    for column in table.columns:
        if column.need is Need.REQUIRED and column.key not in keys:
            found(ColumnMissing(sheet=sheet, column=column.name))


def _header_row(sheet: Sheet, names: Mapping[str, Column]) -> int | None:
    """The row near the top with the most headers, of two or more; None if there is none."""
    best, most = None, 1
    for number, cells in sheet.rows.items():
        if number > HEADER_WITHIN:
            break
        texts = {folded(cell.value) for cell in cells.values() if isinstance(cell.value, str)}
        if len(texts & names.keys()) > most:
            best, most = number, len(texts & names.keys())
    return best


def _columns(
    table: Table, sheet: Sheet, header: int, names: Mapping[str, Column], found: Found
) -> dict[int, Column]:
    """The columns of a sheet by their position."""
    columns: dict[int, Column] = {}
    for at, cell in sheet.rows[header].items():
        column = names.get(folded(cell.value)) if isinstance(cell.value, str) else None
        if column is None:
            continue
        if column in columns.values():
            found(ColumnTwice(sheet=sheet.name, column=column.name, cell=cell.at))
        else:
            columns[at] = column
    tell_missing(table, sheet.name, {column.key for column in columns.values()}, found)
    return columns


def _tell_unknown(
    sheet: Sheet,
    header: int,
    columns: Mapping[int, Column],
    filled: Mapping[int, Cell],
    found: Found,
) -> None:
    """Name the values below a header that the table does not have, or below none."""
    for at, cell in filled.items():
        if at not in columns:
            above = sheet.rows[header].get(at)
            label = "" if above is None else str(above.value)
            found(ColumnUnknown(sheet=sheet.name, cell=cell.at, column=label[:_SHOWN]))


def _lists_values(table: Table, record: Record) -> bool:
    """Whether a row only lists values that its columns can have, as published layouts do."""
    filled = {
        key: cell for key, cell in record.items() if cell.formula or not is_absent(cell.value)
    }
    return all(cell.value in table.column(key).values for key, cell in filled.items())
