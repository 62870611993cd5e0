"""The files of a lesson: who may write one, how a new one gets its name, what opening one may say.

A new lesson is made under another name and gets its own when it is whole, so that whatever has
the name is a lesson. Knows files, locks and SQLite's errors; of the tables only that a lesson
without a command is none.
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
"""What stands after the name of a file that is being made."""

LOCK = ".lock"
BESIDE = ("", "-wal", "-shm", "-journal")
"""A database file and what SQLite keeps beside it."""

LOCK_TRIES = 5
LOCKED_BYTE = 1 << 40
"""Its lock is the writer's place; far behind the bytes that SQLite locks, and never written."""

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700

MEDIA_TYPE = "application/vnd.sqlite3"
"""What a lesson file is called where it is sent."""

DriverError = sqlite3.Error
"""What the database raises below SQLAlchemy."""

DATABASE_VERSION = sqlite3.sqlite_version
"""The version of the database that this Python was built with."""


class CannotOpen(Exception):
    """A file that this version or this process may not open; the text says why."""


class Trouble(StrEnum):
    """Why a file takes nothing more; empty when it does."""

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
    """What SQLite says of a file or a disk behind an error, its causes included; None: nothing."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        driver = error.orig if isinstance(error, DBAPIError) else error
        # Its other errors are mistakes of ours.
        if isinstance(driver, sqlite3.OperationalError) or type(driver) is sqlite3.DatabaseError:
            return driver
        error = error.__cause__ or error.__context__
    return None


def trouble_of(error: BaseException | None) -> Trouble:
    """What the disk refused behind an error; NONE when it was not the disk."""
    driver = driver_error(error)
    # The low byte is the kind; the rest says which step of it.
    return _TROUBLES.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF, Trouble.NONE)


_LACKS = re.compile(r"no such (table|column): (\S+)")


def lacking(error: BaseException) -> str:
    """What a statement of ours names and the file does not have, as "column x"; else empty."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    found = _LACKS.match(str(driver)) if isinstance(driver, sqlite3.OperationalError) else None
    return f"{found[1]} {found[2]}" if found else ""


@contextmanager
def one_sentence(path: Path, *, action: str = "opened") -> Iterator[None]:
    """What SQLite or the system says against a file becomes CannotOpen, in one sentence."""
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
    """Make an empty file that only its owner may read and write; it must not be there yet.

    What SQLite makes beside a database gets the same mode.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def keep_private(path: Path) -> None:
    """Take a database file of ours, and what lies beside it, away from other users (POSIX)."""
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
    """Another name under which to make a file; it gets its own when everything inside was done.

    Whoever is inside closes the file. An error leaves nothing behind, and what a killed process
    left is taken away the next time. A file without any command that has the name already was
    begun and never became a lesson: it makes room.
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
    """Whether a file was begun as a lesson and never got its first command: nothing is in it.

    False for a file that is not there or is something else.
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
    """Make a new name durable, where the system has that."""
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
    """The writer's place for a file: while one process has it, nobody else gets it.

    A file beside it is locked, which works on every system and before there is a file, and then a
    byte of the file itself, which holds when somebody deletes the first.
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
        """Lock the file itself, which is there now."""
        # Windows does not let anybody delete the file beside it while it is open.
        if sys.platform == "win32":
            return
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        try:
            _lock_byte(self._descriptor)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                raise CannotOpen(f"{self.path} is being written by another process.") from None
            # A file system without such locks: the file beside it has to do.

    def close(self) -> None:
        """Let go; the file beside it is taken away while it is held, or, if need be, after."""
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
    """Lock one byte of an open file for this descriptor alone; OSError when somebody has it."""
    if sys.platform == "win32":
        return
    import fcntl

    if sys.platform == "linux":
        # Belongs to the descriptor: a process that opens and closes the file elsewhere keeps it.
        wanted = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, LOCKED_BYTE, 1, 0)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
    else:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, LOCKED_BYTE, os.SEEK_SET)


def _locked(path: Path, beside: Path) -> sqlite3.Connection:
    """A connection that has the file beside a path for itself.

    A lock on a file that its last holder took away meanwhile holds nobody off: it is tried again.
    """
    for _ in range(LOCK_TRIES):
        with suppress(OSError):  # it is there already, or the next lines say what is wrong
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
