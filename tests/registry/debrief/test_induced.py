"""Goal: the equilibrium is the competitive one, and no room has more surplus than it.

Method: thousands of small random markets, solved again tonne by tonne at every price; a fault
planted in a solver must be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from registry.classroom.private_values import Schedule, Step
from registry.debrief import induced
from registry.debrief.induced import Allocation, Equilibrium, curve, equilibrium
from registry.debrief.zero_intelligence import Run, zero_intelligence

Steps = list[Step]
Solver = Callable[[Sequence[Step], Sequence[Step]], Equilibrium | None]
MARKETS = 4_000


def market(random: Random) -> tuple[Steps, Steps]:
    """Values and costs of a small market, with many of the same price and sometimes none."""
    highest = random.choice([3, 8, 30])
    sides = [
        [
            Step(random.randrange(1, 4), random.randrange(1, highest + 1))
            for _ in range(random.randrange(5))
        ]
        for _ in range(2)
    ]
    return sides[0], sides[1]


def by_brute_force(demand: Steps, supply: Steps) -> Equilibrium | None:
    """The same from single tonnes: every whole price is tried, and every number of tonnes."""
    values = sorted((fen for tonnes, fen in demand for _ in range(tonnes)), reverse=True)
    costs = sorted(fen for tonnes, fen in supply for _ in range(tonnes))
    if not values or not costs:
        return None
    clears = []
    for price in range(max(values + costs) + 2):
        wanted = (sum(v > price for v in values), sum(v >= price for v in values))
        offered = (sum(c < price for c in costs), sum(c <= price for c in costs))
        most = min(wanted[1], offered[1])
        if most >= max(wanted[0], offered[0]):
            clears.append((price, most))
    best = max(
        sum(values[:tonnes]) - sum(costs[:tonnes])
        for tonnes in range(min(len(values), len(costs)) + 1)
    )
    prices = [price for price, _ in clears]
    assert prices == list(range(prices[0], prices[-1] + 1)), "the prices are an interval"
    return Equilibrium(prices[0], prices[-1], max(most for _, most in clears), best)


def differences(solve: Solver, *, markets: int = MARKETS) -> list[tuple[Steps, Steps]]:
    """The random markets for which a solver and brute force do not agree."""
    random, found = Random(1), []
    for _ in range(markets):
        demand, supply = market(random)
        if solve(curve(demand, buys=True), curve(supply, buys=False)) != (
            by_brute_force(demand, supply)
        ):
            found.append((demand, supply))
    return found


def test_the_solver_agrees_with_brute_force_on_thousands_of_markets() -> None:
    assert [] == differences(equilibrium)


@pytest.mark.planted
def test_a_fault_in_the_solver_is_seen() -> None:
    def without_the_next_value(d: Sequence[Step], s: Sequence[Step]) -> Equilibrium | None:
        found = equilibrium(d, s)
        if found is None or not found.quantity_t:
            return found
        matched = [step.fen for step in s if step.fen <= found.lowest_fen]
        return Equilibrium(
            max(matched), found.highest_fen, found.quantity_t, found.surplus_fen
        )  # fmt: skip

    def strictly_above(d: Sequence[Step], s: Sequence[Step]) -> Equilibrium | None:
        return equilibrium([Step(t, fen - 1) for t, fen in d], s)

    assert len(differences(without_the_next_value, markets=500)) > 10
    assert len(differences(strictly_above, markets=500)) > 10


def test_no_choice_of_tonnes_has_more_surplus() -> None:
    random = Random(5)
    for _ in range(150):
        demand, supply = market(random)
        found = equilibrium(curve(demand, buys=True), curve(supply, buys=False))
        if found is None:
            continue
        values = [fen for tonnes, fen in demand for _ in range(tonnes)][:5]
        costs = [fen for tonnes, fen in supply for _ in range(tonnes)][:5]
        for count in range(1, min(len(values), len(costs)) + 1):
            for bought in combinations(values, count):
                for sold in combinations(costs, count):
                    assert sum(bought) - sum(sold) <= found.surplus_fen


def test_traders_stocks_count_at_the_equilibrium_and_never_lift_a_room_above_it() -> None:
    random = Random(11)
    for _ in range(2_000):
        demand, supply = market(random)
        found = equilibrium(curve(demand, buys=True), curve(supply, buys=False))
        if found is None:
            continue
        values = [fen for tonnes, fen in demand for _ in range(tonnes) if random.randrange(2)]
        costs = [fen for tonnes, fen in supply for _ in range(tonnes) if random.randrange(2)]
        made = Allocation(len(values), sum(values), len(costs), sum(costs))
        assert induced.realised(made, found.middle) <= found.surplus_fen


def test_a_market_worked_by_hand() -> None:
    demand = curve([Step(10, 90), Step(10, 70), Step(10, 50)], buys=True)
    supply = curve([Step(15, 40), Step(15, 60)], buys=False)
    found = equilibrium(demand, supply)

    # At 60 a tonne 20 t are wanted and 15 to 30 are offered.
    assert Equilibrium(60, 60, 20, 10 * 50 + 5 * 30 + 5 * 10) == found
    assert found is not None and Fraction(60) == found.middle
    # 12 t reached buyers (10 at 90, 2 at 70), 15 t at 40 were sold: 3 t lie with traders, at 60.
    made = Allocation(12, 10 * 90 + 2 * 70, 15, 15 * 40)
    assert 440 + 3 * 60 == induced.realised(made, found.middle)
    assert 88.57 == induced.percent(620, 700)


def test_smiths_alpha_by_hand() -> None:
    assert 10.0 == induced.smiths_alpha([(90, 1), (110, 1)], Fraction(100))
    assert 0.0 == induced.smiths_alpha([(100, 7)], Fraction(100))
    assert 7.07 == induced.smiths_alpha([(100, 1), (110, 1)], Fraction(100))
    assert induced.smiths_alpha([], Fraction(100)) is None


def test_a_side_without_tonnes_has_no_equilibrium_and_one_without_trades_has_a_price() -> None:
    assert equilibrium((), (Step(1, 5),)) is None
    assert equilibrium((Step(1, 5),), ()) is None
    assert Equilibrium(4, 9, 0, 0) == equilibrium((Step(1, 4),), (Step(1, 9),))
    assert induced.percent(0, 0) is None


def test_zero_intelligence_traders_never_lose_and_reach_most_of_the_surplus() -> None:
    reached = []
    for seed in range(6):
        random = Random(seed)
        given = tuple(
            (
                f"{'b' if buys else 's'}{number}",
                Schedule(
                    "BRC",
                    buys,
                    tuple(
                        Step(random.randrange(1, 300), fen)
                        for fen in sorted(random.sample(range(50, 150), 4), reverse=buys)
                    ),
                ),
            )
            for buys in (True, False)
            for number in range(6)
        )
        run = zero_intelligence(given, seed=seed)
        sides = [
            curve([step for _, one in given if one.buys is buys for step in one.steps], buys=buys)
            for buys in (True, False)
        ]
        found = equilibrium(*sides)
        assert found is not None
        assert 0 <= run.surplus_fen <= found.surplus_fen
        assert 0 < sum(tonnes for _, _, tonnes in run.prices)
        assert run == zero_intelligence.__wrapped__(given, seed=seed)
        reached.append(run.surplus_fen / found.surplus_fen)

    assert sum(reached) / len(reached) > 0.9


def test_a_room_of_one_has_no_zero_intelligence_market() -> None:
    only = (("b", Schedule("BRC", True, (Step(5, 10),))),)

    assert Run(0, ()) == zero_intelligence(only, seed=1) == zero_intelligence((), seed=1)
