"""Samples of pages: find the mistake, and the glossary: pages for everybody."""

from __future__ import annotations

from registry.web.exercises.glossary import glossary_page
from registry.web.exercises.views import Asked, mistake_page, mistakes_page
from registry.web.frame.contexts.shared import Language, Page


def pages(language: Language) -> dict[str, Page]:
    """Every page of this area by a name of its own, filled."""
    return {
        "mistakes": mistakes_page(language, "layout"),
        "mistake": solved(language, "E01"),
        "mistake_printed": solved(language, "E01", answer="561,507"),
        "mistake_right": solved(language, "E18", answer="900 Mt"),
        "mistake_unread": solved(language, "E09", answer="?"),
        "mistake_words": solved(language, "E16"),
        "mistake_words_wrong": solved(language, "E16", choice="c"),
        "mistake_words_right": solved(language, "E22", choice="a"),
        "glossary": glossary_page("注销"),
        "glossary_abbreviations": glossary_page("Swedish"),
        "glossary_none": glossary_page("——"),
    }


def solved(language: Language, identifier: str, *, answer: str = "", choice: str = "") -> Page:
    """The page of an exercise with an answer."""
    page = mistake_page(language, identifier, Asked(answer=answer, choice=choice, show=False))
    assert page is not None
    return page
