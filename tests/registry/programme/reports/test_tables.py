"""Goal: the five tables have the 79 columns of the format, and a row is what its columns allow.

Method: counted and compared with the format's own rules; values that fit and values that do not.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from registry.programme.issuance.models import ORIGINS
from registry.programme.reports import vocabulary as words
from registry.programme.reports.stored import dump, load, read, written
from registry.programme.reports.tables import (
    ACTIONS,
    AUTHORIZATIONS,
    SUBMISSION,
    TABLES,
    Kind,
    Need,
    Row,
    Submission,
)

COLUMNS = [(table, column) for table in TABLES for column in table.columns]


def test_the_five_tables_have_the_79_columns() -> None:
    counts = [len(table.columns) for table in TABLES]

    assert [9, 19, 27, 16, 8] == counts
    assert 79 == len({column.json for _, column in COLUMNS})


def test_the_platform_fills_five_columns() -> None:
    filled = [(t.key, c.key) for t, c in COLUMNS if c.need is Need.CARP]

    assert [
        ("submission", "review_status"), ("submission", "consistency"),
        ("submission", "review_report"), ("authorizations", "documentation"),
        ("actions", "consistency"),
    ] == filled  # fmt: skip


def test_every_condition_names_a_column_and_values_of_it() -> None:
    for table, column in COLUMNS:
        assert (column.need is Need.CONDITIONAL) == (column.when is not None), column
        if column.when is not None:
            key, values = column.when
            assert set(values) <= set(table.column(key).values), column


def test_only_listed_pairs_of_type_and_subtype_are_legal() -> None:
    pairs = {(kind, sub) for kind, subs in words.SUBTYPES.items() for sub in subs}

    assert set(words.ACTION_TYPES) == set(words.SUBTYPES)
    assert 8 + 3 + 4 + 4 == len(pairs)
    assert (words.TRANSFER, words.OMGE) not in pairs
    assert set(ORIGINS) == set(words.UNIT_REGISTRIES)


@pytest.mark.parametrize(
    ("table", "key", "good", "bad"),
    [
        (SUBMISSION, "party", "THA", "TH"),
        (SUBMISSION, "version", "1.0", "0.1"),
        (AUTHORIZATIONS, "cooperative_approach", "CA0021", "CA21"),
        (AUTHORIZATIONS, "authorization", "THA-AUT-0001", "THA/1"),
        (AUTHORIZATIONS, "timeframe", "2021 - 2030", "2021-2030"),
        (AUTHORIZATIONS, "sectors", "Agriculture, Waste management", "Agriculture, Space"),
        (AUTHORIZATIONS, "activity_types", "C02 usage", "CO2 usage"),
        (AUTHORIZATIONS, "quantity", 5, "5"),
        (AUTHORIZATIONS, "parties", "CHN, JPN", "CHN JPN"),
        (ACTIONS, "itmo_registry", "KHM01", "KHM1"),
        (ACTIONS, "quantity", Decimal("1916"), 1916),
    ],
)
def test_a_value_fits_its_column(table: object, key: str, good: object, bad: object) -> None:
    column = table.column(key)  # type: ignore[attr-defined]

    assert column.fits(good)
    assert not column.fits(bad)


def test_a_submission_reads_back_as_it_was_written() -> None:
    row = Row(SUBMISSION, {"party": "THA", "version": "1.0", "submitted_on": date(2029, 4, 15)})
    action = Row(
        ACTIONS,
        {
            "action_date": datetime(2028, 12, 31, 15, 59, 59, 999_000, UTC),
            "first_id": 1, "quantity": Decimal("1916.50"), "purpose": "",
        },
    )  # fmt: skip
    whole = Submission(row, actions=(action,))

    assert whole == load(dump(whole))
    assert "purpose" not in action
    assert re.search(r'"2028-12-31T15:59:59\.999Z".*"1916\.5"', dump(whole))


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Kind.INT, "1.5"), (Kind.DATE, "31/12/2028"), (Kind.DATETIME, "2028-12-31T10:00:00"),
     (Kind.DECIMAL, "NaN"), (Kind.INT, "一")],
)  # fmt: skip
def test_a_text_that_is_no_value_is_none(kind: Kind, text: str) -> None:
    column = next(column for _, column in COLUMNS if column.kind is kind)

    assert read(column, text) is None
    assert written(Decimal("100")) == "100"
