"""`tanlu reports`: the submissions of a lesson as files, and a check of such a file.

`--check` tells every mistake of a file in both languages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger.db import Reader, refuse_what_is_no_lesson
from registry import wording as wording  # the mistakes name codes
from registry.programme.reports import queries
from registry.programme.reports.archives import FILE_BYTES_MAX
from registry.programme.reports.files import as_json as as_json_value
from registry.programme.reports.files import faults_of, file_of, lines, name_of
from registry.programme.reports.reading import Format, read_file
from registry.programme.reports.tables import TABLES
from registry.terminal import complain, say


class Written(NamedTuple):
    """A file that was written, the state of what stands in it, and its tables' numbers of rows."""

    path: Path
    state: str
    rows: tuple[int, ...]


def write_files(lesson: Path, party: str, year: int, *, out: Path, as_json: bool) -> int:
    """Write a lesson's submissions and print which; the exit status: 1 if there are none."""
    written = list(_written(lesson, party=party, year=year, out=out))
    if as_json:
        said = [{"file": str(o.path), "state": o.state, "rows": o.rows} for o in written]
        say(json.dumps(said, ensure_ascii=False))
    else:
        for one in written:
            say(f"{one.path}  {one.state}  {' + '.join(map(str, one.rows))} rows")
    return 0 if written else 1


def _written(lesson: Path, *, party: str, year: int, out: Path) -> Iterator[Written]:
    """Write every version of a lesson's submissions in each format, and say what was written.

    `party` is an alpha-3 code or that of a registry, "" for all, `year` 0 for every year. Raises
    CannotOpen for what is no lesson, OSError where nothing can be written.
    """
    refuse_what_is_no_lesson(lesson)
    reader = Reader(lesson)
    try:
        with reader.session() as session:
            found = [
                one
                for one in queries.reports(session, year=year)
                if party.upper() in ("", one.party, one.alpha3)
            ]
            if found:
                out.mkdir(parents=True, exist_ok=True)
            for one in found:
                submission = queries.as_submitted(session, one.report)
                for kind in Format:
                    path = out / name_of(submission, kind)
                    path.write_bytes(file_of(submission, kind))
                    rows = tuple(len(submission.rows(table)) for table in TABLES)
                    yield Written(path, one.state, rows)
    finally:
        reader.close()


def check_file(file: Path, *, as_json: bool) -> int:
    """Print what a file says; the exit status: 0 sound, 1 with mistakes or faults, 2 not opened."""
    try:
        with file.open("rb") as source:
            # One byte more shows that a file is too large; no more of it is read.
            reading = read_file(source.read(FILE_BYTES_MAX + 1))
    except OSError as error:
        complain(f"{file}: {error.strerror}")
        return 2
    if as_json:
        say(json.dumps(as_json_value(reading), ensure_ascii=False))
    else:
        say("\n".join(lines(reading)))
    return 0 if reading.submission is not None and not faults_of(reading.submission) else 1
