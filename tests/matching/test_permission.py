"""Goal: the holding period and the position limit hold whatever is tried.

Method: written cases, then a random walk beside rules that are obviously right: they look through
all trades and all open orders each time. The audit's own invariant sees what the walk would allow
without the check.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from matching import permission
from matching.deals import audit as deals_audit
from matching.trading_errors import PositionLimited, TurnaroundTooSoon
from tests.matching.conftest import Opened
from tests.matching.world import CN, World

DAYS, LIMIT = 3, 400
RULED = replace(CN, turnaround_days=DAYS, position_limit=LIMIT)
OWNERS = ("ann", "bob", "cat")
MONDAY = date(2028, 3, 13)


def _market(opened: Opened, **rules: Any) -> World:
    world = opened(replace(CN, **rules))
    for owner in OWNERS:
        world.holder(owner, fen=100_000_000)
        world.issue(owner, 200)
    return world


# --- days between ---------------------------------------------------------------------------------


def test_both_sides_wait_for_the_days_between(opened: Opened) -> None:
    world = _market(opened, turnaround_days=5)
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)
    codes = []
    for number in range(1, 6):
        world.next_day(str(MONDAY + timedelta(days=number + (2 if number == 5 else 0))))
        codes.append(world.refused(lambda: world.place("bob", "sell", 1, 8500)))
        codes.append(world.refused(lambda: world.place("ann", "buy", 1, 8400)))

    assert ["book.turnaround_too_soon"] * 8 + ["-", "-"] == codes


def test_the_refusal_tells_how_many_days_are_left(opened: Opened) -> None:
    world = _market(opened, turnaround_days=5)
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)
    world.next_day("2028-03-14")
    with pytest.raises(TurnaroundTooSoon) as caught:
        world.place("bob", "sell", 1, 8500)

    assert {"days": 5, "passed_days": 1, "wait_days": 4} == {
        name: caught.value.facts[name] for name in ("days", "passed_days", "wait_days")
    }


def test_a_restart_remembers_who_traded_when(opened: Opened) -> None:
    world = _market(opened, turnaround_days=5)
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)
    world.next_day("2028-03-14")
    world.books.rebuild()

    assert "book.turnaround_too_soon" == world.refused(lambda: world.place("bob", "sell", 1, 8500))
    assert "-" == world.refused(lambda: world.place("ann", "sell", 1, 8500))


# --- the position limit ---------------------------------------------------------------------------


def test_what_is_held_and_ordered_stays_within_the_limit(opened: Opened) -> None:
    world = _market(opened, position_limit=300)
    first = world.place("bob", "buy", 60, 8400).order
    with pytest.raises(PositionLimited) as caught:
        world.place("bob", "buy", 41, 8400)
    assert (300, 200, 60, 40) == tuple(
        caught.value.facts[name] for name in ("limit_t", "held_t", "ordered_t", "room_t")
    )
    world.place("bob", "buy", 40, 8300)
    assert "risk.position_limit" == world.refused(lambda: world.replace("bob", first, 61, 8450))

    assert "-" == world.refused(lambda: world.replace("bob", first, 60, 8450))
    assert "-" == world.refused(lambda: world.reduce("bob", first, 10))
    assert "-" == world.refused(lambda: world.place("bob", "buy", 10, 8300))
    assert "-" == world.refused(lambda: world.place("bob", "sell", 200, 9000))
    assert "risk.position_limit" == world.refused(lambda: world.place("bob", "buy", 1, 8300))


def test_an_order_that_shrinks_is_never_beyond_the_limit(opened: Opened) -> None:
    world = _market(opened, position_limit=300)
    order = world.place("bob", "buy", 60, 8400).order
    world.issue("bob", 100)
    assert "risk.position_limit" == world.refused(lambda: world.place("bob", "buy", 1, 8400))

    assert 50 == world.reduce("bob", order, 10).open
    assert 40 == world.replace("bob", order, 40, 8450).open
    assert "risk.position_limit" == world.refused(lambda: world.replace("bob", order, 41, 8450))


TWO = {"BRC-CN": 400, "BRC-2": 260, "BRC-KH": 0}
"""Three instruments of one unit with their limits; the last takes batches of another host."""


def _two(opened: Opened) -> World:
    world = opened(
        replace(CN, position_limit=TWO["BRC-CN"]),
        replace(CN, code="BRC-2", position_limit=TWO["BRC-2"], host="TH"),
        replace(CN, code="BRC-KH", host="KH"),
    )
    for owner in OWNERS:
        world.holder(owner, fen=100_000_000)
        world.issue(owner, 100)
        world.issue(owner, 60, host="KH")
    return world


def test_a_limit_counts_what_is_ordered_in_every_instrument_of_the_unit(opened: Opened) -> None:
    world = opened(replace(CN, position_limit=300), replace(CN, code="BRC-2", position_limit=300))
    world.holder("bob", fen=100_000_000)
    world.issue("bob", 200)
    world.place("bob", "buy", 60, 8400)
    with pytest.raises(PositionLimited) as caught:
        world.place("bob", "buy", 41, 8400, instrument="BRC-2")

    assert ("BRC-CN", 300, 200, 60, 40) == tuple(
        caught.value.facts[name]
        for name in ("instrument", "limit_t", "held_t", "ordered_t", "room_t")
    )
    assert "-" == world.refused(lambda: world.place("bob", "buy", 40, 8400, instrument="BRC-2"))


def test_of_two_limits_on_the_same_batches_the_smaller_holds_for_both(opened: Opened) -> None:
    world = _two(opened)
    with pytest.raises(PositionLimited) as caught:
        world.place("bob", "buy", 161, 8400)

    assert ("BRC-2", 260, 100, 160) == tuple(
        caught.value.facts[name] for name in ("instrument", "limit_t", "held_t", "room_t")
    )


def test_what_no_batch_can_deliver_counts_towards_no_limit(opened: Opened) -> None:
    world = _two(opened)
    assert "-" == world.refused(lambda: world.place("bob", "buy", 90, 8400, instrument="BRC-KH"))
    assert "-" == world.refused(lambda: world.place("bob", "buy", 150, 8400, instrument="BRC-2"))

    assert "risk.position_limit" == world.refused(lambda: world.place("bob", "buy", 1, 8400))
    world.do(lambda: world.exchange.cancel_all(owner="bob", instrument="BRC-KH"))
    assert "-" == world.refused(lambda: world.place("bob", "buy", 10, 8400, instrument="BRC-2"))
    assert "risk.position_limit" == world.refused(
        lambda: world.place("bob", "buy", 1, 8400, instrument="BRC-2")
    )


@pytest.mark.parametrize(
    ("term", "terms"),
    [("gtc", {"peak": 10}), ("day", {"trigger": 8600}), ("at_close", {}), ("gtc", {})],
)
def test_an_order_counts_whole_however_it_waits(
    opened: Opened, term: str, terms: dict[str, int]
) -> None:
    second = replace(CN, code="BRC-2", closing_call=True)
    world = opened(replace(CN, position_limit=300), second)
    world.holder("bob", fen=100_000_000)
    world.place("bob", "buy", 300, 8700, term=term, instrument="BRC-2", **terms)

    assert "risk.position_limit" == world.refused(lambda: world.place("bob", "buy", 1, 8400))


# --- a walk beside rules that are obviously right -------------------------------------------------


class Walk:
    """Random orders, and what must become of them by looking through everything."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.day = 1
        self.days_of: dict[int, int] = {}
        self.outcomes: Counter[str] = Counter()

    def step(self) -> None:
        draw = self.random.random()
        if draw < 0.06:
            self.day += 1
            self.world.next_day(str(MONDAY + timedelta(days=self.day - 1)))
        elif draw < 0.2:
            owner = self.random.choice(OWNERS)
            self.world.do(lambda: self.world.exchange.cancel_all(owner=owner))
        else:
            self._place()
        for (number,) in self.world.rows("SELECT id FROM trade"):
            self.days_of.setdefault(number, self.day)

    def _place(self) -> None:
        owner, side = self.random.choice(OWNERS), self.random.choice(["buy", "sell"])
        quantity, price = self.random.choice([5, 20, 60, 150]), 8500 + self.random.randint(-3, 3)
        expected = self._expected(owner, side, quantity)
        code = "-"
        try:
            self.world.place(owner, side, quantity, price, term=self.random.choice(["day", "gtc"]))
        except Refusal as refusal:
            code = refusal.code
        if code in ("risk.units_short", "risk.cash_short"):
            code = "-"
        self.outcomes[code] += 1
        assert expected == code, (owner, side, quantity)

    def _expected(self, owner: str, side: str, quantity: int) -> str:
        other = "seller" if side == "buy" else "buyer"
        for (number,) in self.world.rows(f"SELECT id FROM trade WHERE {other} = '{owner}'"):
            if self.day - self.days_of[number] < DAYS:
                return "book.turnaround_too_soon"
        open_ = dict(
            self.world.rows(
                "SELECT side, sum(open_quantity) FROM market_order"
                f" WHERE owner = '{owner}' AND open_quantity > 0 GROUP BY side"
            )
        )
        if open_.get("sell" if side == "buy" else "buy"):
            return "book.opposite_open"
        held = sum(sum(self.world.units(owner, batch)) for batch in self.world.books.batches)
        if side == "buy" and held + open_.get("buy", 0) + quantity > LIMIT:
            return "risk.position_limit"
        return "-"


