"""The exchange on a real ledger: what is blocked, settled and released, and when nothing happens.

Each test reads balances and tables back; the fixture audits the world afterwards.
"""

from __future__ import annotations

import pytest

from matching.errors import (
    CashShort,
    InstrumentHalted,
    MarketClosed,
    OrderNotOpen,
    OrderOfAnother,
    OrderUnknown,
    UnitsShort,
)
from matching.instruments import Instrument
from matching.orders import OrderStatus, SelfTrade
from matching.phases import Phase
from matching.trading_errors import AlreadyHalted, NotHalted
from tests.matching.conftest import Opened
from tests.matching.world import CCER, CN, TH, World

BATCH = 2
"""The first credit batch; cash is asset 1."""


def test_a_limit_buy_blocks_its_price_and_a_cancel_gives_it_back(world: World) -> None:
    order = world.place("bob", "buy", 10, 8400).order

    assert (10_000_000 - 84_000, 84_000) == world.cash("bob")
    assert world.cancel("bob", order) == 10
    assert (10_000_000, 0) == world.cash("bob")


def test_a_sell_blocks_units_and_a_cancel_gives_them_back(world: World) -> None:
    order = world.place("ann", "sell", 30, 8600).order

    assert (70, 30) == world.units("ann", BATCH)
    assert world.cancel("ann", order) == 30
    assert (100, 0) == world.units("ann", BATCH)


def test_a_trade_happens_at_the_price_that_waited_and_the_rest_comes_back(world: World) -> None:
    world.place("ann", "sell", 40, 8500)
    placed = world.place("bob", "buy", 25, 8600)

    assert (OrderStatus.FILLED, 25, 0, [(1, 8500, 25)]) == placed[1:]
    assert (10_000_000 - 25 * 8500, 0) == world.cash("bob")
    assert (25 * 8500, 0) == world.cash("ann")
    assert (25, 0) == world.units("bob", BATCH)
    assert (60, 15) == world.units("ann", BATCH)


def test_what_was_set_aside_above_the_price_returns_in_the_same_transaction(world: World) -> None:
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8600)
    legs = world.rows(
        "SELECT s.kind, g.kind, p.quantity FROM posting p JOIN trade t ON t.settled ="
        " p.book_transaction JOIN sub_account s ON s.id = p.source JOIN sub_account g"
        " ON g.id = p.target ORDER BY p.id"
    )

    assert [
        ("holding_blocked", "ccp_units", 10),
        ("ccp_units", "holding", 10),
        ("cash_blocked", "ccp_cash", 85_000),
        ("ccp_cash", "cash", 85_000),
        ("cash_blocked", "cash", 1_000),
    ] == legs


def test_a_resting_buyer_that_is_hit_pays_its_own_price(world: World) -> None:
    world.place("bob", "buy", 10, 8600)
    world.place("ann", "sell", 10, 8500)

    assert (10_000_000 - 86_000, 0) == world.cash("bob")
    assert (86_000, 0) == world.cash("ann")


def test_each_trade_becomes_two_contracts_with_the_counterparty(world: World) -> None:
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 4, 8500)
    world.place("cat", "buy", 6, 8500)

    assert [
        (1, 1, "ann", "ccp", 8500, 4),
        (2, 1, "ccp", "bob", 8500, 4),
        (3, 2, "ann", "ccp", 8500, 6),
        (4, 2, "ccp", "cat", 8500, 6),
    ] == world.rows(
        "SELECT id, trade, seller, buyer, price, quantity FROM clearing_contract ORDER BY id"
    )


def test_a_market_buy_is_blocked_at_the_upper_limit_and_pays_what_waits(world: World) -> None:
    world.place("ann", "sell", 5, 8500)
    world.place("ann", "sell", 5, 8700)
    placed = world.place("bob", "buy", 8)

    assert [(1, 8500, 5), (2, 8700, 3)] == placed.trades
    assert (10_000_000 - 5 * 8500 - 3 * 8700, 0) == world.cash("bob")
    assert [(8 * 9350,)] == world.rows(
        "SELECT p.quantity FROM posting p JOIN book_transaction t ON t.id = p.book_transaction"
        " WHERE t.type = 'cash.block'"
    )


