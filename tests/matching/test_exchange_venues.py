"""A venue's rules at the exchange: listed trading, circuit breaker, closing rule."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from matching import queries
from matching.instruments import Instrument
from matching.listings import load
from matching.orders import SelfTrade
from matching.phases import Phase
from tests.matching import live
from tests.matching.conftest import Opened
from tests.matching.world import World

MINUTE = 60_000


def _market(opened: Opened, **rules: Any) -> World:
    world = opened(
        Instrument(
            code="BRC-CN", registry="CN", unit="BRC", reference=10_000, limit_percent=10, **rules
        )
    )
    for owner in ("ann", "bob", "cat"):
        world.holder(owner, fen=100_000_000)
        world.issue(owner, 1_000)
    return world


def _trades(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT maker, taker, price, quantity FROM trade ORDER BY id")


# --- listed trading -----------------------------------------------------------------------------


def test_listed_orders_wait_even_where_they_would_meet(opened: Opened) -> None:
    world = _market(opened, listed=True)
    sells = world.place("ann", "sell", 10, 9_900).order
    buys = world.place("bob", "buy", 10, 10_000).order
    assert [] == _trades(world)

    world.replace("bob", buys, 20, 10_100)
    assert [] == _trades(world)
    world.pick("bob", sells, 4)
    world.pick("cat", buys, 5)
    assert [(sells, 3, 9_900, 4), (buys, 4, 10_100, 5)] == _trades(world)


def test_of_listed_orders_at_one_price_any_may_be_picked_within_five_levels(
    opened: Opened,
) -> None:
    world = _market(opened, listed=True)
    orders = [world.place("ann", "sell", 10, 10_000 + level).order for level in range(6)]
    later = world.place("cat", "sell", 10, 10_004).order

    assert "book.pick_too_deep" == world.refused(lambda: world.pick("bob", orders[5], 1))
    assert [10_004] == [price for _, price, _ in world.pick("bob", later, 1).trades]


def test_where_time_counts_the_first_at_the_best_price_is_picked(opened: Opened) -> None:
    world = _market(opened, listed=True, pick_levels=1, pick_first=True)
    first = world.place("ann", "sell", 1, 10_000).order
    second = world.place("cat", "sell", 1, 10_000).order
    dear = world.place("cat", "sell", 1, 10_001).order

    assert "book.pick_not_first" == world.refused(lambda: world.pick("bob", second, 1))
    assert "book.pick_too_deep" == world.refused(lambda: world.pick("bob", dear, 1))
    world.pick("bob", first, 1)
    assert "filled" == world.pick("bob", second, 1).status


SPECIAL: list[dict[str, Any]] = [
    {"price": None}, {"term": "ioc"}, {"term": "fok"}, {"post_only": True}, {"peak": 1},
    {"trigger": 10_000},
]  # fmt: skip


@pytest.mark.parametrize("terms", SPECIAL, ids=lambda terms: next(iter(terms)))
def test_only_plain_orders_are_listed(opened: Opened, terms: dict[str, Any]) -> None:
    world = _market(opened, listed=True)
    given = {"price": 10_000} | terms

    assert "book.listed_takes_limits" == world.refused(
        lambda: world.place("bob", "buy", 2, **given)
    )


def test_listed_trading_has_no_call(opened: Opened) -> None:
    world = _market(opened, listed=True)
    world.place("ann", "sell", 10, 9_900)
    world.place("bob", "buy", 10, 10_000)
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CALL))
    _quoted(world, "closed")
    assert "book.market_closed" == world.refused(lambda: world.place("bob", "buy", 1, 10_000))
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CONTINUOUS))

    assert [] == _trades(world)


# --- circuit breaker ----------------------------------------------------------------------------

BREAKER = {
    "breaker_percent": 5, "breaker_reference_minutes": 5, "breaker_call_minutes": 3,
}  # fmt: skip


def _ladder(world: World) -> None:
    """Offers at 10,000, 10,500 (still inside) and 10,501 (outside)."""
    for price in (10_000, 10_500, 10_501):
        world.place("ann", "sell", 1, price)


def _quoted(world: World, phase: str) -> None:
    """Readers of the tables and of the working state get the same phase and depth."""
    with Session(world.store.connection, join_transaction_mode="rollback_only") as session:
        stored = queries.stored_quotes(session)
        depth = queries.stored_depth(session, "BRC-CN", owner="ann")
    assert [phase] == [quote.phase for quote in stored]
    assert stored == live.quotes(world.exchange)
    assert depth == live.depth(world.exchange, "BRC-CN", owner="ann")


def _until(world: World) -> int | None:
    found: int | None = world.rows("SELECT call_until FROM instrument")[0][0]
    assert found == world.exchange.market.listing("BRC-CN").call_until
    return found


def test_a_trade_beyond_the_band_makes_way_for_a_call(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    _ladder(world)
    placed = world.place("bob", "buy", 5, 10_600)

    assert [10_000, 10_500] == [price for _, price, _ in placed.trades]
    assert ("resting", 3) == (placed.status, placed.open)
    assert world.time + 3 * MINUTE == _until(world)
    assert "book.call_takes_limits" == world.refused(lambda: world.place("bob", "buy", 1))
    assert "resting" == world.place("cat", "sell", 2, 10_550).status
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))
    assert [(3, 4), (5, 4)] == sorted(
        (min(m, t) if 3 in (m, t) else max(m, t), 4) for m, t, _, _ in _trades(world)[2:]
    )
    assert _until(world) is None
    assert world.exchange.market.listing("BRC-CN").trading


@pytest.mark.parametrize(
    ("term", "price", "ending", "filled"),
    [
        ("ioc", 10_600, "remainder", 2), ("day", None, "remainder", 2),
        ("fok", 10_600, "not_whole", 0),
    ],
)  # fmt: skip
def test_what_must_not_rest_is_cancelled_at_the_band(
    opened: Opened, term: str, price: int | None, ending: str, filled: int
) -> None:
    world = _market(opened, **BREAKER)
    _ladder(world)
    placed = world.place("bob", "buy", 3, price, term=term)

    assert ("cancelled", filled) == (placed.status, placed.filled)
    assert [(ending,)] == world.rows("SELECT ending FROM market_order WHERE owner = 'bob'")
    # A killed order would not have traded: it begins no call.
    assert (term == "fok") == (_until(world) is None)
    if term != "fok":
        world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))


def test_the_band_follows_the_last_price_from_before_its_window(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    listing = world.exchange.market.listing("BRC-CN")
    bands = []
    for price, wait in ((10_400, 0), (10_300, 6), (10_200, 1), (10_100, 6)):
        world.time += wait * MINUTE
        world.place("ann", "sell", 1, price)
        world.place("bob", "buy", 1, price)
        bands.append(listing.band(world.time).lo)
    world.time += 6 * MINUTE
    bands.append(listing.band(world.time).lo)

    assert [9_500, 9_880, 9_880, 9_690, 9_595] == bands
    again = load(world.store.fetch).listing("BRC-CN")
    assert again.band(world.time) == listing.band(world.time)


def test_a_phase_of_the_hours_ends_the_call_of_a_breaker(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    _ladder(world)
    world.place("bob", "buy", 3, 10_600, term="gtc")
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    assert _until(world) is not None
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CLOSED))
    world.do(lambda: world.exchange.trading_day.resume(instrument="BRC-CN"))

    assert _until(world) is None
    world.next_day("2028-03-14")
    assert [10_000, 10_500] == [price for _, _, price, _ in _trades(world)]


def test_a_breaker_call_that_ends_in_a_halt_trades_when_the_halt_ends(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    _ladder(world)
    world.place("bob", "buy", 3, 10_600)
    _quoted(world, "call")
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))
    assert 2 == len(_trades(world))
    world.do(lambda: world.exchange.trading_day.resume(instrument="BRC-CN"))

    assert 3 == len(_trades(world))


def test_a_pick_beyond_the_band_is_refused(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    _ladder(world)

    assert "book.pick_beyond_breaker" == world.refused(lambda: world.pick("bob", 3, 1))
    assert "filled" == world.pick("bob", 2, 1).status


def test_a_replacement_that_would_trade_beyond_the_band_begins_a_call(opened: Opened) -> None:
    world = _market(opened, **BREAKER)
    world.place("ann", "sell", 1, 10_501)
    order = world.place("bob", "buy", 1, 10_000).order

    assert "resting" == world.replace("bob", order, 1, 10_501).status
    assert _until(world) is not None
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))
    assert [(1, order, 10_501, 1)] == _trades(world)


# --- closing, limits, self-trade ----------------------------------------------------------------


def test_the_close_and_the_limits_follow_the_venue(opened: Opened) -> None:
    world = opened(
        Instrument(
            code="BRC-CN", registry="CN", unit="BRC", reference=8_537, limit_percent=10,
            limit_rounding="half_up", close_rule="last_trade",
        ),
        self_trade=SelfTrade.NONE,
    )  # fmt: skip
    world.holder("ann", fen=10_000_000)
    world.issue("ann", 100)
    book = world.exchange.market.listing("BRC-CN").book
    assert (7_683, 9_391) == (book.lo, book.hi)
    for price in (8_600, 8_700):
        world.place("ann", "sell", 1, price)
        world.place("ann", "buy", 1, price)
    world.next_day("2028-03-14")

    assert [(8_700,)] == world.rows("SELECT close_price FROM trading_day WHERE id = 1")
