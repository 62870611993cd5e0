"""Goal: a host's bot takes back what has lost its ground, and no tonne that is used or kept; a
motion of a bot has its cause on the register.

Method: a lesson with Thailand's agreements with China and Japan; people bring about a state, then
the wishes of the official's bot are read, run as commands, and the state is read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from registry.bots import motions, officials
from registry.bots.authorising import authorising
from registry.bots.judging import says
from registry.bots.view import Wish
from registry.classroom.plan import Plan, parse_plan
from registry.classroom.view import SeatView
from registry.programme.authorisation import covering
from registry.programme.authorisation.covering import StandingView
from registry.programme.committee import queries as committee
from tests.registry.classroom.test_two_hosts import World
from tests.support import hosts

pytestmark = pytest.mark.slow

PLAN = parse_plan(hosts.two_partners(), name="three").with_seats_per_role(4)
AGREED, PROJECT, T = "JP-TH", "TH009", 300
"""The agreement of Japan and Thailand, its project, and the tonnes of its only period."""


def spared(tonnes: int) -> Plan:
    """The plan with what Thailand spares for Japan."""
    terms = [
        one.model_copy(update={"host_spares_t": tonnes}) if one.code == AGREED else one
        for one in PLAN.agreements
    ]
    return PLAN.model_copy(update={"agreements": terms})


def one_plant(plan: Plan) -> Plan:
    """The plan in which both of Thailand's projects measure one plant."""
    projects = [
        one.model_copy(update={"installation": "plant"}) if one.host == "TH" else one
        for one in plan.projects
    ]
    return plan.model_copy(update={"projects": projects})


class Offices(World):
    """Commands of the seats, and the wishes of Thailand's bot."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.host = self.seat("government_host", "TH")
        self.japan = self.seat("government_partner", "JP")
        self.owner = self.seat("project_owner", "TH")

    def view(self, seat: str = "") -> SeatView:
        lesson = self.lesson
        return SeatView(lesson, lesson.room.seats[seat or self.host], lesson.books.at)

    def grant(self, quantity: int, project: str = PROJECT) -> str:
        granted = self.do(
            self.host, "authorisation.grant", project=project, purposes=["NDC"], quantity=quantity
        )
        return str(granted["authorisation"])

    def obeyed(self) -> list[Wish]:
        """What Thailand's bot takes back or authorises, each run as its command."""
        wishes = []
        for name, arguments in authorising(self.view()):
            self.do(self.host, name, **arguments)
            wishes.append((name, arguments))
        return [one for one in wishes if one[0] != "authorisation.grant"]

    def standing(self, code: str) -> StandingView:
        with self.lesson.reading() as session:
            (found,) = (one for one in covering.standings(session) if one.code == code)
        return found

    def requested(self, project: str = PROJECT, period: int = 1) -> dict[str, Any]:
        return self.do(self.owner, "issuance.request", project=project, period=period)

    def objected(self, item: int, *, about: str) -> None:
        """Thailand objects to an item, and the secretariat drops it."""
        objection = {"vote": "object", "about": about, "reason": "wrong"}
        self.do(self.host, "committee.vote", item=item, **objection)
        self.do(self.seat("secretariat"), "committee.drop", item=item, reason="wrong")

    def adopted(self, item: int, *seats: str) -> None:
        for seat in seats:
            self.do(seat, "committee.vote", item=item, vote="affirm")


@pytest.fixture
def offices(request: pytest.FixtureRequest) -> Iterator[Offices]:
    made = Offices(getattr(request, "param", PLAN))
    yield made
    assert [] == made.audit()
    made.lesson.close()


@pytest.mark.parametrize("offices", [spared(120)], indirect=True)
def test_what_is_more_than_the_country_spares_is_taken_back_the_newest_first(
    offices: Offices,
) -> None:
    first, second = offices.grant(150), offices.grant(100)

    assert [
        ("authorisation.revoke", second), ("authorisation.amend", first)
    ] == [(name, given["authorisation"]) for name, given in offices.obeyed()]  # fmt: skip
    assert "revoked" == offices.standing(second).state
    assert (120, 2) == (offices.standing(first).max_quantity, offices.standing(first).version)
    reason = offices.standing(first).acts[-1].reason
    assert "authorised 250 t, spared 120 t" in reason
    assert [] == offices.obeyed()


