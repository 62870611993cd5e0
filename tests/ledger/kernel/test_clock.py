"""Lesson time: whole milliseconds of the lesson's calendar."""

from __future__ import annotations

from datetime import date, datetime

from ledger.kernel.clock import DAY, HOUR, MINUTE, as_datetime, clock_text, day_of, moment


def test_a_moment_reads_back() -> None:
    at = moment(date(2028, 2, 29), 10, 42)

    assert datetime(2028, 2, 29, 10, 42) == as_datetime(at)
    assert date(2028, 2, 29) == day_of(at)
    assert "2028-02-29 10:42:00" == clock_text(at)
    assert "2028-02-29 10:42:18" == clock_text(at + 18_999)


def test_days_follow_one_another_without_seasons() -> None:
    assert moment(date(2028, 3, 1)) == moment(date(2028, 2, 29)) + DAY
    assert moment(date(2028, 3, 1), 9, 30) == moment(date(2028, 3, 1)) + 9 * HOUR + 30 * MINUTE
    assert date(2028, 2, 29) == day_of(moment(date(2028, 3, 1)) - 1)
    assert 0 == moment(date(1970, 1, 1))
