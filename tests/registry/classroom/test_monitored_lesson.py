"""Goal: a plan switches monitoring on; what a sample finds out is told by no preview.

Method: the plan is read with and without its seats; a report of belt-road-2 is sampled, and the
preview before is compared with the answer after.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.writer import Request
from registry.classroom.lesson import Lesson, beginning
from registry.classroom.plan import read_plan
from registry.classroom.preview import preview
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.registry.classroom.test_plan import mistakes_of
from tests.support.makers import of_days

pytestmark = pytest.mark.slow

TABLE = "[monitoring]\nsamples = 3\nuncertainty_percent = 2\nspread_percent = 4\n\n[bots]"
FIRST = {"project": "TH001", "period": 1}


@pytest.fixture(scope="module")
def lesson() -> Iterator[Lesson]:
    plan = of_days(read_plan("belt-road-2").with_seats_per_role(1), 1)
    lesson = Lesson.create(None, plan, seed=5)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    yield lesson
    lesson.close()


def seat(lesson: Lesson, role: Role) -> str:
    """The first seat of a role."""
    return next(one.name for one in lesson.room.seats.values() if one.role is role)


def give(lesson: Lesson, role: Role, name: str, **arguments: Any) -> dict[str, Any]:
    """A command of the first seat of a role that must be accepted."""
    with lesson.group():
        outcome = lesson.run(Request(name, arguments, "script", seat(lesson, role)))
    assert outcome.answer is not None, outcome.refusal
    return outcome.answer


def test_a_plan_with_reports_and_no_verifier_is_a_mistake() -> None:
    (told,) = mistakes_of(("[bots]", TABLE))

    assert "monitoring: nobody verifies: there is no seat of the role third_party_entity" in told


def test_a_lesson_keeps_the_rules_by_which_its_reports_are_verified() -> None:
    facts = beginning(read_plan("belt-road-2"), 1)["cycles"]

    assert ("5", True, 5) == tuple(
        facts["ccer"][name]
        for name in ("materiality_percent", "verifier_differs", "lookback_years")
    )


def test_a_preview_of_a_sample_does_not_tell_what_it_finds(lesson: Lesson) -> None:
    verifier = seat(lesson, Role.THIRD_PARTY_ENTITY)
    give(lesson, Role.PROJECT_OWNER, "monitoring.open", **FIRST)
    figures = [{"part": "2027", "mwh": "30000"}]
    report = FIRST | {"verifier": verifier, "figures": figures}
    give(lesson, Role.PROJECT_OWNER, "monitoring.report", **report)
    arguments = FIRST | {"part": "2027"}
    request = Request("verification.sample", arguments, "script", verifier)
    seen = preview(lesson, request).outcome.answer
    told = give(lesson, Role.THIRD_PARTY_ENTITY, "verification.sample", **arguments)

    assert seen == {"report": 1, "part": "2027", "left": 1}
    assert {"measured_mwh", "uncertainty_mwh"} == told.keys() - seen.keys()
