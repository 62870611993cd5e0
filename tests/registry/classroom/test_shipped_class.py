"""Goal: the demonstration lesson can be taught: it fits a class of 45 minutes, every emitter can
comply, and its bots alone keep prices in the published band.

Method: figures counted from the plan and its rules; twenty seeds played by bots.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from ledger.kernel.clock import MINUTE
from registry.classroom.calendar import Calendar
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan, read_plan
from registry.compliance.queries import offset_position
from registry.programme.projects.queries import periods, projects
from registry.roles import Role
from tests.architecture import tree
from tests.support.makers import played_by_bots, watch

PLAN = read_plan("belt-road-1")
CLASS_MINUTES = 45
BAND = re.compile(r"within (\d+) % of the first reference price")


def real_minutes(plan: Plan) -> Fraction:
    """Real minutes from the first opening to the last close, lunch breaks included; no pauses."""
    lesson_ms = sum(day.closes - day.opens for day in Calendar(plan, {}).days)
    return Fraction(lesson_ms, MINUTE * plan.clock.speed)


def test_at_its_own_speed_it_ends_within_a_class() -> None:
    assert 39 == real_minutes(PLAN) <= CLASS_MINUTES
    slower = PLAN.model_copy(update={"clock": PLAN.clock.model_copy(update={"days": 7})})
    assert real_minutes(slower) > CLASS_MINUTES


def test_every_emitter_can_comply_with_the_offsets_that_there_are() -> None:
    lesson = Lesson.create(None, PLAN, seed=1)
    at, needed = lesson.calendar.days[-1].closes, 0
    ccer = next(one for one in PLAN.instruments if one.code == "CCER")
    dearest = ccer.reference * (100 + band()) // 100
    (cash,) = {group.cash_fen for group in PLAN.seats if group.role is Role.EMITTER}
    with lesson.reading() as session:
        for seat in lesson.room.seats.values():
            if seat.role is not Role.EMITTER:
                continue
            owed = offset_position(session, seat=seat.name, at=at)
            assert owed is not None
            gap = owed.obligation_t - owed.allowances_t
            assert 0 < gap <= owed.cap_t, f"{seat.name}: {gap} t of {owed.cap_t}"
            assert gap * dearest <= cash, f"{seat.name} cannot pay for {gap} t"
            needed += gap
        there = sum(
            period.whole_t
            for project in projects(session)
            if project.unit == "CCER"
            for period in periods(session, project.code)
            if period.available_from < at
        )

    assert 57_000 == needed < there


def band() -> int:
    """The band in percent that docs/bots.md publishes."""
    (percent,) = BAND.findall((tree.ROOT / "docs" / "bots.md").read_text(encoding="utf-8"))
    return int(percent)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 21))
def test_bots_alone_keep_both_sides_and_the_published_band(seed: int) -> None:
    lesson = played_by_bots(PLAN, seed=seed)
    seen = watch(lesson)
    at = lesson.calendar.days[-1].closes
    short = 0
    with lesson.reading() as session:
        for seat in lesson.room.seats.values():
            if (owed := offset_position(session, seat=seat.name, at=at)) is not None:
                short += owed.obligation_t - owed.allowances_t - owed.used_t
    first = {one.code: one.reference for one in PLAN.instruments}
    moved = {
        code: (low * 1000 // first[code] - 1000, high * 1000 // first[code] - 1000)
        for code, low in seen.low.items()
        for high in [seen.high[code]]
    }

    assert {} == seen.thin(95)
    for code, (low, high) in moved.items():
        assert -10 * band() <= low <= high <= 10 * band(), f"{code}: {low} to {high} per mille"
    assert short <= 570  # 1 % of what all were short of
