"""Goal: ten questions that are whole in both languages, on sheets from which no letter is recalled.

Method: the file itself, and the sheets of many codes.
"""

from __future__ import annotations

from collections import Counter

from registry.classroom.codes import new_personal_code
from registry.quiz.questions import LETTERS, RIGHT, Sitting, questions, sheet_of

CODES = [f"CODE{number:04}" for number in range(400)]


def test_each_of_ten_questions_is_whole_in_both_languages() -> None:
    asked = questions()

    assert 10 == len(asked) == len({one.key for one in asked})
    assert 10 == len({one.concept.en for one in asked}) == len({one.concept.zh for one in asked})
    for one in asked:
        assert len(LETTERS) == len(one.choices)
        assert one.source.strip()
        for texts in (one.concept, one.text, one.why, *one.choices):
            assert texts.en.strip() and texts.zh.strip()
        for language in ("en", "zh"):
            assert len(LETTERS) == len({getattr(choice, language) for choice in one.choices})


def test_a_sheet_is_the_same_each_time_and_another_at_each_sitting_and_code() -> None:
    code = new_personal_code()
    sheets = {
        tuple((one.question.key, one.choices) for one in sheet_of(of, sitting))
        for of in (code, "OTHER234")
        for sitting in Sitting
    }

    assert 6 == len(sheets)
    assert sheet_of(code, Sitting.AFTER) == sheet_of(code, Sitting.AFTER)


def test_the_right_answer_has_no_letter_of_its_own() -> None:
    letters = Counter(one.letter(RIGHT) for code in CODES for one in sheet_of(code, Sitting.BEFORE))

    for letter in LETTERS:
        assert 900 < letters[letter] < 1_100
    for one in sheet_of(CODES[0], Sitting.BEFORE):
        assert [1, 2, 3, 4] == sorted(one.choices)
        assert all(one.letter(one.chosen(letter)) == letter for letter in LETTERS)
        assert "" == one.letter(0)