@pytest.mark.parametrize("offices", [spared(120)], indirect=True)
def test_what_is_kept_for_a_decided_share_stays_in_force(offices: Offices) -> None:
    code = offices.grant(T)
    asked = offices.requested()
    offices.adopted(asked["item"], offices.japan, offices.host)
    offices.do(offices.japan, "committee.publish", item=asked["item"])

    assert ["authorisation.amend"] == [name for name, _ in offices.obeyed()]
    assert (150, 150) == (offices.standing(code).max_quantity, offices.standing(code).used_t)
    for registry in ("TH", "JP"):
        manager = offices.seat("registry_manager")
        offices.do(manager, "issuance.issue", request=asked["request"], registry=registry)
    assert "exhausted" == offices.standing(code).state


@pytest.mark.parametrize("offices", [one_plant(PLAN)], indirect=True)
def test_what_another_agreement_has_decided_on_is_revoked(offices: Offices) -> None:
    code = offices.grant(200)
    china = offices.seat("government_partner", "CN")
    asked = offices.requested("TH001")

    # Requested is not decided: the other request may still be dropped.
    assert [] == offices.obeyed()
    offices.adopted(asked["item"], china, offices.host)
    offices.do(offices.seat("secretariat"), "committee.publish", item=asked["item"])
    ((name, given),) = offices.obeyed()
    assert ("authorisation.revoke", code) == (name, given["authorisation"])
    assert given["reason"].endswith("every period is claimed under TH001")


def test_three_wrong_items_of_a_project_are_the_cause_of_a_motion(offices: Offices) -> None:
    offices.grant(1000, "TH001")
    china, host = offices.seat("government_partner", "CN"), offices.host
    secretary = offices.seat("secretariat")
    groundless = offices.do(
        offices.japan, "project.ask_deregistration", project=PROJECT, reason="I do not like it"
    )["item"]
    with offices.lesson.reading() as session:
        item = committee.item(session, groundless)
    assert item is not None
    assert ("committee.vote", {"item": groundless, "vote": "abstain"}) == says(offices.view(), item)
    for period, deducted in ((1, "0"), (2, "0"), (1, "1")):
        assert [] == list(motions.brought(offices.view())), period
        asked = offices.do(
            offices.owner, "issuance.request", project="TH001", period=period, deducted_mwh=deducted
        )
        offices.objected(asked["item"], about="figures")

    ((name, given),) = motions.brought(offices.view())
    assert ("project.ask_deregistration", "TH001") == (name, given["project"])
    motion = offices.do(host, name, **given)["item"]
    # It stands before the committee: nothing more is asked for. Bots of both sides support it.
    assert [] == list(motions.brought(offices.view()))
    for seat in (host, china):
        assert {"item": motion, "vote": "affirm"} == dict(
            officials.government(offices.view(seat), Random(0))
        )["committee.vote"]
    offices.adopted(motion, china, host)
    offices.do(secretary, "committee.publish", item=motion)
    ((name, given),) = offices.obeyed()
    assert "authorisation.revoke" == name and given["reason"].endswith("is deregistered")


def test_a_transfer_that_nothing_authorises_any_more_is_rejected(offices: Offices) -> None:
    code = offices.grant(200)
    asked = offices.requested()
    offices.adopted(asked["item"], offices.japan, offices.host)
    offices.issued(offices.japan, asked)
    transfer = offices.do(
        offices.owner, "transfer.request", source="TH", target="JP", unit="BRC", asset=None,
        quantity=40, purpose="NDC", receiver=None,
    )["transfer"]  # fmt: skip

    number = {"transfer": transfer}
    assert [("transfer.approve", number)] == list(officials.government(offices.view(), Random(0)))
    offices.do(offices.host, "authorisation.revoke", authorisation=code, reason="own target")
    assert [("transfer.reject", number)] == list(officials.government(offices.view(), Random(0)))
