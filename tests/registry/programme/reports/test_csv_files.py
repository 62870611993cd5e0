"""Goal: five CSV files that spreadsheet programs open without calculating, and that read back.

Method: archives of small and of random submissions, read byte by byte and as a submission.
"""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from registry.programme.reports.csv_files import csv_archive
from registry.programme.reports.reading import Format, read_file
from registry.programme.reports.tables import ENTITIES, TABLES, Row, Submission
from registry.programme.reports.zipped import zipped
from tests.support.aef_submissions import LEAST, TEXTS, submission

NAMES = [
    "table-1-submission.csv", "table-2-authorizations.csv", "table-3-actions.csv",
    "table-4-holdings.csv", "table-5-auth-entities.csv",
]  # fmt: skip
SEEDS = 10


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_one_file_a_table_each_with_its_headers() -> None:
    found = files(csv_archive(Submission(LEAST.submission)))

    assert NAMES == list(found)
    for table, content in zip(TABLES, found.values(), strict=True):
        assert content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [column.name for column in table.columns] == lines[0]
        assert (1 if table is TABLES[0] else 0) == len(lines) - 1


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_begins_as_a_formula(text: str) -> None:
    row = Row(ENTITIES, {**LEAST.entities[0], "conditions": text})
    content = csv_archive(Submission(LEAST.submission, entities=(row,)))
    plain = files(content)[NAMES[4]].decode("utf-8-sig")
    field = list(csv.reader(io.StringIO(plain, newline="")))[1][5]
    read = read_file(content)

    assert field[0] not in "=+-@\t\r\n＝＋－＠"
    assert read.submission is not None and text == read.submission.entities[0]["conditions"]


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
    content = csv_archive(given)
    read = read_file(content)

    assert () == read.errors
    assert given == read.submission
    assert Format.CSV is read.format
    assert content == csv_archive(read.submission)


def test_columns_are_found_by_header_in_any_order() -> None:
    def turned(content: bytes) -> bytes:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        target = io.StringIO()
        csv.writer(target).writerows([[*reversed(line)] for line in lines])
        return target.getvalue().encode("utf-8-sig")

    content = zipped({name: turned(one) for name, one in files(csv_archive(LEAST)).items()})

    assert LEAST == read_file(content).submission


def test_a_folder_and_foreign_files_do_not_matter() -> None:
    within = {f"KHM/{name.upper()}": one for name, one in files(csv_archive(LEAST)).items()}

    assert LEAST == read_file(zipped({**within, "KHM/readme.txt": b"\xff"})).submission


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("碳市场登记簿".encode("gbk"), "procedure.report_unreadable"),
        (b'"open', "procedure.report_unreadable"),
        (b"", "procedure.report_layout_other"),
        (b"Something,else\r\n", "procedure.report_layout_other"),
    ],
)
def test_another_text_is_named(spoilt: bytes, code: str) -> None:
    found = files(csv_archive(LEAST))
    read = read_file(zipped({**found, NAMES[2]: spoilt}))

    assert read.submission is None
    assert [code] == [error.code for error in read.errors]


def test_a_missing_file_is_named() -> None:
    found = files(csv_archive(LEAST))
    del found[NAMES[3]]
    (error,) = read_file(zipped(found)).errors

    assert ("procedure.report_layout_other", "Table 4 Holdings") == (
        error.code,
        error.facts["sheet"],
    )
