"""Goal: what a file says otherwise is found cell by cell, whatever the order of its rows.

Method: small submissions of which one thing is changed, and random ones whose rows are shuffled.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from registry.programme.reports.differences import CellDifference, differences
from registry.programme.reports.tables import ACTIONS, HOLDINGS, SUBMISSION, TABLES, Row
from tests.support.aef_submissions import LEAST, submission


def holding(place: int, **changed: Any) -> Row:
    return Row(HOLDINGS, {**LEAST.holdings[place], **changed})


def test_equal_submissions_have_none_in_any_order() -> None:
    for seed in range(40):
        ours = submission(seed)
        rows = {table.key: list(ours.rows(table)) for table in TABLES[1:]}
        for listed in rows.values():
            Random(seed).shuffle(listed)
        theirs = replace(ours, **{key: tuple(listed) for key, listed in rows.items()})

        assert [] == differences(ours, ours)
        assert [] == differences(ours, theirs)


def test_cells_of_the_same_units_are_compared() -> None:
    theirs = replace(LEAST, holdings=(holding(1), holding(0, vintage=2024, gwp="28")))

    assert [
        CellDifference("holdings", 1, 2, "gwp", "", "28"),
        CellDifference("holdings", 1, 2, "vintage", "2025", "2024"),
    ] == differences(LEAST, theirs)


def test_a_changed_identifier_is_a_changed_cell_of_that_place() -> None:
    theirs = replace(LEAST, holdings=(holding(0), holding(1, first_id=502)))

    assert [CellDifference("holdings", 2, 2, "first_id", "501", "502")] == differences(
        LEAST, theirs
    )


def test_rows_that_only_one_has() -> None:
    theirs = replace(LEAST, holdings=LEAST.holdings[1:])

    assert [CellDifference("holdings", 1, 0)] == differences(LEAST, theirs)
    assert [CellDifference("holdings", 0, 1)] == differences(theirs, LEAST)


def test_values_are_texts_as_a_correction_takes_them() -> None:
    action = Row(ACTIONS, {**LEAST.actions[0], "quantity": LEAST.actions[0]["vintage"]})
    first = Row(SUBMISSION, {**LEAST.submission, "ndc_last_year": 2035})
    found = differences(LEAST, replace(LEAST, submission=first, actions=(action,)))

    assert [("submission", "ndc_last_year", "2030", "2035"),
            ("actions", "quantity", "400", "2025")] == [
        (one.part, one.field, one.value, one.file_value) for one in found
    ]  # fmt: skip
