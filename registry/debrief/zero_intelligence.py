"""A market of zero-intelligence traders on the values that a room was given (Gode and Sunder 1993).

Each draws any price at which it would not lose. They learn nothing and know nothing, so what they
reach the rules of the market reach; a room is compared with them. Pure, seeded, whole numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from matching.book import Book, Fill
from matching.instruments import Limits
from matching.orders import Order, TimeInForce
from registry.classroom.private_values import Schedule

DRAWS_A_STEP, DRAWS_MOST = 40, 50_000
"""Orders for each step of the schedules, and at most: how long their market is open."""


@dataclass(frozen=True, slots=True)
class Run:
    """What they did: surplus in fen, and by price in fen the number of trades and their tonnes."""

    surplus_fen: int
    prices: tuple[tuple[int, int, int], ...]


class _Trader:
    """One trader: the steps that it has left, in the order of its schedule, and its open order."""

    def __init__(self, name: str, schedule: Schedule) -> None:
        self.name, self.buys = name, schedule.buys
        self.steps = [list(step) for step in reversed(schedule.steps)]
        self.order = 0

    def traded(self, tonnes: int) -> int:
        """Take the tonnes of a trade off the step; the fen that they are worth, or cost."""
        step = self.steps[-1]
        step[0] -= tonnes
        assert step[0] >= 0, "an order is never larger than its step"
        if not step[0]:
            self.steps.pop()
        return tonnes * step[1]


@lru_cache(maxsize=32)
def zero_intelligence(schedules: tuple[tuple[str, Schedule], ...], *, seed: int) -> Run:
    """Run a continuous double auction of zero-intelligence traders, one for each schedule.

    In each turn one of them, drawn by lot, replaces its order by another for the tonnes left of its
    present step: a buyer at a price from the lowest of all values and costs up to its own value, a
    seller from its own cost up to the highest of them.
    """
    fen = [step.fen for _, schedule in schedules for step in schedule.steps]
    traders = {name: _Trader(name, one) for name, one in schedules if one.tonnes}
    if not fen or len({one.buys for one in traders.values()}) < 2:
        return Run(0, ())
    random, low, high = Random(f"zero intelligence {seed}"), min(fen), max(fen)
    book = Book(limits=Limits(low, high))
    surplus = 0
    trades: Counter[int] = Counter()
    traded: Counter[int] = Counter()
    active = list(traders.values())
    for number in range(1, 1 + min(DRAWS_MOST, DRAWS_A_STEP * len(fen))):
        one = active[random.randrange(len(active))]
        if not one.steps:
            continue
        for maker, taker, price, tonnes in _place(book, one, number, random, low, high):
            trades[price] += 1
            traded[price] += tonnes
            for order in (maker, taker):
                worth = traders[order.account].traded(tonnes)
                surplus += worth if order.buy else -worth
    return Run(surplus, tuple((fen, trades[fen], traded[fen]) for fen in sorted(trades)))


def _place(
    book: Book, one: _Trader, number: int, random: Random, low: int, high: int
) -> list[Fill]:
    """Replace a trader's open order by a new one at a drawn price; the trades that it makes."""
    if one.order in book.orders:
        book.cancel(one.order)
    tonnes, fen = one.steps[-1]
    price = random.randrange(low, fen + 1) if one.buys else random.randrange(fen, high + 1)
    one.order = number
    order = Order(
        id=number, account=one.name, buy=one.buys, price=price, quantity=tonnes,
        time_in_force=TimeInForce.GTC,
    )  # fmt: skip
    _, _, fills, _ = book.place(order)
    return fills
