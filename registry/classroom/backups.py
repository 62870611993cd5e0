"""Copies of a lesson file that are whole: taken while it trades, or of a lesson that is closed.

A copy is one file, of one committed state, and is checked before it gets its name: it opens, its
pages are sound, and its chain ends with the command with which it was taken. Writes nothing into
the lesson. Knows no hall and no schedule.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.copies import Head, copy_whole, head_of
from ledger.db import CannotOpen

PART = ".part"
"""Ending of a copy that has no name yet; one that lies about is of an interrupted back-up."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A checked copy under a passing name."""

    file: Path
    head: Head


@contextmanager
def copied(lesson: Path, *, folder: Path) -> Iterator[Copy]:
    """A checked copy of a lesson file in a folder; at the end it goes, unless it was moved."""
    if not lesson.is_file():
        raise CannotOpen(f"There is no lesson file {lesson}.")
    if not folder.is_dir():
        raise CannotOpen(f"There is no folder {folder}.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{lesson.stem}.", suffix=PART, dir=folder)
    except OSError as error:
        raise CannotOpen(f"{folder} cannot be written: {error.strerror}.") from None
    os.close(descriptor)
    file = Path(name)
    try:
        yield Copy(file, copy_whole(lesson, file))
    finally:
        file.unlink(missing_ok=True)


def back_up(lesson: Path, file: Path) -> Head:
    """Copy a lesson file to a new file, which must not exist; the state that was copied."""
    try:
        taken = file.exists()
    except OSError as error:
        raise CannotOpen(f"{file} cannot be written: {error.strerror}.") from None
    if taken:
        raise CannotOpen(f"{file} exists already; nothing is written over.")
    with copied(lesson, folder=file.absolute().parent) as copy:
        try:
            _name(copy.file, file)
        except FileExistsError:
            raise CannotOpen(f"{file} exists already; nothing is written over.") from None
        except OSError as error:
            raise CannotOpen(f"{file} cannot be written: {error.strerror}.") from None
        return copy.head


def name_of(lesson: Path, head: Head) -> str:
    """What a copy is called: letters and digits only, the last command, and the chain's hash."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", lesson.stem).strip("-") or "lesson"
    return f"{plain}-{head.command:08d}-{head.chain_head[:8]}.lesson"


def keep_copy(lesson: Path, folder: Path, *, keep: int) -> Path | None:
    """Copy a lesson into a folder of copies, if it has changed; the oldest beyond `keep` go.

    None when its newest state is there already. The folder is made where it is missing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(f"{folder} cannot be made: {error.strerror}.") from None
    if (folder / name_of(lesson, head_of(lesson))).exists():
        return None
    with copied(lesson, folder=folder) as copy:
        kept = folder / name_of(lesson, copy.head)
        try:
            copy.file.replace(kept)
        except OSError as error:
            raise CannotOpen(f"{kept} cannot be written: {error.strerror}.") from None
    pattern = re.compile(re.escape(kept.name.rsplit("-", 2)[0]) + r"-\d{8,}-[0-9a-f]{8}\.lesson")
    others = [one for one in folder.iterdir() if pattern.fullmatch(one.name) and one != kept]
    others.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in others[keep - 1 :]:
        with suppress(OSError):  # somebody reads it on Windows: it goes with the next copy
            old.unlink(missing_ok=True)
    return kept


def sweep(lesson: Path, folder: Path) -> None:
    """Take away what an interrupted back-up of this lesson left in a folder."""
    for left in folder.glob(f".{lesson.stem}.*{PART}"):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _name(copy: Path, file: Path) -> None:
    """Give a copy its name, never in place of a file that is there."""
    try:
        os.link(copy, file)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links; on Windows `rename` refuses a name that is taken.
        if file.exists():
            raise FileExistsError(file) from None
        copy.rename(file)
