"""A lesson plan for another room: with other days, other numbers of seats, other venues.

The numbers themselves are changes like any other (`plan_changes.py`); what has to follow from them
in the rest of the plan is done here, so that a trainer need not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from registry.classroom.plan import Plan, seated_again, still_there
from registry.classroom.plan_changes import ChangesWrong, changed
from registry.classroom.plan_parts import (
    GROUP_MOST,
    SeatPart,
    further_name,
)
from registry.classroom.plan_script import RemarkPart, SaidPart
from registry.market.venues import shipped
from registry.roles import Role

Line = TypeVar("Line", bound=SaidPart)

DAYS = "clock.days"
"""The key of the number of trading days of a plan without acts."""


def count_key(place: int) -> str:
    """The key of the size of a group of seats, by its place from 1."""
    return f"seats[{place}].count"


def venue_key(place: int) -> str:
    """The key of an instrument's venue, by its place from 1."""
    return f"instruments[{place}].venue"


def groups(plan: Plan) -> Iterator[tuple[int, SeatPart]]:
    """The groups of seats that people take, each with its place from 1."""
    for place, group in enumerate(plan.seats, start=1):
        if group.role is not Role.MARKET_MAKER:
            yield place, group


def for_room(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """The plan with other days, group sizes and venues by key; raises ChangesWrong: all mistakes.

    What follows: remarks and announcements of days that are left out are left out too, but remarks
    of the end move with it, by days and by the real minutes that these take; seats beyond
    the names of a group are named as further seats of a growing role are; a project of a seat that
    is left out belongs to another one of its group.
    """
    days = changes.get(DAYS)
    update: dict[str, Any] = {}
    if isinstance(days, int) and days >= 1:
        update["announcement"] = _within(plan.announcement, days)
        update["remark"] = _remarks(plan, days)
    resized = [
        _resized(group, changes.get(count_key(place)))
        for place, group in enumerate(plan.seats, start=1)
    ]
    update["seats"] = [
        after.model_copy(update={"count": before.count})
        for before, after in zip(plan.seats, resized, strict=True)
    ]
    update["projects"] = [
        project.model_copy(
            update={
                key: seated_again(named, plan.seats, resized)
                for key in ("owner", "partner")
                if (named := getattr(project, key)) is not None
            }
            | {"stakes": [o for o in project.stakes if still_there(o, plan.seats, resized)]}
        )
        for project in plan.projects
    ]
    return changed(plan.model_copy(update=update), changes)


def venues_for(plan: Plan, place: int) -> list[str]:
    """The venues at which an instrument, by its place from 1, can be traded under this plan."""
    return [code for code in shipped().codes() if _fits(plan, {venue_key(place): code})]


def _resized(group: SeatPart, wanted: object) -> SeatPart:
    """A group of the wanted size with names for it; as it is where that is no size of a group."""
    if type(wanted) is not int or not 1 <= wanted <= GROUP_MOST:
        return group
    names = {
        key: [*given, *(further_name(given, ordinal) for ordinal in range(len(given), wanted))]
        for key in ("names_en", "names_zh")
        if (given := getattr(group, key))
    }
    return group.model_copy(update={"count": wanted, **names})


def _remarks(plan: Plan, days: int) -> list[RemarkPart]:
    """The plan's remarks in a lesson of so many days; those of the end take the place of others."""
    clock = plan.clock
    more = days - sum(one for _, one in clock.runs)
    seconds = more * (_seconds(clock.closes) - _seconds(clock.opens)) // clock.speed
    moved = [
        one.model_copy(
            update={
                "day": one.day + more,
                "minute": one.minute and max(0, one.minute + seconds // 60),
            }
        )
        for one in plan.remark
        if one.of_end and one.day + more >= 1
    ]
    taken = {(one.day, one.at) for one in moved}
    kept = [one for one in plan.remark if not one.of_end and (one.day, one.at) not in taken]
    return [*_within(kept, days), *moved]


def _seconds(hour: str) -> int:
    """Seconds since midnight of an hour such as 09:30."""
    hours, minutes = hour.split(":")
    return (int(hours) * 60 + int(minutes)) * 60


def _within(lines: Sequence[Line], days: int) -> list[Line]:
    return [line for line in lines if line.day <= days]


def _fits(plan: Plan, changes: Mapping[str, Any]) -> bool:
    try:
        changed(plan, changes)
    except ChangesWrong:
        return False
    return True
