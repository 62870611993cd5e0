"""Goal: spreadsheet programs open our workbooks as they are, and what they save reads back equal.

Method: LibreOffice, without a window, opens workbooks of random submissions and saves them as
workbooks and as CSV files; both are compared with the submissions. Debian's package is
libreoffice-calc.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from registry.programme.reports.csv_files import file_name, table_csv
from registry.programme.reports.reading import read_file
from registry.programme.reports.tables import TABLES, Submission
from registry.programme.reports.values import written
from registry.programme.reports.workbook import HEADER_ROWS, positions, workbook
from tests.support.aef_submissions import LEAST, submission

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SEEDS = range(40)
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotation mark, UTF-8, from row 1, texts as they are shown, each sheet as a file."""


def saved(folder: Path, kind: str, files: list[Path]) -> Path:
    """The folder in which LibreOffice saved files as another kind."""
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice is missing: apt-get install libreoffice-calc"
    target = folder / kind.partition(":")[0]
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind,
         "--outdir", str(target), *map(str, files)],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip
    return target


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Submission]:
    """Workbooks and what they say."""
    folder = tmp_path_factory.mktemp("workbooks")
    made = {"least": LEAST, "empty": Submission(LEAST.submission)}
    made |= {f"seed-{seed}": submission(seed) for seed in SEEDS}
    files = {}
    for name, one in made.items():
        files[folder / f"{name}.xlsx"] = one
        (folder / f"{name}.xlsx").write_bytes(workbook(one))
    return files


def test_saved_as_a_workbook_it_says_the_same(
    given: dict[Path, Submission], tmp_path: Path
) -> None:
    target = saved(tmp_path, "xlsx", list(given))

    assert {file.name for file in given} == {file.name for file in target.iterdir()}
    for file, expected in given.items():
        content = (target / file.name).read_bytes()
        read = read_file(content)

        assert content != file.read_bytes()
        assert () == read.errors, file.name
        assert expected == read.submission, file.name


def test_every_cell_is_shown_as_it_was_written(
    given: dict[Path, Submission], tmp_path: Path
) -> None:
    target = saved(tmp_path, EVERY_SHEET, list(given))
    for file, expected in given.items():
        for table in TABLES[1:]:
            shown = (target / f"{file.stem}-{table.sheet}.csv").read_text(encoding="utf-8")
            lines = list(csv.reader(io.StringIO(shown, newline="")))
            header, at = HEADER_ROWS[table.key], positions(table)

            assert [column.name for column in table.columns] == [
                lines[header - 1][at[column.key] - 1] for column in table.columns
            ]
            for number, row in enumerate(expected.rows(table)):
                assert {key: written(value) for key, value in row.items()} == {
                    key: lines[header + number][at[key] - 1] for key in row
                }, (file.name, table.sheet, number)


def test_our_csv_files_open_without_formulas(given: dict[Path, Submission], tmp_path: Path) -> None:
    files = [tmp_path / "planted.csv"]
    files[0].write_bytes(b"Name\r\n=1+1\r\n")
    for file, one in given.items():
        for table in TABLES[1:]:
            files.append(tmp_path / f"{file.stem}-{file_name(table)}")
            files[-1].write_bytes(table_csv(table, one))
    target = saved(tmp_path, "fods", files)
    calculated = [
        file.name
        for file in target.iterdir()
        if "table:formula=" in file.read_text(encoding="utf-8")
    ]

    assert len(files) == len(list(target.iterdir()))
    assert ["planted.fods"] == calculated
