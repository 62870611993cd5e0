"""Goal: every text is a lesson that plays, or is refused with mistakes that have line and key.

Method: the shipped plans changed at random; what is accepted is played for a day in a small room,
with the audit after it. `long` plays hundreds, and creates each at its full size as well. Of two
places that are changed, what is told of one whatever rightly stands at the other is told beside any
wrong value there too.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from pydantic import ValidationError

from registry.classroom import plan_checks
from registry.classroom.lesson import Lesson
from registry.classroom.plan import Plan, PlanUnreadable, checked, parse_plan
from registry.classroom.plan_checks import sound
from registry.classroom.play import play
from tests.support.plan_mutations import (
    PLANS,
    Place,
    Table,
    likely,
    likely_at,
    odd,
    places,
    put,
    two_places,
    written,
)

pytestmark = pytest.mark.slow

TOLD = re.compile(r"line ([0-9]+)(, [^:]+)?: .+", re.DOTALL)
SLOW = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]

repeated = settings(deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
at_random = settings(deadline=None, database=None, suppress_health_check=SLOW)


def read(text: str) -> Plan | None:
    """The plan, or None when it is refused as it should be; anything else is raised."""
    try:
        return parse_plan(text, name="changed")
    except PlanUnreadable as unreadable:
        assert unreadable.mistakes
        for mistake in unreadable.mistakes:
            told = TOLD.fullmatch(mistake)
            assert told, mistake
            assert 1 <= int(told[1]) <= text.count("\n") + 1
            assert told[2] or len(unreadable.mistakes) == 1, f"no key: {mistake}"
    return None


def a_day_in_a_small_room(plan: Plan, *, seats: int) -> Plan:
    """The plan with few seats, one day, and bots that leave time for others."""
    small = plan.with_seats_per_role(seats)
    bots = {
        "every_minutes": max(40, plan.bots.every_minutes),
        "commands_max": min(4, plan.bots.commands_max),
    }
    return small.model_copy(
        update={
            "clock": plan.clock.model_copy(update={"days": 1}),
            "bots": plan.bots.model_copy(update=bots),
        }
    )


def plays(plan: Plan, *, seats: int = 1) -> dict[str, Any]:
    summary = play(a_day_in_a_small_room(plan, seats=seats), seed=3, path=None)

    assert ("ok", 0) == (summary["audit"], summary["failed"])
    return summary


def test_the_writer_writes_the_shipped_plans() -> None:
    for raw in PLANS:
        plan = read(written(raw))

        assert plan is not None
        assert plays(plan)["commands"] > 50


@settings(repeated, max_examples=160)
@given(odd())
def test_any_text_is_read_or_refused_with_line_and_key(text: str) -> None:
    read(text)


@settings(repeated, max_examples=40)
@given(likely())
def test_what_a_trainer_may_try_is_read_or_refused_with_line_and_key(text: str) -> None:
    read(text)


@settings(repeated, max_examples=6)
@given(likely())
def test_what_is_read_can_be_played(text: str) -> None:
    plan = read(text)
    assume(plan is not None)
    assert plan is not None
    plays(plan)


# --- several mistakes -----------------------------------------------------------------------------


def told_at(raw: Table) -> set[Place]:
    """The places of all mistakes that are told of a plan."""
    return {place for place, _ in checked(copy.deepcopy(raw))[1]}


def has_shape(raw: Table, place: Place) -> bool:
    """Whether what stands at a place has the right type and bounds."""
    try:
        Plan.model_validate(raw)
    except ValidationError as error:
        return not any(one["loc"][: len(place)] == place for one in error.errors())
    return True


def hidden(two: tuple[Table, Place, Any, Place, Any]) -> set[Place]:
    """The mistakes at one place that a wrong value at another place hides, though they would be
    told whatever right value stood there.
    """
    plan, place, value, other, wrong = two
    first = put(plan, place, value)
    sure = {one for one in told_at(first) if one[: len(place)] == place}
    both = put(first, other, wrong)
    assume(sure and not has_shape(both, other))
    for one in likely_at(other):
        right = put(first, other, one)
        if has_shape(right, other):
            sure &= told_at(right)
    assume(sure)
    return sure - told_at(both)


@settings(repeated, max_examples=40)
@given(two_places())
def test_a_wrong_value_hides_no_mistake_that_does_not_depend_on_it(two: Any) -> None:
    assert set() == hidden(two)


def test_a_value_of_the_wrong_shape_is_told_alone() -> None:
    for raw in PLANS:
        for place in places(raw):
            told = told_at(put(raw, place, 1.5))

            assert {place} == told


@pytest.mark.planted
def test_a_plan_without_its_checks_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_checks, "CHECKS", ())

    @settings(repeated, max_examples=60, phases=[Phase.generate], report_multiple_bugs=False)
    @given(likely())
    def what_is_read_has_a_lesson(text: str) -> None:
        plan = read(text)
        if plan is not None:
            Lesson.create(None, plan.with_seats_per_role(1), seed=1).close()

    with pytest.raises((AssertionError, LookupError)):
        what_is_read_has_a_lesson()


@pytest.mark.planted
def test_a_list_that_is_dropped_for_one_of_its_values_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drop(raw: Table, place: Place) -> None:
        raw.pop(str(place[0]), None)

    monkeypatch.setattr(sound, "_take_out", drop)

    @settings(repeated, max_examples=60, phases=[Phase.generate], report_multiple_bugs=False)
    @given(two_places())
    def nothing_is_hidden(two: Any) -> None:
        assert set() == hidden(two)

    with pytest.raises(AssertionError):
        nothing_is_hidden()


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(at_random, max_examples=3_000)
@given(two_places())
def test_no_wrong_value_of_thousands_hides_another_mistake(two: Any) -> None:
    assert set() == hidden(two)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(at_random, max_examples=5_000)
@given(odd())
def test_thousands_of_texts_are_read_or_refused(text: str) -> None:
    read(text)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@settings(at_random, max_examples=500)
@given(likely())
def test_hundreds_that_are_read_can_be_played(text: str) -> None:
    plan = read(text)
    assume(plan is not None)
    assert plan is not None
    Lesson.create(None, plan, seed=1).close()
    plays(plan, seats=2)
