"""Checks of days and hours: the lesson's day, its phases, and monitoring periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from matching.phases import Phase
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table, day_of

DAYS_MOST = 250
"""Days of a lesson at most."""

_TRADES = {Phase.CONTINUOUS.value, Phase.CLOSING.value}


def trading_dates(first_day: date, days: int) -> list[date]:
    """The dates of a lesson's days: so many weekdays, from the first day on."""
    weekdays = (
        day for ahead in range(2 * days + 2)
        if (day := first_day + timedelta(days=ahead)).weekday() < 5
    )  # fmt: skip
    return list(islice(weekdays, days))


def last_date(plan: Sound) -> date | None:
    """The date of the lesson's last day, or None where its first day is not known.

    Where the number of days is not known, the last day that it may have.
    """
    clock = plan.table("clock")
    if "first_day" not in clock:
        return None
    return trading_dates(day_of(clock["first_day"]), clock.get("days", DAYS_MOST))[-1]


def hours(plan: Sound) -> Iterator[Mistake]:
    """The day ends after it begins, and its phases follow one another inside of it."""
    clock = plan.table("clock")
    opens, closes = clock.get("opens", ""), clock.get("closes", "")
    if opens and closes and opens >= closes:
        yield ("clock", "closes"), f"the day closes at {closes}, before it opens at {opens}"
        opens = closes = ""
    before, was = opens, ""
    phases = plan.tables("phases")
    for index, phase in enumerate(phases):
        at = phase.get("at", "")
        if at and not (before < at and (not closes or at < closes)):
            yield ("phases", index, "at"), _out_of_order(at, before, closes)
        if was == Phase.CLOSING and phase.get("phase", Phase.CLOSED) != Phase.CLOSED:
            yield ("phases", index, "phase"), "after a closing call the market is closed"
        # A time outside of the day says nothing about the times of the other phases.
        if opens <= at and not (closes and at >= closes):
            before = at or before
        was = phase.get("phase", "")
    named = plan.all_have("phases", "phase")
    if phases and named and not _TRADES & {one["phase"] for one in phases}:
        yield ("phases",), "no phase is continuous or closing, so nothing ever trades"


def _out_of_order(at: str, before: str, closes: str) -> str:
    if before and closes:
        return f"{at} is not between {before} and {closes}"
    return (
        f"{at} is not before {closes}" if closes and at >= closes else f"{at} is not after {before}"
    )


def periods(plan: Sound) -> Iterator[Mistake]:
    """A monitoring period lies in one year, and shares no day with another of its project."""
    for i, project in enumerate(plan.tables("projects")):
        found: list[tuple[int, date, date]] = []
        for j, period in enumerate(project.get("periods", [])):
            if "first_day" not in period or "last_day" not in period:
                continue
            place = ("projects", i, "periods", j)
            first, last = day_of(period["first_day"]), day_of(period["last_day"])
            if first > last:
                yield (*place, "last_day"), "it ends before it begins"
                continue
            if first.year != last.year:
                yield (*place, "last_day"), "a period lies in one year"
                continue
            met = next((k for k, begins, ends in found if first <= ends and begins <= last), None)
            if met is not None:
                yield (*place, "first_day"), f"overlaps period {met + 1}"
            found.append((j, first, last))


def in_time(plan: Sound, project: Table) -> list[int] | None:
    """The places of a project's periods of which something can be issued while the lesson runs.

    A period can be asked for from the morning after its last day. None where days that are wrong
    or contradict one another leave it unknown.
    """
    last = last_date(plan)
    written = project.get("periods", [])
    days = [(one.get("first_day"), one.get("last_day")) for one in written]
    if last is None or not days:
        return None
    found = []
    for place, (first_day, last_day) in enumerate(days):
        if first_day is None or last_day is None:
            return None
        first, ends = day_of(first_day), day_of(last_day)
        if first > ends or first.year != ends.year:
            return None
        if ends < last:
            found.append(place)
    return found


def late(plan: Sound) -> Iterator[Mistake]:
    """Some period of each project is over before the lesson's last day."""
    clock = plan.table("clock")
    for index, project in enumerate(plan.tables("projects")):
        if in_time(plan, project) == []:
            ends = [day_of(one["last_day"]) for one in project["periods"]]
            place = ("projects", index, "periods", ends.index(min(ends)), "last_day")
            passing = last_date(plan) if "days" in clock else day_of(clock["first_day"])
            said = f"write a day before {passing}, a day of the lesson"
            yield place, f"nothing of this project can ever be issued: {said}"


CHECKS: tuple[Check, ...] = (hours, periods, late)
