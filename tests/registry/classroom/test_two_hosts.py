"""Goal: a lesson has several host countries, each with its agreement, committee and government.

Method: a plan with Thailand and Cambodia. Bots play a day of it; then the way of a tonne of each
host is gone by commands of the seats. The audit after each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from ledger.writer import Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.transfers import queries as transfers
from tests.support import hosts

PLAN = hosts.two_hosts()


class World:
    """A lesson in memory that runs, and commands of its seats by role and country."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.lesson = Lesson.create(None, plan, seed=5)
        self.do("trainer", "lesson.start")

    def seat(self, role: str, country: str = "") -> str:
        """The first seat of a role (that acts for a country)."""
        found = self.lesson.store.fetch(
            "SELECT seat FROM participant WHERE role = ? AND ? IN ('', country) ORDER BY seat",
            role,
            country,
        )
        return str(found[0][0])

    def do(self, seat: str, name: str, **arguments: Any) -> dict[str, Any]:
        """An accepted command's answer."""
        with self.lesson.group():
            outcome = self.lesson.run(Request(name, arguments, "person", seat))
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.answer is not None, outcome
        return outcome.answer

    def refused(self, seat: str, name: str, **arguments: Any) -> str:
        """The code with which a command is refused."""
        return self.refusal(seat, name, **arguments).code

    def refusal(self, seat: str, name: str, **arguments: Any) -> Refusal:
        """The refusal of a command."""
        with self.lesson.group():
            outcome = self.lesson.run(Request(name, arguments, "person", seat))
        assert outcome.refusal is not None, outcome
        return outcome.refusal

    def issued(self, secretary: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What an adopted request is published as; each registry with a part issues it."""
        published = self.do(secretary, "committee.publish", item=asked["item"])
        parts = self.lesson.store.fetch(
            "SELECT DISTINCT registry_code FROM issuance_part WHERE request = ?", asked["request"]
        )
        for (registry,) in parts:
            manager = self.seat("registry_manager")  # it serves every registry
            self.do(manager, "issuance.issue", request=asked["request"], registry=registry)
        return published

    def audit(self) -> list[tuple[str, str]]:
        """What is broken."""
        with self.lesson.reading() as session:
            return audit(session)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.lesson.close()


def test_each_agreement_seats_its_own_governments(world: World) -> None:
    members = world.lesson.store.fetch(
        "SELECT m.agreement, m.side, p.country FROM committee_member m"
        " JOIN participant p ON p.seat = m.seat ORDER BY 1, 2"
    )

    assert [
        ("CN-KH", "host", "KH"), ("CN-KH", "partner", "CN"),
        ("CN-TH", "host", "TH"), ("CN-TH", "partner", "CN"),
    ] == [tuple(row) for row in members]  # fmt: skip
    with world.lesson.reading() as session:
        assert ["KH", "TH"] == [one.host for one in agreements.agreements(session)]


def test_a_tonne_of_each_host_goes_its_way_to_china(world: World) -> None:
    china = world.seat("government_partner")
    for host, other, project, most, shares in (
        ("TH", "KH", "TH001", 100_000, (24_000, 24_000)), ("KH", "TH", "KH001", 1_001, (300, 701)),
    ):  # fmt: skip
        own, foreign = world.seat("government_host", host), world.seat("government_host", other)
        owner = world.seat("project_owner", host)
        asked = world.do(owner, "issuance.request", project=project, period=1)
        item = asked["item"]
        assert "procedure.not_a_member" == world.refused(
            foreign, "committee.vote", item=item, vote="affirm"
        )
        with world.lesson.reading() as session:
            waiting = {
                seat: [one.item for one in committee.waiting_for(session, seat)]
                for seat in (china, own, foreign)
            }
        assert {china: [item], own: [item], foreign: []} == waiting
        grant = {"project": project, "purposes": ["NDC"], "quantity": most}
        assert "procedure.other_country" == world.refused(foreign, "authorisation.grant", **grant)
        world.do(own, "authorisation.grant", **grant)
        for government in (china, own):
            world.do(government, "committee.vote", item=item, vote="affirm")
        issued = world.issued(world.seat("secretariat"), asked)
        assert shares == (issued["partner"], issued["host"])
        sent = world.do(
            owner, "transfer.request", source=host, target="CN", unit="BRC", quantity=100,
            purpose="NDC", asset=issued["batch"], receiver=None,
        )["transfer"]  # fmt: skip
        assert "procedure.other_country" == world.refused(
            foreign, "transfer.approve", transfer=sent
        )
        world.do(own, "transfer.approve", transfer=sent)
        world.do(world.seat("registry_manager"), "transfer.accept", transfer=sent)

    assert [] == world.audit()
    held = world.lesson.store.fetch(
        "SELECT b.host, sum(s.balance) FROM sub_account s JOIN credit_batch b ON b.asset = s.asset"
        " WHERE s.registry_code = 'CN' AND s.kind = 'holding' AND b.unit = 'BRC' GROUP BY b.host"
        " ORDER BY 1"
    )
    assert [("KH", 400), ("TH", 24_100)] == [tuple(row) for row in held]


def test_tonnes_go_to_the_registries_of_their_agreement_only(world: World) -> None:
    with world.lesson.reading() as session:
        ways = {
            (project, registry): transfers.targets(session, project=project, registry=registry)
            for project in ("TH001", "KH001", "CN001")
            for registry in ("TH", "KH", "CN")
        }

    assert ["CN"] == ways["TH001", "TH"] == ways["KH001", "KH"]
    assert (["TH"], ["KH"]) == (ways["TH001", "CN"], ways["KH001", "CN"])
    assert ["CN", "TH"] == ways["TH001", "KH"]
    assert [] == ways["CN001", "CN"]


def test_bots_play_a_day_with_both_hosts(world: World) -> None:
    loop = Loop(world.lesson)
    with world.lesson.group():
        loop.advance(moment(PLAN.clock.first_day, 15, 30))
    fetch = world.lesson.store.fetch
    failed = fetch("SELECT name, outcome FROM command WHERE outcome LIKE '{\"failed\"%'")
    issued = fetch("SELECT DISTINCT host FROM issuance_request WHERE state = 'issued' ORDER BY 1")
    granted = fetch(
        "SELECT DISTINCT a.host, p.country FROM authorisation a"
        " JOIN participant p ON p.seat = a.granted_by ORDER BY 1"
    )
    refused = fetch("SELECT count(*) FROM command WHERE outcome LIKE '%other_country%'")

    assert [] == failed
    assert [("KH",), ("TH",)] == [tuple(row) for row in issued]
    assert [("KH", "KH"), ("TH", "TH")] == [tuple(row) for row in granted]
    assert 0 == refused[0][0]
    assert [] == world.audit()


def test_a_lesson_with_two_hosts_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "two.lesson"
    Lesson.create(path, PLAN, seed=5).close()
    again = Lesson.open(path)

    assert ["KH", "TH"] == again.plan.hosts
    again.close()


KAMPOT = 'partner = "CN"\nhost = "KH"'
WRONG = {
    "there is no host registry LA": (KAMPOT, 'partner = "CN"\nhost = "LA"'),
    "agreements[2].host: CN and KH stand twice": (
        'host = "TH"\npartner_weight', 'host = "KH"\npartner_weight'),
    "agreements[1].host_percent: partner_percent 30 and host_percent 60": (
        'host_percent = "70"', 'host_percent = "60"'),
    "KH001 needs a seat of the role government_host for KH": (
        'registries = ["KH"]', 'registries = ["TH"]'),
    "nobody can ever deliver BRC of this registry: write CN or KH": (
        'code = "BRC-KH"\nregistry = "KH"', 'code = "BRC-KH"\nregistry = "TH"'),
}  # fmt: skip


@pytest.mark.parametrize("said", list(WRONG))
def test_what_is_wrong_with_one_of_two_agreements_is_told(said: str) -> None:
    old, new = WRONG[said]
    text = hosts.written()
    assert old in text
    with pytest.raises(PlanUnreadable) as told:
        parse_plan(text.replace(old, new), name="two")

    assert any(said in one for one in told.value.mistakes), told.value.mistakes
