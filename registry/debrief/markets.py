"""A unit's market: what the room did, what was possible, what traders without a mind would do.

The steps of the reveal, in the order in which a trainer shows them: trades first, curves later.
Whole fen and tonnes; times are ms of lesson time. Never writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from sqlalchemy import text
from sqlmodel import Session

from ledger.kernel.clock import MINUTE
from registry.classroom.private_values import Schedule, Step
from registry.debrief import induced
from registry.debrief.induced import Allocation, Equilibrium
from registry.debrief.trading import Prices, SeatTrading
from registry.debrief.zero_intelligence import zero_intelligence
from registry.edge.results import PriceView

POINT_MS = 15 * MINUTE
"""Trades and orders are drawn by the quarter of an hour."""

_TRADES = (
    "SELECT instrument, at / :point, count(*), sum(quantity), sum(price * quantity), min(price),"
    " max(price) FROM trade WHERE mode = 'book' GROUP BY instrument, at / :point"
    " ORDER BY instrument, at / :point"
)
_ORDERS = (
    "SELECT instrument, at / :point, side, count(*), sum(quantity), min(price), max(price)"
    " FROM market_order WHERE mode = 'book' AND price IS NOT NULL"
    " GROUP BY instrument, at / :point, side ORDER BY instrument, at / :point, side"
)


@dataclass(frozen=True, slots=True)
class TradePoint:
    """The trades in the book of a quarter of an hour from `at` on; `average_fen` by tonnes."""

    instrument: str
    at: int
    trades: int
    tonnes: int
    average_fen: int
    lowest_fen: int
    highest_fen: int


@dataclass(frozen=True, slots=True)
class OrderPoint:
    """The limit orders entered in a quarter of an hour from `at` on, at their latest limits.

    `side`: buy or sell; `tonnes` as ordered, traded or not.
    """

    instrument: str
    at: int
    side: str
    orders: int
    tonnes: int
    lowest_fen: int
    highest_fen: int


@dataclass(frozen=True, slots=True)
class StepView:
    """So many tonnes at so many fen each: a step of demand or supply."""

    tonnes: int
    fen: int


@dataclass(frozen=True, slots=True)
class EquilibriumView:
    """The competitive equilibrium: the prices, ends included, tonnes, and the surplus in fen."""

    lowest_fen: int
    highest_fen: int
    quantity_t: int
    surplus_fen: int


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What came of a market: trades, their average price by tonnes (None: none), and its measures.

    `surplus_fen` is what the tonnes are worth to those who bought them less what they cost those
    who sold them; tonnes that others hold between count as the middle price of the equilibrium,
    rounded down. `efficiency_percent`: its part of the most that there is. `alpha_percent`: Smith's
    alpha, the spread of prices around that middle. None: not defined.
    """

    trades: int
    traded_t: int
    average_fen: int | None
    surplus_fen: int | None
    efficiency_percent: float | None
    alpha_percent: float | None


@dataclass(frozen=True, slots=True)
class MarketView:
    """One unit's market, in the steps of the reveal.

    `steps` names those that this market has, in order: trades, orders, values, equilibrium,
    outcome. `reason` is a code: why there is no equilibrium, or "". `demand` are private values,
    `supply` the costs of tonnes that were issued to seats with given costs. `zero_intelligence`:
    traders that draw prices by lot, on the same values.
    """

    unit: str
    instruments: tuple[str, ...]
    steps: tuple[str, ...]
    reason: str
    trades: tuple[TradePoint, ...]
    orders: tuple[OrderPoint, ...]
    demand: tuple[StepView, ...]
    supply: tuple[StepView, ...]
    equilibrium: EquilibriumView | None
    room: OutcomeView
    zero_intelligence: OutcomeView | None


def markets(
    session: Session,
    prices: list[PriceView],
    at_prices: Mapping[str, Prices],
    seats: Mapping[str, SeatTrading],
    schedules: Mapping[str, Schedule],
    *,
    seed: int,
) -> list[MarketView]:
    """The market of each unit that an instrument delivers, as listed; `seed` is the lesson's."""
    by_unit: dict[str, list[str]] = {}
    for one in prices:
        by_unit.setdefault(one.unit, []).append(one.instrument)
    trades, orders = _points(session), _entered(session)
    found = []
    for unit, codes in by_unit.items():
        traded = [row for code in codes for row in at_prices.get(code, ())]
        market = _of_unit(unit, codes, traded, _given(unit, schedules, seats), seats, seed=seed)
        drawn = tuple(point for point in trades if point.instrument in codes)
        entered = tuple(point for point in orders if point.instrument in codes)
        first = [name for name, points in (("trades", drawn), ("orders", entered)) if points]
        steps = (*first, *market.steps)
        found.append(replace(market, steps=steps, trades=drawn, orders=entered))
    return found


