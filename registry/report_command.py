"""`tanlu reports --check`: a file of the five tables, with every mistake in both languages."""

from __future__ import annotations

import json
from pathlib import Path

from registry import wording as wording  # the mistakes name codes
from registry.programme.reports.archives import FILE_BYTES_MAX
from registry.programme.reports.files import as_json as as_json_value
from registry.programme.reports.files import lines
from registry.programme.reports.reading import read_file
from registry.terminal import complain, say


def check_file(file: Path, *, as_json: bool) -> int:
    """Print what a file says; the exit status: 0 sound, 1 with mistakes, 2 not opened."""
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
    return 0 if reading.submission is not None else 1
