"""Lesson time: whole milliseconds since 1970-01-01 00:00 of the lesson's calendar (UTC+8).

Pure functions; the machine's clock is not read.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1)


def moment(day: date, hour: int = 0, minute: int = 0) -> int:
    """Lesson time in ms of an hour and minute on a calendar day."""
    since = datetime(day.year, day.month, day.day, hour, minute) - _EPOCH
    return since.days * DAY + since.seconds * SECOND


def as_datetime(at: int) -> datetime:
    """Lesson time in ms as a naive date and time of the lesson's calendar."""
    return _EPOCH + timedelta(milliseconds=at)


def day_of(at: int) -> date:
    """The calendar day of a lesson time in ms."""
    return as_datetime(at).date()


def clock_text(at: int) -> str:
    """Lesson time in ms as text: `2028-03-16 10:42:18`."""
    return as_datetime(at).strftime("%Y-%m-%d %H:%M:%S")
