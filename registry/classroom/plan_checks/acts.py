"""Checks of the days of a lesson: one run of trading days, or consecutive acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from registry.classroom.plan_checks.sound import Check, Mistake, Sound, day_of
from registry.classroom.plan_checks.times import trading_dates
from registry.classroom.plan_fields import DAYS_MOST

YEARS_MOST = 20
"""Most years from the first day of a lesson to its last."""


def either(plan: Sound) -> Iterator[Mistake]:
    """A clock has a first day and a number of days, or acts that have them."""
    clock = plan.table("clock")
    no_acts = "acts" not in clock and plan.whole("clock", "acts")
    for key in ("first_day", "days"):
        if "acts" in clock and key in clock:
            yield ("clock", key), "each act has its own; write either this or acts"
        elif no_acts and key not in clock and plan.whole("clock", key):
            yield ("clock", key), "is missing: a lesson has first_day and days, or acts"


def in_order(plan: Sound) -> Iterator[Mistake]:
    """Each act begins after the last day of the act before, and the lesson comes to an end."""
    passed, most = None, None
    total = 0
    for index, act in enumerate(plan.table("clock").get("acts", [])):
        place, days = ("clock", "acts", index), act.get("days")
        total += days or 1
        if days and total > DAYS_MOST:
            yield (*place, "days"), f"{total} trading days up to here; at most {DAYS_MOST} in all"
            total -= days
        if "first_day" not in act:
            continue
        first = day_of(act["first_day"])
        most = most or _years_after(first)
        if passed is not None and first <= passed:
            yield (*place, "first_day"), f"must be after {passed}, a day of the act before"
        elif first > most:
            yield (*place, "first_day"), f"must be by {most}: a lesson spans {YEARS_MOST} years"
        passed = trading_dates(first, days or 1)[-1]


def _years_after(first: date) -> date:
    return date(first.year + YEARS_MOST, first.month, min(first.day, 28))


CHECKS: tuple[Check, ...] = (either, in_order)
