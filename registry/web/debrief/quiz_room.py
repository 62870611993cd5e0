"""The trainer's page of the quiz: sittings, paper, and what the class learned."""

from __future__ import annotations

from registry.classroom.codes import shown
from registry.classroom.hall_values import HallLesson
from registry.quiz import sittings
from registry.quiz.gains import LEAST, ClassResult, ConceptResult, class_result, percent
from registry.quiz.questions import Sitting
from registry.quiz.sittings import QuizState
from registry.web.debrief.quiz import asked_rows, said
from registry.web.debrief.quiz_contexts import (
    ConceptRow,
    LessonOption,
    PrintedQuiz,
    QuizClassRow,
    QuizPrintPage,
    QuizRoomPage,
    SittingRow,
)
from registry.web.frame.addresses import to
from registry.web.frame.invitation import address_of, qr_of
from registry.web.frame.visitor import Visitor


def quiz_room_page(visitor: Visitor, lesson: HallLesson, *, typed: str = "") -> QuizRoomPage:
    """The quiz of a lesson of the hall, open or closed."""
    hall = visitor.server.hall
    state, found = sittings.state_of(hall, lesson.code), result_of(visitor, lesson.code)
    others = [one for one in hall.lessons() if one.code != lesson.code]
    address = address_of(visitor, to("quiz"))
    return QuizRoomPage(
        lesson=lesson.code,
        lessons=tuple(
            LessonOption(code=one.code, title=_title(visitor, one), shown=one.code == lesson.code)
            for one in hall.lessons()
        ),
        open="" if state.open is None else state.open.value,
        sittings=tuple(_sitting(one, state) for one in Sitting),
        codes=state.codes,
        printed=len(state.printed),
        least=LEAST,
        address=address,
        qr=qr_of(address),
        whole=_row(visitor, found.whole),
        concepts=tuple(_row(visitor, one) for one in found.concepts),
        classes=tuple(
            _class(visitor, one, other)
            for one in others
            if any((other := result_of(visitor, one.code)).answered.values())
        ),
        typed=typed,
    )


def result_of(visitor: Visitor, lesson: str) -> ClassResult:
    """What a class learned, as far as it may be told."""
    hall = visitor.server.hall
    open = sittings.state_of(hall, lesson).open
    return class_result(sittings.all_answers(hall, lesson), open=() if open is None else (open,))


def quiz_print_page(visitor: Visitor, lesson: HallLesson, sitting: Sitting) -> QuizPrintPage:
    """The sheets of every printed code at one sitting."""
    state = sittings.state_of(visitor.server.hall, lesson.code)
    return QuizPrintPage(
        lesson=_title(visitor, lesson),
        sitting=sitting.value,
        sheets=tuple(
            PrintedQuiz(code=shown(code), questions=asked_rows(visitor, code, sitting, {}))
            for code in state.printed
        ),
    )


def _sitting(one: Sitting, state: QuizState) -> SittingRow:
    closed = "closed" if one in state.opened else "never"
    return SittingRow(
        sitting=one.value,
        state="open" if one is state.open else closed,
        answered=state.answered.get(one, 0),
    )


def _row(visitor: Visitor, one: ConceptResult) -> ConceptRow:
    named = one.question
    return ConceptRow(
        concept="" if named is None else said(visitor, named.concept),
        text="" if named is None else said(visitor, named.text),
        before=percent(one.right.get(Sitting.BEFORE)),
        after=percent(one.right.get(Sitting.AFTER)),
        later=percent(one.right.get(Sitting.LATER)),
        gain_n=0 if one.gain_of is None else one.gain_of.people,
        gain=percent(one.gain),
        kept_n=0 if one.kept_of is None else one.kept_of.people,
        retention=percent(one.retention),
    )


def _class(visitor: Visitor, lesson: HallLesson, found: ClassResult) -> QuizClassRow:
    return QuizClassRow(
        lesson=lesson.code,
        title=_title(visitor, lesson),
        href=to("room_quiz", lesson=lesson.code),
        answered=tuple(found.answered.get(one, 0) for one in Sitting),
        whole=_row(visitor, found.whole),
    )


def _title(visitor: Visitor, lesson: HallLesson) -> str:
    return visitor.both(zh=lesson.title_zh, en=lesson.title_en)
