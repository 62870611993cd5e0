"""Samples of the quiz's pages, and of classes side by side."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from registry.classroom.codes import shown
from registry.quiz.errors import QuizUnanswered
from registry.quiz.questions import LETTERS, RIGHT, Sitting, questions, sheet_of
from registry.web.debrief.classes_contexts import (
    ClassChart,
    ClassesPage,
    ClassLine,
    ClassRow,
)
from registry.web.debrief.quiz_contexts import (
    ConceptRow,
    LessonOption,
    PrintedQuiz,
    QuizChoice,
    QuizClassRow,
    QuizPage,
    QuizPrintPage,
    QuizQuestion,
    QuizRoomPage,
    QuizVerdict,
    SittingRow,
)
from registry.web.frame.contexts.shared import AxisMark, Choice, Language, Page
from registry.web.frame.pictures import refusal_card
from tests.support.pages import both

QUIZ_CODE = "KX7M4Q2W"


def rows(language: Language, sitting: Sitting) -> tuple[QuizQuestion, ...]:
    """The questions of the sample's code."""
    return tuple(
        QuizQuestion(
            number=one.number,
            key=one.question.key,
            text=getattr(one.question.text, language),
            choices=tuple(
                QuizChoice(
                    letter=letter,
                    value=one.chosen(letter),
                    text=getattr(one.question.choices[one.chosen(letter) - 1], language),
                )
                for letter in LETTERS
            ),
            chosen=one.number % 5 if one.number < 9 else -1,
        )
        for one in sheet_of(QUIZ_CODE, sitting)
    )


def seat_pages(language: Language) -> dict[str, Page]:
    """What a person sees."""
    refusal = refusal_card(
        QuizUnanswered(count=2, questions=10, numbers="9, 10"),
        action="", number=None, language=language, back="/quiz",
    )  # fmt: skip
    asked = QuizPage(
        code=shown(QUIZ_CODE), typed="", lesson="", sitting="before", may_begin=False, key="k",
        questions=rows(language, Sitting.BEFORE), answered=(), judged="", verdicts=(),
        address="http://192.168.1.20:8420/quiz", refusal=None,
    )  # fmt: skip
    verdicts = tuple(
        QuizVerdict(
            number=number,
            concept=getattr(one.concept, language),
            text=getattr(one.text, language),
            chosen="" if number == 3 else getattr(one.choices[number % 2], language),
            right=getattr(one.choices[RIGHT - 1], language),
            is_right=not number % 2,
            why=getattr(one.why, language),
            source=one.source,
        )
        for number, one in enumerate(questions(), start=1)
    )
    nothing = replace(asked, sitting="", questions=())
    return {
        "quiz": asked,
        "quiz_refused": replace(asked, refusal=refusal),
        "quiz_handed_in": replace(asked, questions=(), answered=("before",)),
        "quiz_closed": replace(nothing, answered=("before",)),
        "quiz_own_answers": replace(nothing, judged="after", verdicts=verdicts),
        "quiz_begin": replace(nothing, code="", sitting="before", may_begin=True),
        "quiz_asks_for_code": replace(nothing, code="", typed="KX7"),
        "quiz_not_open": replace(nothing, code="", lesson=both(language, "第一课", "Lesson 1")),
    }


def classes(language: Language) -> ClassesPage:
    """Two classes, a run of bots, and traders who draw prices by lot."""
    own = ClassRow(
        letter="A", kind="own", title=both(language, "第一课", "Lesson 1"), code="belt-road-1",
        change="", day=0, over=False, people=31, bots=8, trades=412, tonnes=61_200, average=8_640,
        equilibrium=8_600, efficiency="94.1 %", alpha="1.7 %", covered=40_200, gap=41_100,
        refused=37,
    )  # fmt: skip
    run = replace(own, letter="B", kind="run", change="narrow", day=3, over=True, people=0, gap=0)
    other = replace(own, letter="C", kind="other", over=True, code="belt-road-2")
    lot = replace(own, letter="", kind="lot", title="", code="")

    def line(row: ClassRow, y: int) -> ClassLine:
        points = ((76, y), (300, y - 20), (520, y + 10))
        path = "M76 100L300 80L520 110"
        return ClassLine(letter=row.letter, kind=row.kind, path=path, points=points, x=530, y=y)

    chart = ClassChart(
        width=720, height=260, left=56, right=690,
        lines=(line(own, 100), line(run, 130), line(other, 60)),
        marks_x=(AxisMark(place=76, text="1"), AxisMark(place=300, text="2")),
        marks_y=(AxisMark(place=226, text="84.00"), AxisMark(place=14, text="88.00")),
    )  # fmt: skip
    now = both(language, "现在", "Now")
    return ClassesPage(
        unit="BRC", units=(("CCER", "?unit=CCER"), ("BRC", "?unit=BRC")), instrument="BRC-CN",
        rows=(own, lot, run, other), chart=chart,
        moments=(Choice(value="812", label=now),), changes=("same", "narrow"), going="",
    )  # fmt: skip


def trainer_pages(language: Language) -> dict[str, Page]:
    """What the trainer sees."""
    concepts = tuple(
        ConceptRow(
            concept=getattr(one.concept, language), text=getattr(one.text, language),
            before=20 + 5 * number, after=60 + 3 * number, later=55 + 2 * number, gain_n=31,
            gain=50 + number, kept_n=24, retention=80 + number,
        )
        for number, one in enumerate(questions())
    )  # fmt: skip
    whole = replace(concepts[0], concept="", text="")
    untold = ConceptRow(concept=concepts[0].concept, text=concepts[0].text, before=None, after=None,
                        later=None, gain_n=0, gain=None, kept_n=0, retention=None)  # fmt: skip
    title = both(language, "一带一路 · 第一课", "Belt and Road, lesson 1")
    page = QuizRoomPage(
        lesson="belt-road-1",
        lessons=(
            LessonOption(code="belt-road-1", title=title, shown=True),
            LessonOption(code="belt-road-2", title=title, shown=False),
        ),
        open="after",
        sittings=(
            SittingRow(sitting="before", state="closed", answered=36),
            SittingRow(sitting="after", state="open", answered=31),
            SittingRow(sitting="later", state="never", answered=0),
        ),
        codes=38, printed=4, least=5, address="http://192.168.1.20:8420/quiz", qr=Markup("<svg/>"),
        whole=whole, concepts=concepts,
        classes=(
            QuizClassRow(lesson="belt-road-2", title=title, href="/trainer/debrief/quiz",
                         answered=(30, 28, 12), whole=whole),
        ),
        typed="KX7M-4Q2W",
    )  # fmt: skip
    sheet = PrintedQuiz(code=shown(QUIZ_CODE), questions=rows(language, Sitting.LATER))
    printed = QuizPrintPage(lesson=title, sitting="later", sheets=(sheet,))
    side_by_side = classes(language)
    return {
        "classes": side_by_side,
        "classes_going": replace(side_by_side, going="going", units=side_by_side.units[:1]),
        "classes_failed": replace(side_by_side, going="failed", chart=None),
        "quiz_room": page,
        "quiz_room_new": replace(
            page, lessons=page.lessons[:1], open="", printed=0, classes=(), typed="",
            sittings=tuple(replace(one, state="never", answered=0) for one in page.sittings),
            concepts=(untold,), whole=untold,
        ),
        "quiz_print": printed,
        "quiz_print_empty": replace(printed, sheets=()),
    }  # fmt: skip
