"""Contexts of the quiz: a person's page, the trainer's page, and sheets to print.

A quiz code is a text in two groups, '' where there is none. Shares are whole percent, None where
nothing may be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from registry.web.frame.contexts.shared import Page, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizChoice:
    """A choice: its letter on this sheet, the value that the form sends, its text."""

    letter: str
    value: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizQuestion:
    """A question on one sheet; `chosen` is the value that was chosen, -1 for none yet."""

    number: int
    key: str
    text: str
    choices: tuple[QuizChoice, ...]
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizVerdict:
    """An own answer when its sitting is over: what was chosen ('' unknown), what is right, why."""

    number: int
    concept: str
    text: str
    chosen: str
    right: str
    is_right: bool
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPage(Page):
    """A person's quiz.

    `sitting` is the open one, '' if none is. `may_begin`: somebody at a seat without a code.
    `questions` are () where there is nothing to answer now; `answered` are the sittings that this
    code has answered. `verdicts` belong to the sitting `judged`. `address` is the page's
    whole address, to write down.
    """

    template: ClassVar[str] = "debrief/quiz.html"
    code: str
    typed: str
    lesson: str
    sitting: str
    may_begin: bool
    key: str
    questions: tuple[QuizQuestion, ...]
    answered: tuple[str, ...]
    judged: str
    verdicts: tuple[QuizVerdict, ...]
    address: str
    refusal: RefusalCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """A sitting: state never, open or closed, and how many have answered."""

    sitting: str
    state: str
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRow:
    """A question's result, or of all questions; `text` is the question, '' of all of them.

    `gain_n` and `kept_n` are those who answered both times, 0 where nothing may be told.
    """

    concept: str
    text: str
    before: int | None
    after: int | None
    later: int | None
    gain_n: int
    gain: int | None
    kept_n: int
    retention: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizClassRow:
    """Another lesson's quiz, all questions together."""

    lesson: str
    title: str
    href: str
    answered: tuple[int, ...]
    whole: ConceptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonOption:
    """A lesson whose quiz can be shown."""

    code: str
    title: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizRoomPage(Page):
    """The trainer's page of a lesson's quiz.

    `least`: fewer people than this are told nothing of. `codes` counts all codes, `printed` those
    on paper. `typed` is the code whose answers were just stored. `address` is that of the quiz.
    """

    template: ClassVar[str] = "debrief/quiz_room.html"
    lesson: str
    lessons: tuple[LessonOption, ...]
    open: str
    sittings: tuple[SittingRow, ...]
    codes: int
    printed: int
    least: int
    address: str
    qr: Markup
    whole: ConceptRow
    concepts: tuple[ConceptRow, ...]
    classes: tuple[QuizClassRow, ...]
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedQuiz:
    """A sheet of paper with its code."""

    code: str
    questions: tuple[QuizQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPrintPage(Page):
    """Sheets of one sitting to print, a page each."""

    template: ClassVar[str] = "debrief/quiz_print.html"
    lesson: str
    sitting: str
    sheets: tuple[PrintedQuiz, ...]


PAGES: tuple[type[Page], ...] = (QuizPage, QuizRoomPage, QuizPrintPage)
"""The pages of the quiz."""
