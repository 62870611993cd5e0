"""Each invariant of the market finds its own fault, planted with the database triggers removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from matching import audit
from matching.audit import INVARIANTS
from matching.orders import Order, TimeInForce
from tests.matching import working_state
from tests.matching.world import World
from tests.support.guards import drop_guards


@pytest.fixture
def traded() -> Iterator[World]:
    """Two trades on the first day, one order resting on each side of the second."""
    world = World()
    world.holder("ann")
    world.holder("bob", fen=10_000_000)
    world.issue("ann", 100)
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 4, 8500)
    world.place("bob", "buy", 6, 8600)
    world.next_day("2028-03-14")
    world.place("ann", "sell", 10, 8700)
    world.place("bob", "buy", 5, 8600)
    world.place("ann", "sell", 9, 8750, peak=4)
    world.place("bob", "buy", 2, 8900, trigger=8800)
    world.place("bob", "sell", 1, 8650)
    world.place("ann", "buy", 1, 8650)
    yield world
    world.close()


# invariant -> a change of the tables that breaks it, and only it
FAULTS = {
    "the_counterparty_is_flat": "UPDATE sub_account SET balance = 1 WHERE kind = 'ccp_cash'",
    "each_trade_became_two_contracts": "UPDATE clearing_contract SET settled = 1",
    "each_trade_was_delivered_against_payment": "UPDATE posting SET quantity = 3 WHERE id ="
    " (SELECT p.id FROM posting p JOIN sub_account s ON s.id = p.source WHERE s.kind = 'ccp_units'"
    " LIMIT 1)",
    "each_fee_follows_its_rate": "UPDATE instrument SET fee_maker_ppm = 10",
    "orders_are_what_their_trades_add_up_to": "UPDATE market_order SET filled = 3 WHERE id = 2",
    "ranks_order_each_level": "UPDATE market_order SET rank = 1 WHERE trigger_price IS NOT NULL",
    "stops_wait_for_a_trigger_that_does_not_hold": "UPDATE market_order SET trigger_price = 8500"
    " WHERE trigger_price IS NOT NULL",
    "lots_are_what_sell_orders_offered": "UPDATE market_order_lot SET quantity = quantity + 1"
    " WHERE market_order = 1",
    "icebergs_show_at_most_their_peak": "UPDATE market_order SET shown = 5 WHERE peak = 4",
    "blocked_is_what_open_orders_need": "UPDATE market_order SET worst = 8601 WHERE side = 'buy'",
    "no_book_is_crossed": "INSERT INTO market_order VALUES (99, 'BRC-CN', 'nobody', 'buy', 'limit',"
    " 'day', 8700, 1, 0, 1, 'resting', '', '2028-03-14', 0, 1, NULL,"
    " 0, 99, NULL, NULL, NULL, NULL, 0, NULL, 8700, 'book')",
    "both_sides_lie_days_apart": "UPDATE instrument SET turnaround_days = 5",
    "trades_stay_within_the_limits": "UPDATE trading_day SET lo = 8501 WHERE id = 1",
    "the_daily_statistics_equal_the_trades": "UPDATE trading_day SET volume = 11 WHERE id = 1",
}


def test_every_invariant_has_its_fault() -> None:
    assert set(INVARIANTS) == set(FAULTS)


def test_an_untouched_market_has_no_problem(traded: World) -> None:
    assert [] == traded.problems()


@pytest.mark.planted
@pytest.mark.parametrize("name", FAULTS)
def test_the_invariant_sees_its_fault(traded: World, name: str) -> None:
    drop_guards(traded.store.driver)
    traded.store.driver.execute(FAULTS[name])
    found = {finding.invariant for finding in audit.problems(traded.store.connection)}

    assert {name} == found


# What else the same invariants see.
MORE_FAULTS = {
    "UPDATE market_order SET reduced = 1 WHERE id = 2": "orders_are_what_their_trades_add_up_to",
    "UPDATE market_order SET status = 'pending' WHERE id = 4":
        "orders_are_what_their_trades_add_up_to",
    "UPDATE market_order SET ending = 'own_order' WHERE id = 4":
        "orders_are_what_their_trades_add_up_to",
    "UPDATE market_order SET rank = (SELECT rank FROM market_order WHERE id = 5) WHERE id = 4":
        "ranks_order_each_level",
    "UPDATE market_order SET shown = NULL WHERE peak = 4": "icebergs_show_at_most_their_peak",
    "UPDATE market_order SET shown = 1 WHERE id = 1": "icebergs_show_at_most_their_peak",
    "UPDATE trade SET fee_buyer = 1 WHERE id = 1": "each_fee_follows_its_rate",
}  # fmt: skip


@pytest.mark.planted
@pytest.mark.parametrize("change", MORE_FAULTS)
def test_the_invariant_sees_another_fault(traded: World, change: str) -> None:
    drop_guards(traded.store.driver)
    traded.store.driver.execute(change)
    found = {finding.invariant for finding in audit.problems(traded.store.connection)}

    assert MORE_FAULTS[change] in found


@pytest.mark.planted
def test_a_reference_that_is_not_the_close_before_is_seen(traded: World) -> None:
    drop_guards(traded.store.driver)
    traded.store.driver.execute("UPDATE trading_day SET reference = 8600 WHERE id = 2")
    found = audit.problems(traded.store.connection)

    assert ["the_daily_statistics_equal_the_trades"] == [finding.invariant for finding in found]


def test_units_that_something_else_blocks_are_told_by_the_caller(traded: World) -> None:
    (sub,) = traded.rows(
        "SELECT id FROM sub_account WHERE kind = 'holding_blocked' AND balance = 19"
    )
    connection = traded.store.connection
    connection.execute(text("UPDATE market_order SET open_quantity = 0, status = 'cancelled',"
                            " ending = 'owner', reduced = 10 WHERE id = 4"))  # fmt: skip

    assert ["blocked_is_what_open_orders_need"] == [
        finding.invariant for finding in audit.problems(connection)
    ]
    assert [] == audit.problems(connection, also_blocked={sub[0]: 10})
    assert audit.problems(connection, also_blocked={sub[0]: 9})


@pytest.mark.planted
def test_a_working_state_that_is_not_the_tables_is_seen(traded: World) -> None:
    assert [] == working_state.of_exchange(traded.exchange)
    ghost = Order(
        id=77, account="bob", buy=True, price=8000, quantity=1, time_in_force=TimeInForce.DAY
    )
    traded.exchange.market.listing("BRC-CN").book.restore(ghost)

    assert ["the_working_state_equals_the_tables"] == [
        finding.invariant for finding in working_state.of_exchange(traded.exchange)
    ]
