"""Goal: a preview shows an order's effects before it is placed, and changes nothing.

Method: each order is first placed on a copy of the exchange and then placed; the books are read
between the two and afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ledger.kernel.lazy_copy import Copies
from ledger.rows import Rows
from matching.exchange import Exchange, Placed
from matching.orders import Order, Reservation, SelfTrade, Terms, TimeInForce
from matching.phases import Phase
from matching.preview import Effects, effects
from tests.matching.conftest import Opened
from tests.matching.world import CN, World
from tests.support.deep import snapshot

Task = Callable[[Exchange], Placed]


def tried(world: World, action: Task, owner: str, wanted: int) -> tuple[Placed, Effects, Copies]:
    """The result of an action on a copy of the exchange, which itself stays unchanged."""
    before = snapshot(world.exchange)
    copies = Copies(world.store)
    copies.put(world.books.rows, Rows(world.store))
    placed = action(copies.of(world.exchange))
    found = effects(
        world.exchange, copies, owner=owner, instrument="BRC-CN", order=placed.order, wanted=wanted,
        trades=placed.trades,
    )  # fmt: skip

    assert before == snapshot(world.exchange)
    return placed, found, copies


def place(
    world: World, owner: str, side: str, quantity: int, price: int | None = None, **terms: Any
) -> dict[str, Any]:
    """The effects of an order, all that are not nothing, after it was placed as foretold."""
    order = {
        "instrument": "BRC-CN", "owner": owner, "side": side, "price": price, "quantity": quantity,
        "kind": "market" if price is None else "limit",
        "time_in_force": terms.pop("term", "day"), "at": world.books.at + 1000,
        "terms": Terms(**terms),
    }  # fmt: skip
    foretold, found, _ = tried(world, lambda exchange: exchange.place(**order), owner, quantity)
    done = world.do(lambda: world.exchange.place(**order))

    assert foretold == done
    return {name: value for name, value in found._asdict().items() if value}


def test_an_order_trades_what_it_meets_and_the_rest_waits(world: World) -> None:
    world.place("ann", "sell", 10, 8400)
    world.place("ann", "sell", 10, 8500)
    rests = place(world, "bob", "buy", 25, 8500)
    sells = place(world, "ann", "sell", 5, 8600)

    assert {
        "blocked_fen": 212_500, "fills": [(8400, 10), (8500, 10)], "average_fen": 8450,
        "rests_t": 5,
    } == rests  # fmt: skip
    assert {"blocked_t": 5, "rests_t": 5} == sells


def test_what_must_not_rest_is_cancelled_and_gives_its_cash_back(world: World) -> None:
    world.place("ann", "sell", 10, 8400)
    killed = place(world, "bob", "buy", 11, 8400, term="fok")
    partly = place(world, "bob", "buy", 12, 8400, term="ioc")
    market = place(world, "cat", "buy", 3)

    assert {"blocked_fen": 92_400, "released_fen": 92_400, "cancelled_t": 11} == killed
    assert {
        "blocked_fen": 100_800, "released_fen": 16_800, "fills": [(8400, 10)],
        "average_fen": 8400, "cancelled_t": 2,
    } == partly  # fmt: skip
    assert {"blocked_fen": 28_050, "released_fen": 28_050, "cancelled_t": 3} == market


def test_a_stop_waits_and_an_own_one_that_is_triggered_is_named(world: World) -> None:
    waits = place(world, "bob", "buy", 2, 8600, trigger=8500)
    world.place("ann", "sell", 10, 8500)
    triggers = place(world, "bob", "buy", 1, 8500)
    alone = world.rows("SELECT id, status FROM market_order WHERE id = 1")

    assert {"blocked_fen": 17_200, "rests_t": 2} == waits
    assert {"blocked_fen": 8500, "fills": [(8500, 1)], "average_fen": 8500, "stops": [1]} == (
        triggers
    )
    assert [(1, "filled")] == alone


def test_a_stop_of_another_seat_is_not_told(world: World) -> None:
    world.place("cat", "buy", 2, 8600, trigger=8500)
    world.place("ann", "sell", 10, 8500)
    shown = place(world, "bob", "buy", 1, 8500)

    assert {"blocked_fen", "fills", "average_fen"} == set(shown)
    assert [("filled",)] == world.rows("SELECT status FROM market_order WHERE id = 1")


def test_an_own_order_that_gives_way_is_named(opened: Opened) -> None:
    world = opened(self_trade=SelfTrade.OLDEST)
    world.holder("ann", fen=10_000_000)
    world.issue("ann", 100)
    world.place("ann", "sell", 10, 8400)
    shown = place(world, "ann", "buy", 4, 8400)

    assert {"blocked_fen": 33_600, "rests_t": 4, "changed": [(1, 0)]} == shown


def test_a_call_gathers_and_says_its_price_with_the_order(world: World) -> None:
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CALL))
    world.place("ann", "sell", 10, 8400)
    alone = place(world, "bob", "buy", 4, 8300)
    meets = place(world, "bob", "buy", 4, 8500)

    assert {"blocked_fen": 33_200, "rests_t": 4, "gathers": True} == alone
    assert {"blocked_fen", "rests_t", "gathers", "indicative_fen"} == set(meets)
    assert 8400 <= meets["indicative_fen"] <= 8500


def test_a_circuit_breaker_that_would_begin_is_told(opened: Opened) -> None:
    breaker = {"breaker_percent": 5, "breaker_reference_minutes": 5, "breaker_call_minutes": 3}
    world = opened(replace(CN, **breaker))
    world.holder("ann")
    world.holder("bob", fen=10_000_000)
    world.issue("ann", 100)
    world.place("ann", "sell", 10, 9000)
    shown = place(world, "bob", "buy", 4, 9000)

    assert {"blocked_fen": 36_000, "rests_t": 4, "breaker": True} == shown
    assert Phase.CALL is world.exchange.market.listing("BRC-CN").book.phase


def test_a_change_says_what_it_sets_aside_or_gives_back(world: World) -> None:
    order = world.place("bob", "buy", 10, 8400).order
    at = world.books.at + 1000
    more = {"order": order, "owner": "bob", "price": 8500, "quantity": 12, "at": at}
    less = {"order": order, "owner": "bob", "by": 4, "at": at}
    _, larger, _ = tried(world, lambda exchange: exchange.replace(**more), "bob", 12)
    _, smaller, _ = tried(world, lambda exchange: exchange.reduce(**less), "bob", 6)

    assert (18_000, 0, 12) == (larger.blocked_fen, larger.released_fen, larger.rests_t)
    assert (0, 33_600, 6, 0) == (
        smaller.blocked_fen, smaller.released_fen, smaller.rests_t, smaller.cancelled_t,
    )  # fmt: skip
    assert (9_916_000, 84_000) == world.cash("bob")


def test_a_book_of_many_orders_is_not_copied(world: World) -> None:
    book = world.exchange.market.listing("BRC-CN").book
    others = []
    for number in range(1_000_000, 1_020_000):
        price = 8500 + number % 50
        order = Order(
            id=number, account="x", buy=False, price=price, quantity=3,
            reservation=Reservation(worst=0), time_in_force=TimeInForce.GTC, instrument="BRC-CN",
        )  # fmt: skip
        book.restore(order)
        others.append(order)
    order = {
        "instrument": "BRC-CN", "owner": "bob", "side": "buy", "kind": "limit", "price": 8400,
        "quantity": 7, "time_in_force": "day", "at": world.books.at,
    }  # fmt: skip
    copies = Copies(world.store)
    copies.put(world.books.rows, Rows(world.store))
    placed = copies.of(world.exchange).place(**order)
    met = sum(copies.met(one) is not None for one in others)
    best = sum(1 for _ in copies.of(book).asks.levels[-8500].queue)
    for one in others:
        book.cancel(one.id)

    assert (0, 7) == (met, placed.open)
    assert best == 400
