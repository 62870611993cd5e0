"""The glossary's page: every entry, or those that contain a text in either language.

Reads `fixtures/glossary.toml` and `fixtures/data/abbreviations.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache

from registry.paths import fixtures
from registry.programme.methodologies.calculators.tables import table
from registry.web.exercises.contexts import Abbreviation, Entry, GlossaryPage, Group
from registry.web.exercises.words import GLOSSARY_GROUPS

LONGEST = 60
"""Characters of the longest search text."""


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry, in the order of the file."""
    text = (fixtures() / "glossary.toml").read_text(encoding="utf-8")
    return tuple(
        Entry(
            id=row["key"],
            en=row["en"],
            zh=row["zh"],
            also_en=row.get("also_en", ""),
            also_zh=row.get("also_zh", ""),
            meaning_en=row["meaning_en"],
            meaning_zh=row["meaning_zh"],
            why=row["why"],
            source=row["source"],
        )
        for row in tomllib.loads(text)["entry"]
    )


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Every abbreviation, in the order of the source."""
    return tuple(
        Abbreviation(
            id="abbreviation." + re.sub(r"[^a-z0-9]+", "-", row["abbr"].lower()),
            short=row["abbr"],
            en=row.get("en", ""),
            zh=row["zh"],
            printed=row.get("printed", ""),
        )
        for row in table("abbreviations")["abbreviations"]
    )


def glossary_page(query: str) -> GlossaryPage:
    """The complete glossary, or the entries that contain the text, ignoring case and width."""
    typed = query.strip()[:LONGEST]
    wanted = _plain(typed)
    found = [one for one in entries() if wanted in _plain(_searched(one))]
    short = tuple(
        one
        for one in abbreviations()
        if wanted in _plain("\n".join((one.short, one.en, one.zh, one.printed)))
    )
    groups = (
        Group(code=code, entries=tuple(one for one in found if _group(one) == code))
        for code in GLOSSARY_GROUPS
    )
    return GlossaryPage(
        query=typed,
        count=len(found) + len(short),
        total=len(entries()) + len(abbreviations()),
        groups=tuple(group for group in groups if group.entries),
        abbreviations=short,
        source=table("abbreviations")["source"],
        status=table("abbreviations")["status"],
    )


def _searched(one: Entry) -> str:
    called = (one.id, one.en, one.zh, one.also_en, one.also_zh)
    return "\n".join((*called, one.meaning_en, one.meaning_zh))


def _group(one: Entry) -> str:
    return one.id.partition(".")[0]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
