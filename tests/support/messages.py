"""Every message of the pages: templates, word tables, and the sentences that stand in the code."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

import ledger
import matching
import registry
from ledger.kernel.errors import REFUSALS
from ledger.transactions import TYPES
from registry.classroom.audit import SENTENCES
from registry.paths import templates
from registry.web.frame.command_words import PAIRS
from registry.web.frame.words import TABLES

HEADER = "# Words of the pages in Chinese; English source strings, table names as context."

Message = tuple[str | None, str]
"""Context (None for plain messages) and English source string."""


def messages() -> set[Message]:
    """All messages that a page can show, but for those that stand beside their translation."""
    load_all()
    found: set[Message] = {
        (context, text)
        for _, _, text, _, context in extract_from_dir(
            templates(),
            method_map=[("**.html", "jinja2")],
            options_map={"**.html": {"silent": "false", "newstyle_gettext": "true"}},
            directory_filter=lambda folder: True,
        )
        if isinstance(text, str)
    }
    for name, table in TABLES.items():
        paired = {english for english, _ in PAIRS.get(name, {}).values()}
        found |= {(name, english) for english in table.values() if english not in paired}
    found |= {("rules", refusal.rule) for refusal in REFUSALS.values()}
    found |= {("whys", one.why) for one in TYPES.values()}
    found |= {("invariants", sentence) for sentence in SENTENCES.values()}
    return found


def refreshed(old: Catalog) -> Catalog:
    """The catalog with exactly today's messages: translations kept, new ones empty."""
    kept = {(message.context, message.id): message.string for message in old if message.id}
    new = Catalog(
        locale=old.locale,
        project="Tanlu",
        version="0.1",
        header_comment=HEADER,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    for context, text in sorted(messages(), key=lambda m: (m[0] or "", m[1])):
        flags = ["python-format"] if "%(" in text else []
        new.add(text, kept.get((context, text), ""), context=context, flags=flags)
    return new


def load_all() -> None:
    """Import every module, so that each refusal is declared."""
    packages: tuple[ModuleType, ...] = (ledger, matching, registry)
    for package in packages:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
