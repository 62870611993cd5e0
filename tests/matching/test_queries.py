"""Queries: the tables give the same values as the working state; lists page by key."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from sqlmodel import Session

from matching import queries
from matching.views import Depth, DepthLevel
from tests.matching import live
from tests.matching.conftest import Opened
from tests.matching.world import CCER, CN, World


@pytest.fixture
def busy(opened: Opened) -> World:
    """Sixty random orders of three owners in two instruments, over the end of a day."""
    world = opened(CN, CCER)
    for owner in ("ann", "bob", "cat"):
        world.holder(owner, fen=50_000_000)
        world.issue(owner, 500)
        world.issue(owner, 500, unit="CCER", host="CN")
    random = Random(5)
    for number in range(60):
        if number == 25:
            world.next_day("2028-03-14")
        code, middle = random.choice([("BRC-CN", 8500), ("CCER", 6000)])
        side = random.choice(["buy", "sell"])
        price = middle + random.randint(-10, 20) * (-1 if side == "buy" else 1)
        owner = random.choice(["ann", "bob", "cat"])
        world.place(owner, side, random.randint(1, 30), price, instrument=code)
    world.do(lambda: world.exchange.trading_day.halt(instrument="CCER"))
    return world


@pytest.fixture
def session(busy: World) -> Iterator[Session]:
    """A reader's session."""
    with Session(busy.store.connection, join_transaction_mode="rollback_only") as session:
        yield session


def test_quotes_are_the_same_live_and_stored(busy: World, session: Session) -> None:
    seen = live.quotes(busy.exchange)

    assert seen == queries.stored_quotes(session)
    assert ["continuous", "halted"] == [quote.phase for quote in seen]
    assert all(quote.trades and quote.volume and quote.average for quote in seen)


def test_quotes_are_the_same_between_two_days(busy: World, session: Session) -> None:
    busy.end_of_day()

    assert live.quotes(busy.exchange) == queries.stored_quotes(session)


@pytest.mark.parametrize("seed", range(4))
def test_a_running_call_has_the_same_result_live_and_stored(opened: Opened, seed: int) -> None:
    world, random = opened(CN, CCER), Random(seed)
    for owner in ("ann", "bob"):
        world.holder(owner, fen=50_000_000)
        world.issue(owner, 500)
    world.do(lambda: world.exchange.trading_day.begin_call(instrument="BRC-CN", minutes=5, at=1))
    seen = set()
    for _ in range(30):
        side = random.choice(["buy", "sell"])
        peak = {"peak": 2} if random.random() < 0.3 else {}
        price = 8500 + random.randint(-8, 8) * random.choice([1, 5])
        world.place(random.choice(["ann", "bob"]), side, random.randint(3, 20), price, **peak)
        with Session(world.store.connection, join_transaction_mode="rollback_only") as session:
            stored = queries.stored_quotes(session)
            (one,) = queries.stored_quotes(session, instrument="BRC-CN")
        assert stored == live.quotes(world.exchange)
        assert one == stored[0] and one.auction is not None and stored[1].auction is None
        seen.add((one.auction.price is None, (one.auction.imbalance or 0) > 0))
    assert {(True, False), (False, True), (False, False)} >= seen and len(seen) > 1


@pytest.mark.parametrize("owner", ["ann", "bob", ""])
@pytest.mark.parametrize("levels", [1, 3, 50])
def test_depth_is_the_same_live_and_stored(
    busy: World, session: Session, owner: str, levels: int
) -> None:
    for code in ("BRC-CN", "CCER"):
        seen = live.depth(busy.exchange, code, levels=levels, owner=owner)

        assert seen == queries.stored_depth(session, code, levels=levels, owner=owner)
        assert len(seen.bids) <= levels


def test_depth_tells_total_orders_and_own_tonnes(world: World) -> None:
    world.place("bob", "buy", 10, 8500)
    world.place("cat", "buy", 5, 8500)
    world.place("cat", "buy", 7, 8499)
    world.place("ann", "sell", 3, 8600)

    assert Depth(
        "BRC-CN",
        (DepthLevel(8500, 15, 2, 5), DepthLevel(8499, 7, 1, 7)),
        (DepthLevel(8600, 3, 1, 0),),
    ) == live.depth(world.exchange, "BRC-CN", owner="cat")


def test_orders_page_by_key_without_gap_or_repeat(session: Session) -> None:
    whole = [order.order for order in queries.orders(session, limit=1000)]
    paged: list[int] = []
    while page := queries.orders(session, before=paged[-1] if paged else 0, limit=7):
        paged += [order.order for order in page]

    assert list(range(60, 0, -1)) == whole == paged


@pytest.mark.parametrize("owner", ["", "ann"])
def test_trades_page_by_key_without_gap_or_repeat(session: Session, owner: str) -> None:
    whole = [t.trade for t in queries.trades(session, owner=owner, limit=1000)]
    paged: list[int] = []
    while page := queries.trades(session, owner=owner, before=paged[-1] if paged else 0, limit=3):
        paged += [t.trade for t in page]

    assert len(whole) > 5
    assert whole == paged


def test_an_owner_sees_the_trades_on_both_sides(busy: World, session: Session) -> None:
    found = {t.trade for t in queries.trades(session, owner="ann", limit=1000)}

    assert found == {
        row[0] for row in busy.rows("SELECT id FROM trade WHERE buyer = 'ann' OR seller = 'ann'")
    }


def test_a_trade_leads_to_its_orders(session: Session) -> None:
    for trade in queries.trades(session, limit=1000):
        for number in (trade.maker, trade.taker):
            one = queries.order(session, number)
            assert one is not None
            assert one.filled == sum(t.quantity for t in queries.trades_of_order(session, number))


def test_days_keep_their_figures(session: Session) -> None:
    first, second = queries.days(session, "BRC-CN")

    assert first.close == second.reference
    assert second.close is None
    assert first.low <= first.first <= first.high


def test_what_an_owner_bought_net_is_the_sum_of_its_trades(session: Session) -> None:
    codes = ["BRC-CN", "CCER"]
    net = {}
    for owner in ("ann", "bob", "cat"):
        made = queries.trades(session, owner=owner, limit=500)
        net[owner] = sum(
            one.quantity * ((one.buyer == owner) - (one.seller == owner)) for one in made
        )
        found = queries.net_bought_t(session, owner=owner, instruments=codes)
        each = [queries.net_bought_t(session, owner=owner, instruments=[one]) for one in codes]
        assert net[owner] == found == sum(each), owner

    assert any(net.values()) and 0 == sum(net.values())
    assert 0 == queries.net_bought_t(session, owner="ann", instruments=[])
