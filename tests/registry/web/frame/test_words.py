"""Words in both languages.

Goal: no page shows an untranslated message or a bare code. Method: collect all messages, compare
with the catalog; search the drawn Chinese pages for Latin words outside a list.
"""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from ledger.accounts import KINDS
from ledger.transactions import TYPES
from registry.classroom.catalogue import CATALOGUE
from registry.programme.committee.models import ItemState
from registry.programme.transfers.models import TransferState
from registry.roles import Role
from registry.web.frame.render import LOCALE_FOLDER, catalog_of, render, said, word
from registry.web.frame.words import TABLES
from tests.support.foreign_words import foreign_words
from tests.support.messages import messages, refreshed
from tests.support.page_samples import samples

PLACES = re.compile(r"%\(\w+\)s")
SAMPLE_NAMES = frozenset({"Aom", "Dora", "Somchai"})
"""Names of people in the samples."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalog_of("zh")


def test_the_catalog_has_every_message_and_no_other(*, catalog: Catalog, rewrite: bool) -> None:
    """`pytest --rewrite` adds what is new, empty, and drops what is gone."""
    if rewrite:
        with (LOCALE_FOLDER / "zh" / "messages.po").open("wb") as file:
            write_po(file, refreshed(catalog), width=100)
        catalog = catalog_of("zh")
    kept = {(message.context, message.id) for message in catalog if message.id}

    assert messages() == kept


def test_every_message_is_translated_and_none_is_fuzzy(catalog: Catalog) -> None:
    poor = [
        message.id for message in catalog if message.id and (not message.string or message.fuzzy)
    ]

    assert [] == poor


def test_a_translation_names_the_same_places(catalog: Catalog) -> None:
    wrong = [
        message.id
        for message in catalog
        if message.id
        and sorted(PLACES.findall(message.id)) != sorted(PLACES.findall(str(message.string)))
    ]

    assert [] == wrong


def test_every_code_of_the_programme_has_a_word() -> None:
    asked = {
        "roles": [role.value for role in Role],
        "actions": list(CATALOGUE),
        "types": list(TYPES),
        "kinds": list(KINDS),
        "owners": [kind.owner for kind in KINDS.values() if kind.owner],
        "states": [state.value for kind in (ItemState, TransferState) for state in kind],
    }

    missing = {t: [c for c in codes if c not in TABLES[t]] for t, codes in asked.items()}

    assert {table: [] for table in asked} == missing


def test_a_code_without_a_word_stands_for_itself() -> None:
    assert "lesson.sleep" == word("lesson.sleep", "actions", "zh")
    assert "下单" == word("order.place", "actions", "zh")
    assert "Place order" == word("order.place", "actions", "en")
    assert "本课市场规则（matching/README.md）" == said(
        "Rules of the lesson's market (matching/README.md)", "rules", "zh"
    )


@pytest.mark.parametrize("name", sorted(samples("zh")))
def test_a_chinese_page_has_no_foreign_words(name: str) -> None:
    foreign = foreign_words(render(*samples("zh")[name]))

    assert set() == foreign - SAMPLE_NAMES
