"""Renders pages: one Jinja environment per language, filters for figures, words for codes.

The catalog is read as text when the server starts and compiled in memory.
"""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from registry.paths import templates
from registry.programme.committee.kinds import is_declared, kind_of
from registry.roles import CHINA
from registry.web.frame import command_words, figures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Chrome, Language, Page
from registry.web.frame.drawing import draw_life
from registry.web.frame.terms import Terms
from registry.web.frame.words import TABLES

LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALE_FOLDER = Path(__file__).resolve().parents[2] / "locale"


def render(page: Page, chrome: Chrome) -> str:
    """The page as HTML in its language."""
    template = environment(chrome.language).get_template(page.template)
    return template.render(page=page, chrome=chrome, term=Terms(chrome.language))


def catalog_of(language: Language) -> Catalog:
    """The catalog of a language, from the locale folder."""
    with (LOCALE_FOLDER / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: Language) -> NullTranslations:
    """The translations of a language; English is the language of the source strings."""
    if language == "en":
        return NullTranslations()
    catalog, compiled = catalog_of(language), BytesIO()
    for table, words in command_words.PAIRS.items():
        for english, chinese in words.values():
            catalog.add(english, chinese, context=table)
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def word(code: str, table: str, language: Language) -> str:
    """The word for a code of a table; the code itself if it has no word."""
    english = TABLES[table].get(code)
    if english is None:
        return code
    return str(translations(language).pgettext(table, english))


def said(sentence: str, context: str, language: Language) -> str:
    """A sentence from the code (a rule, an invariant), in the page's language."""
    return str(translations(language).pgettext(context, sentence))


def cause(because: str, language: Language) -> str:
    """The cause of a transaction, such as `trade 211`, in the page's language."""
    kind, _, number = because.partition(" ")
    if is_declared(kind):
        name = getattr(kind_of(kind).title, language)
    else:
        name = word(kind, "causes", language)
    return f"{name} {number}".strip()


def table_words(table: str, language: Language) -> dict[str, str]:
    """All words of one table, for the page's script."""
    return {code: word(code, table, language) for code in TABLES[table]}


@cache
def environment(language: Language) -> Environment:
    """The Jinja environment of a language."""
    made = Environment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_filters(language))
    made.globals.update(
        to=to,
        static=static,
        draw_life=draw_life,
        language=language,
        china=CHINA,
        phase_words=lambda: table_words("phases", language),
        left_words=lambda: table_words("left", language),
        ending_words=lambda: table_words("endings_of_pages", language),
    )
    return made


def _filters(language: Language) -> dict[str, Any]:
    return {
        "number": figures.number,
        "tonnes": figures.tonnes,
        "yuan": figures.yuan,
        "money": lambda fen: figures.money(fen, language),
        "price": figures.price,
        "half_price": figures.half_price,
        "signed": figures.signed,
        "signed_price": figures.signed_price,
        "percent": figures.percent,
        "amount": lambda value, unit: figures.amount(value, unit, language),
        "bare": figures.bare,
        "time": figures.clock_time,
        "minute": figures.clock_minute,
        "moment": figures.moment_text,
        "day_text": lambda at: figures.day_text(at, language),
        "of": figures.share_of,
        "short_hash": figures.short_hash,
        "said": lambda sentence, context: said(sentence, context, language),
        "cause": lambda because: cause(because, language),
        "word": lambda code, table: word(code, table, language),
    }


@cache
def static(path: str) -> str:
    """The address of a static file, with a hash of its content."""
    content = (templates() / "static" / path).read_bytes()
    return to("static", path=path) + "?v=" + hashlib.sha256(content).hexdigest()[:10]
