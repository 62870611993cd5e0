"""What is said of the hall's file when it cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from ledger.files import Trouble, trouble_of
from registry.classroom.errors import BY_TROUBLE


class HallNotWritten(Exception):
    """The hall's file cannot be read or written now; it is unchanged."""


@contextmanager
def file_errors() -> Iterator[None]:
    """Turn an error of SQLite into the refusal of a full or unwritable disk, or HallNotWritten."""
    try:
        yield
    except DBAPIError as error:
        if (trouble := trouble_of(error)) is not Trouble.NONE:
            raise BY_TROUBLE[trouble]() from error
        raise HallNotWritten(str(error.orig)) from error
