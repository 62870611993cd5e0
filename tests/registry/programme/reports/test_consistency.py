"""Goal: every difference between what two countries report has its name and its figures.

Method: two submissions that agree, of which one thing is changed in each case; then the clock's
comparison on the small programme, with a mistake that a government made itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ledger.kernel.clock import clock_text
from registry.programme.reports import clock, commands, queries
from registry.programme.reports.consistency import Difference, Inconsistency, compare
from registry.programme.reports.findings import Fault, faults
from registry.programme.reports.tables import (
    ACTIONS,
    AUTHORIZATIONS,
    ENTITIES,
    HOLDINGS,
    SUBMISSION,
    TABLES,
    Row,
    Submission,
)
from tests.registry.programme.reports.steps import (
    CLOCK,
    YEAR,
    over,
    reporting,
    states,
    submitted,
    tables,
    transferred,
    used,
)
from tests.support.programme import CHINA, HOST, Programme

_UNITS = {
    "cooperative_approach": "CA0021", "authorization": "THA-AUT-0004",
    "first_transferring_party": "THA", "itmo_registry": "THA01", "first_id": 1, "last_id": 1916,
    "metric": "GHG", "quantity": Decimal(1916), "mitigation_type": "Emission reductions",
    "vintage": 2022,
}  # fmt: skip
_WHEN = {"action_date": datetime(2023, 12, 15, tzinfo=UTC)}
_AUTHORIZED = {
    "authorization": "THA-AUT-0004", "cooperative_approach": "CA0021", "version": 1,
    "quantity": 2000, "metric": "GHG", "sectors": "Transportation", "purposes": "NDC",
}  # fmt: skip


def one(party: str, **rows: list[dict[str, Any]]) -> Submission:
    first = {
        "party": party, "version": "1.0", "reported_year": 2023,
        "submitted_on": datetime(2024, 4, 15).date(), "ndc_first_year": 2021,
        "ndc_last_year": 2030,
    }  # fmt: skip
    rows.setdefault(
        "authorizations", [_AUTHORIZED | {"authorized_on": datetime(2022, 6, 24).date()}]
    )
    by_key = {table.key: table for table in TABLES}
    return Submission(
        Row(SUBMISSION, first),
        **{key: tuple(Row(by_key[key], row) for row in found) for key, found in rows.items()},
    )


def thai(**changed: Any) -> Submission:
    sent = {
        "action_type": "First transfer", "action_subtype": "First transfer to another Party",
        "acquiring_party": "CHE",
    }  # fmt: skip
    return one("THA", actions=[_WHEN | _UNITS | sent | changed])


def swiss(*, used_rows: Any = (), held: Any = (), **changed: Any) -> Submission:
    came = {"action_type": "Acquisition", "transferring_party": "THA"}
    return one(
        "CHE",
        actions=[_WHEN | _UNITS | came | changed, *(_WHEN | _UNITS | row for row in used_rows)],
        holdings=[_UNITS | row for row in held],
    )


def found(host: Submission, partner: Submission, **around: Any) -> list[Difference]:
    return compare({"THA": host, "CHE": partner}, around=around.get("around", {}), year=2023)


_USE = {"action_type": "Use", "using_party": "CHE", "used_year": 2023}


@pytest.mark.parametrize(
    ("host", "partner", "expected"),
    [
        (thai(), swiss(), []),
        # S&P: 1,916 moved; one report prints 1,960.
        (
            thai(), swiss(quantity=Decimal(1960)),
            [
                ("CHE", 1, "QTY_MISMATCH", "THA", "1960", "1916"),
                ("THA", 1, "QTY_MISMATCH", "CHE", "1916", "1960"),
            ],
        ),
        (
            thai(), swiss(last_id=1960),
            [
                ("CHE", 1, "RANGE_MISMATCH", "THA", "THA01 1-1960", "THA01 1-1916"),
                ("THA", 1, "RANGE_MISMATCH", "CHE", "THA01 1-1916", "THA01 1-1960"),
            ],
        ),
        (
            thai(), swiss(vintage=2021),
            [
                ("CHE", 1, "ATTR_MISMATCH", "THA", "vintage 2021", "vintage 2022"),
                ("THA", 1, "ATTR_MISMATCH", "CHE", "vintage 2022", "vintage 2021"),
            ],
        ),
        (
            thai(), swiss(transferring_party="GHA"),
            [("THA", 1, "MISSING_COUNTERPART", "CHE", "THA01 1-1916", "")],
        ),
        (
            thai(acquiring_party="SWE"), swiss(),
            [("CHE", 1, "MISSING_COUNTERPART", "THA", "THA01 1-1916", "")],
        ),
        (
            thai(), swiss(used_rows=[_USE | {"last_id": 9}], held=[{"first_id": 5}]),
            [("CHE", 2, "USED_BUT_HELD", "", "THA01 1-9", "THA01 5-1916")],
        ),
        (
            thai(quantity=Decimal(2001)), swiss(quantity=Decimal(2001)),
            [("THA", 0, "EXCEEDS_AUTH", "", "THA-AUT-0004 2001", "THA-AUT-0004 2000")],
        ),
        (
            thai(), swiss(used_rows=[_USE | {"using_entity": "CHE-1"}]),
            [("CHE", 2, "UNKNOWN_ENTITY", "", "CHE-1", "")],
        ),
        (
            thai(), swiss(used_rows=[_USE | {"used_year": 2031}]),
            [("CHE", 2, "PERIOD_MISMATCH", "", "used_year 2031", "2021 - 2030")],
        ),
    ],
)  # fmt: skip
def test_a_difference_has_its_name(
    host: Submission, partner: Submission, expected: list[tuple[Any, ...]]
) -> None:
    differences = [
        (d.party, d.row, str(d.code), d.other, d.ours, d.theirs) for d in found(host, partner)
    ]

    assert expected == differences


def test_every_name_is_found_above() -> None:
    cases = next(
        mark.args[1]
        for mark in test_a_difference_has_its_name.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
    )

    assert set(Inconsistency) == {row[2] for _, _, expected in cases for row in expected}


def test_what_the_other_reports_for_the_next_year_is_of_another_period() -> None:
    silent, late = one("CHE"), swiss()
    differences = found(thai(), silent, around={2024: {"CHE": late}})

    assert [("THA", 1, "PERIOD_MISMATCH", "2024")] == [
        (d.party, d.row, str(d.code), d.theirs) for d in differences
    ]
    assert [] == compare({"THA": thai()}, around={}, year=2023)  # Nobody to compare with.


_BREACHES: list[tuple[Fault, Callable[[], Submission]]] = [
    (Fault.MISSING, lambda: thai(metric=None)),
    (Fault.MALFORMED, lambda: thai(itmo_registry="TH1")),
    (Fault.NOT_APPLICABLE, lambda: thai(used_year=2023)),
    (Fault.FILLED_BY_PLATFORM, lambda: thai(consistency="Consistent")),
    (Fault.PAIR_ILLEGAL, lambda: swiss(action_subtype="Issuance")),
    (Fault.RANGE_REVERSED, lambda: thai(first_id=1917)),
    (Fault.UNKNOWN_AUTHORIZATION, lambda: thai(authorization="THA-AUT-0009")),
    (Fault.UNKNOWN_ENTITY, lambda: swiss(used_rows=[_USE | {"using_entity": "CHE-1"}])),
    (Fault.HOLDINGS_OVERLAP, lambda: swiss(held=[{"last_id": 9}, {"first_id": 9}])),
    (Fault.USED_BUT_HELD, lambda: swiss(used_rows=[_USE], held=[{"first_id": 1900}])),
    (Fault.ATTRIBUTES_DIFFER, lambda: swiss(held=[{"vintage": 2021}])),
]


@pytest.mark.parametrize(("fault", "breach"), _BREACHES, ids=[str(f) for f, _ in _BREACHES])
def test_a_submission_by_itself(fault: Fault, breach: Callable[[], Submission]) -> None:
    assert [] == faults(thai())
    assert [] == faults(swiss(used_rows=[_USE | {"last_id": 9}], held=[{"first_id": 10}]))
    assert {fault} == {one.fault for one in faults(breach())}
    assert set(Fault) == {listed for listed, _ in _BREACHES}


def test_entities_are_known_by_table_5() -> None:
    row = {"name": "KliK", "country": "CHE", "entity": "CHE-1", "cooperative_approach": "CA0021"}
    used_by = swiss(used_rows=[_USE | {"using_entity": "CHE-1"}])
    known = Submission(
        used_by.submission, used_by.authorizations, used_by.actions, used_by.holdings,
        (Row(ENTITIES, row | {"authorized_on": datetime(2022, 1, 1).date()}),),
    )  # fmt: skip

    assert [] == faults(known)
    assert {AUTHORIZATIONS, ACTIONS, HOLDINGS} <= set(TABLES)


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = reporting()
    yield world
    assert [] == world.audit()
    world.close()


def checked(world: Programme) -> dict[str, Any]:
    due = clock.reports_due(world.books)()
    assert due is not None
    assert "report.check" == due.name
    return world.do(clock.check, by=CLOCK, **due.arguments)


@pytest.mark.slow
def test_the_platform_compares_when_all_have_submitted(programme: Programme) -> None:
    used(programme, transferred(programme))
    over(programme)
    submitted(programme, HOST)
    early = clock.reports_due(programme.books)()
    submitted(programme, CHINA)
    checked(programme)

    assert early is not None
    assert "2029-04-16 00:00:00" == clock_text(early.at)  # The deadline: 15 April is over.
    assert {"consistent"} == set(states(programme).values())
    assert "Consistent" == tables(programme, "TH").submission["consistency"]
    assert {"Consistent"} == {row["consistency"] for row in tables(programme, "CN").actions}


@pytest.mark.slow
def test_a_mistake_is_found_and_revised(programme: Programme) -> None:
    transferred(programme)
    over(programme)
    submitted(programme, HOST)
    programme.do(commands.draft, year=YEAR, by=CHINA)
    programme.do(
        commands.correct, year=YEAR, part="actions", row=1, field="quantity", value="160",
        remark="typed by hand", by=CHINA,
    )  # fmt: skip
    programme.do(commands.validate, year=YEAR, by=CHINA)
    programme.do(commands.submit, year=YEAR, by=CHINA)
    checked(programme)
    wrong = states(programme)
    with programme.reading() as session:
        by_party = {
            one.party: queries.findings(session, one.report) for one in queries.reports(session)
        }
    thai_row = tables(programme, "TH").actions[1]["consistency"]
    programme.do(commands.revise, year=YEAR, by=CHINA)
    programme.do(commands.validate, year=YEAR, by=CHINA)
    programme.do(commands.submit, year=YEAR, by=CHINA)
    checked(programme)

    assert {"inconsistent"} == set(wrong.values())
    assert [("QTY_MISMATCH", 1, "THA", "160", "100")] == [
        (f.code, f.row, f.other, f.ours, f.theirs) for f in by_party["CN"]
    ]
    assert [("QTY_MISMATCH", 2, "CHN", "100", "160")] == [
        (f.code, f.row, f.other, f.ours, f.theirs) for f in by_party["TH"]
    ]
    assert "QTY_MISMATCH" == thai_row
    assert {
        ("CN", "1.0"): "superseded", ("CN", "1.1"): "consistent", ("TH", "1.0"): "consistent",
    } == states(programme)  # fmt: skip
