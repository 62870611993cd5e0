"""A person's quiz: the form of the open sitting, and afterwards the own answers with reasons."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.kernel.errors import Refusal
from registry.classroom.codes import plain_code, shown
from registry.classroom.hall_values import Kind
from registry.edge.request_checks import cookies
from registry.quiz import sittings
from registry.quiz.questions import LETTERS, RIGHT, Asked, Sitting, Text, sheet_of
from registry.quiz.sittings import CodeView
from registry.web.debrief.quiz_contexts import QuizChoice, QuizPage, QuizQuestion, QuizVerdict
from registry.web.frame.addresses import to
from registry.web.frame.invitation import address_of
from registry.web.frame.pictures import refusal_card
from registry.web.frame.visitor import Visitor, mint

QUIZ_COOKIE = "tanlu_quiz"
"""The cookie that holds a person's quiz code; only this browser knows whose it is."""

TYPED_LONGEST = 40
NOT_CHOSEN = -1


def code_of(visitor: Visitor) -> str:
    """The quiz code that this browser keeps, as it is read; '' for none."""
    kept = plain_code(cookies(visitor.scope["headers"]).get(QUIZ_COOKIE, "")[:TYPED_LONGEST])
    return shown(kept) if kept else ""


def quiz_page(
    visitor: Visitor,
    view: CodeView | None,
    *,
    typed: str = "",
    chosen: Mapping[str, int] | None = None,
    refusal: Refusal | None = None,
    keeps: bool = False,
) -> QuizPage:
    """The page of a code; without one it asks for it, or offers one to somebody at a seat.

    `keeps`: this browser has a code of the lesson already, and is offered no other.
    """
    who = visitor.who
    seated = who is not None and who.holder.kind is Kind.SEAT
    lesson = view.lesson if view else who.lesson if seated and who else ""
    now = view.open if view else None
    if view is None and lesson:
        now = sittings.state_of(visitor.server.hall, lesson).open
    entry = visitor.server.hall.lesson(lesson)
    asks = view is not None and now is not None and now not in view.answers
    judged = None if view is None else _judged(view)
    return QuizPage(
        code="" if view is None else shown(view.code),
        typed=typed[:TYPED_LONGEST],
        lesson="" if entry is None else visitor.both(zh=entry.title_zh, en=entry.title_en),
        sitting="" if now is None else now.value,
        may_begin=view is None and seated and now is not None and not keeps,
        key=mint(),
        questions=asked_rows(visitor, view.code, now, chosen or {})
        if asks and view and now
        else (),
        answered=tuple(one.value for one in Sitting if view is not None and one in view.answers),
        judged="" if judged is None else judged.value,
        verdicts=() if judged is None or view is None else _verdicts(visitor, view, judged),
        address=address_of(visitor, to("quiz")),
        refusal=None
        if refusal is None
        else refusal_card(
            refusal, action="", number=None, language=visitor.language, back=visitor.path
        ),
    )


def _judged(view: CodeView) -> Sitting | None:
    """The latest sitting whose answers may be told: never the first, and none while one is open.

    Told before the second sitting they would be learned by heart, and told while others still
    answer they would be passed on: the questions of all sittings are the same.
    """
    if view.open is not None:
        return None
    return next((one for one in (Sitting.LATER, Sitting.AFTER) if one in view.answers), None)


def asked_rows(
    visitor: Visitor, code: str, sitting: Sitting, chosen: Mapping[str, int]
) -> tuple[QuizQuestion, ...]:
    """The questions of one code at one sitting, in its order."""
    return tuple(
        QuizQuestion(
            number=one.number,
            key=one.question.key,
            text=said(visitor, one.question.text),
            choices=tuple(_choice(visitor, one, letter) for letter in LETTERS),
            chosen=chosen.get(one.question.key, NOT_CHOSEN),
        )
        for one in sheet_of(code, sitting)
    )


def _choice(visitor: Visitor, one: Asked, letter: str) -> QuizChoice:
    value = one.chosen(letter)
    text = said(visitor, one.question.choices[value - 1])
    return QuizChoice(letter=letter, value=value, text=text)


def _verdicts(visitor: Visitor, view: CodeView, sitting: Sitting) -> tuple[QuizVerdict, ...]:
    found = []
    for one in sheet_of(view.code, sitting):
        question, choice = one.question, view.answers[sitting].get(one.question.key, 0)
        found.append(
            QuizVerdict(
                number=one.number,
                concept=said(visitor, question.concept),
                text=said(visitor, question.text),
                chosen=said(visitor, question.choices[choice - 1]) if choice else "",
                right=said(visitor, question.choices[RIGHT - 1]),
                is_right=choice == RIGHT,
                why=said(visitor, question.why),
                source=question.source,
            )
        )
    return tuple(found)


def said(visitor: Visitor, text: Text) -> str:
    """A text of the file in the page's language."""
    return visitor.both(zh=text.zh, en=text.en)
