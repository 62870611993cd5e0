"""Goal: the rules give the results of the source documents, example by example.

Method: a table that reads like the source (market, base, bundle, answer); then every printed
condition broken alone, every field that a rule reads left out, and the days at the boundary.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.compliance.check import check
from registry.compliance.reader import shipped
from tests.registry.compliance.printed_words import TABLE_1, TABLE_4, TABLE_5

# A lot in one line: tonnes, type, then what the market reads of it.
PLACES = {
    "Guangdong": {"origin_province": "广东"},
    "Yunnan": {"origin_province": "云南"},
    "Hebei": {"origin_province": "河北"},
    "Xinjiang": {"origin_province": "新疆"},
    "Hubei": {"origin_province": "湖北", "registered_in_province": "湖北"},
    "Fujian": {"origin_province": "福建"},
    "city": {"in_chongqing": True, "in_chengdu_chongqing_circle": True},
    "circle": {"in_chongqing": False, "in_chengdu_chongqing_circle": True},
    "outside": {"in_chongqing": False, "in_chengdu_chongqing_circle": False},
}
WORDS: dict[str, dict[str, Any]] = PLACES | {
    "free": {"from_covered_entity_project": False},
    "emitter": {"from_key_emitter": True},
    "clean": {"from_key_emitter": False},
    "CO2": {"gas": "CO2"},
    "whole": {"owner_is_legal_person": True, "methodology_filed": True},
    "window": {"crediting_start": "2014-01-01", "crediting_end": "2014-12-31"},
    **{kind: {"project_type": kind} for kind in ("wind", "pv", "hydro", "forestry")},
    **{str(year): {"generated_on": f"{year}-06-30"} for year in (2010, 2014, 2016)},
}


def lots(text: str) -> list[dict[str, Any]]:
    """`3,200 CCER city wind; 400 CCER circle wind` as lots A, B ..."""
    made = []
    for number, line in enumerate(part.split() for part in text.split(";")):
        fields: dict[str, Any] = {}
        for word in line[2:]:
            fields |= WORDS[word]
        made.append(
            {
                "lot": chr(ord("A") + number),
                "quantity_t": int(line[0].replace(",", "")),
                "type": line[1],
                **fields,
            }
        )
    return made


def asked(market: str, base: str, bundle: str, **more: Any) -> dict[str, Any]:
    """The answer to a bundle; the base reads `emissions_t 250,000`."""
    pairs = [one.split() for one in base.split("; ")]
    entity = {name: int(value.replace(",", "")) for name, value in pairs}
    return check({"market": market, "entity": entity, "credits": lots(bundle), **more})


def codes(answer: dict[str, Any]) -> list[str]:
    return [one["code"] for one in answer["violations"]]


#  market | base | bundle | broken conditions, none if accepted | cap
EXAMPLES = """
national  | surrender_obligation_t 600,000 | 30,000 CCER free | | 30,000
national  | surrender_obligation_t 600,000 | 30,001 CCER free | total_cap | 30,000
guangdong | emissions_t 250,000 | 17,500 CCER Guangdong; 7,500 CCER Yunnan | | 25,000
guangdong | emissions_t 250,000 | 2,000 CCER Yunnan; 20,000 PHCER | share_origin_province | 25,000
shenzhen  | shortfall_t 33,000 | 6,600 CCER | | 6,600
shenzhen  | shortfall_t 33,000 | 6,601 CCER | total_cap | 6,600
shenzhen  | shortfall_t 0 | 1 CCER | total_cap | 0
beijing   | allowances_issued_t 420,000; emissions_t 900,000 | 25,000 CCER | total_cap | 21,000
shanghai  | verified_emissions_t 300,000 | 10,000 CCER wind 2016; 5,000 SH_PUHUI | | 15,000
shanghai  | verified_emissions_t 300,000 | 500 CCER hydro 2016 | project_type | 15,000
tianjin   | actual_emissions_t 80,000 | 4,000 CCER Hebei; 4,000 CCER Xinjiang | | 8,000
hubei     | approved_allowances_t 150,000 | 15,000 CCER Hubei forestry window | | 15,000
hubei     | approved_allowances_t 150,000 | 100 CCER Hubei pv window | project_type | 15,000
chongqing | surrender_obligation_t 50,000 | 3,200 CCER city wind; 400 CCER circle wind; \
400 CCER outside wind | | 4,000
fujian    | confirmed_emissions_t 40,000 | 2,000 CCER Fujian clean CO2 wind; \
2,000 FFCER Fujian whole 2016 | | 4,000
fujian    | confirmed_emissions_t 40,000 | 2,100 CCER Fujian clean CO2 wind; \
1,000 FFCER Fujian whole 2016 | sub_cap_other | 4,000
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in EXAMPLES.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2]}")
def test_an_open_example(row: list[str]) -> None:
    market, base, bundle, broken, cap = row
    answer = asked(market, base, bundle)
    used = sum(lot["quantity_t"] for lot in lots(bundle))
    cap_t = int(cap.replace(",", ""))

    assert broken.split() == codes(answer)
    assert (not broken) == answer["accepted"]
    assert (cap_t, used, max(0, cap_t - used)) == (
        answer["cap_t"],
        answer["used_t"],
        answer["left_t"],
    )
    for violation in answer["violations"]:
        assert violation["source"].startswith("S")
        assert "Table 4" in violation["source"]
        assert violation["version"] >= 1
        assert violation["figures"]
        assert violation["text"]["en"] and violation["text"]["zh"]


