"""Goal: a seat holds one or more offices, every check asks for the office, and offices in conflict
are mistakes of the plan; each agreement has its own committee and its own government.

Method: a plan with three countries and two agreements of Thailand, some offices bundled; its
lesson is played by commands of seats, the bots' steps are taken from the bundled seats.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.plan import parse_plan
from registry.programme.committee import queries as committee
from registry.roles import Role
from tests.registry.classroom.test_plan import PLAN, mistakes_of
from tests.registry.classroom.test_two_hosts import World
from tests.support import hosts

SECRETARIAT = 'role = "secretariat"\ncount = 1'


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World(parse_plan(hosts.two_partners(), name="three").with_seats_per_role(2))
    yield made
    assert [] == made.audit()
    made.lesson.close()


def test_a_bundled_seat_takes_the_steps_of_each_office(world: World) -> None:
    japan, thailand = world.seat("government_partner", "JP"), world.seat("government_host", "TH")
    china = world.seat("government_partner", "CN")
    assert {Role.GOVERNMENT_PARTNER, Role.SECRETARIAT} == world.lesson.room.seats[japan].offices
    owner = world.seat("project_owner", "TH")
    asked = world.do(owner, "issuance.request", project="TH009", period=1)

    # China's government is a partner's too, but not of this agreement.
    code = world.refused(china, "committee.vote", item=asked["item"], vote="affirm")
    assert "procedure.not_a_member" == code
    with world.lesson.reading() as session:
        waiting = {
            seat: [one.agreement for one in committee.waiting_for(session, seat)]
            for seat in (china, japan, thailand)
        }
    assert {china: [], japan: ["JP-TH"], thailand: ["JP-TH"]} == waiting
    for government in (japan, thailand):
        world.do(government, "committee.vote", item=asked["item"], vote="affirm")
    assert "access.role_may_not" == world.refused(china, "committee.publish", item=asked["item"])
    issued = world.issued(japan, asked)
    assert 300 == issued["partner"] + issued["host"]


def test_a_partner_of_one_agreement_is_nobody_in_another(world: World) -> None:
    for country, agreement, code in (
        ("JP", "CN-TH", "procedure.other_country"),
        ("CN", "JP-TH", "procedure.other_country"),
    ):
        seat = world.seat("government_partner", country)
        assert code == world.refused(seat, "agreement.suspend", agreement=agreement, reason="no")
    year = {"year": 2027, "quantity": 5}
    japan = world.seat("government_partner", "JP")
    assert "procedure.other_country" == world.refused(japan, "allowance.issue", **year)


def test_a_refusal_names_every_office_of_the_seat(world: World) -> None:
    japan = world.seat("government_partner", "JP")
    refusal = world.refusal(japan, "ccer.register", project="CN001", period=1)

    assert (
        "Partner government" in refusal.text("en") and "secretariat" in refusal.text("en").lower()
    )


def offices(written: str) -> str:
    """The shipped plan with these offices of the secretariat."""
    return PLAN.replace(SECRETARIAT, f"{SECRETARIAT}\n{written}")


def test_offices_are_for_all_seats_of_a_group_or_for_each() -> None:
    plan = parse_plan(offices('offices = ["registry_manager"]'), name="all")
    group = next(one for one in plan.seats if one.role is Role.SECRETARIAT)
    assert {Role.REGISTRY_MANAGER} == group.further(0) == group.further(7)

    lesson = Lesson.create(None, plan.with_seats_per_role(1), seed=1)
    seat = next(one for one in lesson.room.seats.values() if one.role is Role.SECRETARIAT)
    assert {Role.SECRETARIAT, Role.REGISTRY_MANAGER} == seat.offices
    # Working state, from the tables again.
    lesson.room.load()
    assert lesson.room.seats[seat.name] == seat
    with lesson.reading() as session:
        assert [] == audit(session)
    lesson.close()

    each = parse_plan(offices('offices = [["registry_manager"], []]'), name="each")
    group = next(one for one in each.seats if one.role is Role.SECRETARIAT)
    assert [{Role.REGISTRY_MANAGER}, set()] == [group.further(n) for n in (0, 1)]


@pytest.mark.parametrize(
    ("old", "given", "said"),
    [
        (SECRETARIAT, '["trader"]',
         "seats[3].offices: secretariat and trader are in conflict: an official trades nothing"),
        ('role = "trader"\ncount = 13', '[[], ["registry_manager"]]',
         "registry_manager and trader are in conflict: an official trades nothing"),
        ('role = "government_partner"\ncount = 1', '["project_owner"]',
         "government_partner and project_owner are in conflict"),
        (SECRETARIAT, '["emitter"]', "seats[3].offices"),
        ('role = "voluntary_buyer"\ncount = 6', '["government_host"]', "are in conflict"),
    ],
)  # fmt: skip
def test_offices_in_conflict_are_mistakes_with_their_line(old: str, given: str, said: str) -> None:
    assert old in PLAN
    told = mistakes_of((old, f"{old}\noffices = {given}"))

    assert any(said in one for one in told), told


def test_a_committee_has_the_members_that_the_plan_names() -> None:
    named = 'status = "assumption"\nmembers = ["government_partner:1", "government_host:1"]'
    wrong = {
        '["government_partner:1"]': "no member is a seat of the role government_host",
        '["trader:1"]': "trader:1 is no seat of a government; write role:number",
        '["government_host:2", "government_partner:1"]': "government_host:2 is no seat",
    }
    rule = PLAN[PLAN.index("split_rule = ") :].split("\n")[0] + '\nstatus = "assumption"'
    assert rule in PLAN
    lines = rule.replace('status = "assumption"', named)
    parse_plan(PLAN.replace(rule, lines, 1), name="named")
    for given, said in wrong.items():
        bad = rule.replace('status = "assumption"', f'status = "assumption"\nmembers = {given}')
        told = mistakes_of((rule, bad))
        assert any(said in one for one in told), told


def test_a_member_whom_a_company_employs_is_named_with_it() -> None:
    rule = PLAN[PLAN.index("split_rule = ") :].split("\n")[0] + '\nstatus = "assumption"'
    wrong = {
        '["government_partner:1"]': "is no employment; write role:number by project_owner:number",
        '["trader:1 by project_owner:1"]': "is no employment",
        '["government_partner:1 by project_owner:90"]': "project_owner:90 is no seat",
    }
    lines = rule + '\nemployed = ["government_host:1 by project_owner:1"]'
    parse_plan(PLAN.replace(rule, lines, 1), name="employed")
    for given, said in wrong.items():
        told = mistakes_of((rule, f"{rule}\nemployed = {given}"))
        assert any(said in one for one in told), told


def test_the_earlier_form_of_a_plan_says_what_to_write() -> None:
    told = mistakes_of(("[[agreements]]", "[agreement]"))

    assert any('[[agreements]], each with code = "CN-TH"' in one for one in told), told
