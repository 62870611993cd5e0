"""Files of the five tables for people and programs: names, and what was read as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from registry.programme.reports.csv_files import csv_archive
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


def as_json(reading: Reading) -> dict[str, Any]:
    """What was read: format, every mistake in both languages, and the tables with their keys."""
    tables = None if reading.submission is None else json.loads(json_text(reading.submission))
    return {
        "format": reading.format,
        "sound": reading.submission is not None,
        "errors": [error.as_answer() for error in reading.errors],
        "further_errors": reading.further,
        "submission": tables,
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
    return [f"sound 无误 · {head}", *counts]
