"""Archives and workbooks of foreign origin, opened safely: nothing is calculated, fetched or
expanded beyond the limits, and no part may declare entities.
"""

from __future__ import annotations

import io
import re
import struct
import threading
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse
from xml.parsers import expat

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from registry.programme.reports.file_errors import (
    EntitiesDeclared,
    FileExpands,
    FileTooLarge,
    FileUnreadable,
    RowsTooMany,
)

FILE_BYTES_MAX = 1024 * 1024
"""Largest file that is read."""

EXPANDED_BYTES_MAX = 12 * 1024 * 1024
"""Largest sum of the parts of an archive, unpacked."""

ROWS_MAX = 5_000
"""Rows of one sheet."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PIECE = 16 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError,
    struct.error, zlib.error,
)  # fmt: skip
"""What the library raises for archives that contradict themselves, are encrypted or cut off."""

_WARNINGS = threading.Lock()


@dataclass(frozen=True)
class Cell:
    """A cell: its value, its place, and whether a formula makes the value."""

    value: Any
    at: str
    formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet by row and column, both from 1; rows without cells are not in it."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]


def place(row: int, column: int) -> str:
    """The name of a cell, such as C8."""
    return f"{get_column_letter(column)}{row}"


def refuse_large(content: bytes) -> None:
    """Refuse a file that is larger than the limit."""
    if len(content) > FILE_BYTES_MAX:
        raise FileTooLarge(bytes_max=FILE_BYTES_MAX)


@contextmanager
def archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """A zip archive within the limits; refuses one that is cut off or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            # A part is never read beyond the size that the archive states for it.
            size = sum(part.file_size for part in opened.infolist())
            if size > EXPANDED_BYTES_MAX:
                raise FileExpands(bytes=size, bytes_max=EXPANDED_BYTES_MAX)
            if any(part.compress_type not in _METHODS for part in opened.infolist()):
                raise FileUnreadable(part="zip")
            yield opened
    except _BROKEN:
        raise FileUnreadable(part="zip") from None


def sheets(content: bytes) -> list[Sheet]:
    """The sheets of an xlsx workbook in their order, hidden ones included.

    Texts stand as they are, numbers as int or float, dates as datetime; formulas are not
    calculated.
    """
    with archive(content) as opened:
        for part in opened.infolist():
            if part.filename.endswith((".xml", ".rels", ".vml")):
                _refuse_entities(opened, part.filename)
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are of no interest here
            try:
                return _read(content)
            except RowsTooMany:
                raise
            except Exception:
                # A workbook that contradicts itself fails anywhere in the library.
                raise FileUnreadable(part="xlsx") from None


def _refuse_entities(opened: zipfile.ZipFile, name: str) -> None:
    """Refuse an XML part that declares a document type, which stands before its first element."""
    parser = expat.ParserCreate()
    seen: list[str] = []
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("doctype")
    parser.StartElementHandler = lambda *_: seen.append("element")
    try:
        with opened.open(name) as source:
            while not seen and (piece := source.read(_PIECE)):
                parser.Parse(piece)
    except expat.ExpatError:
        pass  # the library's parser, which is the same, stops there too
    if seen and seen[0] == "doctype":
        raise EntitiesDeclared(part=name[:80])


class _Reader(ExcelReader):  # type: ignore[misc]
    """The library's reader without properties, themes and names, and with texts as they stand."""

    def read_strings(self) -> None:
        """Read the table of shared texts."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    self.shared_strings.append(Text.from_tree(node).content)
                    node.clear()

    def read(self) -> None:
        """Read what cells need."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()


def _read(content: bytes) -> list[Sheet]:
    reader = _Reader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    assert book is not None
    found = []
    for sheet in book.worksheets:
        with reader.archive.open(sheet._worksheet_path) as source:
            parser = WorkSheetParser(
                source,
                reader.shared_strings,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            found.append(Sheet(sheet.title, _rows(parser, sheet.title)))
    reader.archive.close()
    return found


def _rows(parser: Any, name: str) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    try:
        for number, cells in parser.parse():
            filled = {cell["column"]: _cell(cell) for cell in cells if cell["value"] is not None}
            if filled:
                rows[number] = filled
            if len(rows) > ROWS_MAX:
                raise RowsTooMany(sheet=name[:60], rows_max=ROWS_MAX)
    except ParseError:
        raise FileUnreadable(part=name[:60]) from None
    return rows


def _cell(read: Mapping[str, Any]) -> Cell:
    value, at = read["value"], place(read["row"], read["column"])
    if read["data_type"] == "f":
        return Cell(None, at, formula=True)
    if read["data_type"] == "e":
        return Cell(_ErrorValue(value), at)
    if isinstance(value, str) and "_x" in value:
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return Cell(value, at)


class _ErrorValue:
    """An error such as #REF! in place of a value: of no column's kind."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def __str__(self) -> str:
        """The error as the spreadsheet shows it."""
        return str(self.shown)
