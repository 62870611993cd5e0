"""The script of the lesson: what the plan has for the trainer and for everybody, and the pace.

The plan's minute of a lesson time is that of its remarks, in between by the opening hours so far;
without them it follows from the plan's speed. Reads the wall clock.
"""

from __future__ import annotations

from itertools import pairwise

from sqlmodel import Session

from ledger import queries as books
from ledger.kernel.clock import MINUTE
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan
from registry.edge.server_state import wall_ms
from registry.web.frame.pictures import both_texts
from registry.web.frame.visitor import Visitor
from registry.web.trainer.contexts import Script, ScriptLine

LONGEST_MS = 8 * 60 * MINUTE
"""Real time since the start after which no pace is told: the lesson was left and opened again."""


def script_of(visitor: Visitor, session: Session) -> Script:
    """The lines in order of lesson time, the next one marked, and how far behind the plan it is."""
    current, at = visitor.live.current, visitor.live.now()
    plan, calendar = current.plan, current.calendar
    kinds = (("announcement", plan.announcement), ("remark", calendar.remarks(plan)))
    said = [(calendar.moment_of(one), kind, one) for kind, parts in kinds for one in parts]
    said.sort(key=lambda one: one[0])
    coming = next((place for place, one in enumerate(said) if one[0] > at), len(said))
    pace = Pace(plan, calendar)
    began = books.first_wall_ms(session, "lesson.start")
    real = None if began is None else wall_ms() - began
    told = real is not None and real <= LONGEST_MS and not current.over and bool(said)
    return Script(
        lines=tuple(
            ScriptLine(
                kind=kind,
                day=one.day,
                at=moment,
                minute=pace.real_ms(moment) // MINUTE,
                texts=both_texts(
                    {"zh": one.text_zh or "", "en": one.text_en or ""}, visitor.language
                ),
                state="done" if place < coming else "next" if place == coming else "later",
            )
            for place, (moment, kind, one) in enumerate(said)
        ),
        behind=minutes_behind(pace, real, at=at) if told and real is not None else None,
    )


def minutes_behind(pace: Pace, real_ms: int, *, at: int) -> int:
    """Whole real minutes by which the lesson is behind its plan; negative: ahead."""
    late = real_ms - pace.real_ms(at)
    return late // MINUTE if late >= 0 else -(-late // MINUTE)


class Pace:
    """The real time since the start at which a plan means lesson times to come."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self._calendar, self._speed = calendar, plan.clock.speed
        given = [
            (self._opened(calendar.moment_of(one)), one.minute * MINUTE)
            for one in calendar.remarks(plan)
            if one.minute is not None
        ]
        self._points = [(0, 0), *sorted(given)]

    def real_ms(self, at: int) -> int:
        """The planned real time (ms) of a lesson time."""
        opened = self._opened(at)
        for (before, was), (after, now) in pairwise(self._points):
            if before <= opened < after:
                return was + (opened - before) * (now - was) // (after - before)
        last, real = self._points[-1]
        return real + (opened - last) // self._speed

    def _opened(self, at: int) -> int:
        """Lesson time (ms) of the trading days up to a lesson time, without the nights."""
        return sum(
            min(max(at - day.opens, 0), day.closes - day.opens) for day in self._calendar.days
        )
