"""Goal: `tanlu reports --check` tells a person and a program what is wrong with a file.

Method: the command is run on files of a small submission, sound and spoilt.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.programme.reports.csv_files import csv_archive
from registry.programme.reports.json_form import json_text
from registry.programme.reports.tables import ACTIONS, Row
from registry.programme.reports.workbook import workbook
from tests.support.aef_submissions import LEAST


def told(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["reports", *words], env={"COLUMNS": "200", "NO_COLOR": "1"})
    return result.exit_code, result.output


def test_a_sound_file(tmp_path: Path) -> None:
    for content in (workbook(LEAST), csv_archive(LEAST), json_text(LEAST)):
        file = tmp_path / "aef"
        file.write_bytes(content)
        status, said = told("--check", str(file))

        assert 0 == status
        assert "sound 无误 · KHM 2026 1.0" in said
        assert ["Table", "4:", "Holdings", "2"] == said.splitlines()[3].split()


def test_mistakes_are_told_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "aef.json"
    file.write_bytes(json_text(LEAST).replace(b'"GHG"', b'"ghg"'))
    status, said = told("--check", str(file))
    as_json, printed = told("--check", str(file), "--json")

    assert (1, 1) == (status, as_json)
    assert "4 mistakes 错误" in said
    assert "aefT3Actions, [0].aefT3ActionsMetric: “Metric” has no value “ghg”." in said
    assert "“aefT3Actions”[0].aefT3ActionsMetric：“Metric”没有“ghg”这一取值。" in said
    assert ["procedure.report_word_unknown"] * 4 == [
        error["code"] for error in json.loads(printed)["errors"]
    ]


def test_what_would_keep_it_from_being_validated(tmp_path: Path) -> None:
    action = Row(ACTIONS, {**LEAST.actions[0], "authorization": "KHM-9"})
    file = tmp_path / "aef.json"
    file.write_bytes(json_text(replace(LEAST, actions=(action,))))
    status, said = told("--check", str(file))
    wrong = [line for line in said.splitlines() if "KHM-9" in line]

    assert (1, 2) == (status, len(wrong))
    assert "授权" in wrong[1]


def test_many_rows_are_not_compared_with_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.programme.reports.files.COMPARED_MOST", 3)
    file = tmp_path / "aef.json"
    file.write_bytes(json_text(LEAST))
    status, said = told("--check", str(file))

    assert 0 == status
    assert "too many rows to be compared" in said


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"PK" + b"\0" * 2_000_000)

    assert 2 == told("--check", str(tmp_path / "none"))[0]
    assert 2 == told("--check", str(tmp_path))[0]
    assert (1, True) == (
        told("--check", str(large))[0],
        "1,048,576" in told("--check", str(large))[1],
    )
