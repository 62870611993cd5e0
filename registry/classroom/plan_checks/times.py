"""Checks of days and hours: the lesson's day, its phases, and monitoring periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matching.phases import Phase
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, day_of

_TRADES = {Phase.CONTINUOUS.value, Phase.CLOSING.value}


def hours(plan: Sound) -> Iterator[Mistake]:
    """The day ends after it begins, and its phases follow one another inside of it."""
    clock = plan.table("clock")
    opens, closes = clock.get("opens", ""), clock.get("closes", "")
    known = bool(opens and closes)
    if known and opens >= closes:
        yield ("clock", "closes"), f"the day closes at {closes}, before it opens at {opens}"
    before, was = opens, ""
    for index, phase in enumerate(plan.tables("phases")):
        at = phase.get("at", "")
        if known and at and not before < at < closes:
            yield ("phases", index, "at"), f"{at} is not between {before} and {closes}"
        if was == Phase.CLOSING and phase.get("phase", Phase.CLOSED) != Phase.CLOSED:
            yield ("phases", index, "phase"), "after a closing call the market is closed"
        before, was = at or before, phase.get("phase", "")
    phases = plan.tables("phases")
    if phases and plan.whole("phases") and not _TRADES & {one["phase"] for one in phases}:
        yield ("phases",), "no phase is continuous or closing, so nothing ever trades"


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
            met = next((k for k, begins, ends in found if first <= ends and begins <= last), None)
            if met is not None:
                yield (*place, "first_day"), f"overlaps period {met + 1}"
            found.append((j, first, last))


CHECKS: tuple[Check, ...] = (hours, periods)
