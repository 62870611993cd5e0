"""Goal: command line and API give the same answer, and name all unreadable input.

Method: the same bundle through both; malformed, huge and contradictory input; other rule sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from ledger.kernel.errors import Refusal
from registry.api.offsets import LotBody
from registry.cli import app
from registry.compliance.check import check, check_text
from tests.support.classroom import CODE, Class, class_of, create

LOT = {"lot": "A", "type": "CCER", "quantity_t": 100, "from_covered_entity_project": False}
GIVEN: dict[str, Any] = {
    "market": "national",
    "entity": {"surrender_obligation_t": 2_000},
    "credits": [LOT],
}
ANSWER_KEYS = {
    "accepted", "violations", "offending_lots", "cap_t", "used_t", "left_t", "largest_admissible",
}  # fmt: skip
VIOLATION_KEYS = {"rule", "code", "version", "source", "figures", "lots", "text"}


def with_lot(**fields: Any) -> dict[str, Any]:
    return {**GIVEN, "credits": [{**LOT, **fields}]}


def command(path: Path, text: bytes, *options: str) -> tuple[int, str]:
    path.write_bytes(text)
    told = CliRunner().invoke(app, ["offsets", "check", str(path), *options])
    return told.exit_code, told.stdout


@pytest.mark.parametrize(
    ("given", "status"), [(GIVEN, 0), (with_lot(quantity_t=101), 1), ({}, 2), (with_lot(lot=1), 2)]
)
def test_the_exit_status_tells(tmp_path: Path, given: dict[str, Any], status: int) -> None:
    code, text = command(tmp_path / "bundle.json", orjson.dumps(given), "--json")
    told = orjson.loads(text)

    assert status == code
    assert ANSWER_KEYS <= set(told) if status < 2 else {"refusal"} == set(told)
    for violation in told.get("violations", ()):
        assert set(violation) >= VIOLATION_KEYS


def test_a_person_reads_rule_source_and_figures_in_both_languages(tmp_path: Path) -> None:
    code, text = command(tmp_path / "bundle.json", orjson.dumps(with_lot(quantity_t=101)))

    assert 1 == code
    for said in (
        "seed/national v1",
        "Table 4",
        "100 t",
        "101 t",
        "全国碳市场",
        "部分接受",
        "partly accepted",
    ):
        assert said in text


def test_a_file_that_is_not_there_is_not_readable(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["offsets", "check", str(tmp_path / "none.json")])

    assert 2 == told.exit_code


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[", b"\xff", b"NaN", b"7", b"[]", b"null", b"[" * 100_000,
        b'{"market": "national", "market": "hubei", "entity": {}, "credits": []}',
        b'{"market": "\\ud800", "entity": {}, "credits": []}',
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_a_named_error(text: bytes) -> None:
    with pytest.raises(Refusal) as raised:
        check_text(text)

    assert "procedure.offset_input_wrong" == raised.value.code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (with_lot(quantity_t=-1), "input_wrong"),
        (with_lot(quantity_t=1.5), "input_wrong"),
        (with_lot(quantity_t="100"), "input_wrong"),
        (with_lot(quantity_t=True), "input_wrong"),
        (with_lot(quantity_t=None), "input_wrong"),
        (with_lot(quantity_t=10**15 + 1), "input_wrong"),
        (with_lot(lot=""), "input_wrong"),
        (with_lot(type=None), "input_wrong"),
        (with_lot(from_covered_entity_project="no"), "input_wrong"),
        ({**GIVEN, "credits": [LOT, LOT]}, "input_wrong"),
        ({**GIVEN, "credits": [7]}, "input_wrong"),
        ({**GIVEN, "credits": {}}, "input_wrong"),
        ({**GIVEN, "credits": [LOT] * 1_001}, "input_wrong"),
        ({**GIVEN, "entity": []}, "input_wrong"),
        ({**GIVEN, "entity": {"surrender_obligation_t": -5}}, "input_wrong"),
        ({**GIVEN, "entity": {"surrender_obligation_t": 10**18}}, "input_wrong"),
        ({**GIVEN, "entity": {"emissions_t": 2_000}}, "fields_missing"),
        ({**GIVEN, "year": "2023"}, "input_wrong"),
        ({**GIVEN, "year": 0}, "input_wrong"),
        ({**GIVEN, "market": ["national"]}, "input_wrong"),
        ({**GIVEN, "market": "atlantis"}, "market_unknown"),
        ({**GIVEN, "rule_set": "dreams"}, "market_unknown"),
        ({**GIVEN, "recognise_belt_and_road": "yes"}, "input_wrong"),
        ({**GIVEN, "rule_set": "cets-2024", "year": 2019}, "year_uncovered"),
    ],
)
def test_a_wrong_input_is_a_named_error(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as raised:
        check(given)

    assert f"procedure.offset_{code}" == raised.value.code
    assert raised.value.text("en") and raised.value.text("zh") and raised.value.would_pass("zh")


@pytest.mark.parametrize(
    "day", ["2013-1-1", "20130101", "2013-02-30", "2013-W01-1", "x", "٢٠١٣-٠١-٠١"]
)
def test_a_day_is_written_one_way(day: str) -> None:
    lot = {**LOT, "project_type": "wind", "generated_on": day}
    given = {"market": "shanghai", "entity": {"verified_emissions_t": 9_999}, "credits": [lot]}
    with pytest.raises(Refusal) as raised:
        check(given)

    assert "procedure.offset_input_wrong" == raised.value.code
    assert "generated_on" in raised.value.checks[0].en


def test_a_period_that_ends_before_it_begins_is_named() -> None:
    lot = {
        **LOT, "origin_province": "湖北", "registered_in_province": True,
        "project_type": "forestry",
        "crediting_start": "2014-01-01", "crediting_end": "2013-01-01",
    }  # fmt: skip
    with pytest.raises(Refusal) as raised:
        check({"market": "hubei", "entity": {"approved_allowances_t": 9_999}, "credits": [lot]})

    assert "crediting_end lies before crediting_start" in raised.value.checks[0].en


def test_every_missing_field_is_named_at_once() -> None:
    lots = [{"lot": name, "type": "CCER", "quantity_t": 1} for name in ("A", "B")]
    with pytest.raises(Refusal) as raised:
        check({"market": "hubei", "credits": lots})
    told = [one.en for one in raised.value.checks]

    assert 11 == len(told)
    assert "entity: approved_allowances_t is needed." in told
    assert "lot B: crediting_end is needed." in told


EU_CER = {"lot": "A", "type": "CER", "quantity_t": 5, "within_limit": True, "type_ok": True}
STRICT = {"registered_on": "2013-01-01", "host_is_ldc": True, "origin_country": "UG"}
NEW = {"registration_scheme": "2023", "generated_on": "2020-09-23"}
UNIT = {"lot": "A", "type": "VCU", "quantity_t": 5, "programme": "VCS",
        "crediting_start": "2016-01-01", "generated_on": "2020-12-31"}  # fmt: skip
PHASE_1 = {**UNIT, "generated_on": "2024-06-30", "authorised_for": "OIMP", "label_withdrawn": False}


@pytest.mark.parametrize(
    ("rule_set", "market", "year", "lot", "broken"),
    [
        ("table1", "eu_ets", 2015, {**EU_CER, "region_ok": True}, []),
        ("table1", "eu_ets", 2015, {**EU_CER, "region_ok": False}, ["region_ok"]),
        ("table1", "eu_ets", 2015, {**EU_CER, "type": "ERU"}, []),
        ("table1", "eu_ets", 2015, {**EU_CER, "type": "AAU"}, ["credit_type"]),
        ("table1", "eu_ets", 2021, {**EU_CER}, ["credit_type", "total_cap"]),
        ("s4_strict", "eu_ets", 2015, {**EU_CER, **STRICT}, []),
        ("s4_strict", "eu_ets", 2015, {**EU_CER, **STRICT, "registered_on": "2012-12-31"},
         ["registered_on"]),
        ("s4_strict", "eu_ets", 2015, {**EU_CER, **STRICT, "origin_country": "CN"},
         ["origin_country"]),
        ("cets-2024", "national", 2024, {**LOT, **NEW}, []),
        ("cets-2024", "national", 2024, {**LOT, **NEW, "generated_on": "2020-09-22"},
         ["generated_on"]),
        ("cets-2024", "national", 2024, {**LOT, **NEW, "registration_scheme": "old"},
         ["registration_scheme"]),
        ("cets-2024", "national", 2023, {**LOT, "registration_scheme": "old"}, []),
        ("corsia", "corsia", 2023, UNIT, []),
        ("corsia", "corsia", 2023, {**UNIT, "crediting_start": "2015-12-31"}, ["crediting_start"]),
        ("corsia", "corsia", 2025, PHASE_1, []),
        ("corsia", "corsia", 2025, {**PHASE_1, "programme": "CCER"}, ["programme"]),
        ("corsia", "corsia", 2025, {**PHASE_1, "authorised_for": "NDC"}, ["authorised_for"]),
        ("corsia", "corsia", 2025, {**PHASE_1, "authorised_for": "NDC+OP"}, ["authorised_for"]),
        ("corsia", "corsia", 2025, {**PHASE_1, "authorised_for": []}, ["authorised_for"]),
        *(("corsia", "corsia", 2025, {**PHASE_1, "authorised_for": said}, [])
          for said in ("NDC+OIMP", "NDC and IMP", ["NDC", "OIMP", "OP"], ["NDC+OIMP"], "CORSIA")),
        *(("corsia", "corsia", 2022, {**UNIT, "programme": name, "generated_on": day}, broken)
          for name, day, broken in (
              ("ART TREES", "2020-06-30", []), ("ART TREES", "2023-12-31", []),
              ("ART TREES", "2024-01-01", ["generated_until"]), ("ACR", "2022-06-30", []),
              ("GCC", "2020-12-31", []), ("GCC", "2021-01-01", ["generated_on"]),
              ("VCS", "2021-01-01", ["generated_on"]), ("Cercarbono", "2020-06-30", ["programme"]),
          )),
        ("seed", "kazakhstan", None, {**LOT, "origin_country": "KZ", "quantity_t": 10**15}, []),
        ("seed", "korea", 2023, {**LOT, "type": "KCU"}, []),
        ("seed", "korea", 2023, {**LOT, "type": "KCU", "quantity_t": 201}, ["total_cap"]),
        ("seed", "new_zealand", None, LOT, ["credit_type", "total_cap"]),
    ],
)  # fmt: skip
def test_other_rule_sets_answer(
    rule_set: str, market: str, year: int | None, lot: dict[str, Any], broken: list[str]
) -> None:
    given = {**GIVEN, "rule_set": rule_set, "market": market, "year": year, "credits": [lot]}

    assert broken == [one["code"] for one in check(given)["violations"]]


def test_no_limit_is_said_as_none() -> None:
    lot = {**LOT, "origin_country": "KZ"}
    answer = check({"market": "kazakhstan", "credits": [lot]})

    assert (None, 100, None, {"A": 100}) == tuple(
        answer[name] for name in ("cap_t", "used_t", "left_t", "largest_admissible")
    )


def test_a_lot_of_nothing_is_not_used() -> None:
    answer = check({**GIVEN, "credits": [LOT, {"lot": "B", "type": "EUA", "quantity_t": 0}]})

    assert (True, {"A": 100, "B": 0}) == (answer["accepted"], answer["largest_admissible"])


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def test_the_api_answers_anybody_as_the_command_line_does(room: Class, tmp_path: Path) -> None:
    given = with_lot(quantity_t=101)
    told = room.client().post("/api/offsets/check", json=given)
    _, text = command(tmp_path / "bundle.json", orjson.dumps(given), "--json")

    assert 200 == told.status_code
    assert orjson.loads(text) == told.json()
    assert ["total_cap"] == [one["code"] for one in told.json()["violations"]]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 422, "procedure.offset_input_wrong"),
        (b'{"market": "\\ud800"}', 422, "procedure.offset_input_wrong"),
        (orjson.dumps({**GIVEN, "market": "atlantis"}), 404, "procedure.offset_market_unknown"),
        (orjson.dumps({**GIVEN, "entity": {}}), 422, "procedure.offset_fields_missing"),
    ],
)
def test_the_api_names_what_it_cannot_read(
    room: Class, content: bytes, status: int, code: str
) -> None:
    told = room.client().post("/api/offsets/check", content=content)

    assert (status, code) == (told.status_code, told.json()["refusal"]["code"])


def test_the_api_shows_every_rule_with_its_source(room: Class) -> None:
    told = room.client().get("/api/offsets/rules").json()

    assert 24 == len(told)
    assert all(one["source"] and one["status"] and one["text"]["zh"] for one in told)


def test_the_api_takes_a_thousand_full_lots_and_not_one_more(room: Class) -> None:
    full = dict.fromkeys(LotBody.model_fields, "x" * 30) | LOT
    lots = [full | {"lot": f"a lot with a rather long name {number}"} for number in range(1_000)]
    whole = {**GIVEN, "entity": {"surrender_obligation_t": 2_000_000}, "credits": lots}
    told = room.client().post("/api/offsets/check", json=whole)
    more = room.client().post("/api/offsets/check", json={**whole, "credits": [*lots, LOT]})

    assert (200, 100_000) == (told.status_code, told.json()["used_t"])
    assert (422, "procedure.offset_input_wrong") == (
        more.status_code, more.json()["refusal"]["code"],
    )  # fmt: skip


def test_only_the_check_takes_large_bodies_and_it_has_an_end_too(room: Class) -> None:
    headers = {"content-type": "application/json"}
    for path, size in (("/api/offsets/check", 2 * 1024 * 1024), ("/api/join", 64 * 1024)):
        told = room.client().post(path, content=b" " * (size + 1), headers=headers)

        assert (413, size) == (told.status_code, told.json()["refusal"]["facts"]["bytes_max"])
