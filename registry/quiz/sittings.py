"""The quiz of a lesson in the hall's file: which sitting is open, codes, and their answers.

A code is drawn at random, and nothing stored says whose it is: no name, seat, token, address or
time. Call everything in a thread; a locked file raises HallNotWritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.classroom.codes import new_personal_code, plain_code, shown
from registry.classroom.hall import Hall
from registry.classroom.hall_tables import QuizAnswerRow, QuizCodeRow, QuizSittingRow
from registry.quiz.errors import (
    QuizAnswered,
    QuizCodesOut,
    QuizCodeUnknown,
    QuizLettersWrong,
    QuizNotOpen,
    QuizUnanswered,
)
from registry.quiz.questions import LETTERS, UNKNOWN, Sitting, questions, sheet_of

GIVEN_SHOWN = 40
"""Characters of typed answers that a refusal repeats."""

CODES_PER_SEAT = 3
"""Codes that people may draw on screens for each seat of a lesson, as some lose theirs."""

CODE_SHOWN = 12
"""Characters of a wrong code that its refusal repeats."""

Answers = Mapping[str, int]
"""The choice of each question, by its key."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """A quiz code: its lesson, the open sitting of that lesson (None), and its own answers."""

    code: str
    lesson: str
    open: Sitting | None
    answers: Mapping[Sitting, Answers]


@dataclass(frozen=True, slots=True)
class QuizState:
    """A lesson's quiz: the open sitting, those that were opened so far, how many codes there are.

    `answered` counts the codes that have answered, by sitting; `printed` are those on paper.
    """

    open: Sitting | None
    opened: tuple[Sitting, ...]
    codes: int
    printed: tuple[str, ...]
    answered: Mapping[Sitting, int]


def open_sitting(hall: Hall, lesson: str, sitting: Sitting | None) -> None:
    """Open a sitting of a lesson's quiz and close any other; None closes the open one."""
    with hall.changing() as session:
        rows = session.exec(select(QuizSittingRow).where(QuizSittingRow.lesson == lesson)).all()
        for row in rows:
            row.open = row.sitting == sitting
        if sitting is not None and all(row.sitting != sitting for row in rows):
            session.add(QuizSittingRow(lesson=lesson, sitting=sitting, open=True))
    if sitting is None:
        hall.quizzes.pop(lesson, None)
    else:
        hall.quizzes[lesson] = sitting.value


def new_codes(hall: Hall, lesson: str, *, count: int = 1, printed: bool = False) -> list[str]:
    """Draw codes for a lesson that nobody had before."""
    with hall.changing() as session:
        return _drawn(session, lesson, count=count, printed=printed)


def begin(hall: Hall, lesson: str, *, seats: int) -> str:
    """A code for somebody who answers on a screen in a lesson of so many seats.

    Raises QuizNotOpen, QuizCodesOut. Printed codes do not count.
    """
    with hall.changing() as session:
        if _open(session, lesson) is None:
            raise QuizNotOpen(sitting=_next(session, lesson))
        drawn = session.exec(
            select(func.count())
            .select_from(QuizCodeRow)
            .where(col(QuizCodeRow.lesson) == lesson)
            .where(col(QuizCodeRow.printed).is_(False))
        ).one()
        if drawn >= CODES_PER_SEAT * seats:
            raise QuizCodesOut(drawn=drawn, seats=seats)
        return _drawn(session, lesson, count=1, printed=False)[0]


def code_view(hall: Hall, typed: str) -> CodeView:
    """What a code as a person types it may see; raises QuizCodeUnknown."""
    with hall.reading() as session:
        row = _known(session, typed)
        found: dict[Sitting, dict[str, int]] = {}
        rows = select(QuizAnswerRow).where(QuizAnswerRow.code == row.code)
        for one in session.exec(rows):
            found.setdefault(Sitting(one.sitting), {})[one.question] = one.choice
        return CodeView(row.code, row.lesson, _open(session, row.lesson), found)


def answer(hall: Hall, typed: str, sitting: Sitting, answers: Answers) -> None:
    """Store a code's answers at a sitting; the same answers again change nothing.

    Raises QuizCodeUnknown, QuizNotOpen, QuizUnanswered, QuizAnswered.
    """
    with hall.changing() as session:
        row = _known(session, typed)
        if _open(session, row.lesson) is not sitting:
            raise QuizNotOpen(sitting=sitting.value)
        _store(session, row, sitting, answers)


def type_answers(hall: Hall, lesson: str, typed: str, sitting: Sitting, letters: str) -> None:
    """Store the letters of a sheet of paper, which the trainer types: also after the close.

    Raises QuizCodeUnknown, QuizNotOpen for a sitting that was never opened, QuizLettersWrong,
    QuizAnswered.
    """
    with hall.changing() as session:
        row = _known(session, typed)
        if row.lesson != lesson:
            raise _unknown(typed)
        if session.get(QuizSittingRow, (lesson, sitting)) is None:
            raise QuizNotOpen(sitting=sitting.value)
        _store(session, row, sitting, _of_letters(row.code, sitting, letters))


