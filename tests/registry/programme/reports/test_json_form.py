"""Goal: JSON with the keys of CAD Trust's interface, which keeps every digit and reads back.

Method: texts of small and of random submissions, parsed by another reader and read again.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from registry.programme.reports.json_form import json_text
from registry.programme.reports.reading import Format, read_file
from registry.programme.reports.tables import TABLES, Submission
from tests.support.aef_submissions import LEAST, submission

SEEDS = 10


def test_the_keys_are_79_with_their_spelling() -> None:
    keys = [column.json for table in TABLES for column in table.columns]

    assert 79 == len(set(keys)) == len(keys)
    assert "aefT2AuthorizationsAuthoziedEntityId" in keys


def test_records_have_the_types_of_the_interface() -> None:
    found = json.loads(json_text(LEAST))
    action, holding = found["aefT3Actions"][0], found["aefT4Holdings"][1]

    assert ("1", "400") == (action["aefT3ActionsItmoFirstId"], action["aefT3ActionsItmoLastId"])
    assert "501" == holding["aefT4HoldingsItmoFirstId"]
    assert (400, 2025) == (action["aefT3ActionsQuantityTCo2"], action["aefT3ActionsVintageYear"])
    assert "2026-03-04T05:06:07.089Z" == action["aefT3ActionsDate"]
    assert "2027-04-15" == found["aefT1Submission"][0]["aefT1SubmissionSubmissionDate"]
    assert "1" == found["aefT2Authorizations"][0]["aefT2AuthorizationsVersion"]
    assert 1000 == found["aefT2Authorizations"][0]["aefT2AuthorizationsQuantity"]
    assert "aefT3ActionsGwpValue" not in action


def test_empty_tables_stay() -> None:
    found = json.loads(json_text(Submission(LEAST.submission)))

    assert ["aefT1Submission", "aefT2Authorizations", "aefT3Actions", "aefT4Holdings",
            "aefT5AuthorizedEntities"] == list(found)  # fmt: skip
    assert [] == found["aefT3Actions"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_random_submission_comes_back(seed: int) -> None:
    comes_back(seed)


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_come_back(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        comes_back(seed)


def comes_back(seed: int) -> None:
    given = submission(seed)
    content = json_text(given)
    read = read_file(content)

    assert () == read.errors
    assert given == read.submission
    assert Format.JSON is read.format
    assert content == json_text(read.submission)


def changed(**tables: Any) -> bytes:
    return json.dumps({**json.loads(json_text(LEAST)), **tables}).encode()


def test_what_the_interface_adds_to_records_is_left_out() -> None:
    found = json.loads(json_text(LEAST))
    for key, records in found.items():
        for record in records:
            record |= {
                f"cadTrust{key[0].upper()}{key[1:]}Id": "a1b2", "orgUid": "x",
                "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": None,
            }  # fmt: skip

    assert LEAST == read_file(json.dumps(found).encode()).submission


def test_numbers_and_texts_of_digits_are_the_same() -> None:
    found = json.loads(json_text(LEAST))
    found["aefT3Actions"][0]["aefT3ActionsItmoFirstId"] = 1
    found["aefT3Actions"][0]["aefT3ActionsQuantityTCo2"] = "400.00"
    found["aefT1Submission"][0]["aefT1SubmissionSubmissionDate"] = "2027-04-15T00:00:00.000Z"

    assert LEAST == read_file(json.dumps(found).encode()).submission


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"aefT1Submission": [', "procedure.report_unreadable"),
        (b'{"a": 1, "a": 2}', "procedure.report_unreadable"),
        (b'{"a": NaN}', "procedure.report_unreadable"),
        (b"[]", "procedure.report_unreadable"),
        (changed(aefT3Actions=None), "procedure.report_layout_other"),
        (changed(aefT3Actions=[1]), "procedure.report_layout_other"),
        (changed(aefT1Submission=[]), "procedure.report_one_submission"),
        (changed(aefT6Others=[]), "procedure.report_column_unknown"),
        (
            changed(aefT5AuthorizedEntities=[{"aefT5AuthorizedEntitiesNumber": 1}]),
            "procedure.report_column_unknown",
        ),
    ],
)
def test_other_json_is_named(content: bytes, code: str) -> None:
    read = read_file(content)

    assert read.submission is None
    assert code == read.errors[0].code


def test_a_field_of_another_type_is_named_with_its_place() -> None:
    found = json.loads(json_text(LEAST))
    found["aefT4Holdings"][1]["aefT4HoldingsVintageYear"] = True
    found["aefT4Holdings"][0]["aefT4HoldingsMetric"] = ["GHG"]
    errors = read_file(json.dumps(found).encode()).errors

    assert ["procedure.report_type_wrong"] * 2 == [error.code for error in errors]
    assert ["[0].aefT4HoldingsMetric", "[1].aefT4HoldingsVintageYear"] == [
        error.facts["cell"] for error in errors
    ]
