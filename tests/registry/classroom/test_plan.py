"""Goal: a trainer sees every mistake of a lesson plan at once, with line and key.

Method: the shipped plan with mistakes written into it.
"""

from __future__ import annotations

import pytest

from registry.classroom.plan import PlanUnreadable, parse_plan, read_plan
from registry.roles import Role
from tests.support.makers import text_without_makers

PLAN = text_without_makers("belt-road-1").replace("days = 6\n", "days = 20\n")
"""The shipped plan with a month, in which each period ends, and without market makers, whose
mistakes are in `test_market_makers.py`."""


def mistakes_of(*changes: tuple[str, str]) -> list[str]:
    """What is said of the shipped plan after these changes; none if it is still readable."""
    written = PLAN
    for old, new in changes:
        assert old in written, f"{old!r} is not in the plan"
        written = written.replace(old, new, 1)
    try:
        parse_plan(written, name="changed")
    except PlanUnreadable as unreadable:
        return unreadable.mistakes
    return []


def line_of(text: str) -> int:
    """The line in which a text first stands in the shipped plan."""
    return PLAN[: PLAN.index(text)].count("\n") + 1


def test_the_shipped_plan_has_forty_seats_and_six_days() -> None:
    plan = read_plan("belt-road-1")
    counts = {group.role: group.count for group in plan.seats}

    assert (40, 2) == (sum(counts.values()) - counts[Role.MARKET_MAKER], counts[Role.MARKET_MAKER])
    assert 6 == plan.clock.days
    assert set(Role) - {Role.TRAINER, Role.CLOCK, Role.HELPER, Role.THIRD_PARTY_ENTITY} == {
        group.role for group in plan.seats
    }
    absent = {Role.TRAINER, Role.CLOCK, Role.HELPER, Role.THIRD_PARTY_ENTITY}
    assert set(Role) - absent == {group.role for group in plan.seats}


def test_the_second_lesson_seats_thirteen_or_sixty_two_and_every_office() -> None:
    plan = read_plan("belt-road-2")
    groups = [group for group in plan.seats if group.role is not Role.MARKET_MAKER]
    small = plan.with_seats_per_role(1)

    assert (13, 62) == (len(groups), sum(group.count for group in groups))
    assert 13 == sum(g.count for g in small.seats if g.role is not Role.MARKET_MAKER)
    assert {"TH", "ID", "KZ", "BD"} == set(plan.hosts)
    assert {"CN", "JP", "CH"} == {a.partner for a in plan.agreements if a.host == "TH"}
    assert {2028, 2029, 2030} == {first.year for first, _ in plan.clock.runs}
    # A stake of an office that a smaller room leaves out is left out with it.
    stakes = {p.id: p.stakes for p in plan.projects if p.stakes}
    assert {"TH001", "KZ001"} == set(stakes) and not any(p.stakes for p in small.projects)


@pytest.mark.parametrize("stake", ["project_owner:1", "government_host:9", "government_host"])
def test_a_stake_is_a_seat_of_a_government(stake: str) -> None:
    told = mistakes_of(
        (
            'status = "assumption"\n\n[[projects.periods]]',
            f'status = "assumption"\nstakes = ["{stake}"]\n\n[[projects.periods]]',
        )
    )

    assert told and all("stakes[1]" in one and "is no seat" in one for one in told)


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    told = mistakes_of(
        ("days = 20", "days = 0"),
        ('host = "TH"\npartner_weight', 'host = "XX"\npartner_weight'),
        ('at = "11:30"', 'at = "08:30"'),
        ('owner = "project_owner:1"', 'owner = "nobody:1"'),
    )

    assert 4 == len(told)
    assert f"line {line_of('days = 20')}, clock.days" in told[0]
    lunch = line_of('at = "11:30"')
    assert any(f"line {lunch}, phases[2].at: 08:30" in one for one in told)
    assert any("agreements[1].host: there is no host registry XX" in one for one in told)
    assert any("projects[1].owner: nobody:1 is no seat" in one for one in told)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("speed = 60", "sped = 60", "clock.sped: Extra inputs are not permitted"),
        ('closes = "15:30"', 'closes = "08:00"', "closes at 08:00, before it opens"),
        ('code = "BRC-CN"', 'code = "CCER"', "instruments[2].code: CCER stands twice"),
        ('partner = "project_owner:2"\n', "", "a host country's project has a partner"),
        ('combined_margin = "0.4"', "", "give combined_margin, or om, bm, w_om and w_bm"),
        ('last_day = "2027-06-30"', 'last_day = "2028-06-30"', "a period of several years has"),
        ('last_day = "2027-06-30"', 'last_day = "2026-06-30"', "it ends before it begins"),
        ('names_zh = ["中国政府"]', "names_zh = []", "0 names for 1 seats"),
        ("allowances_t = [115_200, ", "# ", "an emitter has an obligation and allowances"),
        ('methodology = "TH_AM001"', 'methodology = "X"', "no methodology X"),
        ('registries = ["CN"]', 'registries = ["QQ"]', "there is no registry QQ"),
        ('split_rule = "weights"', 'split_rule = "odd"', "should be 'weights' or 'percentages'"),
    ],
)
def test_each_kind_of_mistake_is_named(old: str, new: str, said: str) -> None:
    told = mistakes_of((old, new))

    assert any(said in one for one in told), told


def test_broken_toml_and_unknown_plans_are_told_in_a_sentence() -> None:
    with pytest.raises(PlanUnreadable) as broken:
        parse_plan("title_en = [", name="broken")
    with pytest.raises(PlanUnreadable) as unknown:
        read_plan("no-such-plan")

    assert "line 1" in broken.value.mistakes[0]
    assert [
        "there is no such plan; known plans: belt-road-1, belt-road-2, venues"
    ] == unknown.value.mistakes


def test_a_small_room_keeps_one_seat_of_each_role_and_the_market_makers() -> None:
    small = read_plan("belt-road-1").with_seats_per_role(1)
    counts = {group.role: group.count for group in small.seats}

    assert 2 == counts.pop(Role.MARKET_MAKER)
    assert {1} == set(counts.values())
