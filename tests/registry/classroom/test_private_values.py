"""Goal: what a tonne is worth to a seat follows from plan and seed, and is what the plan allows.

Method: the shipped plan's schedules against its own figures, for several seeds and late seats.
"""

from __future__ import annotations

import pytest

from registry.classroom.models import Driver
from registry.classroom.plan import Plan, read_plan
from registry.classroom.plan_changes import changed
from registry.classroom.private_values import Schedule, Step, schedules
from registry.classroom.room import SeatState
from registry.roles import Role

PLAN = read_plan("belt-road-1")


def seats_of(plan: Plan, *, more: int = 0) -> list[SeatState]:
    """The seats that a plan begins with, and voluntary buyers that are opened later."""
    roles = [(group.role, group.fixed) for group in plan.seats for _ in range(group.count)]
    roles += [(Role.VOLUNTARY_BUYER, False)] * more
    return [
        SeatState(number, f"S{number:02d}", role, Driver.BOT, fixed)
        for number, (role, fixed) in enumerate(roles, start=1)
    ]


@pytest.mark.parametrize("seed", range(1, 21))
def test_values_fall_costs_rise_and_both_keep_to_the_plan(seed: int) -> None:
    seats = seats_of(PLAN, more=2)
    found = schedules(PLAN, seats, seed=seed)

    assert {seat.name for seat in seats if seat.role in ("voluntary_buyer", "project_owner")} == (
        found.keys()
    )
    for name, one in found.items():
        group = next(g for g in PLAN.seats if g.aim and (g.role == "voluntary_buyer") == one.buys)
        assert group.aim is not None
        values = [step.fen for step in one.steps]
        assert sorted(values, reverse=one.buys) == values, name
        assert (group.aim.tonnes, group.aim.steps) == (one.tonnes, len(one.steps))
        lowest, highest = sorted((group.aim.first_fen, group.aim.last_fen))
        assert lowest - group.aim.spread_fen <= min(values)
        assert max(values) <= highest + group.aim.spread_fen
        if one.buys:
            assert one.worth_fen(one.tonnes) <= group.cash_fen


def test_the_same_seed_gives_the_same_values_and_another_seed_others() -> None:
    seats = seats_of(PLAN)

    assert schedules(PLAN, seats, seed=3) == schedules(PLAN, seats, seed=3)
    assert schedules(PLAN, seats, seed=3) != schedules(PLAN, seats, seed=4)
    assert len({one.steps for one in schedules(PLAN, seats, seed=3).values()}) == 9


def test_tonnes_are_worth_their_own_steps_and_nothing_beyond_them() -> None:
    one = Schedule("BRC", True, (Step(10, 9), Step(10, 5), Step(5, 2)))

    assert 10 * 9 + 3 * 5 == one.worth_fen(13)
    assert 7 * 5 + 1 * 2 == one.worth_fen(8, after=13)
    assert 90 + 50 + 10 == one.worth_fen(1_000)
    assert 0 == one.worth_fen(5, after=25)


def test_a_plan_without_aims_has_no_schedules_and_a_branch_can_change_one() -> None:
    venues = read_plan("venues")
    made = changed(PLAN, {"seats[voluntary_buyer].aim.tonnes": 5_000})

    assert {} == schedules(venues, seats_of(venues), seed=1)
    assert 5_000 == schedules(made, seats_of(made), seed=1)["S40"].tonnes


def test_a_schedule_of_one_step_has_the_first_value() -> None:
    made = changed(PLAN, {"seats[voluntary_buyer].aim.steps": 1})
    (step,) = schedules(made, seats_of(made), seed=1)["S40"].steps

    assert 6_000 == step.tonnes
    assert abs(step.fen - 7_600) <= 200


def test_tonnes_pay_that_are_worth_the_price_of_the_first_day_or_cost_no_more() -> None:
    buyer = Schedule("BRC", True, (Step(10, 9), Step(10, 5), Step(5, 2)), opening_fen=5)
    owner = Schedule("BRC", False, (Step(10, 2), Step(10, 5), Step(5, 9)), opening_fen=5)

    assert (20, 20) == (buyer.paying_tonnes, owner.paying_tonnes)
    assert (0, 0) == (
        buyer._replace(opening_fen=10).paying_tonnes,
        owner._replace(opening_fen=1).paying_tonnes,
    )
    assert 25 == buyer._replace(opening_fen=None).paying_tonnes


def test_a_buyer_goes_by_the_lowest_price_of_the_first_day_and_an_owner_by_the_highest() -> None:
    prices = [one.reference for one in PLAN.instruments if one.unit == "BRC"]
    found = schedules(PLAN, seats_of(PLAN), seed=1)

    assert 2 == len(set(prices))
    assert {min(prices)} == {one.opening_fen for one in found.values() if one.buys}
    assert {max(prices)} == {one.opening_fen for one in found.values() if not one.buys}
