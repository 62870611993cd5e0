"""The last stored command of a lesson, and whether its file still contains the one seen before.

The hall records number and chain head of the last command at the start, regularly, and at the
stop, always after the lesson's own commit: the file may be ahead of the hall, never behind.
"""

from __future__ import annotations

import logging

from sqlalchemy.exc import DBAPIError

from ledger import queries as books
from ledger.kernel.errors import Refusal
from registry.classroom.hall import Hall
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.hall_values import Seen
from registry.classroom.lesson import Lesson
from registry.classroom.notices import Notices

_LOG = logging.getLogger("tanlu.hall")

DIFFERENT = ("end_lost", "another_log")
"""Notices about a file that is not the one seen; until one is confirmed nothing is recorded."""


def committed(lesson: Lesson) -> Seen:
    """The last command on the disk, from a reading connection; any thread."""
    with lesson.reading() as session:
        newest = books.commands(session, limit=1)[0]
        return Seen(newest.number, newest.hash)


def compare(hall: Hall, code: str, lesson: Lesson, notices: Notices) -> None:
    """Put a notice if the file does not contain the last command that was seen.

    The lesson opens all the same, since restoring a backup is no mistake. Once the trainer has
    confirmed the notice, the hall records the file's current state.
    """
    seen = hall.seen(code)
    if seen is None:
        return
    with lesson.reading() as session:
        found = books.command(session, seen.number)
    if found is not None and found.hash == seen.head:
        return

    def confirm() -> None:
        hall.keep_seen(code, committed(lesson))

    if found is None:
        number = committed(lesson).number
        _LOG.warning(
            "%s ends at command %d; it had %d when it was last seen", code, number, seen.number
        )
        notices.put("end_lost", on_confirm=confirm, number=number, seen=seen.number)
    else:
        _LOG.warning("command %d of %s is not the one that was seen", seen.number, code)
        notices.put("another_log", on_confirm=confirm, seen=seen.number)


def note(hall: Hall, code: str, seen: Seen, notices: Notices) -> None:
    """Record the last stored command of a lesson, unless a notice about its file is open.

    A full disk is no error.
    """
    if any(one.kind.code in DIFFERENT for one in notices.standing()):
        return
    try:
        if hall.seen(code) != seen:
            hall.keep_seen(code, seen)
    except (Refusal, HallNotWritten, DBAPIError) as error:
        _LOG.warning("how far %s is stored was not noted: %s", code, error)
