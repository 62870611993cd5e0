"""Lessons played by bots: to a file, whole or left in the middle of a day, or for a first day.

Knows no test.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, read_plan
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.support.makers import played_by_bots, without_makers

LOG = "SELECT hash, name, seat, arguments FROM command ORDER BY number"


def played(path: Path, plan: str, *, until: str = "", seed: int = 7) -> Path:
    """Play a plan with one seat a role until a condition on its tables holds, or to its end.

    Market makers, who would begin with credits, are left out. One trader's seat is a person's who
    does nothing; a bot plays another that was opened.
    """
    small = without_makers(read_plan(plan).with_seats_per_role(1))
    lesson = Lesson.create(path, small, seed=seed)
    trader = next(seat.name for seat in lesson.room.seats.values() if seat.role is Role.TRADER)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        lesson.run(Request("seat.claim", {"seat": trader}, "script", TRAINER))
        lesson.run(Request("seat.open", {"role": Role.TRADER}, "script", TRAINER))
    loop = Loop(lesson)
    while (instant := loop.next_instant()) is not None:
        with lesson.group():
            loop.step(instant)
        if until and lesson.store.fetch(f"SELECT {until}")[0][0]:
            break
    else:
        assert not until, f"never: {until}"
    lesson.close()
    return path


class Logged(NamedTuple):
    """A command of a log: its link, and what was given."""

    hash: str
    given: tuple[str, str, str]


def first_day(plan: Plan, *, seed: int) -> list[Logged]:
    """The log of a lesson at the end of its first day, bots in every seat."""
    lesson = played_by_bots(plan, seed=seed)
    with lesson.group():
        Loop(lesson).advance(lesson.calendar.days[0].closes)
    found = [Logged(link, tuple(given)) for link, *given in lesson.store.fetch(LOG)]
    lesson.close()
    return found


def log_of(path: Path) -> list[Logged]:
    """The log of a lesson file."""
    with closing(sqlite3.connect(path)) as connection:
        return [Logged(link, tuple(given)) for link, *given in connection.execute(LOG)]