def test_a_market_buy_needs_cash_for_the_upper_limit(world: World) -> None:
    world.place("ann", "sell", 100, 8500)
    world.holder("dan", fen=9350 * 10 - 1)
    with pytest.raises(CashShort) as refused:
        world.place("dan", "buy", 10)

    assert {
        "quantity": 10,
        "price_fen": 9350,
        "needed_fen": 93_500,
        "free_fen": 93_499,
        "largest": 9,
    } == refused.value.facts
    assert "9 t" in refused.value.would_pass("en")
    assert "9 t" in refused.value.would_pass("zh")
    assert world.place("dan", "buy", 9).filled == 9


def test_the_rest_of_a_market_order_is_cancelled_and_released(world: World) -> None:
    world.place("ann", "sell", 5, 8500)
    placed = world.place("bob", "buy", 8)

    assert (OrderStatus.CANCELLED, 5, 0) == placed[1:4]
    assert (10_000_000 - 5 * 8500, 0) == world.cash("bob")
    assert [("cancelled", "remainder", 5, 0)] == world.rows(
        "SELECT status, ending, filled, open_quantity FROM market_order WHERE id = 2"
    )


def test_the_rest_of_an_ioc_sell_is_cancelled_and_released(world: World) -> None:
    world.place("bob", "buy", 5, 8500)
    placed = world.place("ann", "sell", 20, 8500, term="ioc")

    assert (OrderStatus.CANCELLED, 5, 0) == placed[1:4]
    assert (95, 0) == world.units("ann", BATCH)


def test_a_sell_delivers_batches_in_the_order_in_which_they_came(world: World) -> None:
    second = world.issue("ann", 50)
    world.place("ann", "sell", 120, 8500)
    assert (0, 100) == world.units("ann", BATCH)
    assert (30, 20) == world.units("ann", second)

    world.place("bob", "buy", 90, 8500)
    world.place("cat", "buy", 20, 8500)

    assert (90, 0) == world.units("bob", BATCH)
    assert (10, 0) == world.units("cat", BATCH)
    assert (10, 0) == world.units("cat", second)
    assert (30, 10) == world.units("ann", second)


def test_batches_are_fixed_at_entry(world: World) -> None:
    early = world.place("ann", "sell", 60, 8600).order
    second = world.issue("ann", 50)
    world.place("ann", "sell", 60, 8500)
    world.cancel("ann", early)
    world.place("bob", "buy", 60, 8500)

    assert (40, 0) == world.units("bob", BATCH)
    assert (20, 0) == world.units("bob", second)


def test_only_credits_that_deliver_the_instrument_count(opened: Opened) -> None:
    kenyan = Instrument(
        code="KE", registry="CN", unit="BRC", host="KE", reference=8500, limit_percent=10
    )
    world = opened(CN, CCER, kenyan)
    world.holder("ann", registries=("CN", "TH"))
    world.issue("ann", 10)
    world.issue("ann", 20, unit="CCER", host="CN")
    world.issue("ann", 40, host="KE")
    world.issue("ann", 80, registry="TH")

    for code, price, free in (("BRC-CN", 8500, 50), ("CCER", 6000, 20), ("KE", 8500, 40)):
        with pytest.raises(UnitsShort) as refused:
            world.place("ann", "sell", free + 1, price, instrument=code)
        assert (free, free) == (refused.value.facts["free"], refused.value.facts["largest"])
        order = world.place("ann", "sell", free, price, instrument=code).order
        world.cancel("ann", order)


def test_units_stay_in_the_registry_of_the_instrument(opened: Opened) -> None:
    world = opened(CN, TH)
    both = ("CN", "TH")
    world.holder("ann", registries=both)
    world.holder("bob", fen=1_000_000, registries=both)
    batch = world.issue("ann", 10, registry="TH")
    world.place("ann", "sell", 10, 8500, instrument="BRC-TH")
    world.place("bob", "buy", 10, 8500, instrument="BRC-TH")

    assert (10, 0) == world.units("bob", batch, "TH")
    assert (0, 0) == world.units("bob", batch, "CN")


def test_the_largest_quantity_that_passes_is_whole_lots(opened: Opened) -> None:
    lots = Instrument(code="L", registry="CN", unit="BRC", reference=8500, limit_percent=10, lot=10)
    world = opened(lots)
    world.holder("bob", fen=8500 * 37)
    with pytest.raises(CashShort) as refused:
        world.place("bob", "buy", 40, 8500, instrument="L")

    assert refused.value.facts["largest"] == 30
    assert world.place("bob", "buy", 30, 8500, instrument="L").open == 30


