"""The lesson's calendar: trading days, clock commands and bots' turns at fixed lesson times.

Pure: everything follows from the plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from ledger.kernel.clock import MINUTE, moment
from matching.phases import Phase
from registry.classroom.plan import Plan
from registry.classroom.plan_checks.times import trading_dates


@dataclass(frozen=True, slots=True)
class Event:
    """A clock command and the lesson time at which it is due."""

    at: int
    name: str
    arguments: dict[str, Any]

    @property
    def of_some(self) -> bool:
        """Whether it is for instruments with hours of their own."""
        return "instruments" in self.arguments


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One day: its number from 1, its date, when it opens and closes (lesson time)."""

    number: int
    date: date
    opens: int
    closes: int


Hours = Mapping[str, str]
"""Instrument -> sessions of its own, "09:30-11:30,13:00-15:00"."""


class Calendar:
    """All trading days and clock commands of a lesson, in order of time.

    `hours` are those of instruments whose venue has its own; the plan's phases are for the others.
    """

    def __init__(self, plan: Plan, hours: Hours) -> None:
        self.days = _days(plan)
        self.events: list[Event] = []
        self._first: list[int] = []
        for day in self.days:
            self._first.append(len(self.events))
            self.events += _events(plan, day, hours)
        self._every = plan.bots.every_minutes

    def passed(self, next_event: int) -> list[Event]:
        """The lesson's own hours that have come on the day that runs, or on the last one.

        The first of them is that day's beginning; empty before the first day.
        """
        day = bisect_right(self._first, next_event - 1) - 1
        first = self._first[day] if day >= 0 else 0
        return [event for event in self.events[first:next_event] if not event.of_some]

    def next_of_all(self, next_event: int) -> Event | None:
        """The next event of the lesson's own hours, None when the lesson is over."""
        # Asked for every picture: no copy of what is still to come.
        coming = islice(self.events, next_event, None)
        return next((one for one in coming if not one.of_some), None)

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
    clock = plan.clock
    return [
        TradingDay(number, today, _at(today, clock.opens), _at(today, clock.closes))
        for number, today in enumerate(trading_dates(clock.first_day, clock.days), start=1)
    ]


def _events(plan: Plan, day: TradingDay, hours: Hours) -> list[Event]:
    phases = [
        Event(_at(day.date, phase.at), "clock.phase", {"phase": phase.phase})
        for phase in plan.phases
    ]
    phases += _own_phases(day, hours)
    first = Event(day.opens, "clock.day_start", {"day": day.number, "date": str(day.date)})
    last = Event(day.closes, "clock.day_end", {"day": day.number})
    return [first, *sorted(phases, key=lambda event: event.at), last]


def _own_phases(day: TradingDay, hours: Hours) -> list[Event]:
    """The sessions of instruments with hours of their own, as far as the lesson's day reaches."""
    found: dict[tuple[int, str], list[str]] = {}
    for code, sessions in hours.items():
        for session in sessions.split(","):
            opens, closes = (_at(day.date, clock) for clock in session.split("-"))
            opens = max(opens, day.opens)
            if opens >= min(closes, day.closes):
                continue
            found.setdefault((opens, Phase.CONTINUOUS.value), []).append(code)
            if closes < day.closes:
                found.setdefault((closes, Phase.CLOSED.value), []).append(code)
    return [
        Event(at, "clock.phase", {"phase": phase, "instruments": codes})
        for (at, phase), codes in found.items()
    ]


def _at(day: date, clock: str) -> int:
    hour, minute = clock.split(":")
    return moment(day, int(hour), int(minute))
