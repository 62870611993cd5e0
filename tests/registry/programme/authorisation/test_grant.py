"""Goal: a host government authorises its credits for stated purposes up to a maximum.

Method: grant before and after an issuance; each refusal changes nothing.
"""

from __future__ import annotations

import pytest

from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation import queries
from registry.programme.authorisation.covering import Wanted, cover, left_under
from registry.roles import Actor, Role
from tests.support.programme import CHINA, HOST, Programme, actor


def grant(programme: Programme, quantity: int = 500, *purposes: str) -> str:
    answer = programme.do(
        authorisation.grant,
        project="TH001",
        purposes=purposes or ("NDC",),
        quantity=quantity,
        by=HOST,
    )
    return str(answer["authorisation"])


def test_an_authorisation_covers_existing_and_future_serials(programme: Programme) -> None:
    before = programme.issued()
    code = grant(programme)
    after = programme.issued(period=2)
    with programme.reading() as session:
        ranges = [
            (found.authorisation, found.first, found.last)
            for asset, serial in ((before, 355), (after, 356))
            for found in queries.ranges_at(session, asset=asset, serial=serial)
        ]

    assert [(code, 1, 355), (code, 356, 1065)] == ranges


def test_authorisations_are_numbered_per_host_and_keep_the_order_of_purposes(
    programme: Programme,
) -> None:
    first, second = grant(programme), grant(programme, 7, "OIMP", "NDC")
    with programme.reading() as session:
        granted = queries.authorisations(session, project="TH001")

    assert (first, second) == ("THA-AUT-0001", "THA-AUT-0002")
    assert [("NDC",), ("NDC", "OIMP")] == [view.purposes for view in granted]


def test_cover_names_the_authorisation_or_the_check_that_failed(programme: Programme) -> None:
    def covers(purpose: str, quantity: int, project: str = "TH001") -> str | int:
        with programme.reading() as session:
            wanted = Wanted(project=project, purpose=purpose, party="CN", quantity=quantity)
            found = cover(session, wanted)
        return found.failed.number if found.failed else found.authorisation

    grant(programme, 100)
    grant(programme, 200)

    assert "THA-AUT-0001" == covers("NDC", 100)
    assert "THA-AUT-0002" == covers("NDC", 101)
    assert 4008 == covers("NDC", 201)
    assert 4003 == covers("OIMP", 1)
    assert 4002 == covers("NDC", 1, "TH002")


def test_first_transfers_use_up_the_maximum(programme: Programme) -> None:
    code = grant(programme, 200)
    programme.issued()
    with programme.reading() as session:
        assert 22 == left_under(session, code)


@pytest.mark.parametrize(
    ("by", "project", "purposes", "quantity", "code", "numbers"),
    [
        (HOST, "TH001", [], 0, "procedure.purpose_missing", [4030, 4031]),
        (HOST, "TH001", ["NDC"], -1, "procedure.maximum_missing", [4031]),
        (HOST, "TH001", ["GIFT"], 5, "procedure.choice_unknown", []),
        (HOST, "TH009", ["NDC"], 5, "procedure.project_unknown", []),
        (HOST, "CN001", ["NDC"], 5, "procedure.other_country", [5002]),
        (CHINA, "TH001", ["NDC"], 5, "machine.role_not_allowed", []),
        (
            actor(CHINA.seat, Role.GOVERNMENT_HOST),
            "CN001",
            ["NDC"],
            5,
            "procedure.agreement_missing",
            [4033],
        ),
    ],
)
def test_an_authorisation_is_refused(
    programme: Programme,
    by: Actor,
    project: str,
    purposes: list[str],
    quantity: int,
    code: str,
    numbers: list[int],
) -> None:
    refusal = programme.refuses(
        code, authorisation.grant, project=project, purposes=purposes, quantity=quantity, by=by
    )

    assert numbers == [check.number for check in refusal.checks]