class TwoWalk:
    """Random orders in three instruments of one unit; the obvious rule looks through everything."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.refused: Counter[str] = Counter()
        self.placed: list[tuple[str, int]] = []

    def step(self) -> None:
        draw = self.random.random()
        owner = self.random.choice(OWNERS)
        if draw < 0.08:
            self.world.do(lambda: self.world.exchange.cancel_all(owner=owner))
            return
        if draw < 0.12:
            self.world.issue(owner, self.random.choice([1, 30]))
            return
        code, side = self.random.choice(list(TWO)), self.random.choice(["buy", "buy", "sell"])
        quantity, price = self.random.choice([5, 20, 60]), 8500 + self.random.randint(-3, 3)
        peak = {"peak": 5} if self.random.random() < 0.3 else {}
        expected = side == "buy" and self.beyond(owner, code, quantity)
        answer = self.world.refused(
            lambda: self.world.place(
                owner, side, quantity, price, term="gtc", instrument=code, **peak
            )
        )
        self.refused[answer] += 1
        assert expected is (answer == "risk.position_limit"), (owner, side, code, quantity)

    def beyond(self, owner: str, code: str, quantity: int) -> bool:
        held, ordered = {"TH": 0, "KH": 0}, dict.fromkeys(TWO, 0)
        for batch in self.world.books.batches.values():
            held[batch.host] += sum(self.world.units(owner, batch.asset))
        for one, tonnes in self.world.rows(
            "SELECT instrument, sum(open_quantity) FROM market_order"
            f" WHERE owner = '{owner}' AND side = 'buy' GROUP BY instrument"
        ):
            ordered[one] = tonnes
        of_both = held["TH"] + held["KH"] + sum(ordered.values()) + quantity
        of_thai = held["TH"] + ordered["BRC-CN"] + ordered["BRC-2"] + quantity
        return of_both > 400 or (code != "BRC-KH" and of_thai > 260)


@pytest.mark.parametrize("seed", range(3))
def test_a_walk_in_instruments_of_one_unit_keeps_every_limit(opened: Opened, seed: int) -> None:
    walk = TwoWalk(_two(opened), seed)
    for number in range(150):
        walk.step()
        if number % 30 == 0:
            assert [] == deals_audit.problems(walk.world.store.connection)

    assert {"-", "risk.position_limit"} <= set(walk.refused), walk.refused
    assert walk.world.rows("SELECT id FROM trade")


@pytest.mark.planted
def test_the_audit_sees_a_limit_passed_in_another_instrument(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    world = _two(opened)
    world.issue("cat", 500)
    world.place("bob", "buy", 160, 8400)
    connection = world.store.connection
    assert [] == deals_audit.problems(connection)  # cat was issued more, and bought nothing
    monkeypatch.setattr(permission, "_check_position", lambda *_, **__: None)
    world.place("bob", "buy", 1, 8400, instrument="BRC-2")
    found = [one.found for one in deals_audit.problems(connection)]

    assert ["BRC-2: bob has 100 t, 161 t on order and 0 t otherwise, the limit is 260 t"] == found


@pytest.mark.parametrize("seed", range(3))
def test_a_walk_is_allowed_what_the_obvious_rules_allow(opened: Opened, seed: int) -> None:
    walk = Walk(_market(opened, turnaround_days=DAYS, position_limit=LIMIT), seed)
    for _ in range(220):
        walk.step()

    wanted = {"-", "book.turnaround_too_soon", "book.opposite_open", "risk.position_limit"}
    assert wanted <= set(walk.outcomes), walk.outcomes
    assert walk.days_of


def test_bots_are_told_what_would_be_allowed(opened: Opened) -> None:
    world = _market(opened, turnaround_days=DAYS, position_limit=300)
    listing = world.exchange.market.listing("BRC-CN")

    def allowed(owner: str, *, buy: bool) -> int:
        return permission.allowed_t(
            world.exchange.market, world.books, listing, owner=owner, buy=buy
        )

    assert (100, True) == (allowed("ann", buy=True), allowed("ann", buy=False) > 10**8)
    world.place("ann", "sell", 50, 8500)
    assert 0 == allowed("ann", buy=True)
    world.place("bob", "buy", 50, 8500)
    assert (0, 50) == (allowed("bob", buy=False), allowed("bob", buy=True))


@pytest.mark.planted
def test_without_the_check_the_audit_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(RULED)
    for owner in ("ann", "bob"):
        world.holder(owner, fen=100_000_000)
        world.issue(owner, 100)
    monkeypatch.setattr(permission, "_check_holding_period", lambda *_, **__: None)
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)
    assert [] == world.problems()
    world.place("bob", "sell", 5, 8500)
    world.place("ann", "buy", 5, 8500)
    found = {one.invariant for one in world.problems()}
    world.close()

    assert {"both_sides_lie_days_apart"} == found