HUBEI = {
    "type": "CCER",
    "quantity_t": 100,
    "origin_province": "湖北",
    "registered_in_province": "湖北",
    "project_type": "forestry",
    "crediting_start": "2013-01-01",
    "crediting_end": "2015-12-31",
}
CHONGQING = {"type": "CQCER", "quantity_t": 100, "project_type": "wind", **PLACES["city"]}
FUJIAN_CCER = {
    "type": "CCER",
    "quantity_t": 100,
    "origin_province": "福建",
    "from_key_emitter": False,
    "project_type": "wind",
    "gas": "CH4",
}
FUJIAN_FFCER = {
    "type": "FFCER",
    "quantity_t": 100,
    "origin_province": "福建",
    "generated_on": "2005-02-16",
    "owner_is_legal_person": True,
    "methodology_filed": True,
}
SHANGHAI = {
    "type": "CCER",
    "quantity_t": 100,
    "project_type": "wind",
    "generated_on": "2013-01-01",
}
BASES = {
    "hubei": "approved_allowances_t",
    "chongqing": "surrender_obligation_t",
    "fujian": "confirmed_emissions_t",
    "shanghai": "verified_emissions_t",
    "shenzhen": "shortfall_t",
    "national": "surrender_obligation_t",
    "guangdong": "emissions_t",
    "tianjin": "actual_emissions_t",
}
OTHER = {"type": "OTHER", "quantity_t": 100, "approved_by_local_authority": True}
NATIONAL = {"type": "CCER", "quantity_t": 100, "from_covered_entity_project": False}
PLACED = {"type": "CCER", "quantity_t": 100, "origin_province": "广东"}
NEAR = {"type": "CCER", "quantity_t": 100, "origin_province": "北京"}
# market, a lot that passes, and for each field that is read a value that breaks one condition
BREAKS: list[tuple[str, dict[str, Any], dict[str, tuple[Any, str]]]] = [
    ("hubei", HUBEI, {
        "origin_province": ("河南", "origin_province"),
        "registered_in_province": ("河南", "registered_in_province"),
        "project_type": ("pv", "project_type"),
        "crediting_start": ("2012-12-31", "crediting_period"),
        "crediting_end": ("2016-01-01", "crediting_period"),
    }),
    ("chongqing", CHONGQING, {
        "project_type": ("hydro", "project_type"),
        "in_chongqing": (False, "share_city"),
        "in_chengdu_chongqing_circle": (None, ""),
    }),
    ("fujian", FUJIAN_CCER, {
        "origin_province": ("江西", "origin_province"),
        "from_key_emitter": (True, "from_key_emitter"),
        "project_type": ("hydro", "project_type"),
        "gas": ("N2O", "gas"),
    }),
    ("fujian", FUJIAN_FFCER, {
        "origin_province": ("江西", "origin_province"),
        "generated_on": ("2005-02-15", "generated_on"),
        "owner_is_legal_person": (False, "owner_is_legal_person"),
        "methodology_filed": (False, "methodology_filed"),
    }),
    ("shanghai", SHANGHAI, {
        "project_type": ("hydro", "project_type"),
        "generated_on": ("2012-12-31", "generated_on"),
    }),
    ("shenzhen", OTHER, {"approved_by_local_authority": (False, "approved_by_local_authority")}),
    ("national", NATIONAL, {"from_covered_entity_project": (True, "from_covered_entity_project")}),
    ("guangdong", PLACED, {"origin_province": ("云南", "share_origin_province")}),
    ("tianjin", NEAR, {"origin_province": ("山东", "share_origin_province")}),
]  # fmt: skip
FIELDS = [
    (market, lot, field, *wrong)
    for market, lot, breaks in BREAKS
    for field, wrong in breaks.items()
]
NAMES = [f"{market} {lot['type']} {field}" for market, lot, field, *_ in FIELDS]


