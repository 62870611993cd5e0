"""Random orders, cancels, halts and days through the desk on real books.

After every few commands all invariants are asked, the naive matcher must have made the same
trades, and a second desk loaded from the same tables must be the same desk. Money and credits
are compared with plain sums over the trades.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from ledger.kernel.errors import Refusal
from matching.listings import load
from matching.phases import Phase
from tests.matching.conftest import Opened
from tests.matching.oracle import Oracle
from tests.matching.world import World

OWNERS = ("ann", "bob", "cat", "dan")
FEN, TONNES = 1_500_000, 300


def _world(opened: Opened) -> World:
    world = opened()
    for owner in OWNERS:
        world.holder(owner, fen=FEN)
        world.issue(owner, TONNES // 2)
    for owner in OWNERS:
        world.issue(owner, TONNES // 2)
    return world


class Walk:
    """One random walk: the same events at the desk and at the oracle."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.oracle = Oracle(lo=7650, hi=9350, self_trade="newest")
        self.outcomes: Counter[str] = Counter()
        self.day = 13

    def step(self) -> None:
        draw = self.random.random()
        if draw < 0.2:
            self._cancel()
        elif draw < 0.22 or (draw < 0.6 and self._halted()):
            self._halt()
        elif draw < 0.23:
            self._next_day()
        else:
            self._place()

    def _place(self) -> None:
        random = self.random
        owner, side = random.choice(OWNERS), random.choice(["buy", "sell"])
        away = random.randint(-20, 60) * (-1 if side == "buy" else 1)
        price = None if random.random() < 0.1 else 8500 + away
        if random.random() < 0.02:
            price = 9351
        quantity = random.choice([-1, 0, 1, 5, 20, 60, 60, 120])
        term = random.choice(["day", "day", "ioc"])
        try:
            placed = self.world.place(owner, side, quantity, price, term=term)
        except Refusal as refusal:
            self.outcomes[refusal.code] += 1
            return
        self.outcomes[placed.status] += 1
        told = self.oracle.play(("new", placed.order, owner, side, quantity, price, term))
        assert (told.status, told.open) == (placed.status.value, placed.open)
        assert [t[2:] for t in told.trades] == [(q, p) for _, p, q in placed.trades]

    def _cancel(self) -> None:
        order = self.random.randint(1, max(1, self.world.desk.market.last_order + 1))
        owner = self.random.choice(OWNERS)
        try:
            released = self.world.cancel(owner, order)
        except Refusal as refusal:
            self.outcomes[refusal.code] += 1
            return
        self.outcomes["withdrawn"] += 1
        assert [(order, released)] == self.oracle.play(("cancel", order)).cancels

    def _halted(self) -> bool:
        return self.world.desk.market.listing("BRC-CN").halted

    def _halt(self) -> None:
        world, halted = self.world, self._halted()
        change = world.desk.resume if halted else world.desk.halt
        world.do(lambda: change(instrument="BRC-CN"))
        self.oracle.play(("phase", "continuous" if halted else "halted"))

    def _next_day(self) -> None:
        self.day += 1
        gone = [order for order, _ in self.oracle.play(("end_of_day",)).cancels]
        assert gone == self.world.end_of_day()
        self.world.do(lambda: self.world.desk.start_of_day(day=f"2028-04-{self.day:02}"))
        self.world.do(lambda: self.world.desk.set_phase(Phase.CONTINUOUS))
        book = self.world.desk.market.listing("BRC-CN").book
        self.oracle.play(("limits", book.lo, book.hi))

    def check(self) -> None:
        world = self.world
        assert [] == world.problems()
        assert world.desk.market.listing("BRC-CN").book.drawn() == self.oracle.drawn()
        again = load(world.store.fetch, self_trade=world.desk.self_trade)
        assert again.drawn() == world.desk.market.drawn()
        fen = dict.fromkeys(OWNERS, FEN)
        tonnes = dict.fromkeys(OWNERS, TONNES)
        for price, quantity, buyer, seller in world.rows(
            "SELECT price, quantity, buyer, seller FROM trade"
        ):
            fen[buyer] -= price * quantity
            fen[seller] += price * quantity
            tonnes[buyer] += quantity
            tonnes[seller] -= quantity
        batches = list(world.books.batches)
        for owner in OWNERS:
            assert fen[owner] == sum(world.cash(owner)), owner
            assert tonnes[owner] == sum(sum(world.units(owner, b)) for b in batches), owner


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_keeps_every_promise(opened: Opened, seed: int) -> None:
    walk = Walk(_world(opened), seed)
    for number in range(1, 241):
        walk.step()
        if number % 8 == 0:
            walk.check()

    kinds = {"filled", "resting", "cancelled", "withdrawn", "risk.units_short", "risk.cash_short"}
    assert kinds <= set(walk.outcomes), f"seed {seed}: {walk.outcomes}"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 204))
def test_a_long_random_walk_keeps_every_promise(opened: Opened, seed: int) -> None:
    walk = Walk(_world(opened), seed)
    for number in range(1, 1001):
        walk.step()
        if number % 25 == 0:
            walk.check()
