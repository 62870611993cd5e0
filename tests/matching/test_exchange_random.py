"""Random orders of every type, changes, phases and days at the exchange on a real ledger.

After every step all invariants are checked, an exchange loaded from the tables must be the
same, and the naive matcher must have made the same trades and have the same book. Money and
credits are compared with plain sums over the trades.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from matching.instruments import Instrument
from matching.orders import SelfTrade
from matching.phases import Phase
from tests.matching.conftest import Opened
from tests.matching.naive import Naive
from tests.matching.streams import same
from tests.matching.world import CN, World

pytestmark = pytest.mark.slow

OWNERS = ("ann", "bob", "cat", "dan")
FEN, TONNES = 1_500_000, 300
FEES = Instrument(
    code="BRC-CN", registry="CN", unit="BRC", reference=8500, limit_percent=10,
    fee_maker_ppm=300, fee_taker_ppm=1700,
)  # fmt: skip
FIRST_DAY = date(2028, 3, 13)


def _world(opened: Opened, mode: SelfTrade, instrument: Instrument) -> World:
    world = opened(replace(instrument, closing_call=True), self_trade=mode)
    for owner in OWNERS:
        world.holder(owner, fen=FEN)
        world.issue(owner, TONNES // 2)
    for owner in OWNERS:
        world.issue(owner, TONNES // 2)
    return world


def _lists(snapshot: Any) -> Any:
    """Tuples all the way down as lists."""
    return [_lists(one) for one in snapshot] if isinstance(snapshot, list | tuple) else snapshot


class Walk:
    """One random walk: the same events at the exchange and at the naive matcher."""

    def __init__(self, world: World, seed: int | str, mode: SelfTrade) -> None:
        self.world, self.random = world, Random(seed)
        self.naive = Naive(lo=7650, hi=9350, stp=mode.value)
        self.outcomes: Counter[str] = Counter()
        self.day = FIRST_DAY.toordinal()
        self.seen_trades = 0

    def step(self) -> None:
        phase, draw = self._book().phase, self.random.random()
        if draw < {Phase.CALL: 0.1, Phase.CLOSING: 0.1, Phase.HALTED: 0.5}.get(phase, 0):
            self._phase()
            return
        draw = self.random.random()
        for share, action in (
            (0.10, self._cancel),
            (0.22, self._replace),
            (0.28, self._reduce),
            (0.34, self._pick),
            (0.38, self._phase),
            (0.39, self._cancel_all),
            (0.40, self._next_day),
            (1, self._place),
        ):
            if draw < share:
                action()
                return

    def _book(self) -> Any:
        return self.world.exchange.market.listing("BRC-CN").book

    def _tried(self, action: Callable[[], Any]) -> Any:
        """The result of an action, or None when it was refused; then nothing has changed."""
        try:
            return action()
        except Refusal as refusal:
            self.outcomes[refusal.code] += 1
            return None

    def _new_trades(self) -> list[list[int]]:
        rows = self.world.rows(
            f"SELECT id, maker, taker, price, quantity FROM trade WHERE id > {self.seen_trades}"
            " ORDER BY id"
        )
        self.seen_trades = rows[-1][0] if rows else self.seen_trades
        return [list(row[1:]) for row in rows]

    def _agree(self, event: dict[str, Any]) -> dict[str, Any]:
        """Let the twin play what the exchange has taken; both made the same trades."""
        result = self.naive.play(event)
        assert result["status"] != "rejected", event
        made = {"trades": self._new_trades(), "cancels": []}
        expected = {"trades": result["trades"], "cancels": []}
        auctioned = self.naive.auctioned
        assert _sides(made, auctioned) == _sides(expected, auctioned), event
        self.outcomes["trades"] += len(result["trades"])
        return result

    # --- events -------------------------------------------------------------------------------

    def _place(self) -> None:
        random = self.random
        owner, side = random.choice(OWNERS), random.choice(["buy", "sell"])
        price = self._price(side) if random.random() > 0.1 else None
        quantity = random.choice([-1, 0, 1, 5, 20, 20, 60, 60, 120])
        auction = "at_open" if self._book().phase is Phase.CALL else "at_close"
        term = random.choice(["day", "day", "day", "ioc", "fok", "gtc", "gtd", auction])
        terms: dict[str, Any] = {}
        event: dict[str, Any] = {}
        if term == "gtd":
            event["exp"] = self.day + random.randint(0, 2)
            terms["expires"] = date.fromordinal(event["exp"]).isoformat()
        plain = term.startswith("at_") and random.random() < 0.9
        if random.random() < 0.15 and not plain:
            terms["post_only"] = event["post"] = True
        if random.random() < 0.25:
            terms["peak"] = event["disp"] = random.choice([0, 1, 3, 10, 200])
        if random.random() < 0.2 and not plain:
            terms["trigger"] = event["stop"] = 8500 + random.randint(-40, 40)
        placed = self._tried(
            lambda: self.world.place(owner, side, quantity, price, term=term, **terms)
        )
        if placed is None:
            return
        self.outcomes[placed.status] += 1
        self.outcomes[f"{term} {placed.status}"] += 1
        event |= {
            "op": "new", "id": placed.order, "acct": owner, "side": side[0].upper(),
            "qty": quantity, "px": price, "tif": term.upper(),
        }  # fmt: skip
        self._agree(event)

    def _price(self, side: str) -> int:
        chance = self.random.random()
        if chance < 0.1:
            return self.random.randint(self._book().lo - 20, self._book().hi + 20)
        return 8500 + self.random.randint(-20, 60) * (-1 if side == "buy" else 1)

    def _some_order(self) -> tuple[str, int]:
        """An owner and an order, often an open one of its own."""
        owner = self.random.choice(OWNERS)
        own = list(self.world.exchange.market.open_of.get(owner, {}))
        if own and self.random.random() < 0.85:
            return owner, self.random.choice(own)
        return owner, self.random.randint(1, self.world.exchange.market.last_order + 1)

    def _cancel(self) -> None:
        owner, order = self._some_order()
        released = self._tried(lambda: self.world.cancel(owner, order))
        if released is not None:
            self.outcomes["withdrawn"] += 1
            assert [[order, released]] == self._agree({"op": "cancel", "id": order})["cancels"]

    def _cancel_all(self) -> None:
        owner = self.random.choice(OWNERS)
        gone = self.world.do(lambda: self.world.exchange.cancel_all(owner=owner))
        self.outcomes["all withdrawn"] += 1
        for order, released in gone:
            assert [[order, released]] == self._agree({"op": "cancel", "id": order})["cancels"]

    def _replace(self) -> None:
        owner, order = self._some_order()
        found = self._book().orders.get(order)
        side = "buy" if found is None or found.buy else "sell"
        keeps = found is not None and found.price is not None and self.random.random() < 0.3
        price = found.price if keeps else self._price(side)
        quantity = self.random.choice([1, 5, 20, 60, 120])
        placed = self._tried(lambda: self.world.replace(owner, order, quantity, price))
        if placed is not None:
            self.outcomes["replaced"] += 1
            self._agree({"op": "replace", "id": order, "px": price, "qty": quantity})

    def _reduce(self) -> None:
        owner, order = self._some_order()
        by = self.random.choice([0, 1, 3, 10])
        found = self._book().orders.get(order)
        before = (found.price, found.open) if found else None
        if self._tried(lambda: self.world.reduce(owner, order, by)) is not None:
            self.outcomes["reduced"] += 1
            assert before
            price, left = before
            self._agree({"op": "replace", "id": order, "px": price, "qty": left - by})

    def _pick(self) -> None:
        owner = self.random.choice(OWNERS)
        resting = [o for o in self._book().orders.values() if not o.is_parked]
        maker = self.random.choice(resting).id if resting else 1
        quantity = self.random.choice([1, 2, 5, 20])
        placed = self._tried(lambda: self.world.pick(owner, maker, quantity))
        if placed is not None:
            self.outcomes["picked"] += 1
            self._agree(
                {"op": "pick", "id": placed.order, "acct": owner, "maker": maker, "qty": quantity}
            )

    def _phase(self) -> None:
        """Continuous -> call -> continuous, or a halt and its end, in call or out of it.

        A closing call ends with its day.
        """
        exchange, world = self.world.exchange, self.world
        listing = exchange.market.listing("BRC-CN")
        if listing.book.phase is Phase.CLOSING and self.random.random() < 0.6:
            self._next_day()
            return
        if listing.halted or self.random.random() < 0.3:
            change = exchange.trading_day.resume if listing.halted else exchange.trading_day.halt
            world.do(lambda: change(instrument="BRC-CN"))
        else:
            if listing.scheduled is Phase.CALL:
                phase = Phase.CONTINUOUS
            else:
                phase = self.random.choice([Phase.CALL, Phase.CALL, Phase.CLOSING])
            if listing.scheduled is not Phase.CLOSING:
                world.do(lambda: exchange.trading_day.set_phase(phase))
        self._follow()

    def _follow(self) -> None:
        """Bring the twin into the exchange's phase; orders of a call trade on the way."""
        after = self._book().phase
        self.outcomes[after] += 1
        words = {
            Phase.CALL: "call", Phase.HALTED: "halt", Phase.CONTINUOUS: "cont",
            Phase.CLOSING: "closing",
        }  # fmt: skip
        if after is Phase.CONTINUOUS:
            self.naive.play({"op": "phase", "to": "call"})
            reference = self.world.exchange.market.listing("BRC-CN").reference
            self._agree({"op": "uncross", "ref": reference})
            if self.naive.auctioned:
                self.outcomes["auctioned"] += 1
        self.naive.play({"op": "phase", "to": words[after]})

    def _next_day(self) -> None:
        closing = self._book().phase is Phase.CLOSING
        reference = self.world.exchange.market.listing("BRC-CN").reference
        ended = self.world.end_of_day()
        if closing:
            self._agree({"op": "uncross", "ref": reference})
            self.outcomes["closed at one price"] += self.naive.auctioned > 0
        result = self.naive.play({"op": "eod", "day": self.day})
        assert [order for order, _ in result["cancels"]] == ended
        self.day += 1
        today = date.fromordinal(self.day).isoformat()
        before = {o.id: (o.price, o.open) for o in self._book().orders.values()}
        self.world.do(lambda: self.world.exchange.trading_day.start_of_day(day=today))
        book = self._book()
        for order, (price, left) in before.items():
            outside = not book.lo <= price <= book.hi
            assert outside == (order not in book.orders)
            if outside:
                self.outcomes["outside"] += 1
                gone = self._agree({"op": "cancel", "id": order})["cancels"]
                assert [[order, left]] == gone
        self.naive.play({"op": "limits", "lo": book.lo, "hi": book.hi})
        self.world.do(lambda: self.world.exchange.trading_day.set_phase(Phase.CONTINUOUS))
        if not self.world.exchange.market.listing("BRC-CN").halted:
            self._follow()
        self.outcomes["days"] += 1

    def check(self) -> None:
        world = self.world
        assert [] == world.problems()
        naive = self.naive.book()
        assert _lists(self._book().snapshot()) == [*naive.values()]
        assert sorted(o.id for o in self.naive.stops) == sorted(self._book().stops.entered)
        assert [o.id for o in self.naive.parked] == list(self._book().parked)
        fen = dict.fromkeys(OWNERS, FEN)
        tonnes = dict.fromkeys(OWNERS, TONNES)
        for price, quantity, buyer, seller, *fees in world.rows(
            "SELECT price, quantity, buyer, seller, fee_buyer, fee_seller FROM trade"
        ):
            fen[buyer] -= price * quantity + fees[0]
            fen[seller] += price * quantity - fees[1]
            tonnes[buyer] += quantity
            tonnes[seller] -= quantity
        batches = list(world.books.batches)
        for owner in OWNERS:
            assert fen[owner] == sum(world.cash(owner)), owner
            assert tonnes[owner] == sum(sum(world.units(owner, b)) for b in batches), owner


