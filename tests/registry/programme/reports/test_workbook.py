"""Goal: a workbook has the layout of the field, gives equal bytes, and reads back as it was.

Method: workbooks of small and of random submissions, opened by the library and read again.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from registry.programme.reports.reading import Format, read_file
from registry.programme.reports.tables import SUBMISSION, TABLES, Need, Row, Submission
from registry.programme.reports.workbook import HEADER_ROWS, workbook
from tests.support.aef_submissions import LEAST, TEXTS, submission

SHEETS = [
    "Index", "Summary information", "Table 1 Submission", "Table 2 Authorizations",
    "Table 3 Actions", "Table 4 Holdings", "Table 5 Auth. entities",
]  # fmt: skip
EMPTY = Submission(LEAST.submission)
SEEDS = 10


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_sheets_stand_in_their_order_empty_tables_too() -> None:
    assert SHEETS == opened(workbook(LEAST)).sheetnames == opened(workbook(EMPTY)).sheetnames


def test_table_1_stands_on_its_side() -> None:
    sheet = opened(workbook(LEAST))["Table 1 Submission"]

    assert [column.name for column in SUBMISSION.columns] == [
        sheet.cell(row, 2).value for row in range(4, 13)
    ]
    assert ["KHM", "1.0", 2026, "15/04/2027"] == [sheet.cell(row, 3).value for row in range(4, 8)]
    assert [2021, 2030] == [sheet.cell(row, 3).value for row in (10, 11)]
    assert ["Populated by CARP"] * 3 == [sheet.cell(row, 3).value for row in (8, 9, 12)]


@pytest.mark.parametrize(("sheet", "header"), [(2, 7), (3, 8), (4, 7), (5, 10)])
def test_headers_and_first_record_have_their_rows(sheet: int, header: int) -> None:
    table = TABLES[sheet - 1]
    found = opened(workbook(LEAST))[table.sheet]
    names = [cell.value for cell in found[header] if cell.value is not None]

    assert header == HEADER_ROWS[table.key]
    assert [column.name for column in table.columns] == names
    assert found.cell(header + 1, 2).value is not None
    assert len(LEAST.rows(table)) == found.max_row - header


@pytest.mark.parametrize(
    ("sheet", "after"),
    [
        ("Table 2 Authorizations", ["Version of the authorization"]),
        (
            "Table 3 Actions",
            [
                "Last ID", "Last unit ID", "Quantity (in non-GHG metric)", "Vintage",
                "Acquiring participating Party ID",
                "Calendar year for which the ITMOs are used towards the Party's NDC",
            ],
        ),
        ("Table 4 Holdings", ["Last ID", "Last unit ID", "Quantity (in non-GHG metric)"]),
        ("Table 5 Auth. entities", []),
    ],
)  # fmt: skip
def test_spacers_have_no_header_and_no_value(sheet: str, after: list[str]) -> None:
    found = opened(workbook(LEAST))[sheet]
    header = next(HEADER_ROWS[table.key] for table in TABLES if table.sheet == sheet)
    names = [cell.value for cell in found[header]]
    spacers = [at for at, name in enumerate(names, 1) if name is None]

    assert [1, *(names.index(name) + 2 for name in after)] == spacers
    assert {None} == {found.cell(row, at).value for at in spacers for row in range(1, 20)}


def test_dates_times_and_numbers_stand_as_the_format_asks() -> None:
    book = opened(workbook(LEAST))
    actions, authorizations = book["Table 3 Actions"], book["Table 2 Authorizations"]

    assert "2026-03-04T05:06:07.089Z" == actions["B9"].value
    assert "02/01/2026" == authorizations["C8"].value
    assert (1, 400) == (actions["I9"].value, actions["J9"].value)
    assert "n" == actions["I9"].data_type


@pytest.mark.parametrize("text", [text for text in TEXTS if text[0] in "=+-@"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    row = Row(TABLES[4], {**LEAST.entities[0], "conditions": text})
    content = workbook(Submission(LEAST.submission, entities=(row,)))
    cell = opened(content)["Table 5 Auth. entities"]["G11"]

    assert (text, "s", True) == (cell.value, cell.data_type, cell.quotePrefix)
    assert b"<f>" not in b"".join(parts(content).values())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_does_not_say_when_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook(LEAST)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        times = {part.date_time for part in archive.infolist()}

    assert first == workbook(LEAST)
    assert {(1980, 1, 1, 0, 0, 0)} == times
    assert b"1980-01-01T00:00:00Z</dcterms:modified>" in parts(first)["docProps/core.xml"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_random_submission_comes_back(seed: int) -> None:
    comes_back(seed)


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_come_back(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        comes_back(seed)


def comes_back(seed: int) -> None:
    given = submission(seed)
    content = workbook(given)
    read = read_file(content)

    assert () == read.errors
    assert given == read.submission
    assert Format.WORKBOOK is read.format
    assert content == workbook(read.submission)


def test_random_submissions_fill_every_column_that_parties_fill() -> None:
    filled = {
        (table.key, key)
        for seed in range(SEEDS)
        for table in TABLES
        for row in submission(seed).rows(table)
        for key in row
    }

    assert filled == {
        (table.key, column.key)
        for table in TABLES
        for column in table.columns
        if column.need is not Need.CARP
    }


def test_long_numbers_keep_every_digit() -> None:
    units = {"first_id": 10**17 + 1, "last_id": 10**17 + 3}
    row = Row(TABLES[3], {**LEAST.holdings[0], **units})
    content = workbook(Submission(LEAST.submission, holdings=(row,)))

    assert "100000000000000001" == opened(content)["Table 4 Holdings"]["F8"].value
    assert (row,) == read_file(content).submission.holdings  # type: ignore[union-attr]