def state_of(hall: Hall, lesson: str) -> QuizState:
    """The quiz of a lesson."""
    with hall.reading() as session:
        rows = session.exec(select(QuizSittingRow).where(QuizSittingRow.lesson == lesson)).all()
        codes = session.exec(select(QuizCodeRow).where(QuizCodeRow.lesson == lesson)).all()
        counted = session.exec(
            select(QuizAnswerRow.sitting, func.count(func.distinct(QuizAnswerRow.code)))
            .where(QuizAnswerRow.lesson == lesson)
            .group_by(QuizAnswerRow.sitting)
        ).all()
        opened = {Sitting(row.sitting) for row in rows}
        return QuizState(
            open=next((Sitting(row.sitting) for row in rows if row.open), None),
            opened=tuple(one for one in Sitting if one in opened),
            codes=len(codes),
            printed=tuple(sorted(one.code for one in codes if one.printed)),
            answered={Sitting(sitting): count for sitting, count in counted},
        )


def all_answers(hall: Hall, lesson: str) -> dict[Sitting, dict[str, dict[str, int]]]:
    """The answers of a lesson by sitting, code and question."""
    found: dict[Sitting, dict[str, dict[str, int]]] = {one: {} for one in Sitting}
    with hall.reading() as session:
        for row in session.exec(select(QuizAnswerRow).where(QuizAnswerRow.lesson == lesson)):
            found[Sitting(row.sitting)].setdefault(row.code, {})[row.question] = row.choice
    return found


def _drawn(session: Session, lesson: str, *, count: int, printed: bool) -> list[str]:
    """Store so many codes that nobody had before."""
    made: list[str] = []
    while len(made) < count:
        code = new_personal_code()
        if session.get(QuizCodeRow, code) is None and code not in made:
            made.append(code)
    session.add_all(QuizCodeRow(code=one, lesson=lesson, printed=printed) for one in made)
    return made


def _store(session: Session, row: QuizCodeRow, sitting: Sitting, answers: Answers) -> None:
    """Store answers that every question has, unless the code has answered otherwise before."""
    asked = sheet_of(row.code, sitting)
    missing = [
        one.number
        for one in asked
        if answers.get(one.question.key, -1) not in (UNKNOWN, *one.choices)
    ]
    if missing:
        numbers = ", ".join(map(str, missing))
        raise QuizUnanswered(count=len(missing), questions=len(asked), numbers=numbers)
    chosen = {one.question.key: answers[one.question.key] for one in asked}
    before = session.exec(
        select(QuizAnswerRow)
        .where(col(QuizAnswerRow.code) == row.code)
        .where(col(QuizAnswerRow.sitting) == sitting)
    ).all()
    if before:
        if {one.question: one.choice for one in before} != chosen:
            raise QuizAnswered(quiz_code=shown(row.code), sitting=sitting.value)
        return
    session.add_all(
        QuizAnswerRow(
            code=row.code, sitting=sitting, question=key, lesson=row.lesson, choice=choice
        )
        for key, choice in chosen.items()
    )


def _of_letters(code: str, sitting: Sitting, letters: str) -> dict[str, int]:
    """The choices of typed letters, in the order of the code's sheet."""
    plain = "".join(letters.upper().split())
    asked = sheet_of(code, sitting)
    if len(plain) != len(asked) or not set(plain) <= {*LETTERS, "-"}:
        given = letters.strip()[:GIVEN_SHOWN] or "-"
        raise QuizLettersWrong(given=given, questions=len(questions()))
    return {
        one.question.key: UNKNOWN if letter == "-" else one.chosen(letter)
        for one, letter in zip(asked, plain, strict=True)
    }


def _open(session: Session, lesson: str) -> Sitting | None:
    row = session.exec(
        select(QuizSittingRow)
        .where(col(QuizSittingRow.lesson) == lesson)
        .where(col(QuizSittingRow.open).is_(True))
    ).first()
    return None if row is None else Sitting(row.sitting)


def _next(session: Session, lesson: str) -> str:
    """The sitting that comes next: the first that was never opened, else the last."""
    rows = session.exec(select(QuizSittingRow).where(QuizSittingRow.lesson == lesson)).all()
    opened = {row.sitting for row in rows}
    return next((one.value for one in Sitting if one not in opened), Sitting.LATER.value)


def _known(session: Session, typed: str) -> QuizCodeRow:
    row = session.get(QuizCodeRow, plain_code(typed[:GIVEN_SHOWN]))
    if row is None:
        raise _unknown(typed)
    return row


def _unknown(typed: str) -> QuizCodeUnknown:
    return QuizCodeUnknown(quiz_code=shown(plain_code(typed)[:CODE_SHOWN]) or "-")