def alone(market: str, lot: dict[str, Any]) -> dict[str, Any]:
    entity = {BASES[market]: 100_000}
    return check({"market": market, "entity": entity, "credits": [{"lot": "A", **lot}]})


@pytest.mark.parametrize(("market", "lot", "field", "wrong", "code"), FIELDS, ids=NAMES)
def test_each_printed_condition_is_a_violation_of_its_own(
    market: str, lot: dict[str, Any], field: str, wrong: Any, code: str
) -> None:
    assert [] == codes(alone(market, lot))
    if code:
        answer = alone(market, {**lot, field: wrong})

        assert [code] == codes(answer)
        assert ["A"] == answer["offending_lots"]
        assert {"A": 0} == answer["largest_admissible"]


@pytest.mark.parametrize(("market", "lot", "field", "wrong", "code"), FIELDS, ids=NAMES)
def test_a_field_that_a_rule_needs_is_never_passed_in_silence(
    market: str, lot: dict[str, Any], field: str, wrong: Any, code: str
) -> None:
    for spoilt in ({k: v for k, v in lot.items() if k != field}, {**lot, field: None}):
        with pytest.raises(Refusal) as raised:
            alone(market, spoilt)

        assert "procedure.offset_fields_missing" == raised.value.code
        assert field in raised.value.text("en")
    with pytest.raises(Refusal) as raised:
        alone(market, {**lot, field: 7})

    assert "procedure.offset_input_wrong" == raised.value.code


@pytest.mark.parametrize(("market", "lot"), [(market, lot) for market, lot, _ in BREAKS])
def test_fields_that_no_rule_looks_at_change_nothing(market: str, lot: dict[str, Any]) -> None:
    unread = {"gas", "origin_province", "project_type", "generated_on", "vintage", "colour"}
    noise: dict[str, Any] = {key: ["?"] for key in unread - set(lot)}
    if market == "fujian" and lot["type"] == "CCER":
        noise |= {"owner_is_legal_person": "?", "methodology_filed": 3}
    answer = alone(market, {**noise, **lot})

    assert alone(market, lot) == answer


def test_four_conditions_of_hubei_are_four_violations() -> None:
    spoilt = {
        **HUBEI,
        "origin_province": "河南",
        "registered_in_province": "河南",
        "project_type": "pv",
        "crediting_end": "2016-01-01",
    }

    assert ["origin_province", "registered_in_province", "project_type", "crediting_period"] == (
        codes(alone("hubei", spoilt))
    )


def test_a_type_that_is_not_admitted_needs_no_field() -> None:
    answer = asked("hubei", "approved_allowances_t 1,000", "10 PHCER; 5 CCER Hubei forestry window")

    assert ["credit_type"] == codes(answer)
    assert (["A"], {"A": 0, "B": 5}) == (answer["offending_lots"], answer["largest_admissible"])


