"""A full copy of a file that another process may be writing: one committed state, verified."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger.db import CannotOpen, require_version

_WAIT_S = 10
_HEAD = "SELECT number, at, hash FROM command ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Head:
    """The last command of a file: its number, lesson time in ms, and hash."""

    command: int
    at: int
    chain_head: str


def head_of(lesson: Path) -> Head:
    """The last committed command of a lesson file, running or not; raises CannotOpen."""
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
    """The last command of the state that the connection reads."""
    require_version(lesson, source)
    last = source.execute(_HEAD).fetchone()
    if last is None:
        raise CannotOpen(f"{lesson} has no command yet.")
    return Head(*last)


def _require_whole_pages(source: sqlite3.Connection, lesson: Path) -> None:
    """Refuse a file cut off inside its last page: the rest reads as zeros, which no check finds."""
    (page,) = source.execute("PRAGMA page_size").fetchone()
    if lesson.stat().st_size % page:
        raise CannotOpen(f"{lesson} is damaged: its end is missing.")


def copy_whole(lesson: Path, file: Path) -> Head:
    """Copy one committed state of `lesson` into the empty `file`, and verify it.

    Raises CannotOpen for a damaged lesson, or a copy that is not sound.
    """
    try:
        with closing(_open(lesson)) as source:
            # One read transaction: head and copy are the same state, whatever is written now.
            source.execute("BEGIN")
            head = _head(source, lesson)
            _require_whole_pages(source, lesson)
            with closing(sqlite3.connect(file, isolation_level=None)) as target:
                source.backup(target)
                # One file without a WAL beside it: readable in a read-only folder too.
                target.execute("PRAGMA journal_mode = DELETE")
        with closing(_open(file)) as copy:
            sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = _head(copy, file)
    except sqlite3.DatabaseError as error:
        raise CannotOpen(f"{lesson} cannot be copied: {error}.") from None
    if sound != "ok" or found != head:
        raise CannotOpen(f"The copy of {lesson} is not whole ({sound}); nothing was kept.")
    return head
