"""The lesson's calendar: acts, trading days, clock commands and bots' turns at fixed lesson times.

Between two acts lesson time leaps; bots then have one turn a calendar week. Pure: everything
follows from the plan.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from ledger.kernel.clock import DAY, MINUTE, day_of, moment
from matching.phases import Phase
from registry.agenda import Due
from registry.classroom.plan import Plan
from registry.classroom.plan_checks.times import trading_dates
from registry.classroom.plan_script import RemarkPart, SaidPart


class Turns(NamedTuple):
    """The seats whose bots act at one instant: whose number leaves `rest` divided by `every`."""

    every: int
    rest: int


@dataclass(frozen=True, slots=True)
class Event:
    """A clock command and the lesson time at which it is due."""

    at: int
    name: str
    arguments: dict[str, Any]

    @property
    def aside(self) -> bool:
        """Whether it is none of the lesson's own hours: of instruments with hours of their own, or
        an announcement."""
        return "instruments" in self.arguments or self.name == "clock.announcement"


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One day: its number from 1, its date, its opening and closing (lesson time), its act."""

    number: int
    date: date
    opens: int
    closes: int
    act: int


WEEKDAY, WEEKLY_AT = 2, "10:00"
"""Between acts the bots' turns of a week begin on Wednesday at this hour."""

WEEKLY_MINUTES = 8
"""Minutes over which these turns are spread, so that people do not wait for all bots at once."""


Hours = Mapping[str, str]
"""Instrument -> sessions of its own, "09:30-11:30,13:00-15:00"."""


