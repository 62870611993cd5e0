"""Goal: the decided quantity is issued once and split without losing a tonne.

Method: 355 t at one half each, with and without an authorisation; each refusal changes nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.programme.adjustments import queries as adjustments
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import commands as committee
from registry.programme.issuance import ccer, queries
from registry.programme.issuance import commands as issuance
from registry.roles import Actor, Side
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
    answer = programme.do(issuance.issue, request=request, by=SECRETARY)

    assert {"issued": 355, "host": 177, "partner": 178, "first": 1, "last": 355} == {
        key: answer[key] for key in ("issued", "host", "partner", "first", "last")
    }
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
        foreseen = queries.shares_of(session, agreement="CN-TH", quantity=355)

    assert split == foreseen
    assert split == (world.free(PARTNER, "TH", asset), world.free(OWNER, "TH", asset))
    assert [] == world.audit()
    world.close()


def test_serials_of_two_issuances_follow_one_another(programme: Programme) -> None:
    first = programme.do(issuance.issue, request=programme.decided(), by=SECRETARY)
    second = programme.do(issuance.issue, request=programme.decided(period=2), by=SECRETARY)
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


def test_a_period_is_asked_for_once_unless_it_was_objected_to(programme: Programme) -> None:
    asked: dict[str, Any] = {"project": "TH001", "period": 1, "by": OWNER}
    item = programme.do(issuance.request, **asked)["item"]
    refusal = programme.refuses("procedure.asked_before", issuance.request, **asked)
    programme.do(committee.vote, item=item, vote="object", by=HOST)
    again = programme.do(issuance.request, **asked)

    assert [5055] == [check.number for check in refusal.checks]
    assert {"request": 2, "quantity": 355, "item": 2} == again


def test_a_period_can_be_asked_for_when_it_is_over(programme: Programme) -> None:
    programme.at(date(2029, 1, 2))
    answer = programme.do(issuance.request, project="TH001", period=3, by=OWNER)

    assert 355 == answer["quantity"]


def test_nothing_is_issued_without_a_decision(programme: Programme) -> None:
    asked = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    programme.do(committee.vote, item=asked["item"], vote="affirm", by=CHINA)
    refusal = programme.refuses(
        "procedure.decision_missing", issuance.issue, request=asked["request"], by=SECRETARY
    )

    assert [5003] == [check.number for check in refusal.checks]


def test_only_the_secretariat_issues(programme: Programme) -> None:
    request = programme.decided()
    programme.refuses("machine.role_not_allowed", issuance.issue, request=request, by=OWNER)
    programme.refuses("procedure.issuance_unknown", issuance.issue, request=9, by=SECRETARY)


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
        assert [1] == [view.request for view in queries.ready_to_issue(session)]
