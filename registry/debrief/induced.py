"""Markets of given values: demand, supply, their equilibrium, efficiency and Smith's alpha.

Whole fen and tonnes, exact fractions; a float only as a ratio in percent for display. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from registry.classroom.private_values import Step


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The competitive equilibrium of a market.

    Between `lowest_fen` and `highest_fen` a tonne, the ends included, as much is wanted as is
    offered. `quantity_t` are the most tonnes that trade at such a price; `surplus_fen` is what
    they are worth to their buyers less what they cost their sellers, the most that there is.
    """

    lowest_fen: int
    highest_fen: int
    quantity_t: int
    surplus_fen: int

    @property
    def middle(self) -> Fraction:
        """The price p* in fen a tonne, from which efficiency and alpha are measured."""
        return Fraction(self.lowest_fen + self.highest_fen, 2)


def curve(steps: Iterable[Step], *, buys: bool) -> tuple[Step, ...]:
    """The steps of all seats as one curve: tonnes by price, demand falling and supply rising."""
    by_price: dict[int, int] = {}
    for tonnes, fen in steps:
        by_price[fen] = by_price.get(fen, 0) + tonnes
    return tuple(
        Step(by_price[fen], fen) for fen in sorted(by_price, reverse=buys) if by_price[fen]
    )


def first_tonnes(steps: Iterable[Step], tonnes: int) -> tuple[Step, ...]:
    """The first so many tonnes of a schedule."""
    found = []
    for step in steps:
        here = min(step.tonnes, tonnes)
        if here > 0:
            found.append(Step(here, step.fen))
            tonnes -= here
    return tuple(found)


def equilibrium(demand: Sequence[Step], supply: Sequence[Step]) -> Equilibrium | None:
    """The equilibrium of two curves as `curve` makes them; None if one of them has no tonnes."""
    if not demand or not supply:
        return None
    quantity = surplus = 0
    wanted, offered = demand[0].tonnes, supply[0].tonnes
    buyer = seller = 0
    value = cost = None
    while demand[buyer].fen >= supply[seller].fen:
        value, cost = demand[buyer].fen, supply[seller].fen
        tonnes = min(wanted, offered)
        quantity += tonnes
        surplus += tonnes * (value - cost)
        wanted, offered = wanted - tonnes, offered - tonnes
        if not wanted:
            buyer += 1
            wanted = demand[buyer].tonnes if buyer < len(demand) else 0
        if not offered:
            seller += 1
            offered = supply[seller].tonnes if seller < len(supply) else 0
        if buyer == len(demand) or seller == len(supply):
            break
    # No tonne more: the next value is below the price, and the next cost above it.
    next_value = demand[buyer].fen if buyer < len(demand) else None
    next_cost = supply[seller].fen if seller < len(supply) else None
    lowest = max(fen for fen in (cost, next_value) if fen is not None)
    highest = min(fen for fen in (value, next_cost) if fen is not None)
    return Equilibrium(lowest, highest, quantity, surplus)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What came of a market of given values; all its figures are sums over the seats.

    `bought_t` are tonnes that buyers bought less those that they sold again, `values_fen` what
    these are worth to them; `sold_t` and `costs_fen` likewise of sellers, up to their schedules.
    """

    bought_t: int
    values_fen: int
    sold_t: int
    costs_fen: int


def realised(made: Allocation, price: Fraction) -> Fraction:
    """The surplus in fen. Tonnes that traders hold between, or sold from a stock, count as p*.

    So it is never above the equilibrium's: at p* no buyer and no seller could have more.
    """
    return made.values_fen - made.costs_fen + (made.sold_t - made.bought_t) * price


def percent(part: Fraction | int, whole: Fraction | int) -> float | None:
    """A ratio in percent for display, to a hundredth; None of nothing."""
    return round(float(Fraction(part) / Fraction(whole) * 100), 2) if whole else None


def smiths_alpha(prices: Iterable[tuple[int, int]], price: Fraction) -> float | None:
    """Smith's alpha in percent, 100 * sqrt(sum((p_t - p*)^2) / T) / p*, to a hundredth.

    `prices` are fen a tonne with the number of trades at each; every trade counts once, whatever
    its tonnes. None without trades.
    """
    trades, squares = 0, Fraction(0)
    for fen, count in prices:
        trades += count
        squares += count * (fen - price) ** 2
    if not trades or not price:
        return None
    return round(100 * sqrt(squares / trades) / float(price), 2)