def _sides(result: dict[str, Any], auctioned: int) -> dict[str, Any]:
    """Trades in a form that does not tell maker from taker in the auction, as nobody rules it."""
    trades, left = [], auctioned
    for one, other, price, tonnes in result["trades"]:
        trades.append([*(sorted((one, other)) if left > 0 else (one, other)), price, tonnes])
        left -= tonnes
    return same({**result, "trades": trades}, auctioned)


@pytest.mark.parametrize("mode", SelfTrade)
@pytest.mark.parametrize("instrument", [CN, FEES], ids=["free", "fees"])
def test_a_random_walk_keeps_every_promise(
    opened: Opened, mode: SelfTrade, instrument: Instrument
) -> None:
    walk = Walk(_world(opened, mode, instrument), f"{mode} 1", mode)
    for _ in range(240):
        walk.step()
        walk.check()

    usual = {"filled", "resting", "cancelled", "pending", "withdrawn", "replaced", "picked"}
    assert usual <= set(walk.outcomes), walk.outcomes


def test_the_walks_reach_what_is_rare(opened: Opened) -> None:
    walk = Walk(_world(opened, SelfTrade.DECREMENT, CN), "rare", SelfTrade.DECREMENT)
    for _ in range(1000):
        walk.step()

    walk.check()
    rare = {"auctioned", "reduced", "all withdrawn", "days", Phase.HALTED, Phase.CALL}
    rare |= {"closed at one price", "at_close pending", "at_close resting", "at_open resting"}
    refused = {"risk.units_short", "risk.cash_short", "book.post_only_would_trade"}
    assert rare | refused <= {one for one, count in walk.outcomes.items() if count}, walk.outcomes


@pytest.mark.long
@pytest.mark.parametrize("mode", SelfTrade)
@pytest.mark.parametrize("seed", range(4, 44))
def test_a_long_random_walk_keeps_every_promise(opened: Opened, seed: int, mode: SelfTrade) -> None:
    walk = Walk(_world(opened, mode, FEES if seed % 2 else CN), seed, mode)
    for number in range(1, 1001):
        walk.step()
        if number % 25 == 0:
            walk.check()
