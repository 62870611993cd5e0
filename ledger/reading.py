"""Read-only opening of any file: a lesson, a damaged lesson, or something else.

Nothing is written to the file, nor, unless a writer has it open, beside it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from ledger.db import CannotOpen, Reader, lies_elsewhere, require_version
from ledger.engines import reading_engine

WAIT_S = 10
"""Seconds to wait for a lock, as the writer's own connections do."""


class FileReader(Reader):
    """Read-only sessions on a lesson file; raises CannotOpen with the reason for any other file.

    `written`: another process has the file open for writing; by default the files beside it show.
    """

    def __init__(self, path: Path, *, written: bool = False) -> None:
        self._copied: TemporaryDirectory[str] | None = None
        if not path.is_file():
            raise CannotOpen(f"There is no lesson file {path}.")
        connect = _connecting(path, written=written)
        try:
            if not _reads(path, connect):
                connect = self._connecting_to_a_copy(path)
                _reads(path, connect)
        except CannotOpen:
            self._forget_copy()
            raise
        self.engine = reading_engine(connect)

    def _connecting_to_a_copy(self, path: Path) -> Callable[[], sqlite3.Connection]:
        """Connections to a copy: a WAL beside the file cannot be read in a read-only folder."""
        self._copied = TemporaryDirectory(ignore_cleanup_errors=True)
        copy = Path(self._copied.name) / path.name
        try:
            shutil.copyfile(path, copy)
            if (log := Path(f"{path}-wal")).is_file():
                shutil.copyfile(log, f"{copy}-wal")
        except OSError as error:
            raise CannotOpen(f"{path} cannot be read: {error.strerror}.") from None
        return _connecting(copy)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on one consistent snapshot; a damaged file raises no error at its end."""
        connection = self.engine.connect()
        try:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA query_only = ON")
            driver.execute("BEGIN")
            yield Session(connection)
        finally:
            with suppress(DatabaseError):
                connection.close()

    def close(self) -> None:
        """Close all reading connections, and delete the copy if there is one."""
        super().close()
        self._forget_copy()

    def _forget_copy(self) -> None:
        if self._copied is not None:
            self._copied.cleanup()
            self._copied = None


def _connecting(path: Path, *, written: bool = False) -> Callable[[], sqlite3.Connection]:
    """A function that opens a read-only connection; without a writer it makes no file beside it."""
    written = written or any(Path(f"{path}{beside}").exists() for beside in ("-wal", ".lock"))
    address = f"{path.resolve().as_uri()}?mode=ro{'' if written else '&immutable=1'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=WAIT_S
        )

    return connect


def _reads(path: Path, connect: Callable[[], sqlite3.Connection]) -> bool:
    """Whether the file can be read; CannotOpen if it is no lesson, of another version, or empty.

    False if it may be a lesson that only its read-only folder makes unreadable.
    """
    driver = None
    try:
        driver = connect()
        require_version(path, driver)
        _require_command(path, driver)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            return False
        raise CannotOpen(f"{path} cannot be read: {error}.") from None
    finally:
        if driver is not None:
            driver.close()
    return True


def _require_command(path: Path, driver: sqlite3.Connection) -> None:
    """Refuse a lesson without a command; a damaged log is left to the audit."""
    try:
        began = driver.execute("SELECT 1 FROM command LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError as error:
        if lies_elsewhere(error):
            raise
        return
    if not began:
        raise CannotOpen(f"There is no lesson in {path}: its first command is missing.")
