"""What a class learned: gain and retention by concept, of those who answered both times.

Normalised gain (Hake 1998): of the answers that were not right before, the part that was right
after, (after - before) / (1 - before). Retention: of the answers that were right after the lesson,
the part that was right later. Exact fractions; whole percent for display. Nothing is told of fewer
than `LEAST` people, and nothing of a sitting while it is open: two looks would show one person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from registry.quiz.questions import RIGHT, Question, Sitting, questions

LEAST = 5
"""Fewer people than this would be named by their class's figures."""

ByCode = Mapping[str, Mapping[str, int]]


class Shares(NamedTuple):
    """`people` answered both times; the parts of their answers that were right each time."""

    people: int
    first: Fraction
    second: Fraction


@dataclass(frozen=True, slots=True)
class ConceptResult:
    """One question, or all of them if `question` is None.

    `gain_of` and `kept_of` are those who answered before and after, after and later; None: too few,
    or a sitting is open. `gain` is also None if all were right before, `retention` if none after.
    `right` has the part of right answers at a sitting: of those same people, and where there are
    none of everybody who answered it. Two groups that differ by one person would show its answer.
    """

    question: Question | None
    right: Mapping[Sitting, Fraction]
    gain_of: Shares | None
    gain: Fraction | None
    kept_of: Shares | None
    retention: Fraction | None


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A class: how many answered each sitting, all questions together, and each of them."""

    answered: Mapping[Sitting, int]
    whole: ConceptResult
    concepts: tuple[ConceptResult, ...]


def class_result(
    answers: Mapping[Sitting, ByCode], *, open: Collection[Sitting] = ()
) -> ClassResult:
    """The result of a class from its answers by sitting, code and question."""
    told = {
        sitting: by_code
        for sitting, by_code in answers.items()
        if len(by_code) >= LEAST and sitting not in open
    }
    asked = questions()
    return ClassResult(
        answered={sitting: len(by_code) for sitting, by_code in answers.items()},
        whole=_result(None, told, asked),
        concepts=tuple(_result(one, told, (one,)) for one in asked),
    )


def _result(
    question: Question | None, told: Mapping[Sitting, ByCode], asked: Collection[Question]
) -> ConceptResult:
    keys = [one.key for one in asked]
    gain_of = _both(told, Sitting.BEFORE, Sitting.AFTER, keys)
    gain = None
    if gain_of is not None and gain_of.first != 1:
        gain = (gain_of.second - gain_of.first) / (1 - gain_of.first)
    kept_of = _both(told, Sitting.AFTER, Sitting.LATER, keys)
    right = {sitting: _part(by_code, list(by_code), keys) for sitting, by_code in told.items()}
    if gain_of is not None:
        right |= {Sitting.BEFORE: gain_of.first, Sitting.AFTER: gain_of.second}
    if kept_of is not None:
        right[Sitting.LATER] = kept_of.second
    return ConceptResult(
        question=question,
        right=right,
        gain_of=gain_of,
        gain=gain,
        kept_of=kept_of,
        retention=_kept(told, kept_of, keys),
    )


def _both(
    told: Mapping[Sitting, ByCode], first: Sitting, second: Sitting, keys: Collection[str]
) -> Shares | None:
    """Those who answered both sittings; None of fewer than `LEAST`."""
    if first not in told or second not in told:
        return None
    codes = sorted(told[first].keys() & told[second].keys())
    if len(codes) < LEAST:
        return None
    return Shares(len(codes), _part(told[first], codes, keys), _part(told[second], codes, keys))


def _part(by_code: ByCode, codes: Collection[str], keys: Collection[str]) -> Fraction:
    right = sum(by_code[code].get(key) == RIGHT for code in codes for key in keys)
    return Fraction(right, len(codes) * len(keys))


def _kept(
    told: Mapping[Sitting, ByCode], kept_of: Shares | None, keys: Collection[str]
) -> Fraction | None:
    if kept_of is None or not kept_of.first:
        return None
    after, later = told[Sitting.AFTER], told[Sitting.LATER]
    codes = after.keys() & later.keys()
    knew = [(code, key) for code in codes for key in keys if after[code].get(key) == RIGHT]
    return Fraction(sum(later[code].get(key) == RIGHT for code, key in knew), len(knew))


def percent(part: Fraction | None) -> int | None:
    """A part in whole percent, halves up; None of None."""
    return (
        None
        if part is None
        else (200 * part.numerator + part.denominator) // (2 * part.denominator)
    )


COLUMNS = {
    "lesson": "the lesson's code",
    "question": "the question's key; all: the ten together",
    "concept_en": "its concept in English",
    "concept_zh": "its concept in Chinese",
    "before_n": "people who answered before the lesson",
    "before_percent": "right answers before it; empty: fewer than 5 people, or still open",
    "after_n": "people who answered after it",
    "after_percent": "right answers after it, likewise",
    "later_n": "people who answered later",
    "later_percent": "right answers later, likewise",
    "gain_n": "people who answered before and after; empty: fewer than 5",
    "gain_percent": "their normalised gain; empty: all were right before",
    "retention_n": "people who answered after and later; empty: fewer than 5",
    "retention_percent": "their answers right after the lesson that were right later too",
}
"""Each column with its meaning. A released column keeps both; new ones come last."""


def table(results: Mapping[str, ClassResult]) -> str:
    """The results of classes, by lesson code, as CSV: a row for each question, one for all."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for lesson, one in results.items():
        for row in (*one.concepts, one.whole):
            writer.writerow(["" if cell is None else cell for cell in _row(lesson, one, row)])
    return "\ufeff" + out.getvalue()


def _row(lesson: str, of: ClassResult, one: ConceptResult) -> list[str | int | None]:
    named = one.question
    cells: list[str | int | None] = [lesson, "all", "All questions", "全部题目"]
    if named is not None:
        cells = [lesson, named.key, named.concept.en, named.concept.zh]
    for sitting in Sitting:
        cells += [of.answered.get(sitting, 0), percent(one.right.get(sitting))]
    for of_both, part in ((one.gain_of, one.gain), (one.kept_of, one.retention)):
        cells += [None if of_both is None else of_both.people, percent(part)]
    return cells
