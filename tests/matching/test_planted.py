"""Faults planted into the book, one at a time; a scenario and a random stream must see each.

A fault replaces one function of the book by one that does wrong. If the function is gone the test
says so instead of passing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

import matching.auction
import matching.book
from matching.book import Book
from matching.expiry import Expiry
from matching.levels import Half, Level
from matching.stops import Stops
from tests.matching.naive import Naive
from tests.matching.ours import Ours
from tests.matching.scenario_table import outcome, played_by, table
from tests.matching.streams import Stream, first_difference

SCENARIOS = table("book-reference.txt") + table("book-own.txt")
MODES = ("none", "newest", "oldest", "both", "decrement")
TIES = ("clamp", "ref", "mid")

Wrong = Callable[[Any], Any]
"""The right function in, the wrong one out."""


def takers_price(right: Any) -> Any:
    """Trades have the price of the arriving order."""

    def _enter(self: Book, order: Any, fills: list[Any], cancels: list[Any]) -> Any:
        known = len(fills)
        status = right(self, order, fills, cancels)
        fills[known:] = [
            (maker, taker, order.price or px, tonnes) for maker, taker, px, tonnes in fills[known:]
        ]
        return status

    return _enter


def newest_first(right: Any) -> Any:
    """An order that comes to a price stands before all others there."""

    def rest(self: Half, key: int, order: Any) -> None:
        right(self, key, order)
        self.levels[key].queue.rotate(1)

    return rest


def refill_in_place(right: Any) -> Any:
    """A used-up peak is shown anew without losing its place."""

    def show(self: Level, iceberg: Any) -> None:
        right(self, iceberg)
        self.queue.rotate(1)

    return show


def own_orders_count(_: Any) -> Any:
    """Fill or kill counts all resting tonnes up to its price, own orders too."""

    def fills_whole(order: Any, waiting: Half, *_: Any) -> bool:
        met = [o for o in waiting.orders() if order.price is None or _meets(order, o)]
        return bool(sum(o.open for o in met) >= order.open)

    return fills_whole


def _meets(taker: Any, maker: Any) -> bool:
    return bool(maker.price <= taker.price if taker.buy else maker.price >= taker.price)


def second_stop_first(right: Any) -> Any:
    """Of the stops that hold, the second enters before the first."""

    def next(self: Stops, last: int) -> Any:
        first = right(self, last)
        second = right(self, last) if first else None
        if second is not None:
            self.add(first)
        return second or first

    return next


def lowest_price(_: Any) -> Any:
    """An auction takes the lowest of equally good prices."""
    return lambda candidates, **_: min(candidates)


def unreduced_maker(right: Any) -> Any:
    """A maker keeps the open tonnes that it gave up."""

    def lower(self: Level, order: Any, tonnes: int) -> None:
        before = order.open
        right(self, order, tonnes)
        order.open = before if order.open else 0

    return lower


def lost_level(right: Any) -> Any:
    """A third price of a side is forgotten."""
    return lambda *given: islice(right(*given), 2)


def first_leaves_alone(right: Any) -> Any:
    """The end of a day takes out one order only."""
    return lambda self, orders, day: right(self, orders, day)[:1]


FAULTS: list[tuple[Any, str, Wrong]] = [
    (Book, "_enter", takers_price),
    (Half, "rest", newest_first),
    (Level, "show", refill_in_place),
    (matching.book, "fills_whole", own_orders_count),
    (Stops, "next", second_stop_first),
    (matching.auction, "_decide", lowest_price),
    (Level, "lower", unreduced_maker),
    (Half, "best_first", lost_level),
    (Half, "down_to", lost_level),
    (Expiry, "with_day", first_leaves_alone),
]


def _scenarios_that_see() -> list[str]:
    found = []
    for scenario in SCENARIOS:
        try:
            same = scenario.expected == outcome(scenario, played_by(Ours))
        except AssertionError:  # the book itself saw it
            same = False
        if not same:
            found.append(scenario.name)
    return found


def _seeds_that_see() -> list[int]:
    found = []
    for seed in range(45):
        stream = Stream(seed, "all", 100)
        rules = {**stream.rules, "stp": MODES[seed % 5], "tie": TIES[seed % 3]}
        if first_difference(Ours(**rules), Naive(**rules), stream.events):
            found.append(seed)
    return found


@pytest.mark.planted
@pytest.mark.parametrize(
    ("where", "name", "wrong"), FAULTS, ids=lambda f: getattr(f, "__name__", f)
)
def test_a_planted_fault_is_seen_by_a_scenario_and_by_a_stream(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, wrong: Wrong
) -> None:
    monkeypatch.setattr(where, name, wrong(getattr(where, name)))

    assert _scenarios_that_see(), f"no scenario sees it: {wrong.__doc__}"
    assert _seeds_that_see(), f"no stream sees it: {wrong.__doc__}"


@pytest.mark.planted
def test_without_a_fault_nothing_is_seen() -> None:
    assert [] == _scenarios_that_see()
    assert [] == _seeds_that_see()
