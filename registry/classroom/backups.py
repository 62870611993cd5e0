"""Complete copies of a lesson file, taken while the lesson is open or closed.

A copy is one file of one committed state. Before it gets its name it is checked: it opens, its
pages are intact, and its chain ends with the last command copied. The lesson is not written to.
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

BACKUPS_FOLDER = "backups"
"""Inside the data folder."""

PART = ".part"
"""Suffix of a copy that is not checked yet; a file left with it is from an interrupted backup."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A checked copy under a temporary name."""

    file: Path
    head: Head


@contextmanager
def copied(lesson: Path, *, folder: Path) -> Iterator[Copy]:
    """A checked copy of a lesson file in a folder; deleted at the end unless it was moved."""
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
    """Copy a lesson file to a new file; returns the chain head copied. Raises CannotOpen."""
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


def _plain(lesson: Path) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", lesson.stem).strip("-") or "lesson"


def name_of(lesson: Path, head: Head) -> str:
    """The name of a copy: the lesson, its last command, and the chain's hash."""
    return f"{_plain(lesson)}-{head.command:08d}-{head.chain_head[:8]}.lesson"


@dataclass(frozen=True, slots=True)
class Kept:
    """A back-up in its folder: its name, the last command in it, and when it was made."""

    name: str
    number: int
    wall_ms: int


def newest_copy(lesson: Path, folder: Path) -> Kept | None:
    """The newest back-up of a lesson by its name in a folder; None if there is none."""
    pattern = re.compile(re.escape(_plain(lesson)) + r"-(\d{8,})-[0-9a-f]{8}\.lesson")
    found = []
    with suppress(OSError):
        for file in folder.iterdir():
            match = pattern.fullmatch(file.name)
            if match is not None:
                at = file.stat().st_mtime_ns // 1_000_000
                found.append(Kept(file.name, int(match[1]), at))
    return max(found, key=lambda one: one.wall_ms, default=None)


def keep_copy(lesson: Path, folder: Path, *, keep: int) -> Path | None:
    """Copy a lesson into a folder if it has changed; delete the oldest copies beyond `keep`.

    Returns None if its newest state is there already. Creates the folder if it is missing.
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
    others = [file for file in folder.iterdir() if pattern.fullmatch(file.name) and file != kept]
    others.sort(key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for old in others[keep - 1 :]:
        with suppress(OSError):  # open in another program on Windows: deleted after the next copy
            old.unlink(missing_ok=True)
    return kept


def sweep(lesson: Path, folder: Path) -> None:
    """Delete the unfinished copies of this lesson that interrupted backups left in a folder."""
    for left in folder.glob(f".{lesson.stem}.*{PART}"):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _name(copy: Path, file: Path) -> None:
    """Give a copy its name; never replaces an existing file."""
    try:
        os.link(copy, file)
    except FileExistsError:
        raise
    except OSError:
        # The file system has no links; on Windows `rename` itself refuses an existing name.
        if file.exists():
            raise FileExistsError(file) from None
        copy.rename(file)
