"""Goal: a code answers each sitting once, while it is open, and nothing says whose it is.

Method: a hall's file, read back after every request, and read by the database's own names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.kernel.errors import Refusal
from registry.classroom.codes import shown
from registry.classroom.hall import HALL_FILE, Hall
from registry.quiz import sittings
from registry.quiz.errors import (
    QuizAnswered,
    QuizCodesOut,
    QuizCodeUnknown,
    QuizLettersWrong,
    QuizNotOpen,
    QuizUnanswered,
)
from registry.quiz.questions import RIGHT, Sitting, questions, sheet_of

LESSON = "belt-road-1"
ALL_RIGHT = {one.key: RIGHT for one in questions()}
NONE_KNOWN = {one.key: 0 for one in questions()}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path / HALL_FILE)
    made.add_lesson(code=LESSON, file="a.lesson", title_en="One", title_zh="一")
    made.add_lesson(code="other", file="b.lesson", title_en="Two", title_zh="二")
    yield made
    made.close()


def stored(hall: Hall) -> dict[str, dict[str, int]]:
    """All answers before the lesson."""
    return sittings.all_answers(hall, LESSON)[Sitting.BEFORE]


def opened(hall: Hall, sitting: Sitting = Sitting.BEFORE) -> str:
    """Open a sitting, and get a code."""
    sittings.open_sitting(hall, LESSON, sitting)
    return sittings.begin(hall, LESSON, seats=10)


def test_answers_are_stored_once_also_when_they_are_sent_twice(hall: Hall) -> None:
    code = opened(hall)
    for _ in range(2):
        sittings.answer(hall, shown(code).lower(), Sitting.BEFORE, ALL_RIGHT)
    with pytest.raises(QuizAnswered):
        sittings.answer(hall, code, Sitting.BEFORE, NONE_KNOWN)

    assert {code: ALL_RIGHT} == stored(hall)
    assert {Sitting.BEFORE: ALL_RIGHT} == sittings.code_view(hall, code).answers


def test_a_sitting_is_answered_while_it_is_open_only(hall: Hall) -> None:
    with pytest.raises(QuizNotOpen):
        sittings.begin(hall, LESSON, seats=10)
    code = opened(hall)
    with pytest.raises(QuizNotOpen):
        sittings.answer(hall, code, Sitting.AFTER, ALL_RIGHT)
    sittings.open_sitting(hall, LESSON, Sitting.AFTER)
    with pytest.raises(QuizNotOpen):
        sittings.answer(hall, code, Sitting.BEFORE, ALL_RIGHT)
    sittings.open_sitting(hall, LESSON, None)
    with pytest.raises(QuizNotOpen):
        sittings.answer(hall, code, Sitting.AFTER, ALL_RIGHT)

    state = sittings.state_of(hall, LESSON)
    assert ({}, None, (Sitting.BEFORE, Sitting.AFTER)) == (stored(hall), state.open, state.opened)
    assert hall.quizzes == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {one.key: RIGHT for one in questions()[:9]},
        ALL_RIGHT | {"cap": 5},
        ALL_RIGHT | {"cap": -1},
        {f"{key}x": 1 for key in ALL_RIGHT},
    ],
)
def test_ten_answers_are_asked_for_and_no_more_is_kept(hall: Hall, wrong: dict[str, int]) -> None:
    code = opened(hall)
    with pytest.raises(QuizUnanswered) as refused:
        sittings.answer(hall, code, Sitting.BEFORE, wrong)
    sittings.answer(hall, code, Sitting.BEFORE, ALL_RIGHT | {"more": 1})

    missing = sum(wrong.get(key) not in (0, 1, 2, 3, 4) for key in ALL_RIGHT)
    assert missing == refused.value.facts["count"]
    assert {code: ALL_RIGHT} == stored(hall)


@pytest.mark.parametrize("typed", ["", "KX7", "KX7M4Q2W", "x" * 10_000, "'; DROP TABLE quiz_code"])
def test_a_code_that_nobody_has_opens_nothing(hall: Hall, typed: str) -> None:
    opened(hall)
    for attempt in (
        lambda: sittings.code_view(hall, typed),
        lambda: sittings.answer(hall, typed, Sitting.BEFORE, ALL_RIGHT),
        lambda: sittings.type_answers(hall, LESSON, typed, Sitting.BEFORE, "A" * 10),
    ):
        with pytest.raises(QuizCodeUnknown) as refused:
            attempt()
        assert len(refused.value.text("en")) < 80

    assert {} == stored(hall)


def test_the_letters_of_a_sheet_are_the_choices_on_it(hall: Hall) -> None:
    code = opened(hall)
    asked = sheet_of(code, Sitting.BEFORE)
    right = "".join(one.letter(RIGHT) for one in asked)
    sittings.open_sitting(hall, LESSON, None)  # paper is typed when the sitting is long over
    for letters in ("", right[:9], right + "A", "E" * 10, "x" * 10_000):
        with pytest.raises(QuizLettersWrong):
            sittings.type_answers(hall, LESSON, code, Sitting.BEFORE, letters)
    with pytest.raises(QuizNotOpen):
        sittings.type_answers(hall, LESSON, code, Sitting.LATER, right)
    with pytest.raises(QuizCodeUnknown):
        sittings.type_answers(hall, "other", code, Sitting.BEFORE, right)
    typed = f"{right[:4].lower()} -{right[5:]}"
    sittings.type_answers(hall, LESSON, code, Sitting.BEFORE, typed)

    assert {code: ALL_RIGHT | {asked[4].question.key: 0}} == stored(hall)


def test_nothing_stored_says_whose_a_code_is(hall: Hall, tmp_path: Path) -> None:
    code = opened(hall)
    sittings.answer(hall, code, Sitting.BEFORE, ALL_RIGHT)
    with sqlite3.connect(tmp_path / HALL_FILE) as file:
        columns = {
            name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")}
            for name in ("quiz_sitting", "quiz_code", "quiz_answer")
        }
    file.close()

    assert {
        "quiz_sitting": {"lesson", "sitting", "open"},
        "quiz_code": {"code", "lesson", "printed"},
        "quiz_answer": {"code", "sitting", "question", "lesson", "choice"},
    } == columns


def test_a_quiz_outlives_the_server_and_goes_with_its_lesson(hall: Hall, tmp_path: Path) -> None:
    code = opened(hall, Sitting.LATER)
    sittings.answer(hall, code, Sitting.LATER, ALL_RIGHT)
    again = Hall(tmp_path / HALL_FILE)
    kept = sittings.code_view(again, code)
    open_now = dict(again.quizzes)
    again.remove_lesson(LESSON)
    again.close()

    assert {LESSON: "later"} == open_now
    assert (Sitting.LATER, {Sitting.LATER: ALL_RIGHT}) == (kept.open, kept.answers)
    with pytest.raises(QuizCodeUnknown):
        sittings.code_view(hall, code)


def test_codes_differ_and_belong_to_one_lesson(hall: Hall) -> None:
    codes = sittings.new_codes(hall, LESSON, count=50, printed=True)
    state = sittings.state_of(hall, LESSON)

    assert 50 == len(set(codes)) and tuple(sorted(codes)) == state.printed
    assert 0 == sittings.state_of(hall, "other").codes
    assert all(sittings.code_view(hall, code).lesson == LESSON for code in codes)


def test_a_lesson_gives_out_a_few_codes_for_each_seat_and_any_number_on_paper(hall: Hall) -> None:
    sittings.new_codes(hall, LESSON, count=20, printed=True)
    sittings.new_codes(hall, "other", count=20)
    sittings.open_sitting(hall, LESSON, Sitting.BEFORE)
    codes = {sittings.begin(hall, LESSON, seats=2) for _ in range(6)}
    with pytest.raises(QuizCodesOut) as refused:
        sittings.begin(hall, LESSON, seats=2)
    one_more = sittings.begin(hall, LESSON, seats=3)

    assert 6 == len(codes) and one_more not in codes
    assert {"drawn": 6, "seats": 2} == refused.value.facts
    assert 27 == sittings.state_of(hall, LESSON).codes


def test_every_refusal_says_what_would_pass_in_both_languages(hall: Hall) -> None:
    code = opened(hall)
    sittings.answer(hall, code, Sitting.BEFORE, ALL_RIGHT)
    with pytest.raises(Refusal) as refused:
        sittings.answer(hall, code, Sitting.BEFORE, NONE_KNOWN)

    assert "before the lesson" in refused.value.text("en")
    assert "课前" in refused.value.text("zh")
    assert refused.value.would_pass("zh") and refused.value.would_pass("en")
