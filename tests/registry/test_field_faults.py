"""Goal: every fault of a field has a sentence of ours, in both languages.

Method: every kind of error that the library knows, those that our own models can raise first; a
Chinese sentence holds no words of English but names of fields, figures and codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import core_schema

from registry.api.bulk import BulkBody
from registry.api.lesson import JoinBody, StartBody
from registry.edge import field_faults
from registry.edge.commands import COMMANDS
from registry.edge.field_faults import OTHER, SENTENCES, shape_wrong, wrong_with

FIGURES = {
    "expected": "'buy', 'sell' or 'both'", "pattern": "^x$", "min_length": 1, "max_length": 2,
    "ge": 1, "gt": 1, "le": 2, "lt": 2,
}  # fmt: skip
KINDS = get_args(core_schema.ErrorType)
PHRASE = re.compile(r"[A-Za-z']+ [A-Za-z']+")
ALLOWED = ("true 或 false",)

RAISED = {
    "int": {"int_type", "int_parsing", "int_from_float", "int_parsing_size"},
    "str": {"string_type", "string_unicode"},
    "bool": {"bool_type", "bool_parsing"},
    "list": {"list_type"}, "dict": {"dict_type"}, "any": set(), "nullable": set(), "default": set(),
    "definitions": set(), "definition-ref": set(), "union": set(),
    "datetime": {"datetime_type", "datetime_parsing", "datetime_from_date_parsing",
                 "timezone_aware"},
    "function-before": set(), "no-info": set(), "literal": {"literal_error"}, "enum": {"enum"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden"},
}  # fmt: skip
LIMITS = {
    ("int", "ge"): "greater_than_equal", ("int", "le"): "less_than_equal",
    ("int", "gt"): "greater_than", ("int", "lt"): "less_than",
    ("str", "min_length"): "string_too_short", ("str", "max_length"): "string_too_long",
    ("str", "pattern"): "string_pattern_mismatch",
    ("list", "min_length"): "too_short", ("list", "max_length"): "too_long",
}  # fmt: skip


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a model's schema that validates something."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for name, part in schema.items():
            if name not in ("metadata", "serialization"):
                yield from nodes(part)
    elif isinstance(schema, (list, tuple)):
        for part in schema:
            yield from nodes(part)


def raised_by(model: type[BaseModel]) -> set[str]:
    """The kinds of error that a model can raise; fails on a part that is not in the tables here."""
    model.model_rebuild()  # its schema is otherwise built at the first use only
    found: set[str] = set()
    model.model_rebuild(force=True)  # built on first use, which another test may not have been
    for node in nodes(model.__pydantic_core_schema__):
        kind = node["type"]
        if kind == "model-field":
            continue
        found |= RAISED[kind]
        limits = {"ge", "le", "gt", "lt", "min_length", "max_length", "pattern"} & set(node)
        found |= {LIMITS[kind, limit] for limit in limits}
    return found


MODELS = {entry.name: entry.arguments for entry in COMMANDS.values()}
OTHERS: dict[str, type[BaseModel]] = {"bulk": BulkBody, "join": JoinBody, "start": StartBody}
EVERY = MODELS | OTHERS


@pytest.mark.parametrize("name", EVERY)
def test_every_error_of_our_models_has_a_sentence_of_its_own(name: str) -> None:
    found = raised_by(EVERY[name])

    assert set() == found - set(SENTENCES)
    assert {"missing", "extra_forbidden"} <= found


@pytest.mark.parametrize("kind", sorted({*KINDS, *SENTENCES, "unheard_of"}))
def test_no_chinese_sentence_holds_english_words(kind: str) -> None:
    refusal = shape_wrong(
        [{"type": kind, "loc": ("body", "quantity"), "ctx": FIGURES, "msg": "Hm"}]
    )
    check = refusal.checks[0]
    words = check.zh
    for allowed in ALLOWED:
        words = words.replace(allowed, "")

    assert check.en.startswith("body.quantity: ") and check.zh.startswith("body.quantity：")
    assert not PHRASE.search(words.replace("buy, sell, both", "")), check.zh
    assert re.search("[\u4e00-\u9fff]", check.zh) and not re.search("[\u4e00-\u9fff]", check.en)
    assert "Hm" not in check.en + check.zh


@pytest.mark.planted
def test_the_librarys_own_words_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(field_faults.SENTENCES, "missing", ("x", "Field required"))

    assert PHRASE.search(wrong_with("missing", {})[1])


def test_an_unknown_kind_of_error_has_the_general_sentence() -> None:
    assert OTHER == wrong_with("unheard_of", {})


def test_choices_are_listed_without_the_librarys_grammar() -> None:
    with pytest.raises(ValidationError) as told:
        MODELS["order.place"].model_validate({"instrument": "X", "side": "hold", "quantity": 1})
    check = shape_wrong(told.value.errors()).checks[0]

    assert "side: must be one of: buy, sell" == check.en
    assert "side：应为以下之一：buy, sell" == check.zh


def test_a_request_with_a_thousand_faults_is_told_in_short() -> None:
    errors = TypeAdapter(list[int])
    with pytest.raises(ValidationError) as told:
        errors.validate_python(["x"] * 1_000)
    refusal = shape_wrong(told.value.errors())

    assert (1_000, field_faults.CHECKS_MOST) == (refusal.facts["count"], len(refusal.checks))
