"""Copies of a lesson file that are whole: taken while it trades, or of a lesson that is closed.

A copy is one file, of one committed state, and is checked before it gets its name: it opens, its
pages are sound, and its chain ends with the command with which it was taken. Writes nothing into
the lesson. Knows no hall and no schedule.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.db import CannotOpen, require_version

PART = ".part"
"""Ending of a copy that has no name yet; one that lies about is of an interrupted back-up."""

_WAIT_S = 10
_HEAD = "SELECT number, at, hash FROM command ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Head:
    """The last command of a copy: its number, its lesson time in ms, the chain's hash there."""

    command: int
    at: int
    chain_head: str


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
        yield Copy(file, _copy(lesson, file))
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


def head_of(lesson: Path) -> Head:
    """The last committed command of a lesson file, running or not."""
    try:
        with closing(_open(lesson)) as source:
            return _head(source, lesson)
    except sqlite3.Error as error:
        raise CannotOpen(f"{lesson} cannot be read: {error}.") from None


def _open(lesson: Path) -> sqlite3.Connection:
    source = sqlite3.connect(lesson, isolation_level=None, timeout=_WAIT_S)
    source.execute("PRAGMA query_only = ON")
    return source


def _head(source: sqlite3.Connection, lesson: Path) -> Head:
    """The last command, of the state that the connection sees from here on."""
    require_version(lesson, source)
    last = source.execute(_HEAD).fetchone()
    if last is None:
        raise CannotOpen(f"{lesson} has no command yet.")
    return Head(*last)


def _require_whole_pages(source: sqlite3.Connection, lesson: Path) -> None:
    """A file that was cut off inside its last page reads as zeros there, which no check sees."""
    (page,) = source.execute("PRAGMA page_size").fetchone()
    if lesson.stat().st_size % page:
        raise CannotOpen(f"{lesson} is damaged: its end is missing.")


def _copy(lesson: Path, file: Path) -> Head:
    """Copy one committed state into an empty file, and read it back."""
    try:
        with closing(_open(lesson)) as source:
            # One reading transaction: what is copied is what was read, whatever is written now.
            source.execute("BEGIN")
            head = _head(source, lesson)
            _require_whole_pages(source, lesson)
            with closing(sqlite3.connect(file, isolation_level=None)) as target:
                source.backup(target)
                # One file: no log beside it, and it can be read from a folder that is read-only.
                target.execute("PRAGMA journal_mode = DELETE")
        with closing(_open(file)) as copy:
            sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = _head(copy, file)
    except sqlite3.DatabaseError as error:
        raise CannotOpen(f"{lesson} cannot be copied: {error}.") from None
    if sound != "ok" or found != head:
        raise CannotOpen(f"The copy of {lesson} is not whole ({sound}); nothing was kept.")
    return head


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
