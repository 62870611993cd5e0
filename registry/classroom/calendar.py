"""The lesson's calendar: trading days, clock commands and bots' turns at fixed lesson times.

Pure: everything follows from the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.kernel.clock import MINUTE, moment
from registry.classroom.plan import Plan


@dataclass(frozen=True, slots=True)
class Event:
    """A clock command and the lesson time at which it is due."""

    at: int
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One day: its number from 1, its date, when it opens and closes (lesson time)."""

    number: int
    date: date
    opens: int
    closes: int


class Calendar:
    """All trading days and clock commands of a lesson, in order of time."""

    def __init__(self, plan: Plan) -> None:
        self.days = _days(plan)
        self.events = [event for day in self.days for event in _events(plan, day)]
        self._every = plan.bots.every_minutes

    @property
    def begins(self) -> int:
        """Lesson time at which the first day opens."""
        return self.days[0].opens

    @property
    def ends(self) -> int:
        """Lesson time at which the last day closes."""
        return self.days[-1].closes

    def next_minute(self, after: int) -> int | None:
        """The first minute with a bot's turn strictly after `after`, or None."""
        for day in self.days:
            if after < day.closes:
                start = max(after, day.opens)
                minute = (start - day.opens) // MINUTE + 1
                at = day.opens + minute * MINUTE
                if at < day.closes:
                    return at
        return None

    def has_turn(self, seat_number: int, at: int) -> bool:
        """Whether this seat's bot acts in the minute `at`; turns are spread over the room."""
        return (at // MINUTE + seat_number) % self._every == 0

    def day_at(self, at: int) -> TradingDay:
        """The day that runs at a lesson time, or the last one that began before it."""
        found = self.days[0]
        for day in self.days:
            if day.opens <= at:
                found = day
        return found


def _days(plan: Plan) -> list[TradingDay]:
    days: list[TradingDay] = []
    today = plan.clock.first_day
    while len(days) < plan.clock.days:
        if today.weekday() < 5:
            opens, closes = _at(today, plan.clock.opens), _at(today, plan.clock.closes)
            days.append(TradingDay(len(days) + 1, today, opens, closes))
        today += timedelta(days=1)
    return days


def _events(plan: Plan, day: TradingDay) -> list[Event]:
    phases = [
        Event(_at(day.date, phase.at), "clock.phase", {"phase": phase.phase})
        for phase in plan.phases
    ]
    first = Event(day.opens, "clock.day_start", {"day": day.number, "date": str(day.date)})
    last = Event(day.closes, "clock.day_end", {"day": day.number})
    return [first, *phases, last]


def _at(day: date, clock: str) -> int:
    hour, minute = clock.split(":")
    return moment(day, int(hour), int(minute))
