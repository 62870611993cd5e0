"""Goal: the terms of a page are marked once, and say what the glossary says in its language.

Method: drawn samples of the trading and tasks pages are read; hostile and unknown texts are given.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from registry.paths import templates
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import LANGUAGES, render
from registry.web.frame.terms import Terms, glossary
from tests.support.page_samples import samples

MARK = re.compile(
    r'<button type="button" class="term" popovertarget="(term-\w+)" title="([^"]+)">(.*?)'
    r"</button>"
    r'<span class="term-card" id="(term-\w+)" popover><strong>([^<]+)</strong> ([^<]+) '
    r'<a href="/glossary#(term\.\w+)">',
    re.S,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "least"), [("trade", 14), ("home_government", 4)])
def test_each_term_is_marked_once_with_its_meaning(
    name: str, least: int, language: Language
) -> None:
    html = render(*samples(language)[name])
    marks = MARK.findall(html)

    assert least <= len(marks) == html.count('popovertarget="term-') == html.count('id="term-')
    assert len(marks) == len({mark[0] for mark in marks})
    for target, title, text, identifier, called, meaning, anchor in marks:
        key = target.removeprefix("term-")
        term = glossary()[key]
        wanted = term.meaning_zh if language == "zh" else term.meaning_en
        assert target == identifier and anchor == f"term.{key}"
        assert wanted == unescape(title) == unescape(meaning)
        assert text and unescape(called) == (term.zh if language == "zh" else term.en)


def test_templates_name_terms_of_the_glossary_only() -> None:
    named = {
        key
        for path in templates().rglob("*.html")
        for key in re.findall(r'term\("(\w+)"', path.read_text(encoding="utf-8"))
    }

    assert 20 < len(named)
    assert named <= set(glossary())


def test_a_second_mention_is_plain_and_nothing_passes_as_markup() -> None:
    term = Terms("en")
    first, second = term("order", "<b>1 & 2</b>"), term("order", "<b>")

    assert "<b>" not in first and "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in first
    assert "&lt;b&gt;" == second
    assert "order" == Terms("en")("order").partition("</button>")[0].rpartition(">")[2]


@pytest.mark.planted
def test_an_unknown_term_is_seen() -> None:
    with pytest.raises(KeyError):
        Terms("zh")("gossip", "x")
