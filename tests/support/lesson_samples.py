"""Samples of the page with the lessons of a server, for the pages' tests."""

from __future__ import annotations

from registry.web.frame.contexts.shared import Choice, Language, Page
from registry.web.trainer.lesson_contexts import (
    LessonRow,
    LessonsPage,
    NewLesson,
    PlanCard,
    PlanField,
)
from registry.web.trainer.words import LESSON_STATES
from tests.support.pages import both


def lesson_pages(language: Language) -> dict[str, Page]:
    """The page with lessons in every state, and after a form with mistakes."""
    return {
        "lessons": _page(language, wrong=False, full=False),
        "lessons_wrong": _page(language, wrong=True, full=False),
        "lessons_full": _page(language, wrong=False, full=True),
    }


def _page(language: Language, *, wrong: bool, full: bool) -> LessonsPage:
    title = both(language, "一带一路", "Belt and Road")
    rows = tuple(
        LessonRow(
            code=f"belt-road-{place}", title=title, join_code="KX7-4Q2", state=state,
            day=place - 1, days=0 if state == "closed" else 6, people=place,
            shown=state == "running", may_close=state != "closed", seed=place,
            again=state == "over",
        )
        for place, state in enumerate(LESSON_STATES, start=1)
    )  # fmt: skip
    card = PlanCard(
        name="belt-road-1", title=title, days=6, seats=40, minutes="39", day_minutes="6.5",
        speed=60, chosen=True,
    )  # fmt: skip
    return LessonsPage(
        lessons=rows, title=title, people=12, running=not wrong, plans=(card,),
        new=_new(language, card, wrong=wrong), full=full, most=8, key="k-lessons",
    )  # fmt: skip


def _new(language: Language, card: PlanCard, *, wrong: bool) -> NewLesson:
    said = (both(language, "不得大于 500", "at most 500"),) if wrong else ()
    rules = (
        Choice(value="plain", label=both(language, "基础市场", "Plain market")),
        Choice(value="hubei", label=both(language, "湖北碳排放权交易中心", "Hubei")),
    )
    return NewLesson(
        plan=card,
        days=None if wrong else PlanField(key="clock.days", about="", value="6", mistakes=()),
        seats=(
            PlanField(key="seats[6].count", about="emitter", value="900", mistakes=said),
            PlanField(key="seats[7].count", about="trader", value="13", mistakes=(), grows=True),
        ),
        makers=2,
        venues=(
            PlanField(
                key="instruments[1].venue", about="CCER", value="plain", mistakes=said,
                choices=rules,
            ),
            PlanField(
                key="instruments[2].venue", about="BRC-CN", value="hubei", mistakes=(),
                choices=rules[1:],
            ),
        ),
        seed=PlanField(key="seed", about="", value="1", mistakes=()),
        bots=not wrong,
        public=wrong,
        others=said,
        wrong=len(said) * 3,
    )  # fmt: skip
