"""A plan may give an instrument a circuit breaker; contradictions are reported with their place."""

from __future__ import annotations

import pytest

from registry.classroom.lesson import Lesson
from registry.classroom.plan import PlanUnreadable
from tests.registry.classroom.test_venue_lessons import plan

CODE = 'code = "BRC-CN"'


def with_breaker(**figures: int) -> tuple[str, str]:
    told = ", ".join(f"{name} = {value}" for name, value in figures.items())
    return CODE, f"{CODE}\nbreaker = {{ {told} }}"


def test_the_instrument_has_the_breaker_of_the_plan_and_no_other_has() -> None:
    lesson = Lesson.create(
        None, plan(with_breaker(percent=3, reference_minutes=5, call_minutes=4)), seed=5
    )
    listings = lesson.exchange.market.listings
    found = {
        code: (
            one.instrument.breaker_percent,
            one.instrument.breaker_reference_minutes,
            one.instrument.breaker_call_minutes,
        )
        for code, one in listings.items()
    }
    lesson.close()

    assert (3, 5, 4) == found.pop("BRC-CN")
    assert {(0, 0, 0)} == set(found.values())


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"percent": 0, "reference_minutes": 5, "call_minutes": 4}, "breaker.percent"),
        ({"percent": 3, "reference_minutes": 5}, "breaker.call_minutes"),
        ({"percent": 3, "reference_minutes": 0, "call_minutes": 4}, "breaker.reference_minutes"),
    ],
)
def test_a_breaker_that_cannot_be_is_told(figures: dict[str, int], said: str) -> None:
    with pytest.raises(PlanUnreadable) as told:
        plan(with_breaker(**figures))

    assert said in str(told.value)