def test_an_order_that_meets_its_own_is_cut_not_traded(world: World) -> None:
    world.holder("dan", fen=1_000_000)
    world.issue("dan", 10)
    world.place("ann", "sell", 5, 8500)
    world.place("dan", "sell", 5, 8501)
    placed = world.place("dan", "buy", 12, 8502)

    assert (OrderStatus.CANCELLED, 5, 0) == placed[1:4]
    assert [("own_order",)] == world.rows("SELECT ending FROM market_order WHERE id = 3")
    assert (1_000_000 - 5 * 8500, 0) == world.cash("dan")


def test_without_self_trade_prevention_an_account_trades_with_itself(opened: Opened) -> None:
    world = opened(self_trade=SelfTrade.NONE)
    world.holder("ann", fen=1_000_000)
    batch = world.issue("ann", 10)
    world.place("ann", "sell", 10, 8500)
    world.place("ann", "buy", 10, 8600)

    assert (1_000_000, 0) == world.cash("ann")
    assert (10, 0) == world.units("ann", batch)


def test_a_halted_instrument_takes_cancels_only_and_its_neighbour_trades(opened: Opened) -> None:
    world = opened(CN, CCER)
    world.holder("bob", fen=10_000_000)
    order = world.place("bob", "buy", 10, 8500).order
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    with pytest.raises(InstrumentHalted):
        world.place("bob", "buy", 10, 8500)

    assert world.place("bob", "buy", 1, 6000, instrument="CCER").open == 1
    assert world.cancel("bob", order) == 10
    with pytest.raises(AlreadyHalted):
        world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    world.do(lambda: world.exchange.trading_day.resume(instrument="BRC-CN"))
    assert world.place("bob", "buy", 10, 8500).open == 10
    with pytest.raises(NotHalted):
        world.do(lambda: world.exchange.trading_day.resume(instrument="BRC-CN"))


def test_a_closed_market_takes_cancels_only(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500).order
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CLOSED))
    with pytest.raises(MarketClosed):
        world.place("bob", "buy", 10, 8500)

    assert world.cancel("bob", order) == 10


def test_a_halt_outlives_lunch_and_the_night(world: World) -> None:
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    world.next_day("2028-03-14")

    with pytest.raises(InstrumentHalted):
        world.place("bob", "buy", 10, 8500)


def test_day_orders_leave_at_the_end_of_the_day_and_release_everything(world: World) -> None:
    sell = world.place("ann", "sell", 50, 8700).order
    buy = world.place("bob", "buy", 10, 8500).order
    part = world.place("cat", "buy", 20, 8600).order
    world.place("ann", "sell", 5, 8600)

    assert [sell, buy, part] == world.end_of_day()
    assert (10_000_000, 0) == world.cash("bob")
    assert (10_000_000 - 5 * 8600, 0) == world.cash("cat")
    assert (95, 0) == world.units("ann", BATCH)
    assert [("day_end", 0), ("day_end", 0), ("day_end", 5)] == world.rows(
        "SELECT ending, filled FROM market_order WHERE status = 'cancelled' ORDER BY id"
    )


def test_the_next_reference_is_the_volume_weighted_price_of_the_day(world: World) -> None:
    world.place("ann", "sell", 1, 8400)
    world.place("bob", "buy", 1, 8400)
    world.place("ann", "sell", 2, 8701)
    world.place("bob", "buy", 2, 8701)
    world.next_day("2028-03-14")

    # (8400 + 2 x 8701) / 3 = 8600.67
    assert [(8500, 8601), (8601, None)] == world.rows(
        "SELECT reference, close_price FROM trading_day ORDER BY id"
    )
    book = world.exchange.market.listing("BRC-CN").book
    assert (7741, 9461) == (book.lo, book.hi)


def test_the_reference_is_carried_over_a_day_without_trades(world: World) -> None:
    world.next_day("2028-03-14")
    world.next_day("2028-03-15")

    assert [(8500, 8500), (8500, 8500), (8500, None)] == world.rows(
        "SELECT reference, close_price FROM trading_day ORDER BY id"
    )


def test_only_the_owner_of_an_open_order_cancels_it(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500).order
    with pytest.raises(OrderOfAnother):
        world.cancel("cat", order)
    with pytest.raises(OrderUnknown):
        world.cancel("bob", order + 1)
    world.cancel("bob", order)
    with pytest.raises(OrderNotOpen):
        world.cancel("bob", order)
