"""Faults in the finer rules, planted one at a time; a scenario and a random stream must see each.

A fault is a naive matcher with one method that does wrong: these rules have no function of their
own in the book. What sees them in the naive matcher would see them in the book.
"""

from __future__ import annotations

import pytest

from tests.matching.naive import Answer, Event, Naive, Order
from tests.matching.scenario_table import outcome, played_by, table
from tests.matching.streams import Stream, first_difference

SCENARIOS = table("book-reference.txt") + table("book-own.txt")
MODES = ("none", "newest", "oldest", "both", "decrement")
TIES = ("clamp", "ref", "mid")


class StopsAllAtOnce(Naive):
    """Stops that hold enter even if the trades of the one before have undone their trigger."""

    def enter_stops(self) -> None:
        while self.phase == "cont":
            held = [o for o in self.stops if self.holds(o)]
            if not held:
                return
            for order in held:
                self.stops.remove(order)
                self.enter(order)


class HalfTickDown(Naive):
    """The midpoint's half tick goes down."""

    def tie(self, candidates: list[int], ref: int | None) -> int:
        if ref is None or self.rules["tie"] == "mid":
            tick: int = self.rules["tick"]
            return candidates[0] + (candidates[-1] - candidates[0]) // tick // 2 * tick
        return super().tie(candidates, ref)


class UnreducedTrade(Naive):
    """What a maker sold in a pick stays in the book."""

    def on_pick(self, event: Event) -> Answer:
        maker = self.find(event["maker"], self.resting)
        before = maker.open if maker else 0
        answer = super().on_pick(event)
        if maker in self.resting and answer[0] == "filled":
            maker.open = before
        return answer


class LargerKeepsPlace(Naive):
    """A replace to more tonnes keeps its place."""

    def on_replace(self, event: Event) -> Answer:
        order = self.find(event["id"], self.resting)
        if order is None or event["px"] != order.px:
            return super().on_replace(event)
        place = self.resting.index(order)
        answer = super().on_replace(event)
        if answer[0] == "resting":
            moved = self.find(event["id"], self.resting)
            assert moved is not None
            self.resting.remove(moved)
            self.resting.insert(place, moved)
        return answer


class RemainderRests(Naive):
    """The remainder of a taker that met its own order rests."""

    def prevent(self, maker: Order, taker: Order) -> None:
        left = taker.open
        super().prevent(maker, taker)
        if self.rules["stp"] == "newest":
            self.cancels.pop()
            taker.open = left
            self.resting.append(taker)
            taker.show_peak()
            taker.open = 0


class PlaceLostInAuction(Naive):
    """An auction loses the place of an iceberg that traded in it."""

    def auction_at(self, price: int) -> None:
        super().auction_at(price)
        self.resting.sort(key=lambda o: o.disp is not None)


class KilledButMet(Naive):
    """A fill or kill that is killed has still taken own orders off."""

    def fills(self, order: Order) -> bool:
        if super().fills(order):
            return True
        if self.rules["stp"] == "oldest":
            met = [o for o in self.resting if o.side != order.side and order.accepts(o.px)]
            for own in [o for o in met if o.acct == order.acct]:
                self.take_off(own)
        return False


class ImmediateRests(Naive):
    """The remainder of an IOC order rests."""

    def enter(self, order: Order) -> Answer:
        order.tif = "GTC" if order.tif == "IOC" else order.tif
        return super().enter(order)


class DayTooLong(Naive):
    """An order good till a day outlives that day."""

    def on_eod(self, event: Event) -> Answer:
        return super().on_eod({**event, "day": event["day"] - 1})


class OldPeak(Naive):
    """An iceberg that is replaced shows what was left of its peak."""

    def on_replace(self, event: Event) -> Answer:
        order = self.find(event["id"], self.resting)
        shown = order.shown if order else 0
        answer = super().on_replace(event)
        moved = self.find(event["id"], self.resting)
        if moved and moved.disp and answer[0] == "resting":
            moved.shown = min(shown, moved.open)
        return answer


class AnyLevel(Naive):
    """A pick takes a quote of any level."""

    def on_pick(self, event: Event) -> Answer:
        self.rules = {**self.rules, "pick_levels": 99}
        return super().on_pick(event)


class LimitsNotInclusive(Naive):
    """An order at the upper limit is refused."""

    def is_price(self, px: int) -> bool:
        return super().is_price(px) and px != self.rules["hi"]


FAULTS = [
    StopsAllAtOnce, HalfTickDown, UnreducedTrade, LargerKeepsPlace, RemainderRests,
    PlaceLostInAuction, KilledButMet, ImmediateRests, DayTooLong, OldPeak, AnyLevel,
    LimitsNotInclusive,
]  # fmt: skip


def _scenarios_that_see(faulty: type[Naive]) -> list[str]:
    player = played_by(faulty)
    return [one.name for one in SCENARIOS if one.expected != outcome(one, player)]


def _seeds_that_see(faulty: type[Naive]) -> list[int]:
    found = []
    for seed in range(45):
        stream = Stream(seed, "all", 100)
        rules = {**stream.rules, "stp": MODES[seed % 5], "tie": TIES[seed % 3]}
        if first_difference(faulty(**rules), Naive(**rules), stream.events):
            found.append(seed)
    return found


@pytest.mark.planted
@pytest.mark.parametrize("faulty", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_seen_by_a_scenario_and_by_a_stream(faulty: type[Naive]) -> None:
    assert _scenarios_that_see(faulty), f"no scenario sees it: {faulty.__doc__}"
    assert _seeds_that_see(faulty), f"no stream sees it: {faulty.__doc__}"


@pytest.mark.planted
def test_without_a_fault_nothing_is_seen() -> None:
    assert [] == _scenarios_that_see(Naive)
    assert [] == _seeds_that_see(Naive)
