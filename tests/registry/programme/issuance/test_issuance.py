"""Goal: the decided quantity is issued once and split without losing a tonne.

Method: 355 t at one half each, with and without an authorisation; each refusal changes nothing.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

import pytest

from registry.programme.adjustments import queries as adjustments
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.issuance import ccer, issue, queries, shares
from registry.programme.issuance import commands as issuance
from registry.roles import Actor, Side
from tests.support.committee import objection
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    EMITTER,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    WIND,
    Programme,
    entries,
    years,
)

pytestmark = pytest.mark.slow


def authorise(programme: Programme, quantity: int, *purposes: str) -> None:
    programme.do(
        authorisation.grant, project="TH001", purposes=purposes, quantity=quantity, by=HOST
    )


def where(programme: Programme, asset: int) -> dict[str, int]:
    places = ((OWNER, "TH"), (OWNER, "CN"), (PARTNER, "TH"), (PARTNER, "CN"))
    free = {f"{seat.seat} {code}": programme.free(seat, code, asset) for seat, code in places}
    return {place: tonnes for place, tonnes in free.items() if tonnes}


def test_the_chinese_share_is_first_transferred_under_an_authorisation(
    programme: Programme,
) -> None:
    authorise(programme, 178, "NDC")
    request = programme.decided()
    answer = programme.do(issue.issue, request=request, registry="CN", by=MANAGER)
    assert {"issued": 178, "first": 1, "last": 178, "state": "issued_partner_only"} == {
        key: answer[key] for key in ("issued", "first", "last", "state")
    }
    assert {"PAR CN": 178} == where(programme, answer["batch"])
    programme.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)
    assert {"OWN TH": 177, "PAR CN": 178} == where(programme, answer["batch"])
    with programme.reading() as session:
        marked = adjustments.first_transfer_at(session, asset=answer["batch"], serial=178)
        unmarked = adjustments.first_transfer_at(session, asset=answer["batch"], serial=179)
        entered = years(session, party="TH")
    assert marked is not None
    assert unmarked is None
    assert (1, 178, "issuance", "CN", "THA-AUT-0001") == (
        marked.first, marked.last, marked.marked_by, marked.receiver, marked.authorisation,
    )  # fmt: skip
    assert [(2027, 178, 0)] == entered


@pytest.mark.parametrize(("quantity", "purposes"), [(0, ()), (177, ("NDC",)), (1000, ("OIMP",))])
def test_without_cover_for_an_ndc_everything_stays_in_the_host_registry(
    programme: Programme, quantity: int, purposes: tuple[str, ...]
) -> None:
    if purposes:
        authorise(programme, quantity, *purposes)
    asset = programme.issued()

    assert {"OWN TH": 177, "PAR TH": 178} == where(programme, asset)
    with programme.reading() as session:
        assert [] == entries(session)


@pytest.mark.parametrize(
    ("weights", "odd_to", "split"),
    [
        ((1, 1), Side.PARTNER, (178, 177)),
        ((1, 1), Side.HOST, (177, 178)),
        ((2, 1), Side.HOST, (236, 119)),
        ((1, 2), Side.PARTNER, (119, 236)),
    ],
)
def test_the_odd_tonne_goes_to_the_named_side(
    weights: tuple[int, int], odd_to: Side, split: tuple[int, int]
) -> None:
    world = Programme(odd_to=odd_to, weights=weights)
    asset = world.issued()
    with world.reading() as session:
        foreseen = shares.shares_of(session, agreement="CN-TH", quantity=355)

    assert split == foreseen
    assert split == (world.free(PARTNER, "TH", asset), world.free(OWNER, "TH", asset))
    assert [] == world.audit()
    world.close()


def test_serials_of_two_issuances_follow_one_another(programme: Programme) -> None:
    requests = [programme.decided(), programme.decided(period=2)]
    # The second is issued first: the ranges are those of the decisions.
    second, first = (
        programme.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)
        for request in reversed(requests)
    )
    domestic = programme.do(ccer.register, project="CN001", period=1, by=MANAGER)

    assert (1, 355) == (first["first"], first["last"])
    assert (356, 1065) == (second["first"], second["last"])
    assert (1, 71_697) == (domestic["first"], domestic["last"])


@pytest.mark.parametrize(
    ("by", "project", "period", "code"),
    [
        (OWNER, "XX001", 1, "procedure.project_unknown"),
        (OWNER, "TH001", 9, "procedure.period_unknown"),
        (OWNER, "TH001", 3, "procedure.period_not_over"),
        (OWNER, "TH002", 2, "procedure.nothing_to_issue"),
        (PARTNER, "TH001", 1, "procedure.not_yours"),
        (WIND, "CN001", 1, "procedure.domestic_project"),
        (EMITTER, "TH001", 1, "machine.role_not_allowed"),
    ],
)
def test_a_request_is_refused(
    programme: Programme, by: Actor, project: str, period: int, code: str
) -> None:
    programme.refuses(code, issuance.request, project=project, period=period, by=by)


def test_a_period_is_asked_for_once_unless_it_was_dropped(programme: Programme) -> None:
    asked: dict[str, Any] = {"project": "TH001", "period": 1, "by": OWNER}
    item = programme.do(issuance.request, **asked)["item"]
    refusal = programme.refuses("procedure.asked_before", issuance.request, **asked)
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.refuses("procedure.asked_before", issuance.request, **asked)
    programme.do(committee.drop, item=item, reason="to be asked anew", by=SECRETARY)
    again = programme.do(issuance.request, **asked, deducted_mwh="1")

    assert [5055] == [check.number for check in refusal.checks]
    assert (2, 354, 2) == (again["request"], again["quantity"], again["item"])


def test_a_period_can_be_asked_for_when_it_is_over(programme: Programme) -> None:
    programme.at(date(2029, 1, 2))
    answer = programme.do(issuance.request, project="TH001", period=3, by=OWNER)

    assert 355 == answer["quantity"]


def test_nothing_is_issued_without_a_published_decision(programme: Programme) -> None:
    asked = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    issues = {"request": asked["request"], "registry": "TH", "by": MANAGER_TH}
    programme.do(voting.vote, item=asked["item"], vote="affirm", by=CHINA)
    refusal = programme.refuses("procedure.decision_missing", issue.issue, **issues)
    programme.do(voting.vote, item=asked["item"], vote="affirm", by=HOST)
    programme.refuses("procedure.decision_missing", issue.issue, **issues)

    assert [5003] == [check.number for check in refusal.checks]


def test_each_registry_issues_its_own_side_once(programme: Programme) -> None:
    authorise(programme, 178, "NDC")
    request = programme.decided()
    for by, registry, code in (
        (OWNER, "TH", "procedure.other_country"),
        (SECRETARY, "TH", "machine.role_not_allowed"),
        (MANAGER, "TH", "procedure.other_country"),
        (MANAGER_TH, "CN", "procedure.other_country"),
        (MANAGER, "XX", "procedure.choice_unknown"),
    ):
        if code == "procedure.other_country" and by is OWNER:
            code = "machine.role_not_allowed"
        programme.refuses(code, issue.issue, request=request, registry=registry, by=by)
    # The host first: it gets the upper range, the partner's stays the lower one.
    home = programme.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)
    assert (179, 355, "issued_host_only") == (home["first"], home["last"], home["state"])
    assert [] == programme.audit()
    again = programme.refuses(
        "procedure.decision_used", issue.issue, request=request, registry="TH", by=MANAGER_TH
    )
    assert [5056] == [check.number for check in again.checks]
    with programme.reading() as session:
        waiting = queries.ready_to_issue(session)
        assert [(request, "CN")] == [(view.request, registry) for view, registry in waiting]
    abroad = programme.do(issue.issue, request=request, registry="CN", by=MANAGER)
    assert (1, 178, "issued") == (abroad["first"], abroad["last"], abroad["state"])
    assert [] == programme.audit()
    programme.refuses(
        "procedure.decision_used", issue.issue, request=request, registry="CN", by=MANAGER
    )


def test_without_an_authorisation_the_partners_registry_issues_nothing(
    programme: Programme,
) -> None:
    request = programme.decided()
    refusal = programme.refuses(
        "procedure.other_issues_all", issue.issue, request=request, registry="CN", by=MANAGER
    )
    assert [7008] == [check.number for check in refusal.checks]
    answer = programme.do(issue.issue, request=request, registry="TH", by=MANAGER_TH)
    assert (355, "issued") == (answer["issued"], answer["state"])


def test_shares_that_are_decided_and_not_issued_count_against_the_authorisation(
    programme: Programme,
) -> None:
    authorise(programme, 400, "NDC")
    programme.decided(period=1)
    second = programme.decided(period=2)
    with programme.reading() as session:
        assert {"TH"} == {part.registry for part in queries.parts_of(session, second)}


def test_an_unknown_request_is_not_issued(programme: Programme) -> None:
    programme.refuses(
        "procedure.issuance_unknown", issue.issue, request=9, registry="TH", by=MANAGER_TH
    )


@pytest.mark.planted
@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("UPDATE issuance_request SET host_issued_at = NULL", "decided for those who issued"),
        ("UPDATE issuance_request SET state = 'issued_host_only'", "have still to issue"),
        ("UPDATE issuance_part SET last = last - 1 WHERE id = 1", "do not tile"),
        ("UPDATE issuance_part SET seat = 'TRA' WHERE id = 2", "decided for those who issued"),
        ("UPDATE serial_block SET first = 180 WHERE first = 179", "decided for those who issued"),
    ],
)
def test_the_audit_compares_each_side_with_the_decision(breach: str, told: str) -> None:
    with closing(Programme()) as programme:
        authorise(programme, 178, "NDC")
        programme.issued()
        drop_guards(programme.store.driver)
        programme.execute(breach)
        found = [
            one.found
            for one in programme.audit()
            if one.invariant == "each_side_issues_what_was_decided"
        ]
    assert any(told in one for one in found), found


def test_domestic_reductions_are_registered_once_without_split(programme: Programme) -> None:
    answer = programme.do(ccer.register, project="CN001", period=1, by=MANAGER)
    again = programme.refuses(
        "procedure.asked_before", ccer.register, project="CN001", period=1, by=MANAGER
    )

    assert 71_697 == answer["issued"] == programme.free(WIND, "CN", answer["batch"])
    assert "CCER" == programme.books.batch(answer["batch"]).unit
    assert "registered" == again.facts["state"]


@pytest.mark.parametrize(
    ("by", "project", "period", "code"),
    [
        (MANAGER, "TH001", 1, "procedure.not_domestic"),
        (MANAGER, "CN001", 2, "procedure.period_not_over"),
        (MANAGER, "CN001", 9, "procedure.period_unknown"),
        (MANAGER_TH, "CN001", 1, "procedure.other_country"),
        (WIND, "CN001", 1, "machine.role_not_allowed"),
    ],
)
def test_a_registration_is_refused(
    programme: Programme, by: Actor, project: str, period: int, code: str
) -> None:
    programme.refuses(code, ccer.register, project=project, period=period, by=by)


def test_periods_leave_the_open_list_when_they_are_asked_for(programme: Programme) -> None:
    def open_periods() -> list[tuple[str, int]]:
        with programme.reading() as session:
            found = queries.open_periods(session, at=programme.books.at)
        return [(period.project, period.number) for period in found]

    before = open_periods()
    programme.decided()
    programme.do(ccer.register, project="CN001", period=1, by=MANAGER)

    assert {("TH001", 1), ("CN001", 1)} == set(before) - set(open_periods())
    with programme.reading() as session:
        assert [1] == [view.request for view, _ in queries.ready_to_issue(session)]
