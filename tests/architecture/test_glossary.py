"""Goal: one word, one idea, in both languages.

Method: collect every kind, type, state, trigger, role and stage from the tables; ask the glossary
for each.
"""

from __future__ import annotations

import re
from collections import Counter

from babel.messages.pofile import read_po

from ledger.accounts import KINDS
from ledger.kernel.errors import STAGES
from ledger.transactions import TYPES
from registry import docs
from registry.classroom.catalogue import CATALOGUE
from registry.roles import Role
from registry.web.frame import words
from tests.architecture import tree

FIELDS = {"key", "en", "zh", "meaning_en", "meaning_zh", "why", "source"}
ALSO = {"also_en", "also_zh"}
ALSO_CALLED = {
    "fill_or_kill": "FOK",
    "immediate_or_cancel": "IOC",
    "ccp": "clearing house",
    "dvp": "DVP",
    "reservation": "order collateral",
    "daily_statistics": "market statistics",
    "confirmation": "fat-finger check",
    "holding_period": "T+N",
    "parked_order": "inactive order",
    "instrument": "listing",
    "docket": "agenda",
    "corresponding_adjustment": "CA",
}
"""Term -> a name by which somebody from an exchange or a registry looks for it."""

ENTRIES = docs.glossary()


def wanted() -> set[str]:
    machines = docs.machines().values()
    return {
        *(f"kind.{name}" for name in KINDS),
        *(f"type.{code}" for code in TYPES),
        *(f"role.{role}" for role in Role),
        *(f"stage.{stage}" for stage in STAGES),
        *(f"state.{state}" for one in machines for state in one.states),
        *(f"trigger.{move.trigger}" for one in machines for move in one.moves),
    }


def test_every_word_of_the_tables_has_an_entry() -> None:
    keys = {one["key"] for one in ENTRIES if not one["key"].startswith("term.")}

    assert wanted() == keys


def test_every_entry_is_whole() -> None:
    for one in ENTRIES:
        assert set(one) in (FIELDS, FIELDS | ALSO), one.get("key")
        assert all(one.values()), one["key"]
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one["zh"] + one["meaning_zh"])


def test_keys_are_unique() -> None:
    twice = [key for key, count in Counter(one["key"] for one in ENTRIES).items() if count > 1]

    assert [] == twice


def test_a_term_has_one_chinese_word_and_the_word_one_term() -> None:
    """Words that collide were chosen once: two terms never share a word in either language."""
    terms = [one for one in ENTRIES if one["key"].startswith("term.")]
    for language in ("en", "zh"):
        twice = [
            word for word, count in Counter(one[language] for one in terms).items() if count > 1
        ]

        assert [] == twice


def shared(terms: list[dict[str, str]]) -> list[str]:
    """What one term is also called although it is another term's word, or its other name too."""
    found = []
    for also, language, between in (("also_en", "en", r"[,;:] "), ("also_zh", "zh", "[、；]")):
        names = [
            name
            for one in terms
            for name in {one[language], *filter(None, re.split(between, one.get(also, "")))}
        ]
        found += [name for name, count in Counter(names).items() if count > 1]
    return found


def test_no_term_is_also_called_what_another_one_is() -> None:
    assert [] == shared([one for one in ENTRIES if one["key"].startswith("term.")])


def test_a_name_that_two_terms_share_is_seen() -> None:
    trade = {"en": "trade", "zh": "成交", "also_en": "fill, execution", "also_zh": "回报"}
    other = {"en": "match", "zh": "撮合", "also_en": "cross, fill", "also_zh": "成交"}

    assert ["fill", "成交"] == shared([trade, other])


def test_what_the_field_calls_otherwise_is_said() -> None:
    also = {one["key"]: one.get("also_en", "") for one in ENTRIES}

    for key, name in ALSO_CALLED.items():
        assert name in also[f"term.{key}"], key


def test_pages_have_a_word_for_every_code() -> None:
    states = {str(state) for one in docs.machines().values() for state in one.states}

    assert {str(role) for role in Role} <= set(words.ROLES)
    assert set(KINDS) <= set(words.KINDS)
    assert set(TYPES) <= set(words.TYPES)
    assert set(CATALOGUE) == set(words.TABLES["actions"])
    assert states <= set(words.STATES)


def test_roles_are_called_the_same_on_pages() -> None:
    with (tree.ROOT / "registry/locale/zh/messages.po").open("rb") as catalog:
        translated = read_po(catalog)
    for one in ENTRIES:
        section, _, role = one["key"].partition(".")
        if section == "role":
            message = translated.get(words.ROLES[role], context="roles")

            assert one["en"] == words.ROLES[role]
            assert message is not None
            assert one["zh"] == message.string
