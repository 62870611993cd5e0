"""Goal: every mistake in the acts of a plan is reported once, with line and key.

Method: the text of the lesson in three acts with one thing changed; a plan whose clock is both or
neither; no planted mistake is played.
"""

from __future__ import annotations

import tomllib

import pytest

from registry.classroom.plan import PlanUnreadable, checked, parse_plan
from tests.support.acts import TEXT, WITHOUT
from tests.support.plan_mutations import places, put

LINES = TEXT.splitlines()


def line(found: str, number: int = 1) -> int:
    """The line on which something stands for the n-th time."""
    return [i for i, one in enumerate(LINES, start=1) if one.startswith(found)][number - 1]


def mistakes(text: str) -> list[str]:
    """What is wrong with the text of a plan."""
    try:
        parse_plan(text, name="acts")
    except PlanUnreadable as unreadable:
        return unreadable.mistakes
    return []


SECOND, THIRD = line("first_day", 2), line("first_day", 3)
DAYS = line("days", 3)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"2029-03-12"', '"2028-03-17"', f"line {SECOND}, clock.acts[2].first_day: must be after"
         " 2028-03-17, a day of the act before"),
        ('"2029-03-12"', '"2028-03-01"', f"line {SECOND}, clock.acts[2].first_day: must be after"
         " 2028-03-17, a day of the act before"),
        ('"2030-01-07"', '"2048-03-16"', f"line {THIRD}, clock.acts[3].first_day: must be by"
         " 2048-03-15: a lesson spans 20 years"),
        ('first_day = "2030-01-07"\ndays = 2', 'first_day = "2030-01-07"\ndays = 246',
         f"line {DAYS}, clock.acts[3].days: 251 trading days up to here; at most 250 in all"),
        ('first_day = "2030-01-07"\ndays = 2', 'first_day = "2030-01-07"\ndays = 0',
         f"line {DAYS}, clock.acts[3].days: Input should be greater than or equal to 1"),
        ('title_en = "Act three"\n', "", f"line {line('[[clock.acts]]', 3)},"
         " clock.acts[3].title_en: Field required"),
        ('speed = 60\n', 'speed = 60\nfirst_day = "2028-03-13"\n', f"line {line('speed') + 1},"
         " clock.first_day: each act has its own; write either this or acts"),
        ('speed = 60\n', 'speed = 60\ndays = 3\n', f"line {line('speed') + 1},"
         " clock.days: each act has its own; write either this or acts"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_with_line_and_key(before: str, after: str, told: str) -> None:
    assert TEXT.count(before) == 1

    assert [told] == mistakes(TEXT.replace(before, after))


def test_a_clock_without_days_says_what_is_missing() -> None:
    bare = WITHOUT.replace("{clock}", '[clock]\nopens = "09:00"\ncloses = "15:30"\n')
    empty = bare.replace('"15:30"\n', '"15:30"\nacts = []\n', 1)

    said = "is missing: a lesson has first_day and days, or acts"
    assert [f"clock.{key}: {said}" for key in ("days", "first_day")] == sorted(
        one.split(", ", 1)[1] for one in mistakes(bare)
    )
    (told,) = mistakes(empty)
    assert "clock.acts: List should have at least 1 item" in told


def test_a_wrong_day_of_an_act_hides_no_other_mistake() -> None:
    text = TEXT.replace('"2029-03-12"', '"2029-02-30"').replace('"2030-01-07"', '"2028-01-03"')
    second, third = mistakes(text)
    assert "clock.acts[2].first_day: there is no day 2029-02-30" in second
    assert "clock.acts[3].first_day: must be after 2028-03-17" in third
    closes = TEXT.replace("15:30", "08:30").replace("2028-03-15", "2031-03-15")
    keys = [one.split(", ")[1].split(":")[0] for one in mistakes(closes)]

    assert {"clock.closes", "clock.acts[2].first_day"} <= set(keys)


def test_a_value_of_the_wrong_shape_is_told_alone() -> None:
    raw = tomllib.loads('pace = "real"\n' + TEXT)
    for place in places(raw):
        if place[0] in ("clock", "pace"):
            told = {at for at, _ in checked(put(raw, place, 1.5))[1]}

            assert {place} == told


def test_the_last_act_decides_what_can_still_be_issued() -> None:
    early = TEXT.replace('"2028-03-15"', '"2026-03-16"').replace('"2029-03-12"', '"2026-09-01"')
    told = mistakes(early.replace('"2030-01-07"', '"2027-01-04"'))

    assert [] == mistakes(early.replace('"2030-01-07"', '"2028-01-03"'))
    assert (
        2 == len(told) == sum("nothing of this project can ever be issued" in one for one in told)
    )
