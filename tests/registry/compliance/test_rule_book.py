"""Goal: a rule book is read completely, or all its mistakes are listed.

Method: the shipped files, then a small pack with planted mistakes, contradictions and overlaps.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from registry.compliance.check import rule_json
from registry.compliance.packs import STATUSES, Rule
from registry.compliance.reader import read_rule_book, shipped
from registry.compliance.rules import RulePackErrors
from tests.registry.compliance import naive

PACK = """
rule_set = "test"

[[rule]]
market = "here"
name_en = "Here"
name_zh = "这里"
version = 1
valid_to = 2021-12-31
source = "a test"
status = "assumption"
base = "emissions_t"
cap_percent = 10
admitted = ["CCER"]
text_en = "ten percent"
text_zh = "百分之十"

[[rule.condition]]
code = "project_type"
field = "project_type"
not_in = "@banned"
en = "No hydropower."
zh = "非水电。"

[[rule.reading]]
name = "banned"
value = ["hydro"]
en = "Hydropower only."
zh = "仅水电。"

[[rule]]
market = "here"
name_en = "Here"
name_zh = "这里"
version = 2
valid_from = 2022-01-01
source = "a test"
status = "assumption"
base = "emissions_t"
cap_percent = 5
admitted = ["CCER"]
text_en = "five percent"
text_zh = "百分之五"
"""
CONDITION = """
[[rule.condition]]
code = "{code}"
field = "{field}"
{test}
en = "x"
zh = "x"
"""


def wrong(folder: Path, text: str) -> list[str]:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulePackErrors) as raised:
        read_rule_book(folder)
    return raised.value.mistakes


def with_conditions(*tests: tuple[str, str, str]) -> str:
    made = [CONDITION.format(code=code, field=field, test=test) for code, field, test in tests]
    return PACK + "".join(made)


def test_the_nine_markets_of_table_4_are_there_as_printed() -> None:
    book = shipped()
    newest = [book.pick(rule_set="seed", market=market, year=None) for market in naive.MARKETS]

    assert [naive.BASE[market] for market in naive.MARKETS] == [one and one.base for one in newest]
    assert [naive.PERCENT[market] for market in naive.MARKETS] == [
        one and one.cap_percent for one in newest
    ]
    assert [naive.TYPES[market] for market in naive.MARKETS] == [
        one and one.admitted for one in newest
    ]


@pytest.mark.parametrize("rule", shipped().rules(), ids=lambda rule: f"{rule.id} {rule.version}")
def test_every_rule_names_source_and_standing_in_both_languages(rule: Rule) -> None:
    told = rule_json(rule)

    assert told["status"] in STATUSES
    assert len(told["source"]) > 10
    assert any("一" <= sign <= "鿿" for sign in told["text"]["zh"] + told["name"]["zh"])
    assert told["recognise_belt_and_road"] is False
    assert told == orjson.loads(orjson.dumps(told))


def test_every_profile_is_shipped() -> None:
    assert {"seed", "table1", "s4_strict", "cets-2024", "corsia", "pilot_years"} == set(
        shipped().rule_sets()
    )
    assert {"kazakhstan", "korea", "new_zealand", "montenegro"} == (
        set(shipped().markets("seed")) - set(naive.MARKETS)
    )


def test_a_sound_pack_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(PACK, encoding="utf-8")
    old, new = read_rule_book(tmp_path).rules()

    assert (10, "", "2021-12-31") == (old.cap_percent, old.valid_from, old.valid_to)
    assert (5, "2022-01-01", "") == (new.cap_percent, new.valid_from, new.valid_to)
    assert frozenset({"hydro"}) == old.conditions[0].value


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("rule_set = ", encoding="utf-8")
    (tmp_path / "c.toml").write_text('rule_set = "x"\nrules = 1\n', encoding="utf-8")
    spoilt = (
        PACK.replace("cap_percent = 10", "cap_percent = 101")
        .replace('base = "emissions_t"\ncap_percent = 5', 'base = "profit_t"\ncap_percent = 5')
        .replace('value = ["hydro"]', "value = 7")
        .replace('text_zh = "百分之五"', 'text_zh = ""\ncolour = "red"')
    )
    told = "\n".join(wrong(tmp_path, spoilt))

    for said in (
        "here v1: condition not_in must be list",
        "here v2: text_zh is empty",
        "here v2: colour is no field",
        "b.toml: ",
        "c.toml: rules is no field of a pack",
        "c.toml: no [[rule]]",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PACK.replace("cap_percent = 10", "cap_percent = 101"), "101 must lie between 0 and 100"),
        (PACK.replace('base = "emissions_t"', 'base = "profit_t"', 1), "base profit_t is not one"),
        (PACK.replace("cap_percent = 10\n", ""), "a base without cap_percent"),
        (PACK.replace('base = "emissions_t"\n', "", 1), "cap_percent without a base"),
        (PACK.replace('status = "assumption"', 'status = "sure"', 1), "status must be one of"),
        (PACK.replace("version = 1", "version = 0"), "version must be 1 or more"),
        (PACK.replace("version = 1", "version = 3"), "version 2 follows version 3"),
        (PACK.replace("2021-12-31", "2022-01-01"), "versions 1 and 2 overlap in time"),
        (PACK.replace("valid_to = 2021-12-31\n", ""), "versions 1 and 2 overlap in time"),
        (PACK.replace("valid_to", "valid_from = 2022-05-01\nvalid_to"), "valid_to lies before"),
        (PACK.replace('"@banned"', '"@unknown"'), "there is no reading unknown"),
        (PACK.replace('"@banned"', '["hydro"]'), "reading banned is used nowhere"),
        (PACK.replace("not_in", 'in = ["x"]\nnot_in'), "needs exactly one of"),
        (PACK.replace('"@banned"', '"@banned"\ntypes = ["EUA"]'), "EUA, which is not admitted"),
        (with_conditions(("a", "gas", "in = []")), "nothing could meet an empty list"),
        (with_conditions(("a", "gas", 'in = ["CO2"]'), ("b", "gas", 'not_in = ["CO2"]')),
         "a and b contradict each other on gas"),
        (with_conditions(("a", "gas", 'in = ["CO2"]'), ("b", "gas", 'in = ["CH4"]')),
         "a and b contradict each other on gas"),
        (with_conditions(("a", "flag", "is = true"), ("b", "flag", "is = false")),
         "a and b contradict each other on flag"),
        (with_conditions(("a", "day", "until = 2013-01-01"), ("b", "day", "after = 2014-01-01")),
         "a and b contradict each other on day"),
        (with_conditions(("a", "day", "within = [2014-01-01, 2013-01-01]\nto_field = 'end'")),
         "within needs two days in order"),
        (with_conditions(("a", "gas", "in = [7]")), "in must be a list of words"),
        (PACK + "[[rule.sub_cap]]\ncode = 'part'\npercent = 6\nbase = 'emissions_t'\n"
         "group = [{types = ['CCER']}]\nen = 'x'\nzh = 'x'\n", "lies above the total cap"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in "\n".join(wrong(tmp_path, text))


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(RulePackErrors, match="no rule pack"):
        read_rule_book(tmp_path)