def _of_unit(
    unit: str,
    codes: list[str],
    at_prices: Prices,
    given: dict[str, Schedule],
    seats: Mapping[str, SeatTrading],
    *,
    seed: int,
) -> MarketView:
    """A unit's market without the points of its first two steps."""
    demand, supply = (
        induced.curve(
            (step for one in given.values() if one.buys is buys for step in one.steps), buys=buys
        )
        for buys in (True, False)
    )
    solved = induced.equilibrium(demand, supply)
    shown = mindless = surplus = None
    if solved is not None:
        shown = EquilibriumView(
            solved.lowest_fen, solved.highest_fen, solved.quantity_t, solved.surplus_fen
        )
        run = zero_intelligence(tuple(sorted(given.items())), seed=seed)
        mindless = _outcome(solved, run.prices, Fraction(run.surplus_fen))
        surplus = induced.realised(_allocation(unit, given, seats), solved.middle)
    return MarketView(
        unit=unit,
        instruments=tuple(codes),
        steps=("values", "equilibrium", "outcome") if solved else ("values",) if demand else (),
        reason=_reason(given, demand, supply),
        trades=(),
        orders=(),
        demand=tuple(StepView(*step) for step in demand),
        supply=tuple(StepView(*step) for step in supply),
        equilibrium=shown,
        room=_outcome(solved, at_prices, surplus),
        zero_intelligence=mindless,
    )


def _given(
    unit: str, schedules: Mapping[str, Schedule], seats: Mapping[str, SeatTrading]
) -> dict[str, Schedule]:
    """The schedules of a unit; of a seller the tonnes that were issued to it, so far."""
    found = {}
    for name, one in schedules.items():
        if one.unit == unit:
            issued = seats[name].issued_t.get(unit, 0) if name in seats else 0
            steps = one.steps if one.buys else induced.first_tonnes(one.steps, issued)
            found[name] = one._replace(steps=steps)
    return found


def _reason(given: dict[str, Schedule], demand: Sequence[Step], supply: Sequence[Step]) -> str:
    """Why there is no equilibrium: nobody has values, nobody has costs, nothing was issued."""
    if demand and supply:
        return ""
    if not demand:
        return "no_values"
    return "nothing_issued" if any(not one.buys for one in given.values()) else "no_costs"


def _allocation(
    unit: str, given: dict[str, Schedule], seats: Mapping[str, SeatTrading]
) -> Allocation:
    """What buyers and sellers with a schedule ended with; tonnes beyond it are not theirs."""
    bought = values = sold = costs = 0
    for name, one in given.items():
        trading = seats.get(name, SeatTrading())
        net = trading.bought_t.get(unit, 0) - trading.sold_t.get(unit, 0)
        if one.buys and net > 0:
            bought += net
            values += one.worth_fen(net)
        elif not one.buys and net < 0:
            sold += min(-net, one.tonnes)
            costs += one.worth_fen(-net)
    return Allocation(bought, values, sold, costs)


def _outcome(
    solved: Equilibrium | None, at_prices: Prices, surplus: Fraction | None
) -> OutcomeView:
    tonnes = sum(traded for _, _, traded in at_prices)
    turnover = sum(price * traded for price, _, traded in at_prices)
    counts = [(price, count) for price, count, _ in at_prices]
    most = solved.surplus_fen if solved is not None else 0
    return OutcomeView(
        trades=sum(count for _, count in counts),
        traded_t=tonnes,
        average_fen=(2 * turnover + tonnes) // (2 * tonnes) if tonnes else None,
        surplus_fen=None if surplus is None else floor(surplus),
        efficiency_percent=None if surplus is None else induced.percent(surplus, most),
        alpha_percent=None if solved is None else induced.smiths_alpha(counts, solved.middle),
    )


def _points(session: Session) -> list[TradePoint]:
    found = session.connection().execute(text(_TRADES), {"point": POINT_MS})
    return [
        TradePoint(
            code, int(at) * POINT_MS, count, int(tonnes),
            (2 * int(fen) + int(tonnes)) // (2 * int(tonnes)), lowest, highest,
        )
        for code, at, count, tonnes, fen, lowest, highest in found
    ]  # fmt: skip


def _entered(session: Session) -> list[OrderPoint]:
    found = session.connection().execute(text(_ORDERS), {"point": POINT_MS})
    return [
        OrderPoint(code, int(at) * POINT_MS, side, count, int(tonnes), lowest, highest)
        for code, at, side, count, tonnes, lowest, highest in found
    ]
