"""Goal: a tightened baseline lowers what later periods reduce, exactly, and nothing earlier.

Method: tightenings by the committee and by China's government on the small programme, read back as
the reductions of periods before and after; planted faults of all invariants of methodologies.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.books import Books
from ledger.kernel.clock import moment
from registry.programme.committee import commands as committee
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.papers import papers_of
from registry.programme.methodologies import desk, motions
from registry.programme.methodologies.queries import baselines
from registry.programme.projects import commands as projects
from registry.programme.projects.queries import periods
from registry.roles import Actor
from tests.registry.programme.methodologies.steps import approved, govern, proposed, published
from tests.support.committee import CLOCK
from tests.support.guards import drop_guards
from tests.support.programme import CHINA, HOST, KAZAKH, OWNER, SECRETARY, TRADER, Programme

BY_TENTH = {
    "agreement": "CN-TH", "code": "TH_AM001", "percent": "10", "first_day": "2028-06-01",
    "reason": "The grid gets cleaner",
}  # fmt: skip


def _years(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """Half a year before the tightening, and one after it; each generates 1,001 MWh."""
    for project in ("TH001", "CN001"):
        for number, first, last in (
            (8, "2028-04-01", "2028-09-30"), (9, "2028-10-01", "2028-12-31"),
        ):  # fmt: skip
            projects.add_period(
                books, project=project, number=number, first_day=first, last_day=last,
                generation_mwh="1001", available_from=moment(date(2029, 1, 1)),
            )  # fmt: skip
    return {}


def governed(programme: Programme) -> None:
    govern(programme)
    programme.do(_years, by=CLOCK)


def tightened(programme: Programme, **changed: str) -> dict[str, Any]:
    asked = programme.do(motions.ask_tightening, by=HOST, **BY_TENTH | changed)
    return published(programme, asked["item"])


def reduced(programme: Programme, project: str = "TH001") -> dict[int, tuple[str, int]]:
    with programme.reading() as session:
        found = periods(session, project)
    return {one.number: (one.exact_t, one.whole_t) for one in found}


def test_periods_that_begin_after_a_tightening_reduce_less(programme: Programme) -> None:
    governed(programme)
    before = reduced(programme)
    tightened(programme)
    after = reduced(programme)
    tightened(programme, percent="33.3", first_day="2028-10-01", reason="and cleaner")

    assert ("355.355", 355) == before[8] == before[9]
    assert before | {9: ("319.8195", 319)} == after
    assert after | {9: ("213.3196065", 213)} == reduced(programme)
    programme.at(date(2029, 1, 2))
    asked = programme.do(issuance.request, project="TH001", period=9, by=OWNER)
    assert 213 == asked["quantity"]
    with programme.reading() as session:
        papers = {one.name: one.text for one in papers_of(session, asked["request"])}
    assert papers["project"] == "TH001; TH_AM001; 0.2131065 t/MWh"
    assert papers["figures"].endswith("213.3196065 t; 213 t")


def test_a_late_publication_reaches_no_period_that_has_begun(programme: Programme) -> None:
    governed(programme)
    asked = programme.do(motions.ask_tightening, by=HOST, **BY_TENTH | {"first_day": "2028-03-14"})
    programme.adopted(asked["item"])
    assert ("355.355", 355) == reduced(programme)[8]
    programme.at(date(2028, 5, 2))
    answer = programme.do(committee.publish, item=asked["item"], by=SECRETARY)

    assert "2028-05-02" == answer["first_day"]
    assert [("355.355", 355), ("319.8195", 319)] == [reduced(programme)[n] for n in (8, 9)]


def test_the_government_tightens_for_domestic_projects(programme: Programme) -> None:
    governed(programme)
    asked = {"code": "CN_WIND", "percent": "50", "first_day": "2028-10-01", "reason": "ambition"}
    for by, code in ((KAZAKH, "procedure.other_country"), (HOST, "procedure.other_country")):
        programme.refuses(code, desk.tighten, by=by, **asked)
    programme.do(desk.tighten, by=CHINA, **asked)

    # Half of 1,001 x 0.779325, and the shared project's methodology stays as it was.
    assert [("780.104325", 780), ("390.0521625", 390)] == [
        reduced(programme, "CN001")[number] for number in (8, 9)
    ]
    assert ("355.355", 355) == reduced(programme)[9]
    with programme.reading() as session:
        assert ["CN_WIND"] == [one.code for one in baselines(session)]


def test_what_a_tightening_needs(programme: Programme) -> None:
    programme.refuses(
        "procedure.methodologies_not_played", motions.ask_tightening, by=HOST, **BY_TENTH
    )
    governed(programme)
    for changed in (
        {"percent": "0"}, {"percent": "100"}, {"percent": "-5"}, {"percent": "a tenth"},
        {"first_day": "2028-03-13"}, {"first_day": "soon"},
    ):  # fmt: skip
        refusal = programme.refuses(
            "procedure.tightening_wrong", motions.ask_tightening, by=HOST, **BY_TENTH | changed
        )
        assert [5040] == [check.number for check in refusal.checks]
    programme.refuses(
        "procedure.methodology_not_valid", motions.ask_tightening, by=HOST,
        **BY_TENTH | {"code": "CN_WIND"},
    )  # fmt: skip
    programme.refuses("procedure.not_submitted", motions.ask_tightening, by=TRADER, **BY_TENTH)
    programme.refuses("procedure.other_country", motions.ask_tightening, by=KAZAKH, **BY_TENTH)


FAULTS = {
    "UPDATE methodology_version SET state = 'suspended' WHERE id = 3": (
        "methodologies_are_where_their_steps_left_them"
    ),
    "UPDATE methodology_version SET overdue = 1 WHERE id = 3": (
        "methodologies_are_where_their_steps_left_them"
    ),
    "UPDATE methodology_version SET valid_until = 9 WHERE id = 3": (
        "methodologies_are_where_their_steps_left_them"
    ),
    "DELETE FROM methodology_version WHERE id = 3": (
        "methodologies_are_where_their_steps_left_them"
    ),
    "UPDATE committee_motion SET state = 'dropped' WHERE kind = 'methodology'": (
        "methodologies_are_decided_by_whom_they_concern"
    ),
    "UPDATE methodology_act SET motion = NULL WHERE motion IS NOT NULL": (
        "methodologies_are_decided_by_whom_they_concern"
    ),
    "UPDATE committee_motion SET about = 'TH_AM900 2' WHERE kind = 'methodology'": (
        "methodologies_are_decided_by_whom_they_concern"
    ),
    "UPDATE methodology_version SET code = 'TH_AM900', version = 2 WHERE id = 4": (
        "steps_of_methodologies_take_turns"
    ),
    "UPDATE baseline_step SET percent = '20'": "baselines_are_tightened_by_decisions",
    "UPDATE baseline_step SET first_day = '2028-01-01'": "baselines_are_tightened_by_decisions",
    "UPDATE baseline_step SET motion = NULL": "baselines_are_tightened_by_decisions",
    "UPDATE committee_motion SET state = 'requested' WHERE kind = 'baseline'": (
        "baselines_are_tightened_by_decisions"
    ),
}


@pytest.fixture(scope="module")
def whole() -> Programme:
    """Two approved methodologies, one of them new, and a tightened baseline."""
    programme = Programme()
    governed(programme)
    approved(programme)
    approved(programme, code="TH_AM901")
    tightened(programme)
    proposed(programme, code="TH_AM902")
    assert [] == programme.audit()
    return programme


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_changed_by_hand_is_found(whole: Programme, fault: str) -> None:
    programme = whole.copy()
    drop_guards(programme.store.driver)
    programme.execute(fault)

    assert FAULTS[fault] in {finding.invariant for finding in programme.audit()}
    programme.close()