class Calendar:
    """All trading days and clock commands of a lesson, in order of time.

    `hours` are those of instruments whose venue has its own; all others follow the plan's phases.
    """

    def __init__(self, plan: Plan, hours: Hours) -> None:
        self.days = _days(plan)
        self.acts = plan.clock.acts
        self.events: list[Event] = []
        self._first: list[int] = []
        for day in self.days:
            self._first.append(len(self.events))
            self.events += _events(plan, day, hours)
        self._opens = [day.opens for day in self.days]
        self._closes = [day.closes for day in self.days]
        pairs = zip(self.days, self.days[1:], strict=False)
        self._leaps = [(last, first) for last, first in pairs if last.act != first.act]
        self._weekly = [
            at for last, first in self._leaps for at in _weekly(last.closes, first.opens)
        ]
        self._every = plan.bots.every_minutes

    def passed(self, next_event: int) -> list[Event]:
        """The past events of the lesson's own hours, of the current or last day.

        The first of them is the start of that day; empty before the first day.
        """
        day = bisect_right(self._first, next_event - 1) - 1
        first = self._first[day] if day >= 0 else 0
        return [event for event in self.events[first:next_event] if not event.aside]

    def next_of_all(self, next_event: int) -> Event | None:
        """The next event of the lesson's own hours, None if the lesson is over."""
        # Called for every snapshot, so the remaining events are not copied.
        coming = islice(self.events, next_event, None)
        return next((event for event in coming if not event.aside), None)

    def due(self, next_event: int) -> Due | None:
        """The event at a position, in the agenda's shape; None if the lesson is over."""
        if next_event >= len(self.events):
            return None
        event = self.events[next_event]
        return Due(event.at, event.name, event.arguments)

    def moment_of(self, said: SaidPart) -> int:
        """The lesson time in ms of an announcement or a remark of the plan."""
        return _at(self.days[said.day - 1].date, said.at)

    def remarks(self, plan: Plan) -> list[RemarkPart]:
        """The plan's remarks for days that this lesson has."""
        return [one for one in plan.remark if one.day <= len(self.days)]

    def phase_ends(self, next_event: int, *, own: str | None) -> int | None:
        """The lesson time at which the hours next change a phase; None if the lesson is over.

        Of the lesson's own hours, or of an instrument with hours of its `own`.
        """
        for event in islice(self.events, next_event, None):
            named = event.arguments.get("instruments")
            if event.name == "clock.announcement":
                continue
            if event.name == "clock.day_end" or (own in named if named and own else own == named):
                return event.at
        return None

    @property
    def begins(self) -> int:
        """Lesson time at which the first day opens."""
        return self.days[0].opens

    def next_turns(self, after: int) -> int | None:
        """The first instant with bots' turns strictly after `after`, or None."""
        week = bisect_right(self._weekly, after)
        instants = (self._next_minute(after), *self._weekly[week : week + 1])
        return min((at for at in instants if at is not None), default=None)

    def _next_minute(self, after: int) -> int | None:
        for day in self.days[bisect_right(self._closes, after) :]:
            start = max(after, day.opens)
            at = day.opens + ((start - day.opens) // MINUTE + 1) * MINUTE
            if at < day.closes:
                return at
        return None

    def opening_of(self, day: int) -> int | None:
        """Lesson time in ms at which a trading day opens, by its number; None without that day."""
        return self.days[day - 1].opens if 1 <= day <= len(self.days) else None

    def next_phase(self, phase: str, *, after: int) -> int | None:
        """The next beginning of a phase of the lesson's own hours strictly after `after`."""
        return next(
            (
                event.at
                for event in self.events
                if event.at > after and not event.aside and event.arguments.get("phase") == phase
            ),
            None,
        )

    def next_time(self, hour: int, minute: int, *, after: int) -> int | None:
        """The next lesson time after `after` at which a trading day shows this hour and minute."""
        for day in self.days[bisect_right(self._closes, after) :]:
            at = moment(day.date, hour, minute)
            if at > after and day.opens <= at <= day.closes:
                return at
        return None

    def turns(self, at: int) -> Turns | None:
        """The seats whose bots act in the minute `at`; turns are spread over the seats.

        No bot acts at night; between two acts each has one turn a week.
        """
        week = bisect_left(self._weekly, at)
        if self._weekly[week : week + 1] == [at]:
            return Turns(WEEKLY_MINUTES, at // MINUTE % WEEKLY_MINUTES)
        day = self.day_at(at)
        if not day.opens <= at <= day.closes:
            return None
        return Turns(self._every, -(at // MINUTE) % self._every)

    def day_at(self, at: int) -> TradingDay:
        """The trading day at a lesson time, or the last one that began before it."""
        return self.days[max(0, bisect_right(self._opens, at) - 1)]

    # --- acts ---------------------------------------------------------------------------------

    def leap_at(self, at: int) -> TradingDay | None:
        """The first day of the next act, if a lesson time lies between two acts; otherwise None."""
        return next((first for last, first in self._leaps if last.closes < at < first.opens), None)

    def leap_after(self, number: int) -> TradingDay | None:
        """The first day of the next act, if this day is the last one of its act."""
        return next((first for last, first in self._leaps if last.number == number), None)

    def date_at(self, at: int) -> date:
        """The date of the current or last trading day; between two acts that of the calendar."""
        return day_of(at) if self.leap_at(at) else self.day_at(at).date


def _days(plan: Plan) -> list[TradingDay]:
    days: list[TradingDay] = []
    for act, (first_day, wanted) in enumerate(plan.clock.runs, start=1):
        for today in trading_dates(first_day, wanted):
            opens, closes = _at(today, plan.clock.opens), _at(today, plan.clock.closes)
            days.append(TradingDay(len(days) + 1, today, opens, closes, act))
    return days


def _weekly(closes: int, opens: int) -> Iterator[int]:
    """The instants of bots' turns between two acts, week by week."""
    first = day_of(closes)
    first += timedelta(days=(WEEKDAY - first.weekday()) % 7)
    for at in range(_at(first, WEEKLY_AT), opens, 7 * DAY):
        for minute in range(WEEKLY_MINUTES):
            if closes < at + minute * MINUTE < opens:
                yield at + minute * MINUTE


def _events(plan: Plan, day: TradingDay, hours: Hours) -> list[Event]:
    phases = [
        Event(_at(day.date, phase.at), "clock.phase", {"phase": phase.phase})
        for phase in plan.phases
    ]
    phases += _own_phases(day, hours)
    phases += [
        Event(_at(day.date, one.at), "clock.announcement", one.texts)
        for one in plan.announcement
        if one.day == day.number
    ]
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