def test_a_compliance_year_picks_its_version() -> None:
    bundle = "15,000 SH_PUHUI"
    base = "verified_emissions_t 300,000"
    told = {
        year: (answer["cap_t"], answer["accepted"], answer["rule"]["version"])
        for year in (2021, 2022, None)
        for answer in [asked("shanghai", base, bundle, year=year)]
    }

    assert {2021: (9_000, False, 1), 2022: (15_000, True, 2), None: (15_000, True, 2)} == told


def test_one_tonne_above_three_limits_breaks_three_conditions() -> None:
    bundle = "3,200 CCER city wind; 400 CQCER circle wind; 401 CCER outside wind"
    answer = asked("chongqing", "surrender_obligation_t 50,000", bundle)

    assert ["share_circle", "share_city", "total_cap"] == codes(answer)
    assert {"A": 3_200, "B": 400, "C": 400} == answer["largest_admissible"]
    assert [{"percent": 90, "of_t": 4_001, "part_t": 3_600, "least_t": 3_601}] == [
        one["figures"] for one in answer["violations"][:1]
    ]


def test_the_earlier_lot_wins_a_tie() -> None:
    answer = asked("beijing", "allowances_issued_t 100", "3 CCER; 3 BJ_PUHUI; 3 CCER")

    assert {"A": 3, "B": 2, "C": 0} == answer["largest_admissible"]


@pytest.mark.parametrize("market", ["national", "guangdong", "shanghai", "beijing"])
def test_belt_and_road_credits_count_like_ccers_only_with_the_switch(market: str) -> None:
    entity = dict.fromkeys(
        ("surrender_obligation_t", "emissions_t", "verified_emissions_t", "allowances_issued_t"),
        10_000,
    )
    lot = {"lot": "A", "type": "BRC", "quantity_t": 10, **NATIONAL, **SHANGHAI, **PLACED}
    lot |= {"type": "BRC", "quantity_t": 10}
    given = {"market": market, "entity": entity, "credits": [lot]}
    off, on = check(given), check({**given, "recognise_belt_and_road": True})

    assert (["credit_type"], [], True) == (
        codes(off), codes(on), on["recognise_belt_and_road"],
    )  # fmt: skip


def test_fujian_shows_its_sub_caps_beside_the_cap() -> None:
    bundle = "2,100 CCER Fujian clean CO2 wind; 1,000 CCER Fujian clean CO2 forestry"
    answer = asked("fujian", "confirmed_emissions_t 40,019", bundle)

    assert [("sub_cap_forestry", 4_001, 1_000, 3_001), ("sub_cap_other", 2_000, 2_100, 0)] == [
        (one["code"], one["cap_t"], one["used_t"], one["left_t"]) for one in answer["sub_caps"]
    ]
    assert ["sub_cap_other"] == codes(answer)
    assert {"A": 2_000, "B": 1_000} == answer["largest_admissible"]


@pytest.mark.parametrize("market", TABLE_4)
def test_a_market_of_table_4_is_told_in_its_printed_words(market: str) -> None:
    rule = shipped().pick(rule_set="seed", market=market, year=None)
    assert rule is not None

    assert TABLE_4[market] == rule.text_zh


def test_table_4_prints_nine_markets() -> None:
    printed = {
        rule.market
        for rule in shipped().rules()
        if (rule.rule_set, rule.status) == ("seed", "seed") and "Table 4" in rule.source
    }

    assert set(TABLE_4) == printed


@pytest.mark.parametrize("phase", TABLE_1)
def test_the_phases_of_table_1_are_told_in_its_printed_words(phase: int) -> None:
    rule = next(
        one
        for one in shipped().versions(rule_set="table1", market="eu_ets")
        if one.version == phase
    )
    told = [part.partition("：")[2] for part in rule.text_zh.split("；")]

    assert list(TABLE_1[phase]) == told


@pytest.mark.parametrize("market", TABLE_5)
def test_the_kept_words_of_table_5_are_told(market: str) -> None:
    rule = shipped().versions(rule_set="seed", market=market)[-1]

    assert TABLE_5[market] in rule.text_zh
