"""Goal: gain and retention are those of the people who answered both times, and name nobody.

Method: random classes, counted again answer by answer; classes of four and of five.
"""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from random import Random

import pytest

from registry.quiz.gains import COLUMNS, LEAST, class_result, percent, table
from registry.quiz.questions import RIGHT, Sitting, questions

KEYS = [one.key for one in questions()]
Answers = dict[Sitting, dict[str, dict[str, int]]]


def a_class(random: Random, people: int) -> Answers:
    """A class in which some miss a sitting, and everybody guesses better each time."""
    return {
        sitting: {
            f"P{person}": {key: random.choice([0, RIGHT, RIGHT, 2, 3][rise:]) for key in KEYS}
            for person in range(people)
            if random.random() < 0.8
        }
        for rise, sitting in enumerate(Sitting)
    }


def same(*, right: int, people: int) -> dict[str, dict[str, int]]:
    """So many people, the first so many of whom have everything right."""
    return {
        f"P{person}": dict.fromkeys(KEYS, RIGHT if person < right else 2)
        for person in range(people)
    }


@pytest.mark.parametrize("seed", range(20))
def test_figures_are_those_counted_answer_by_answer(seed: int) -> None:
    answers = a_class(Random(seed), people=30)
    found = class_result(answers)
    before, after, later = (answers[sitting] for sitting in Sitting)
    both = [code for code in before if code in after]
    kept = [code for code in after if code in later]

    for one in found.concepts:
        assert one.question is not None and one.gain_of is not None and one.kept_of is not None
        key = one.question.key
        was = sum(before[code][key] == RIGHT for code in both)
        now = sum(after[code][key] == RIGHT for code in both)
        knew = [code for code in kept if after[code][key] == RIGHT]
        still = sum(later[code][key] == RIGHT for code in knew)
        assert (len(both), len(kept)) == (one.gain_of.people, one.kept_of.people)
        assert Fraction(now - was, len(both) - was) == one.gain
        assert Fraction(still, len(knew)) == one.retention
        assert Fraction(now, len(both)) == one.right[Sitting.AFTER]


def test_the_normalised_gain_is_a_part_of_what_was_missing() -> None:
    answers: Answers = {
        Sitting.BEFORE: same(right=4, people=10),
        Sitting.AFTER: same(right=7, people=10),
        Sitting.LATER: same(right=6, people=10),
    }
    whole = class_result(answers).whole

    assert (50, 86) == (percent(whole.gain), percent(whole.retention))
    assert [40, 70, 60] == [percent(whole.right[sitting]) for sitting in Sitting]


def test_fewer_than_five_people_are_told_nothing_of() -> None:
    few: Answers = {sitting: same(right=1, people=LEAST - 1) for sitting in Sitting}
    enough: Answers = {sitting: same(right=1, people=LEAST) for sitting in Sitting}
    few_both = enough | {Sitting.AFTER: {f"Q{n}": row for n, row in enumerate(
        same(right=1, people=LEAST).values())}}  # fmt: skip

    for one in (class_result(few).whole, *class_result(few).concepts):
        assert ({}, None, None, None, None) == (
            one.right, one.gain_of, one.gain, one.kept_of, one.retention
        )  # fmt: skip
    assert LEAST - 1 == class_result(few).answered[Sitting.BEFORE]
    assert class_result(enough).whole.gain_of is not None
    assert class_result(few_both).whole.gain_of is None


def test_one_who_missed_a_sitting_cannot_be_subtracted() -> None:
    before = same(right=5, people=6)
    after = {code: row for code, row in same(right=5, people=6).items() if code != "P5"}
    whole = class_result({Sitting.BEFORE: before, Sitting.AFTER: after, Sitting.LATER: {}}).whole

    assert 100 == percent(whole.right[Sitting.BEFORE])
    assert whole.gain is None and whole.gain_of is not None and 5 == whole.gain_of.people


def test_an_open_sitting_is_told_nothing_of() -> None:
    answers: Answers = {sitting: same(right=3, people=8) for sitting in Sitting}
    found = class_result(answers, open=[Sitting.AFTER]).whole

    assert {Sitting.BEFORE, Sitting.LATER} == found.right.keys()
    assert found.gain_of is None and found.kept_of is None
    assert class_result(answers).whole.gain_of is not None


def test_the_table_has_a_row_for_each_concept_and_one_for_all() -> None:
    answers: Answers = {
        Sitting.BEFORE: same(right=4, people=10),
        Sitting.AFTER: same(right=7, people=10),
        Sitting.LATER: same(right=1, people=2),
    }
    text = table({"belt-road-1": class_result(answers)})
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert [*KEYS, "all"] == [row["question"] for row in rows]
    assert list(COLUMNS) == list(rows[0])
    assert {("10", "40", "70", "50", "2", "", "")} == {
        (row["gain_n"], row["before_percent"], row["after_percent"], row["gain_percent"],
         row["later_n"], row["later_percent"], row["retention_percent"])
        for row in rows
    }  # fmt: skip
