"""Goal: a plan switches the registries' controls on, each by itself, and says who approves.

Method: plans with one thing wrong; the first command of a lesson; a plan with fewer seats.
"""

from __future__ import annotations

import pytest

from registry import pace
from registry.classroom.lesson import beginning
from registry.classroom.plan import Plan, parse_plan
from registry.pace import APPROVAL, INCIDENT, REVERSAL, TRANSFER_DELAY, TRUST_ENTRY
from tests.registry.classroom.test_plan import PLAN, mistakes_of

TWO = 'approvers = ["trader:1 by trader:2", "emitter:1 by project_owner:1"]'


def controlled(lines: str) -> Plan:
    """The plan of the demonstration lesson with these lines under [controls]."""
    return parse_plan(f"{PLAN}\n[controls]\n{lines}\n", name="controlled")


def test_a_lesson_keeps_the_periods_of_the_controls_that_it_plays() -> None:
    periods = [
        set(beginning(plan, 1)["periods"]) & pace.CONTROLS
        for plan in map(
            controlled, ("", "reversal = true", TWO, "trusted = true", "incidents = true")
        )
    ]

    assert [set(), {REVERSAL}, {APPROVAL}, {TRANSFER_DELAY, TRUST_ENTRY}, {INCIDENT}] == periods
    assert "controls" not in beginning(controlled(""), 1)["plan"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("trader:1", "trader:1 is no approver; write role:number by role:number"),
        ("trader:1 by secretariat:1", "is no approver"),
        ("trader:1 by government_host:1", "is no approver"),
        ("secretariat:1 by secretariat:2", "is no approver"),
        ("market_maker:1 by trader:1", "is no approver"),
        ("trader:1 by trader:99", "trader:99 is no seat: there are"),
        ("government_partner:1 by government_host:1", "are governments of two countries"),
        ("trader:2 by trader:2", "trader:2 cannot approve what it proposes itself"),
    ],
)
def test_an_approver_that_cannot_be_one_is_refused(named: str, said: str) -> None:
    told = mistakes_of(("[bots]", f'[controls]\napprovers = ["{named}"]\n\n[bots]'))

    assert 1 == len(told)
    assert said in told[0]


def test_a_seat_has_one_approver() -> None:
    both = '"trader:1 by trader:2", "trader:1 by emitter:1"'
    told = mistakes_of(("[bots]", f"[controls]\napprovers = [{both}]\n\n[bots]"))

    assert any("trader:1 has an approver already" in one for one in told), told


def test_an_approver_who_is_not_there_any_more_is_left_out() -> None:
    small = controlled(TWO).with_seats_per_role(1)

    assert ["emitter:1 by project_owner:1"] == small.controls.approvers
