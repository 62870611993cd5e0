"""Terms on pages: the first time that a page shows one, it says what the glossary says of it.

A term is a button that opens a card, by mouse, key or touch, without a script; the card lies over
the page and moves nothing. Reads `fixtures/glossary.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from markupsafe import Markup

from registry.paths import fixtures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Language

_MARK = Markup(
    '<button type="button" class="term" popovertarget="term-{key}" title="{meaning}">{text}'
    '</button><span class="term-card" id="term-{key}" popover><strong>{name}</strong> {meaning} '
    '<a href="{href}">{more}</a></span>'
)
_MORE: dict[Language, str] = {"en": "Glossary", "zh": "术语表"}


class _Term(NamedTuple):
    en: str
    zh: str
    meaning_en: str
    meaning_zh: str


@cache
def glossary() -> dict[str, _Term]:
    """What each term is called and means, by its key without `term.`."""
    text = (fixtures() / "glossary.toml").read_text(encoding="utf-8")
    return {
        row["key"].removeprefix("term."): _Term(
            row["en"], row["zh"], row["meaning_en"], row["meaning_zh"]
        )
        for row in tomllib.loads(text)["entry"]
        if row["key"].startswith("term.")
    }


class Terms:
    """Marks the terms of one rendering of a page, each once."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._marked: set[str] = set()

    def __call__(self, key: str, text: str = "") -> Markup:
        """A term as `text`, or by its name in the glossary; the first one is marked.

        An unknown key is a KeyError: a page names no term that the glossary lacks.
        """
        term, english = glossary()[key], self._language == "en"
        name = term.en if english else term.zh
        if key in self._marked:
            return Markup.escape(text or name)
        self._marked.add(key)
        return _MARK.format(
            key=key,
            text=text or name,
            name=name,
            meaning=term.meaning_en if english else term.meaning_zh,
            href=f"{to('glossary')}#term.{key}",
            more=_MORE[self._language],
        )
