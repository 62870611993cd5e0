"""The questions of `fixtures/quiz.toml`, and the order in which one person sees them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random

from registry.paths import fixtures

RIGHT = 1
"""The right choice of every question, as it is stored: the first of the file."""

UNKNOWN = 0
"""The stored choice of somebody who does not know, which is better than a guess."""

LETTERS = "ABCD"
"""The letters of the choices on a sheet, in the order in which one person sees them."""


class Sitting(StrEnum):
    """When the quiz is answered, in this order."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question; choices are numbered from 1, and the first is right.

    `source` is the source of the rule.
    """

    key: str
    concept: Text
    text: Text
    choices: tuple[Text, ...]
    why: Text
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one person sees it: its number on the sheet, and choices in their order."""

    number: int
    question: Question
    choices: tuple[int, ...]

    def chosen(self, letter: str) -> int:
        """The stored choice of a letter of the sheet."""
        return self.choices[LETTERS.index(letter)]

    def letter(self, choice: int) -> str:
        """The letter of a stored choice; '' for somebody who did not know."""
        return "" if choice == UNKNOWN else LETTERS[self.choices.index(choice)]


@cache
def questions() -> tuple[Question, ...]:
    """All questions of the file, in its order."""
    table = tomllib.loads((fixtures() / "quiz.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(
            key=one["key"],
            concept=Text(one["concept_en"], one["concept_zh"]),
            text=Text(one["en"], one["zh"]),
            choices=tuple(Text(*choice) for choice in one["choices"]),
            why=Text(one["why_en"], one["why_zh"]),
            source=one["source"],
        )
        for one in table["question"]
    )


def sheet_of(code: str, sitting: Sitting) -> tuple[Asked, ...]:
    """The questions in the order of one quiz code at one sitting; the same at each call."""
    random = Random(f"quiz {code} {sitting}")
    order = list(questions())
    random.shuffle(order)
    found = []
    for number, question in enumerate(order, start=1):
        choices = list(range(1, len(question.choices) + 1))
        random.shuffle(choices)
        found.append(Asked(number, question, tuple(choices)))
    return tuple(found)
