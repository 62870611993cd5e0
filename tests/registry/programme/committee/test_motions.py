"""Goal: what the committee decides on projects and terms holds from its publication, not before.

Method: each kind of motion on the small programme, decided, objected to, lapsed or dropped; what
it changes is read back, every refusal proves that nothing changed, and the audit runs at the end.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.programme.accounts import commands as accounts
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as terms
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import amendment, motions, queries, voting
from registry.programme.committee import commands as committee
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import issue
from registry.programme.issuance.queries import issuances, open_periods, parts_of
from registry.programme.projects import motions as projects
from registry.programme.projects.queries import allocation, answer_on, deregistrations
from registry.roles import Actor
from tests.support.committee import DAY_ONE, end_of_day
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    Programme,
)

FALLEN = {"project": "TH001", "reason": "The plant was never built"}
SHARES = [
    {"seat": "GCN", "percent": "20"},
    {"seat": "PAR", "percent": "30"},
    {"seat": "OWN", "percent": "50"},
]


def published(programme: Programme, item: int) -> dict[str, Any]:
    """Both governments affirm, and the secretariat publishes; its answer."""
    programme.adopted(item)
    return programme.do(committee.publish, item=item, by=SECRETARY)


def deregister(programme: Programme, by: Actor = CHINA) -> dict[str, Any]:
    return programme.do(projects.ask_deregistration, by=by, **FALLEN)


def test_a_deregistration_ends_open_requests_and_nothing_new_is_asked_for(
    programme: Programme,
) -> None:
    first = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    decided = programme.decided(period=2)
    asked = deregister(programme)
    programme.adopted(asked["item"])
    with programme.reading() as session:
        before = deregistrations(session)
    answer = programme.do(committee.publish, item=asked["item"], by=SECRETARY)

    assert {} == before
    assert answer["cancelled"] == [first["item"], 2]
    with programme.reading() as session:
        states = {one.request: one.state for one in issuances(session)}
        item = queries.item(session, first["item"])
        left = {one.project for one in open_periods(session, at=NOW)}
        assert {"TH001": NOW} == deregistrations(session)
    assert {first["request"]: "dropped", decided: "dropped"} == states
    assert item is not None and ("dropped", None) == (item.state, item.due_at)
    assert "TH002" in left and "TH001" not in left
    programme.refuses(
        "procedure.project_deregistered", issuance.request, project="TH001", period=3, by=OWNER
    )
    programme.refuses(
        "procedure.project_deregistered", projects.ask_deregistration, by=HOST, **FALLEN
    )


def test_what_one_registry_has_issued_the_other_one_issues_too(programme: Programme) -> None:
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
    request = programme.decided()
    programme.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)
    answer = published(programme, deregister(programme)["item"])

    assert [] == answer["cancelled"]
    issued = programme.do(issue.issue, request=request, registry="CN", by=MANAGER)
    assert 178 == programme.free(PARTNER, "CN", issued["batch"])


def test_who_may_ask_for_a_deregistration(programme: Programme) -> None:
    programme.refuses("procedure.not_submitted", projects.ask_deregistration, by=TRADER, **FALLEN)
    programme.refuses("procedure.other_country", projects.ask_deregistration, by=KAZAKH, **FALLEN)
    programme.refuses(
        "procedure.agreement_missing", projects.ask_deregistration, project="CN001", reason="x",
        by=CHINA,
    )  # fmt: skip
    programme.refuses(
        "procedure.motion_reason_missing", projects.ask_deregistration, project="TH001",
        reason=" ", by=CHINA,
    )  # fmt: skip
    item = deregister(programme, by=SECRETARY)["item"]
    refusal = programme.refuses(
        "procedure.motion_open", projects.ask_deregistration, by=HOST, **FALLEN
    )

    assert item == refusal.facts["item"]


def test_an_objection_stops_a_motion_until_it_is_restated(programme: Programme) -> None:
    asked = deregister(programme)
    item = asked["item"]
    programme.do(
        voting.vote, item=item, vote="object", about="reason", reason="It was built", by=HOST
    )
    programme.do(committee.revise, item=item, by=SECRETARY)
    programme.refuses("procedure.nothing_changed", committee.circulate, item=item, by=SECRETARY)
    programme.refuses("procedure.not_yours", motions.restate, item=item, reason="y", by=HOST)
    programme.do(motions.restate, item=item, reason="It burnt down in June", by=CHINA)
    programme.do(committee.circulate, item=item, by=SECRETARY)
    published(programme, item)

    with programme.reading() as session:
        (held,) = motions.in_force(session, "deregistration")
    assert ("It burnt down in June", "in_force", NOW) == (held.reason, held.state, held.since)
    programme.refuses("machine.move_not_allowed", motions.restate, item=item, reason="z", by=CHINA)


def test_a_lapsed_motion_changes_nothing_and_a_dropped_one_frees_the_way(
    programme: Programme,
) -> None:
    item = deregister(programme)["item"]
    programme.do(voting.vote, item=item, vote="affirm", by=CHINA)
    end_of_day(programme, 10)
    with programme.reading() as session:
        lapsed = queries.item(session, item)
        assert {} == deregistrations(session)
    assert lapsed is not None and "lapsed" == lapsed.state
    programme.do(committee.drop, item=item, reason="no answer", by=SECRETARY)

    assert deregister(programme)["item"] == item + 1


def answer_of(programme: Programme, answer: str, type: str = "biogas") -> dict[str, Any]:
    return programme.do(
        projects.ask_type, agreement="CN-TH", type=type, answer=answer, reason="not in the terms",
        by=SECRETARY,
    )  # fmt: skip


def test_the_newest_answer_on_an_open_type_holds(programme: Programme) -> None:
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    published(programme, answer_of(programme, "excluded")["item"])
    refusal = programme.refuses(
        "procedure.type_not_eligible", issuance.request, project="TH001", period=2, by=OWNER
    )
    programme.refuses(
        "procedure.type_answered", projects.ask_type, agreement="CN-TH", type="biogas",
        answer="excluded", reason="x", by=CHINA,
    )  # fmt: skip
    published(programme, answer_of(programme, "eligible")["item"])

    assert "biogas" == refusal.facts["activity"]
    with programme.reading() as session:
        assert "eligible" == answer_on(session, agreement="CN-TH", type="biogas")
        assert answer_on(session, agreement="CN-TH", type="wind") is None
    assert 710 == programme.do(issuance.request, project="TH001", period=2, by=OWNER)["quantity"]


def test_an_answer_needs_an_agreement_in_force_and_a_type(programme: Programme) -> None:
    programme.refuses(
        "procedure.type_unreadable", projects.ask_type, agreement="CN-TH", type=" ",
        answer="eligible", reason="x", by=CHINA,
    )  # fmt: skip
    programme.refuses(
        "procedure.choice_unknown", projects.ask_type, agreement="CN-TH", type="wind",
        answer="perhaps", reason="x", by=CHINA,
    )  # fmt: skip
    programme.do(agreements.suspend, agreement="CN-TH", reason="elections", by=HOST)
    programme.refuses(
        "procedure.agreement_not_active", projects.ask_type, agreement="CN-TH", type="wind",
        answer="eligible", reason="x", by=CHINA,
    )  # fmt: skip


def allocate(programme: Programme, shares: list[dict[str, str]]) -> dict[str, Any]:
    return programme.do(
        projects.ask_allocation, project="TH001", shares=shares, reason="as contracted", by=OWNER
    )


def open_in_the_host(programme: Programme) -> None:
    """China's government has an account in the host's registry, which may issue everything."""
    asked = programme.do(accounts.ask_opening, registry="TH", reason="an allocation", by=CHINA)
    programme.do(accounts.open_account, request=asked["request"], by=MANAGER_TH)


def test_an_allocation_holds_from_its_publication_until_the_next(programme: Programme) -> None:
    programme.refuses(
        "procedure.recipient_wrong", projects.ask_allocation, project="TH001", shares=SHARES,
        reason="no account in the host's registry", by=OWNER,
    )  # fmt: skip
    open_in_the_host(programme)
    item = allocate(programme, SHARES)["item"]
    with programme.reading() as session:
        before = allocation(session, "TH001")
    published(programme, item)
    with programme.reading() as session:
        held = {one.seat: one.percent for one in allocation(session, "TH001")}

    assert [] == before
    assert {"GCN": "20", "PAR": "30", "OWN": "50"} == held
    filed = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    published(programme, filed["item"])
    with programme.reading() as session:
        parts = {one.seat: one.quantity for one in parts_of(session, filed["request"])}
    # 355 t: 71, 106.5 and 177.5; of equal remainders the first by name has the odd tonne.
    assert {"GCN": 71, "PAR": 106, "OWN": 178} == parts
    published(programme, allocate(programme, [{"seat": "OWN", "percent": "100"}])["item"])
    with programme.reading() as session:
        assert [("OWN", "100")] == [(one.seat, one.percent) for one in allocation(session, "TH001")]


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([{"seat": "OWN", "percent": "99.9"}], "allocation_wrong"),
        ([{"seat": "OWN", "percent": "x"}], "allocation_wrong"),
        ([], "allocation_wrong"),
        ([{"seat": "OWN", "percent": "50"}, {"seat": "OWN", "percent": "50"}], "allocation_wrong"),
        ([{"seat": "OWN", "percent": "101"}, {"seat": "PAR", "percent": "-1"}], "allocation_wrong"),
        ([{"seat": "GKZ", "percent": "100"}], "recipient_wrong"),
        ([{"seat": "NOBODY", "percent": "100"}], "participant_unknown"),
    ],
)
def test_a_wrong_allocation_is_refused(
    programme: Programme, shares: list[dict[str, str]], code: str
) -> None:
    programme.refuses(
        f"procedure.{code}", projects.ask_allocation, project="TH001", shares=shares, reason="x",
        by=OWNER,
    )  # fmt: skip


def test_the_partners_government_gets_its_least_share() -> None:
    programme = Programme(terms={"min_share_percent": "20.5"})
    open_in_the_host(programme)
    refusal = programme.refuses(
        "procedure.government_share_low", projects.ask_allocation, project="TH001", shares=SHARES,
        reason="x", by=OWNER,
    )  # fmt: skip
    programme.refuses(
        "procedure.not_yours", projects.ask_allocation, project="TH001", shares=SHARES, reason="x",
        by=PARTNER,
    )  # fmt: skip

    assert ("20", "20.5") == (refusal.facts["given"], refusal.facts["least"])
    assert [] == programme.audit()
    programme.close()


def amend(programme: Programme, by: Actor = CHINA, **changed: Any) -> dict[str, Any]:
    return programme.do(
        amendment.ask_amendment, agreement="CN-TH", reason="as talked over", by=by, **changed
    )


def test_an_amendment_holds_for_what_is_filed_after_its_publication(programme: Programme) -> None:
    filed = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    item = amend(programme, partner_share="1", host_share="4", omge_percent="2")["item"]
    programme.at(DAY_ONE)
    answer = published(programme, item)
    before = published(programme, filed["item"])
    after = published(
        programme, programme.do(issuance.request, project="TH001", period=2, by=OWNER)["item"]
    )

    assert {"host_share": "4", "omge_percent": "2"} == answer["amended"]
    assert (178, 177) == (before["partner"], before["host"])
    # 710 t: two percent cancelled for OMGE first, then one part in five.
    assert (140, 556) == (after["partner"], after["host"])
    with programme.reading() as session:
        now, then = terms.known(session, "CN-TH"), terms.known(session, "CN-TH", at=NOW)
    assert ("4", "2") == (now.host_share, now.omge_percent)
    assert ("1", "0") == (then.host_share, then.omge_percent)


def test_an_authorisation_is_for_the_purposes_as_amended(programme: Programme) -> None:
    given = {"project": "TH001", "quantity": 9, "by": HOST}
    for purposes, refused, granted in ((["NDC"], "OIMP", "NDC"), (["OIMP"], "NDC", "IMP")):
        published(programme, amend(programme, purposes=purposes)["item"])
        programme.refuses(
            "procedure.purpose_not_agreed", authorisation.grant, purposes=[refused], **given
        )
        programme.do(authorisation.grant, purposes=[granted], **given)


def test_a_request_that_is_circulated_again_has_the_new_terms(programme: Programme) -> None:
    filed = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    programme.do(
        voting.vote, item=filed["item"], vote="object", about="split", reason="too much", by=HOST
    )
    programme.do(committee.revise, item=filed["item"], by=SECRETARY)
    item = amend(programme, host_share="4")["item"]
    programme.at(DAY_ONE)
    published(programme, item)
    programme.do(committee.circulate, item=filed["item"], by=SECRETARY)
    answer = published(programme, filed["item"])

    assert (71, 284) == (answer["partner"], answer["host"])
    with programme.reading() as session:
        view = queries.item(session, filed["item"])
    assert view is not None
    (paper,) = [one.text for one in view.papers if one.name == "split"]
    assert "CN PAR 71 t; TH OWN 284 t" == paper


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "terms_unchanged"),
        ({"host_share": "1", "purposes": ["OIMP", "NDC"]}, "terms_unchanged"),
        ({"host_share": "1.5"}, "term_wrong"),
        ({"host_share": "much"}, "term_wrong"),
        ({"host_share": "0", "partner_share": "0"}, "term_wrong"),
        ({"sop_percent": "60", "omge_percent": "41"}, "term_wrong"),
        ({"min_share_percent": "100.1"}, "term_wrong"),
        ({"purposes": []}, "term_wrong"),
        ({"purposes": ["NDC", "gift"]}, "term_wrong"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    programme: Programme, changed: dict[str, Any], code: str
) -> None:
    programme.refuses(
        f"procedure.{code}", amendment.ask_amendment, agreement="CN-TH", reason="x", by=CHINA,
        **changed,
    )  # fmt: skip


def test_percentages_sum_to_a_hundred() -> None:
    programme = Programme(percentages=("40", "60"))
    programme.refuses(
        "procedure.term_wrong", amendment.ask_amendment, agreement="CN-TH", partner_share="45",
        reason="x", by=HOST,
    )  # fmt: skip
    published(programme, amend(programme, partner_share="45.5", host_share="54.5")["item"])
    answer = published(
        programme, programme.do(issuance.request, project="TH001", period=2, by=OWNER)["item"]
    )

    assert (323, 387) == (answer["partner"], answer["host"])
    assert [] == programme.audit()
    programme.close()


FAULTS = {
    "UPDATE committee_motion SET state = 'requested', since = NULL": (
        "motions_hold_from_their_publication"
    ),
    "UPDATE committee_motion SET since = since + 1": "motions_hold_from_their_publication",
    "UPDATE committee_motion SET quantity = 1": "motions_hold_from_their_publication",
    "UPDATE committee_motion SET kind = 'allocation'": "motions_hold_from_their_publication",
    "UPDATE agreement_amendment SET value = '5'": "amendments_are_published_motions",
    "DELETE FROM agreement_amendment": "amendments_are_published_motions",
    "INSERT INTO agreement_amendment SELECT 9, agreement, motion, term, value, since"
    " FROM agreement_amendment": "amendments_are_published_motions",
    "UPDATE issuance_request SET state = 'decided'": "deregistered_projects_start_nothing",
    "UPDATE issuance_request SET requested_at = requested_at + 99999999": (
        "deregistered_projects_start_nothing"
    ),
}


@pytest.mark.planted
def test_each_invariant_of_motions_finds_its_breach() -> None:
    programme = Programme()
    programme.decided()
    published(programme, amend(programme, omge_percent="2")["item"])
    published(programme, deregister(programme)["item"])
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    for fault, invariant in FAULTS.items():
        programme.store.begin()
        programme.store.connection.exec_driver_sql(fault)
        found = {finding.invariant for finding in programme.audit()}
        programme.store.rollback()

        assert invariant in found, fault
    programme.close()
