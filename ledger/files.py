"""The files of a lesson: creation, the writer's lock, and SQLite's errors.

A new lesson is made under a temporary name and renamed when it is complete, so that every file
with a lesson's name is a lesson. Of the tables this module uses only `schema_version` and
`command`: a file without a command is not a lesson yet.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sqlite3
import struct
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import DBAPIError

_LOG = logging.getLogger("tanlu.files")

MADE_AS = ".new"
"""Suffix of a file that is being made."""

LOCK = ".lock"
BESIDE = ("", "-wal", "-shm", "-journal")
"""Suffixes of a database file and of the files that SQLite keeps beside it."""

LOCK_TRIES = 5
LOCKED_BYTE = 1 << 40
"""The byte that the writer locks; far behind the bytes that SQLite locks, and never written."""

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700

MEDIA_TYPE = "application/vnd.sqlite3"
"""MIME type of a lesson file."""

DriverError = sqlite3.Error
"""Base class of the driver's errors, below SQLAlchemy."""

DATABASE_VERSION = sqlite3.sqlite_version
"""Version of SQLite in this Python."""


class CannotOpen(Exception):
    """This version or this process may not open the file; the text is the reason, one sentence."""


class Trouble(StrEnum):
    """Why a file cannot be written; empty when it can."""

    NONE = ""
    FULL = "disk_full"
    UNWRITABLE = "disk_unwritable"


_TROUBLES = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.UNWRITABLE,
    sqlite3.SQLITE_READONLY: Trouble.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNWRITABLE,
}


def driver_error(error: BaseException | None) -> sqlite3.Error | None:
    """SQLite's error about a file or a disk, in an error or its causes; None: there is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        driver = error.orig if isinstance(error, DBAPIError) else error
        # Its other errors are faults of this program.
        if isinstance(driver, sqlite3.OperationalError) or type(driver) is sqlite3.DatabaseError:
            return driver
        error = error.__cause__ or error.__context__
    return None


def trouble_of(error: BaseException | None) -> Trouble:
    """The trouble with the disk that caused an error; NONE for another cause."""
    driver = driver_error(error)
    # The low byte is the kind of error; the rest is SQLite's detail.
    return _TROUBLES.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF, Trouble.NONE)


_LACKS = re.compile(r"no such (table|column): (\S+)")


def lacking(error: BaseException) -> str:
    """The table or column that the file lacks for a statement, as "column x"; else empty."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    found = _LACKS.match(str(driver)) if isinstance(driver, sqlite3.OperationalError) else None
    return f"{found[1]} {found[2]}" if found else ""


