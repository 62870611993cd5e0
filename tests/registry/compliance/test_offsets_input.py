"""Goal: contradictory or unreadable input is refused, in words of both languages.

Method: purposes, provinces and days as people write them, and every kind of mistake.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.compliance.bundle import (
    IN_ORDER,
    PROVINCE_FIELDS,
    PROVINCES,
    Lot,
    Reader,
    read_bundle,
)
from registry.compliance.check import check, check_text
from registry.compliance.errors import OffsetInputWrong
from registry.programme.authorisation import commands as authorisation
from registry.web.offsets import words as offset_words
from tests.support.programme import HOST, Programme

LOT = {"lot": "A", "type": "CCER", "quantity_t": 100, "from_covered_entity_project": False}
GIVEN: dict[str, Any] = {
    "market": "national",
    "entity": {"surrender_obligation_t": 2_000},
    "credits": [LOT],
}
UNIT = {"lot": "A", "type": "VCU", "quantity_t": 5, "programme": "VCS",
        "crediting_start": "2016-01-01", "generated_on": "2020-12-31"}  # fmt: skip
PHASE_1 = {**UNIT, "generated_on": "2024-06-30", "label_withdrawn": False}


def with_lot(**fields: Any) -> dict[str, Any]:
    return {**GIVEN, "credits": [{**LOT, **fields}]}


@pytest.mark.parametrize("said", [7, True, {"OIMP": True}, ["OIMP", 7]])
def test_purposes_are_a_text_or_texts(said: Any) -> None:
    lot = {**PHASE_1, "authorised_for": said}
    with pytest.raises(Refusal) as raised:
        check({"market": "corsia", "rule_set": "corsia", "year": 2025, "credits": [lot]})

    assert "lot A: authorised_for must be a text or a list of texts." == raised.value.checks[0].en


def test_what_a_grant_answers_is_what_the_check_takes(programme: Programme) -> None:
    granted = programme.do(
        authorisation.grant, project="TH001", purposes=["OIMP", "NDC"], quantity=5, by=HOST
    )
    lot = {**PHASE_1, "authorised_for": granted["purposes"]}
    answer = check({"market": "corsia", "rule_set": "corsia", "year": 2025, "credits": [lot]})

    assert ("NDC+OIMP", True) == (granted["purposes"], answer["accepted"])


FOREST = {**LOT, "origin_province": "湖北", "registered_in_province": True,
          "project_type": "forestry", "crediting_start": "2014-01-01",
          "crediting_end": "2015-01-01"}  # fmt: skip


@pytest.mark.parametrize(
    ("market", "lot", "said"),
    [
        ("corsia", {**UNIT, "crediting_start": "2020-01-01", "generated_on": "2019-06-30"},
         "generated_on lies before crediting_start"),
        ("hubei", {**FOREST, "crediting_end": "2013-12-31"},
         "crediting_end lies before crediting_start"),
    ],
)  # fmt: skip
def test_days_in_the_wrong_order_contradict_each_other(
    market: str, lot: dict[str, Any], said: str
) -> None:
    given = {"market": market, "credits": [lot], "entity": {"approved_allowances_t": 9_999}}
    rule_set = {"rule_set": "corsia", "year": 2023} if market == "corsia" else {}
    with pytest.raises(Refusal) as raised:
        check({**given, **rule_set})

    assert "procedure.offset_input_wrong" == raised.value.code
    assert [f"lot A: {said}."] == [one.en for one in raised.value.checks]


@pytest.mark.parametrize(("first", "last"), IN_ORDER)
def test_no_rule_takes_two_days_that_contradict_each_other(first: str, last: str) -> None:
    """Every pair of days that a rule may read; equal days are allowed."""
    for day, wrong in (("2014-06-01", []), ("2014-06-02", []), ("2014-05-31", [(first, last)])):
        reader = Reader()
        lot = Lot("A", "CCER", 1, {first: "2014-06-01", last: day})
        for name in (first, last):
            reader.column([lot], name, date)
        told = []
        try:
            reader.finish()
        except Refusal as refusal:
            told = [one.en for one in refusal.checks]

        assert [f"lot A: {later} lies before {earlier}." for earlier, later in wrong] == told


@pytest.mark.parametrize("field", PROVINCE_FIELDS)
def test_an_unknown_province_is_refused_with_the_known_ones(field: str) -> None:
    given = {
        "market": "hubei",
        "entity": {"approved_allowances_t": 9_999},
        "credits": [{**FOREST, field: "Hubei"}],
    }
    with pytest.raises(Refusal) as raised:
        check(given)
    (told,) = raised.value.checks

    assert told.en.startswith(f"lot A: {field} must be one of 北京, ")
    assert f"批次 A：{field} 应为以下省份之一：北京、" in told.zh


def test_the_page_offers_the_provinces_that_the_check_knows() -> None:
    assert PROVINCES == tuple(offset_words.PROVINCES)


@pytest.mark.parametrize("market", [{"market": "national"}, {"market": "corsia"}])
def test_an_empty_list_of_credits_is_refused_as_the_desk_does(market: dict[str, str]) -> None:
    rule_set = "corsia" if market["market"] == "corsia" else "seed"
    with pytest.raises(Refusal) as raised:
        check({**GIVEN, **market, "rule_set": rule_set, "credits": []})

    assert "procedure.bundle_empty" == raised.value.code


UNREADABLE: list[Any] = [
    7, [], {}, {"market": 5}, {**GIVEN, "credits": {}}, {**GIVEN, "credits": [7]},
    {**GIVEN, "credits": [{}]}, {**GIVEN, "year": "x"}, {**GIVEN, "entity": 7},
    {**GIVEN, "credits": [LOT, LOT]}, {**GIVEN, "credits": [LOT] * 1_001},
    {**GIVEN, "recognise_belt_and_road": 1}, with_lot(quantity_t=-1), with_lot(lot=""),
    with_lot(from_covered_entity_project=1), {**GIVEN, "entity": {"surrender_obligation_t": -1}},
]  # fmt: skip


@pytest.mark.parametrize("given", UNREADABLE)
def test_a_chinese_sentence_carries_no_english_mistake(given: Any) -> None:
    """Codes of fields stay as they are; every other word is Chinese."""
    with pytest.raises(Refusal) as raised:
        check(given)
    told = [raised.value.text("zh"), raised.value.would_pass("zh")]
    told += [one.zh for one in raised.value.checks]
    words = {word for text in told for word in re.findall(r"[A-Za-z_]+", text)}

    assert words <= {
        "market", "rule_set", "credits", "lot", "type", "quantity_t", "year", "entity", "A", "true",
        "false", "recognise_belt_and_road", "from_covered_entity_project", "surrender_obligation_t",
    }  # fmt: skip


@pytest.mark.parametrize("text", [b"{", b"", b"[" * 100_000, b'{"a": 1, "a": 2}'])
def test_what_is_no_json_is_said_in_chinese_too(text: bytes) -> None:
    with pytest.raises(Refusal) as raised:
        check_text(text)

    assert {"JSON", "a"} >= set(re.findall(r"[A-Za-z]+", raised.value.text("zh")))


@pytest.mark.parametrize("name", ["\u3164", "a\u202eb", "a\nb", " "])
def test_a_lot_whose_name_cannot_be_read_is_refused(name: str) -> None:
    lot = {"lot": name, "type": "CCER", "quantity_t": 1}
    with pytest.raises(OffsetInputWrong):
        read_bundle({"market": "national-ets", "credits": [lot]})


def test_of_many_mistakes_the_first_fifty_are_listed_and_all_are_counted() -> None:
    lots = [{"lot": "a" * (number + 1), "type": 5, "quantity_t": "x"} for number in range(40)]
    with pytest.raises(Refusal) as raised:
        read_bundle({"market": 5, "entity": [], "credits": lots})

    assert (82, 50) == (raised.value.facts["count"], len(raised.value.checks))
    said = [check.en for check in raised.value.checks[:3]]
    assert ["market: must be a text", "entity: must be an object"] == said[:2]
    assert "credits[1].type: must be a text" == said[2]
