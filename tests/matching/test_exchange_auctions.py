"""Goal: orders for an auction only, closing calls and calls of one instrument, at the exchange.

Method: small stories on a real ledger; after each the world's invariants hold, and an exchange
that is loaded from the tables is the same.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session

from ledger.kernel.clock import MINUTE
from matching import queries
from matching.errors import PRECEDENCE
from matching.instruments import Instrument
from matching.phases import Phase
from tests.matching import live
from tests.matching.conftest import Opened
from tests.matching.world import CN, World

CLOSES = replace(CN, closing_call=True)
BREAKER = replace(
    CN, breaker_percent=5, breaker_reference_minutes=10, breaker_call_minutes=3, closing_call=True
)


def _market(opened: Opened, instrument: Instrument = CLOSES) -> World:
    world = opened(instrument)
    for owner in ("ann", "bob", "cat"):
        world.holder(owner, fen=100_000_000)
        world.issue(owner, 1_000)
    return world


def _phase(world: World, phase: Phase) -> None:
    world.do(lambda: world.exchange.trading_day.set_phase(phase))


def _trades(world: World) -> list[tuple[int, int, int, int]]:
    return [tuple(row) for row in world.rows("SELECT maker, taker, price, quantity FROM trade")]


def _status(world: World, order: int) -> tuple[str, str]:
    found = world.rows(f"SELECT status, ending FROM market_order WHERE id = {order}")
    return found[0][0], found[0][1]


# --- the opening call ---------------------------------------------------------------------------


def test_an_order_at_the_open_is_for_the_call_that_gathers(opened: Opened) -> None:
    world = _market(opened)
    assert "book.at_open_needs_call" == world.refused(
        lambda: world.place("bob", "buy", 5, 8500, term="at_open")
    )
    _phase(world, Phase.CALL)
    sell = world.place("ann", "sell", 3, 8490, term="at_open").order
    buy = world.place("bob", "buy", 5, 8500, term="at_open").order
    stays = world.place("cat", "buy", 2, 8480).order
    _phase(world, Phase.CONTINUOUS)

    assert [(sell, buy, 8500, 3)] == _trades(world)
    assert ("cancelled", "remainder") == _status(world, buy)
    assert ("resting", "") == _status(world, stays)
    assert 0 == world.cash("bob")[1]


def test_where_nothing_meets_an_order_at_the_open_leaves_all_the_same(opened: Opened) -> None:
    world = _market(opened)
    _phase(world, Phase.CALL)
    order = world.place("bob", "buy", 5, 8500, term="at_open").order
    _phase(world, Phase.CONTINUOUS)

    assert ("cancelled", "remainder") == _status(world, order)


# --- the closing call ---------------------------------------------------------------------------


def test_an_order_at_the_close_waits_unseen_and_makes_the_close(opened: Opened) -> None:
    world = _market(opened)
    sell = world.place("ann", "sell", 40, 8600, term="at_close")
    assert ("pending", 40) == (sell.status, sell.open)
    assert "resting" == world.place("bob", "buy", 10, 8650).status
    assert ("pending", 30) == (
        (changed := world.replace("ann", sell.order, 30, 8610)).status, changed.open
    )  # fmt: skip
    world.place("cat", "buy", 15, 8620, term="at_close")
    assert {"bids": [(8650, 10)], "asks": []} == _book(world)
    _assert_same_view(world)
    _phase(world, Phase.CLOSING)
    _assert_same_view(world)
    assert {"bids": [(8650, 10), (8620, 15)], "asks": [(8610, 30)]} == _book(world)
    world.end_of_day()

    assert [(8610, 25)] == [
        (price, tonnes)
        for price, tonnes in world.rows("SELECT price, sum(quantity) FROM trade GROUP BY price")
    ]
    assert ("cancelled", "remainder") == _status(world, sell.order)
    assert [(8610,)] == world.rows("SELECT close_price FROM trading_day")


def _assert_same_view(world: World) -> None:
    """Readers of the tables see what the book shows, and no parked order."""
    with Session(world.store.connection, join_transaction_mode="rollback_only") as session:
        for owner in ("", "ann", "cat"):
            stored = queries.stored_depth(session, "BRC-CN", owner=owner)
            assert live.depth(world.exchange, "BRC-CN", owner=owner) == stored


def _book(world: World) -> dict[str, list[tuple[int, int]]]:
    book = world.exchange.market.listing("BRC-CN").book
    return {
        name: [(price, tonnes) for price, tonnes, _ in book.depth(buy=name == "bids", levels=9)]
        for name in ("bids", "asks")
    }


def test_a_day_without_its_closing_call_lets_them_go_at_its_end(opened: Opened) -> None:
    world = _market(opened)
    order = world.place("ann", "sell", 5, 8600, term="at_close").order
    _phase(world, Phase.CLOSING)
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    world.end_of_day()

    assert ("cancelled", "day_end") == _status(world, order)
    assert [] == _trades(world)
    assert 0 == sum(world.units("ann", batch)[1] for batch in world.books.batches)


def test_a_stop_that_the_close_triggers_enters_with_the_next_morning(opened: Opened) -> None:
    world = _market(opened)
    world.place("ann", "sell", 2, 8500)
    world.place("bob", "buy", 2, 8500)
    stop = world.place("cat", "buy", 4, 8700, term="gtc", trigger=8600).order
    rests = world.place("ann", "sell", 4, 8650, term="gtc").order
    _phase(world, Phase.CLOSING)
    world.place("ann", "sell", 1, 8600)
    world.place("bob", "buy", 1, 8600)
    world.end_of_day()
    assert ("pending", "") == _status(world, stop)
    world.do(lambda: world.exchange.trading_day.start_of_day(day="2028-03-14"))
    _phase(world, Phase.CONTINUOUS)

    assert (rests, stop, 8650, 4) == _trades(world)[-1]


def test_the_refusals_of_auction_orders(opened: Opened) -> None:
    world = _market(opened, CN)
    plain = "book.auction_order_plain"
    _phase(world, Phase.CALL)
    assert plain == world.refused(
        lambda: world.place("bob", "buy", 1, 8500, term="at_open", post_only=True)
    )
    assert plain == world.refused(lambda: world.place("bob", "buy", 1, term="at_open"))
    assert "book.no_closing_call" == world.refused(
        lambda: world.place("bob", "buy", 1, 8500, term="at_close")
    )
    assert "book.stop_must_wait" == world.refused(
        lambda: world.place("bob", "buy", 1, 8500, term="at_open", trigger=8600)
    )
    _phase(world, Phase.CLOSING)

    assert "book.at_open_needs_call" == world.refused(
        lambda: world.place("bob", "buy", 1, 8500, term="at_open")
    )
    assert "book.call_takes_limits" == world.refused(lambda: world.place("bob", "buy", 1))


# --- a call of an instrument's own ----------------------------------------------------------------


def test_the_trainer_begins_a_call_and_ends_it(opened: Opened) -> None:
    world = _market(opened)
    made: list[int] = []
    world.do(
        lambda: made.append(
            world.exchange.trading_day.begin_call(instrument="BRC-CN", minutes=5, at=world.books.at)
        )
    )
    assert [world.time + 5 * MINUTE] == made
    world.place("ann", "sell", 3, 8400)
    assert "resting" == world.place("bob", "buy", 3, 8600).status
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))

    assert [(1, 2, 8500, 3)] == _trades(world)
    assert "book.no_call" == world.refused(
        lambda: world.exchange.trading_day.end_call(instrument="BRC-CN")
    )


def test_a_call_has_its_refusals_in_order(opened: Opened) -> None:
    world = opened(replace(CN, listed=True), replace(CN, code="OTHER"))

    def begin(code: str = "OTHER") -> str:
        return world.refused(
            lambda: world.exchange.trading_day.begin_call(
                instrument=code, minutes=5, at=world.books.at
            )
        )

    found = [begin("BRC-CN")]
    world.do(lambda: world.exchange.trading_day.halt(instrument="OTHER"))
    found.append(begin())
    world.do(lambda: world.exchange.trading_day.resume(instrument="OTHER"))
    found += [begin(), begin()]
    world.do(lambda: world.exchange.trading_day.end_call(instrument="OTHER"))
    _phase(world, Phase.CLOSED)
    found.append(begin())

    assert [
        "book.no_call_here", "book.instrument_halted", "-", "book.call_begun", "book.market_closed",
    ] == found  # fmt: skip
    assert {"book.no_call_here", "book.call_begun", "book.no_call"} <= {r.code for r in PRECEDENCE}


# --- the circuit breaker --------------------------------------------------------------------------


def test_stops_wait_while_the_call_that_one_of_them_began_gathers(opened: Opened) -> None:
    world = _market(opened, BREAKER)
    for price in (8500, 8600, 9000, 9010):
        world.place("ann", "sell", 5, price)
    first = world.place("bob", "buy", 10, 9000, trigger=8600).order
    second = world.place("cat", "buy", 5, None, trigger=8600).order
    world.place("bob", "buy", 6, 8600)

    # The first stop takes the remainder at 8600, and the next price lies outside the band.
    assert [8500, 8600, 8600] == [price for *_, price, _ in _trades(world)]
    assert ("resting", "") == _status(world, first)
    assert ("pending", "") == _status(world, second)
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))

    assert [9000, 9010] == sorted({price for *_, price, _ in _trades(world)[3:]})
    assert ("filled", "") == _status(world, second)


def test_after_its_auction_a_breaker_measures_from_the_auctions_price(opened: Opened) -> None:
    world = _market(opened, BREAKER)
    listing = world.exchange.market.listing("BRC-CN")
    world.place("ann", "sell", 5, 9000)
    world.place("bob", "buy", 3, 9000)
    before = listing.band(world.time)
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))
    after = listing.band(world.time + 1)
    world.place("cat", "buy", 1, 9000)

    assert before is not None and after is not None
    assert (8075, 8925) == (before.lo, before.hi)
    assert (8550, 9350) == (after.lo, min(after.hi, 9350))
    assert [9000, 9000] == [price for *_, price, _ in _trades(world)]
    assert listing.trading


@pytest.mark.parametrize("phase", [Phase.CALL, Phase.CONTINUOUS])
def test_a_call_that_a_halt_outlasts_leaves_no_crossed_book_unseen(
    opened: Opened, phase: Phase
) -> None:
    world = _market(opened)
    _phase(world, Phase.CALL)
    world.place("ann", "sell", 3, 8400)
    world.place("bob", "buy", 3, 8600)
    world.do(lambda: world.exchange.trading_day.halt(instrument="BRC-CN"))
    _phase(world, phase)
    assert [] == _trades(world)
    world.do(lambda: world.exchange.trading_day.resume(instrument="BRC-CN"))
    _phase(world, Phase.CONTINUOUS)

    assert 1 == len(_trades(world))
