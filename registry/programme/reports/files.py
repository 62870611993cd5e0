"""Files of the five tables for people and programs: names, and what was read as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ledger.kernel.errors import worded
from registry.programme.reports.csv_files import csv_archive
from registry.programme.reports.findings import Found, faults
from registry.programme.reports.json_form import json_text
from registry.programme.reports.reading import Format, Reading
from registry.programme.reports.tables import SUBMISSION, TABLES, Submission
from registry.programme.reports.workbook import workbook

MEDIA_TYPES = {
    Format.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "application/zip",
    Format.JSON: "application/json",
}
"""What an answer with a file says that it is."""

COMPARED_MOST = 40_000
"""Pairs of an action or a holding and a holding that are looked at."""

FAULTS_LISTED = 500
"""Faults of a submission that are told; the first ones."""

_ENDINGS = {Format.WORKBOOK: "xlsx", Format.CSV: "zip", Format.JSON: "json"}
_WRITERS: dict[Format, Callable[[Submission], bytes]] = {
    Format.WORKBOOK: workbook, Format.CSV: csv_archive, Format.JSON: json_text,
}  # fmt: skip


def file_of(submission: Submission, kind: Format) -> bytes:
    """A submission as a file; equal submissions give equal bytes."""
    return _WRITERS[kind](submission)


def name_of(submission: Submission, kind: Format) -> str:
    """The name of the file, such as AEF-KHM-2028-1.0.xlsx."""
    first = submission.submission
    return f"AEF-{first['party']}-{first['reported_year']}-{first['version']}.{_ENDINGS[kind]}"


def faults_of(submission: Submission) -> list[Found] | None:
    """What would keep a submission from being validated, across its rows; None if its actions and
    holdings are too many to be compared with one another here.
    """
    held = len(submission.holdings)
    if held * max(held, len(submission.actions)) > COMPARED_MOST:
        return None
    return faults(submission)[:FAULTS_LISTED]


def as_json(reading: Reading) -> dict[str, Any]:
    """What was read: format, every mistake in both languages, the tables with their keys, and what
    would keep them from being validated.
    """
    tables = told = None
    if reading.submission is not None:
        tables = json.loads(json_text(reading.submission))
        found = faults_of(reading.submission)
        told = None if found is None else [asdict(one) for one in found]
    return {
        "format": reading.format,
        "sound": reading.submission is not None,
        "errors": [error.as_answer() for error in reading.errors],
        "further_errors": reading.further,
        "submission": tables,
        "faults": told,
    }


def lines(reading: Reading) -> list[str]:
    """What was read, for a person at a terminal: the mistakes in both languages, or the tables."""
    if reading.submission is None:
        told = [f"{len(reading.errors) + reading.further} mistakes 错误"]
        for error in reading.errors:
            told += [f"- {error.code}: {error.text('en')}", f"  {error.text('zh')}"]
        return told
    first = reading.submission.submission
    head = " ".join(str(first[key]) for key in ("party", "reported_year", "version"))
    counts = [
        f"{table.title:<30} {len(reading.submission.rows(table)):>6,}"
        for table in TABLES
        if table is not SUBMISSION
    ]
    return [f"sound 无误 · {head}", *counts, *_fault_lines(reading.submission)]


def _fault_lines(submission: Submission) -> list[str]:
    found = faults_of(submission)
    if found is None:
        return ["too many rows to be compared 行数过多，未作比对"]
    told = []
    for one in found:
        for language in ("en", "zh"):
            sorts = (("report_table", one.part), ("report_column", one.field))
            table, column = (worded(code, sort, language) for sort, code in sorts)
            sentence = worded(one.fault, "report_fault", language)
            told.append(f"- {table} {one.row} {column} {one.value}: {sentence}")
    return told
