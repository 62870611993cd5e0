"""Goal: each invariant of annual information finds its breach.

Method: both countries have submitted a year and it was compared; one breach each by SQL, without
its guards, then the audit runs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from registry.programme.reports import clock
from tests.registry.programme.reports.steps import (
    CLOCK,
    YEAR,
    over,
    reporting,
    submitted,
    transferred,
    used,
)
from tests.support.guards import drop_guards
from tests.support.programme import CHINA, HOST, Programme

pytestmark = pytest.mark.slow

FAULTS = {
    "UPDATE corresponding_adjustment SET quantity = quantity - 1 WHERE party = 'CN'": (
        "reports_equal_adjustments"
    ),
    "UPDATE corresponding_adjustment SET year = 2026 WHERE party = 'TH'": (
        "reports_equal_adjustments"
    ),
    "UPDATE party_report SET drafted = replace(drafted, '\"Acquisition\"', '\"Transfer\"')": (
        "what_one_party_sent_the_other_acquired"
    ),
    'UPDATE party_report SET drafted = replace(drafted, \'"first_id":"179"\','
    " '\"first_id\":\"180\"') WHERE party = 'TH'": "what_one_party_sent_the_other_acquired",
    "UPDATE year_freeze SET holdings = '[]'": "frozen_holdings_are_those_of_the_books",
    "UPDATE serial_block SET last = last - 1 WHERE first = 239 AND closed IS NULL": (
        "frozen_holdings_are_those_of_the_books"
    ),
    'UPDATE year_freeze SET holdings = replace(holdings, \'"first_id":"239"\','
    ' \'"first_id":"238"\')': "what_was_reported_as_used_is_held_no_more",
    "UPDATE party_report SET content = replace(content, '\"GHG\"', '\"non-GHG\"')": (
        "what_was_submitted_is_its_draft"
    ),
    "INSERT INTO report_correction VALUES (1, 1, 1, 'actions', 1, 'quantity', '9', 'x', '', 0)": (
        "what_was_submitted_is_its_draft"
    ),
    "INSERT INTO party_report SELECT 9, party, year, 2, state, drafting, drafted, drafted_by,"
    " drafted_at, content, submitted_by, submitted_at, checked_at FROM party_report LIMIT 1": (
        "what_was_submitted_is_its_draft"
    ),
}


@pytest.fixture(scope="module")
def reported_once() -> Iterator[Programme]:
    world = reporting()
    used(world, transferred(world))
    over(world)
    submitted(world, HOST)
    submitted(world, CHINA)
    world.do(clock.check, year=YEAR, by=CLOCK)
    assert [] == world.audit()
    yield world
    world.close()


@pytest.mark.parametrize("sql", FAULTS)
def test_a_planted_fault_is_found(reported_once: Programme, sql: str) -> None:
    reported = reported_once.copy()
    drop_guards(reported.store.driver)
    reported.execute(sql)

    assert FAULTS[sql] in {one.invariant for one in reported.audit()}
    reported.close()


@pytest.mark.parametrize(
    ("table", "action"),
    [
        (table, action)
        for table in ("year_freeze", "report_correction", "report_finding", "use_authorisation")
        for action in ("UPDATE {} SET at = at + 1", "DELETE FROM {}")
    ]
    + [("party_report", "DELETE FROM {}"), ("party_report", "UPDATE {} SET year = 2030")],
)
def test_the_tables_refuse_every_change(reported_once: Programme, table: str, action: str) -> None:

    reported = reported_once.copy()
    reported.execute(
        "INSERT INTO report_correction"
        " VALUES (1, 1, 0, 'actions', 1, 'quantity', '9', 'x', 'GTH', 0)"
    )
    reported.execute("INSERT INTO report_finding VALUES (1, 1, 0, 'QTY_MISMATCH', 1, '', '', '')")
    with pytest.raises(IntegrityError):
        reported.execute(action.format(table))
    reported.close()
