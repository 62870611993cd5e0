"""Goal: where the host issues first, its partner's share reaches the decided recipients, and only
after the host's approval.

Method: a programme on real books under an agreement with `issuance_mode` host_first; refusals,
holdings, requests and the audit are read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance.queries import issuances
from registry.programme.pipeline import pipeline
from registry.programme.trace import trace
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import host_first, queries
from registry.roles import Side
from tests.registry.programme.issuance.test_levies import allocated, further_period
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    Programme,
)


@pytest.fixture
def world() -> Iterator[Programme]:
    made = Programme(terms={"issuance_mode": "host_first"})
    yield made
    found = made.audit()
    made.close()

    assert [] == found


def by_host(world: Programme, request: int) -> list[dict[str, Any]]:
    """The host's manager issues everything; the requests that the issue entered."""
    answer = world.do(host_first.issue, request=request, registry="TH", by=MANAGER_TH)
    return list(answer["transfers"])


def test_the_share_reaches_its_recipient_after_the_hosts_approval(world: Programme) -> None:
    request = world.decided()
    world.refuses(
        "procedure.other_issues_all", host_first.issue, request=request, registry="CN", by=MANAGER
    )
    (asked,) = by_host(world, request)
    asset = asked["lots"][0][0]

    assert {
        "transfer": 1, "target": "CN", "receiver": "PAR", "purpose": "NDC", "quantity": 178,
        "lots": [[asset, 178]],
    } == asked  # fmt: skip
    assert (0, 177) == (world.free(PARTNER, "TH", asset), world.free(OWNER, "TH", asset))

    for code, by in (
        ("procedure.approval_missing", MANAGER),
        ("procedure.other_country", MANAGER_TH),
    ):
        world.refuses(code, transfers.accept, transfer=1, by=by)
    world.refuses("procedure.not_authorised", transfers.approve, transfer=1, by=HOST)
    world.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=178, by=HOST)
    world.do(transfers.approve, transfer=1, by=HOST)
    accepted = world.do(transfers.accept, transfer=1, by=MANAGER)

    assert ("completed", 178) == (accepted["state"], accepted["first_transferred"])
    assert (178, 177) == (world.free(PARTNER, "CN", asset), world.free(OWNER, "TH", asset))


def test_each_recipient_asks_for_its_tonnes_of_all_vintages(world: Programme) -> None:
    shares = {
        CHINA.seat: (Side.PARTNER, True, "50"),
        PARTNER.seat: (Side.PARTNER, False, "10"),
        OWNER.seat: (Side.HOST, False, "40"),
    }
    world.do(allocated, shares=shares, by=SECRETARY)
    years = {2023: "1000", 2024: "2000"}  # 355 t and 710 t
    world.do(further_period, last="2024-03-31", by_year=years, by=SECRETARY)
    asked = by_host(world, world.decided("TH002", 9))

    assert [("GCN", [178, 355]), ("PAR", [35, 71])] == [
        (one["receiver"], [tonnes for _, tonnes in one["lots"]]) for one in asked
    ]


def test_what_is_rejected_or_withdrawn_stays_its_recipients(world: Programme) -> None:
    for period, step, by, released in (
        (1, transfers.reject, HOST, 178),
        (2, transfers.withdraw, PARTNER, 355),
    ):
        (asked,) = by_host(world, world.decided("TH001", period))
        answer = world.do(step, transfer=asked["transfer"], by=by)

        assert released == answer["released"]
        assert released == world.free(PARTNER, "TH", asked["lots"][0][0])


def test_an_authorisation_before_the_decision_changes_nothing_of_the_order(
    world: Programme,
) -> None:
    world.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=500, by=HOST)
    request = world.decided()
    with world.reading() as session:
        (found,) = issuances(session)

    assert ("host_first", "", {"TH"}) == (
        found.mode, found.authorisation, {part.registry for part in found.parts},
    )  # fmt: skip

    by_host(world, request)
    with world.reading() as session:
        (asked,) = queries.waiting_to_be_sent(session, "TH")

    assert ("PAR", "PAR", "requested") == (asked.holder, asked.receiver, asked.state)


def test_a_batch_has_two_states_of_authorisation(world: Programme) -> None:
    world.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=178, by=HOST)
    by_host(world, world.decided())
    world.do(transfers.approve, transfer=1, by=HOST)
    world.do(transfers.accept, transfer=1, by=MANAGER)
    with world.reading() as session:
        codes = [
            None if found is None else [one.code for one in found.authorisations]
            for found in (trace(session, "TH", serial) for serial in (1, 178, 179, 355))
        ]
        stages = {one.code: one.tonnes for one in pipeline(session, at=world.books.at)}

    assert [["THA-AUT-0001"], ["THA-AUT-0001"], [], []] == codes
    assert (355, 178) == (stages["issued"], stages["authorised"])

    world.do(
        authorisation.grant, project="TH001", purposes=["OIMP"], quantity=100, confirmed=True,
        by=HOST,
    )  # fmt: skip
    with world.reading() as session:
        later = trace(session, "TH", 179)

    assert later is not None
    assert ["THA-AUT-0002"] == [one.code for one in later.authorisations]


INVARIANT = "a_share_issued_first_is_asked_for_by_its_recipients"


@pytest.mark.planted
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfer_request SET receiver = 'OWN'",
        "UPDATE transfer_request SET target_registry = 'KZ'",
        "UPDATE transfer_line SET quantity = 177",
        "UPDATE issuance_request SET mode = 'host'",
        "UPDATE agreement SET issuance_mode = 'split'",
    ],
)
def test_a_share_that_goes_elsewhere_is_found(sql: str) -> None:
    world = Programme(terms={"issuance_mode": "host_first"})
    by_host(world, world.decided())
    drop_guards(world.store.driver)
    world.execute(sql)
    broken = {one.invariant for one in world.audit()}
    world.close()

    assert INVARIANT in broken
