"""Random deals of four seats beside random orders in the book, on real books.

Goal: whatever the requests and their order, nothing is created or lost, nothing stays blocked
without need, and a restart changes nothing. Every step is audited by the world itself.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.matching.deal_world import CODE, DealWorld, small
from tests.matching.world import World

pytestmark = pytest.mark.slow

SEATS = ("ann", "bob", "cat", "dan")
STEPS = 90


def _step(world: DealWorld, random: Random) -> str:
    """Any step in words, about one of the newest deals; many are refused for some reason."""
    state = world.made.state

    def near(last: int) -> int:
        return max(1, random.randint(last - 1, last))

    who, other = random.choice(SEATS), random.choice(SEATS)
    side = random.choice(("buy", "sell"))
    tonnes, price = random.choice((1, 7, 20, 60)), random.choice((7650, 8000, 8500, 9000, 9350))
    return random.choice(
        (
            f"propose {who} {side} {tonnes}@{price} {other}",
            f"propose {who} {side} {tonnes}@{price} {other}",
            f"confirm {who} {near(state.last_proposal)}",
            f"confirm {who} {near(state.last_proposal)}",
            f"decline {who} {near(state.last_proposal)}",
            f"withdraw {who} {near(state.last_proposal)}",
            f"ask {who} {side} {tonnes}",
            f"offer {who} {near(state.last_request)} {price}",
            f"offer {who} {near(state.last_request)} {price}",
            f"accept {who} {near(state.last_offer)}",
            f"accept {who} {near(state.last_offer)}",
            f"drop {who} {near(state.last_offer)}",
            f"end {who} {near(state.last_request)}",
            f"open {who} {tonnes} {random.choice(('uniform', 'pay_as_bid'))} 7650 14:00",
            f"auction {who} {tonnes} uniform {random.choice(('-', '8000'))} - 60 14:00",
            f"bid {who} {near(state.last_session)} {tonnes}@{price}",
            f"bid {who} {near(state.last_session)} {tonnes}@{price}",
            f"unbid {who} {near(state.last_bid)}",
            f"book {who} {side} {tonnes} {price}",
        )
    )


def _played(world: DealWorld, step: str) -> str:
    word, *rest = step.split()
    if word != "book":
        return world.play(step)
    who, side, tonnes, price, *named = rest
    code = named[0] if named else CODE
    return world.refused(lambda: world.place(who, side, int(tonnes), int(price), instrument=code))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_whatever_is_asked(seed: int) -> None:
    random = Random(seed)
    ways = {"fee_maker_ppm": 5000, "fee_taker_ppm": 3000, "t_plus": seed % 2}
    world = DealWorld(small(irrevocable=bool(seed % 2)), listed=False, **ways)
    for seat in SEATS:
        world.owner(seat, tonnes=400, fen=6_000_000)
    world.play("at 13:00")
    before = world.totals()
    for _ in range(STEPS):
        if random.random() < 0.1:
            world.books.rebuild()
        _played(world, _step(world, random))
        assert before == world.totals()
    world.play("at 14:00")
    world.play("due")
    world.play("eod")

    assert [(0,)] == world.rows(
        "SELECT coalesce(sum(balance), 0) FROM sub_account"
        " WHERE kind IN ('cash_blocked', 'holding_blocked')"
    )
    assert [] == world.rows("SELECT id FROM market_order WHERE open_quantity > 0")
    world.close()


class _Unaudited(DealWorld):
    """The same without an audit after each step: the other streams have it."""

    def do(self, change: Callable[[], Any]) -> Any:
        return World.do(self, change)


def _positions(world: DealWorld) -> list[int]:
    """What each seat holds, and has on order to buy in every instrument and way of trading."""
    return [
        sum(t for (t,) in world.rows(sql.format(who=who)))
        for who in SEATS
        for sql in (
            "SELECT coalesce(sum(s.balance), 0) FROM sub_account s JOIN account a"
            " ON a.id = s.account WHERE a.owner = '{who}' AND a.registry_code = 'CN' UNION ALL"
            " SELECT coalesce(sum(open_quantity), 0) FROM market_order"
            " WHERE owner = '{who}' AND side = 'buy'",
        )
    ]


def test_a_position_limit_holds_in_every_way_of_trading_and_in_two_instruments() -> None:
    refused: set[str] = set()
    for seed in range(2):
        random, world = Random(seed), _Unaudited(
            small(), listed=False, position_limit=90, also={"CEA2": 80}
        )  # fmt: skip
        for seat in SEATS:
            world.owner(seat, tonnes=60, fen=6_000_000)
        world.play("at 13:00")
        for _ in range(STEPS):
            step = _step(world, random)
            if step.startswith("book") and random.random() < 0.5:
                step += " CEA2"
            if _played(world, step) == "risk.position_limit":
                refused.add(step.split()[0])
            assert max(_positions(world)) <= 80, step
        assert [] == world.problems()
        world.close()

    assert {"propose", "offer", "bid", "book"} <= refused


@pytest.mark.parametrize("how", ["propose ann sell 11@8500 bob", "ask bob buy 11"])
def test_who_answers_a_deal_as_buyer_is_within_the_limit_too(how: str) -> None:
    world = DealWorld(small(), listed=False, also={"CEA2": 100})
    world.owner("ann", tonnes=60, fen=6_000_000)
    world.owner("bob", tonnes=60, fen=6_000_000)
    world.play("at 13:00")
    world.place("bob", "buy", 30, 8000, instrument="CEA2")
    world.play(how)
    if how.startswith("ask"):
        world.play("offer ann 1 8500")
    answer = "accept bob 1" if how.startswith("ask") else "confirm bob 1"

    assert "risk.position_limit" == world.play(answer)
    world.close()


def test_the_streams_reach_every_way_of_trading() -> None:
    """Together the seeds trade in every mode; otherwise the test above would say little."""
    modes: set[str] = set()
    for seed in range(4):
        random, world = Random(seed), DealWorld(small(irrevocable=bool(seed % 2)), listed=False)
        for seat in SEATS:
            world.owner(seat, tonnes=400, fen=6_000_000)
        world.play("at 13:00")
        for _ in range(STEPS):
            _played(world, _step(world, random))
        world.play("at 14:00")
        world.play("due")
        modes |= {mode for (mode,) in world.rows("SELECT DISTINCT mode FROM trade")}
        world.close()

    assert {"block", "quote", "bidding", "book"} == modes
