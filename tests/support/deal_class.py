"""A class for the pages of deals: Monday 13:05, allowances at the national venue, all seats idle.

Credits of Thailand have no such venue. Knows no test.
"""

from __future__ import annotations

from pathlib import Path

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.registry.market.test_deals import MONDAY, plan
from tests.support.classroom import CODE

OFFERED_T = 300_000
"""Allowances that the government has, all free."""


def create(folder: Path) -> None:
    """The lesson file, with allowances issued to the government and nobody's bot at work."""
    lesson = Lesson.create(folder / f"{CODE}.lesson", plan(), seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for seat in lesson.room.seats:
            lesson.run(Request("seat.claim", {"seat": seat}, "script", TRAINER))
        Loop(lesson).advance(moment(MONDAY, 13, 5))
        seats = lesson.room.seats.values()
        government = next(one.name for one in seats if one.role is Role.GOVERNMENT_PARTNER)
        issue = {"year": 2028, "quantity": OFFERED_T}
        told = lesson.run(Request("allowance.issue", issue, "script", government))
        assert told.answer is not None, told
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
    lesson.close()
