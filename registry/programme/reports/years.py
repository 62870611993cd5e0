"""Calendar years of reports: they begin and end in UTC, eight hours after the lesson's midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ledger.kernel.clock import HOUR, as_datetime, moment

_AHEAD = 8
"""Hours by which the lesson's calendar (UTC+8) is ahead of UTC."""


def begins(year: int) -> int:
    """The lesson time (ms) at which a calendar year begins in UTC."""
    return moment(date(year, 1, 1)) + _AHEAD * HOUR


def ends(year: int) -> int:
    """The lesson time (ms) at which 31 December of a year is over in UTC."""
    return begins(year + 1)


def utc(at: int) -> datetime:
    """A lesson time as a date and time in UTC."""
    return (as_datetime(at) - timedelta(hours=_AHEAD)).replace(tzinfo=UTC)


def utc_day(at: int) -> date:
    """The day of a lesson time in UTC."""
    return utc(at).date()


def year_of(at: int) -> int:
    """The calendar year in UTC of a lesson time."""
    return utc(at).year