@contextmanager
def one_sentence(path: Path, *, action: str = "opened") -> Iterator[None]:
    """Turn an error of SQLite or the system about a file into CannotOpen, in one sentence."""
    try:
        yield
    except CannotOpen:
        raise
    except OSError as error:
        raise CannotOpen(f"{path} cannot be {action}: {error.strerror or error}.") from error
    except Exception as error:
        driver = driver_error(error)
        if driver is None:
            raise
        if getattr(driver, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise CannotOpen(f"{path} is not a file of this program.") from error
        raise CannotOpen(f"{path} cannot be {action}: {str(driver).rstrip('.')}.") from error


# --- a new file -----------------------------------------------------------------------------------


def make_private(path: Path) -> None:
    """Create an empty file that only its owner may read and write; FileExistsError if it exists.

    SQLite gives the files beside a database the same mode.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def keep_private(path: Path) -> None:
    """Revoke other users' rights to a database file and the files beside it (POSIX)."""
    if sys.platform == "win32":
        return
    for part in BESIDE:
        place = Path(f"{path}{part}")
        with suppress(FileNotFoundError):
            found = place.stat()
            if found.st_uid == os.geteuid() and found.st_mode & 0o077:
                place.chmod(PRIVATE_FILE)
                _LOG.warning("%s could be read by other users; now only by its owner", place)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A temporary path under which to make a file; it is renamed to `path` at the end.

    The caller closes the file inside. An error deletes it; the next call deletes the file of a
    killed process. A file `path` without a command is replaced, any other raises CannotOpen.
    """
    with one_sentence(path), closing(Place(path)):
        if path.exists():
            if not is_only_begun(path):
                raise CannotOpen(f"{path} exists already; a lesson is never written over.")
            _LOG.warning("%s was begun and no lesson stands in it; it is made anew", path)
            _remove(path)
        making = Path(f"{path}{MADE_AS}")
        try:
            yield making
            making.replace(path)
        except BaseException:
            _remove(making)
            raise
        _flush_folder(path.parent)


def is_only_begun(path: Path) -> bool:
    """Whether a file was begun as a lesson and has no command, so that nothing is lost with it.

    False for a missing file and for any other file.
    """
    if not path.is_file():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=1)) as driver:
        tables = {name for (name,) in driver.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return True
        if not {"schema_version", "command"} <= tables:
            return False
        return driver.execute("SELECT 1 FROM command LIMIT 1").fetchone() is None
    return False


def _remove(path: Path) -> None:
    for part in (*BESIDE, LOCK, f"{LOCK}-journal"):
        Path(f"{path}{part}").unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make a new name durable, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# --- the writer's place ---------------------------------------------------------------------------


class Place:
    """The writer's lock of a file, which one process has at a time; else CannotOpen.

    It locks a file beside it, which works on every system and before the file exists, and then a
    byte of the file itself, which stays locked when somebody deletes the first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = Path(f"{path}{LOCK}")
        self._descriptor: int | None = None
        self._closed = False
        self._lock = _locked(path, self._beside)
        try:
            if path.exists():
                self.hold()
            _remove(Path(f"{path}{MADE_AS}"))
        except BaseException:
            self.close()
            raise

    def hold(self) -> None:
        """Lock the file itself, which exists by now."""
        # On Windows nobody can delete the file beside it while it is open.
        if sys.platform == "win32":
            return
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        try:
            _lock_byte(self._descriptor)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                raise CannotOpen(f"{self.path} is being written by another process.") from None
            # The file system has no such locks: the file beside it has to suffice.

    def close(self) -> None:
        """Release the lock, and delete the file beside it: before the release where possible."""
        if self._closed:
            return
        self._closed = True
        with suppress(PermissionError):
            self._beside.unlink(missing_ok=True)
        self._lock.close()
        with suppress(PermissionError):
            if self._beside.exists() and os.name == "nt":
                self._beside.unlink(missing_ok=True)
        if self._descriptor is not None:
            os.close(self._descriptor)


def _lock_byte(descriptor: int) -> None:
    """Lock one byte of an open file for this descriptor alone; OSError if it is locked."""
    if sys.platform == "win32":
        return
    import fcntl

    if sys.platform == "linux":
        # An OFD lock belongs to the descriptor: closing the file elsewhere does not release it.
        wanted = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, LOCKED_BYTE, 1, 0)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
    else:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, LOCKED_BYTE, os.SEEK_SET)


def _locked(path: Path, beside: Path) -> sqlite3.Connection:
    """A connection that holds an exclusive lock on the file beside a path.

    If the last holder deleted that file meanwhile, the lock is void and is taken again.
    """
    for _ in range(LOCK_TRIES):
        with suppress(OSError):  # it exists already, or the next lines raise the reason
            make_private(beside)
        before = _inode(beside)
        try:
            lock = sqlite3.connect(
                beside, isolation_level=None, timeout=0.2, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise CannotOpen(f"{path} cannot be opened: {error}.") from None
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise CannotOpen(f"{path} cannot be written: {error}.") from None
            raise CannotOpen(f"{path} is being written by another process.") from None
        except sqlite3.DatabaseError as error:
            lock.close()
            raise CannotOpen(f"{path} cannot be opened: {beside} {error}.") from None
        if before is not None and before == _inode(beside):
            return lock
        lock.close()
    raise CannotOpen(f"{path} is being opened by another process.")


def _inode(place: Path) -> int | None:
    try:
        return place.stat().st_ino
    except FileNotFoundError:
        return None
