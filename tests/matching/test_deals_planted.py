"""Faults planted into the trades outside the book; a written scenario or an invariant sees each.

A fault replaces one function by one that does wrong. If the function is gone the test says so
instead of passing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

import matching.deals.bidding
import matching.deals.off_book
from matching import records
from matching.bidding import Pricing
from matching.deals import audit
from matching.deals.bidding import Biddings
from matching.deals.block import Blocks
from matching.deals.dealing import Deals
from matching.deals.off_book import OffBook
from matching.deals.quotes import Quotes
from matching.deals.state import Bidding
from matching.orders import Ending, OrderMode
from matching.venues import Venue
from tests.matching import working_state
from tests.matching.deal_world import DealWorld, small
from tests.matching.test_deals_scenarios import TABLE, reservation, traded, world_of
from tests.support.guards import drop_guards

Wrong = Callable[[Any], Any]
"""The right function in, the wrong one out."""


def _unless(right: Any, skipped: Ending) -> Any:
    """Orders that leave for this reason are written down and keep what they blocked."""

    def finish(self: OffBook, order: Any, ending: Ending) -> None:
        if ending is not skipped:
            right(self, order, ending)
            return
        order.open, order.reservation.reduced = 0, order.open
        order.reservation.ending = ending
        order.reservation.lots.clear()
        records.order_changed(self.books, order)

    return finish


def not_released_at_expiry(right: Any) -> Any:
    return _unless(right, Ending.EXPIRED)


def not_released_after_the_bidding(right: Any) -> Any:
    return _unless(right, Ending.REMAINDER)


def losers_not_released(right: Any) -> Any:
    return _unless(right, Ending.NOT_CHOSEN)


def nothing_ends_with_the_day(right: Any) -> Any:
    return lambda self, *, at: {}


def winners_pay_their_own_bid(right: Any) -> Any:
    return lambda sale, bids: right(replace(sale, pricing=Pricing.PAY_AS_BID), bids)


def later_bids_first(right: Any) -> Any:
    def close(sale: Any, bids: Any) -> Any:
        outcome = right(sale, [replace(one, arrival=-one.arrival) for one in bids])
        won = [replace(one, bid=replace(one.bid, arrival=-one.bid.arrival))
               for one in outcome.allocations]  # fmt: skip
        return replace(outcome, allocations=tuple(won))

    return close


def cash_not_asked(right: Any) -> Any:
    def reservation(self: OffBook, *where: Any, owner: str, buy: bool, **what: Any) -> Any:
        return [] if buy else right(self, *where, owner=owner, buy=buy, **what)

    return reservation


def fee_forgotten(right: Any) -> Any:
    return lambda **figures: 0


def no_limits(right: Any) -> Any:
    return lambda *args, **figures: None


def any_quantity(right: Any) -> Any:
    return lambda self, listing, mode, quantity: None


def anybody_confirms(right: Any) -> Any:
    def _proposal(self: Blocks, number: int, seat: str, *, of_counterparty: bool) -> Any:
        found = self.state.proposals.get(number)
        return found or right(self, number, seat, of_counterparty=of_counterparty)

    return _proposal


def anybody_accepts(right: Any) -> Any:
    def _offer(self: Quotes, number: int, seat: str) -> Any:
        asked = self.state.requests.get(self.state.offer_of.get(number, 0))
        if asked is not None and number in asked.offers:
            return asked, asked.offers[number]
        return right(self, number, seat)

    return _offer


def no_bidder_limit(right: Any) -> Any:
    return lambda self, bidder: 0


def trades_count_for_the_book(right: Any) -> Any:
    def traded(books: Any, *, taker: Any, **what: Any) -> None:
        kept, taker.reservation.mode = taker.reservation.mode, OrderMode.BOOK
        right(books, taker=taker, **what)
        taker.reservation.mode = kept

    return traded


def at_any_hour(right: Any) -> Any:
    return lambda *args, **figures: None


def no_halt(right: Any) -> Any:
    return lambda self, session: False


def never_closed_late(right: Any) -> Any:
    return lambda self, *, instrument, at: []


def own_cap_forgotten(right: Any) -> Any:
    return lambda own, one, *, reserve, venues: venues


def any_share(right: Any) -> Any:
    return lambda own, mode: own.bidder_percent


def fees_of_the_book(right: Any) -> Any:
    return lambda self, mode: right(self, OrderMode.BOOK)


def fees_of_the_instrument(right: Any) -> Any:
    def fees(self: OffBook, listing: Any, mode: Any) -> Any:
        return listing.instrument.fee_maker_ppm, listing.instrument.fee_taker_ppm

    return fees


FAULTS: list[tuple[Any, str, Wrong, str]] = [
    (OffBook, "finish", not_released_at_expiry, "D06"),
    (OffBook, "finish", not_released_after_the_bidding, "D31"),
    (OffBook, "finish", losers_not_released, "D21"),
    (Deals, "end_of_day", nothing_ends_with_the_day, "D07"),
    (matching.deals.bidding, "close_bidding", winners_pay_their_own_bid, "D31"),
    (matching.deals.bidding, "close_bidding", later_bids_first, "D31"),
    (OffBook, "lots_for", cash_not_asked, "D08"),
    (matching.deals.off_book, "fee", fee_forgotten, "D17"),
    (matching.deals.off_book, "limits_of", no_limits, "D11"),
    (OffBook, "require_quantity", any_quantity, "D11"),
    (Blocks, "_proposal", anybody_confirms, "D13"),
    (Quotes, "_offer", anybody_accepts, "D27"),
    (Bidding, "tonnes_of", no_bidder_limit, "D43"),
    (records, "traded", trades_count_for_the_book, "D01"),
    (matching.deals.off_book, "session_end", at_any_hour, "D06"),
    (Biddings, "waits", no_halt, "D50"),
    (Biddings, "close_waiting", never_closed_late, "D50"),
    (matching.deals.bidding, "cap_of", own_cap_forgotten, "D47"),
    (matching.deals.bidding, "share_of", any_share, "D44"),
    (Venue, "fees", fees_of_the_book, "D55"),
    (OffBook, "fees", fees_of_the_instrument, "D55"),
]
"""Where the fault is planted, how, and the scenario that sees it."""


def _named(one: Any) -> str:
    return one if isinstance(one, str) else str(one.__name__)


def differs(code: str) -> bool:
    """Whether a written scenario, or an audit after one of its steps, sees something wrong."""
    scenario = next(one for one in TABLE if one.name.split()[0] == code)
    world = world_of(scenario)
    try:
        answers = [world.play(step) for step in scenario.steps]
        after = [reservation(world, one.split()[0]) for one in scenario.holders]
        return (answers, traded(world), after) != (
            scenario.answers, scenario.trades, scenario.after,
        )  # fmt: skip
    except (AssertionError, KeyError):
        return True
    finally:
        world.close()


@pytest.mark.planted
@pytest.mark.parametrize(("owner", "name", "wrong", "seen_in"), FAULTS, ids=_named)
def test_a_fault_is_seen(
    owner: Any, name: str, wrong: Wrong, seen_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not differs(seen_in)
    monkeypatch.setattr(owner, name, wrong(getattr(owner, name)))

    assert differs(seen_in)


# What is changed in the tables, and the invariant that says so.
BREAKS = [
    ("UPDATE block_proposal SET state = 'open' WHERE id = 1",
     "orders_outside_the_book_belong_to_one_deal"),
    ("UPDATE market_order SET mode = 'quote' WHERE mode = 'block'",
     "orders_outside_the_book_belong_to_one_deal"),
    ("UPDATE block_proposal SET counterparty = 'cat' WHERE id = 1",
     "agreed_deals_traded_as_agreed"),
    ("UPDATE quote_request SET state = 'withdrawn'", "agreed_deals_traded_as_agreed"),
    ("UPDATE market_order SET price = price + 1 WHERE mode = 'quote'",
     "agreed_deals_traded_as_agreed"),
    ("UPDATE trading_day SET reference = 2 * reference", "deals_follow_their_venue"),
    ("UPDATE bidding_session SET pricing = 'pay_as_bid'", "allocations_equal_a_fresh_closing"),
    ("UPDATE bidding_session SET demand = demand + 1", "allocations_equal_a_fresh_closing"),
    ("UPDATE market_order SET price = price + 500 WHERE owner = 'dan'",
     "allocations_equal_a_fresh_closing"),
    ("UPDATE bidding_session SET quantity = quantity + 1, sold = sold + 1",
     "sold_and_unsold_make_the_offer"),
    ("UPDATE quote_request SET expires = 5, state = 'open' WHERE id = 1",
     "no_deal_outlives_its_time"),
    ("UPDATE bidding_session SET state = 'open', closes = 5", "no_deal_outlives_its_time"),
    ("UPDATE bidding_session SET state = 'halted'", "sold_and_unsold_make_the_offer"),
    ("UPDATE bidding_session SET ended = NULL", "an_open_deal_tells_no_end"),
    ("UPDATE quote_request SET taken = NULL", "an_open_deal_tells_no_end"),
]  # fmt: skip

DEALS = """
propose ann sell 60@8500 bob; confirm bob 1; ask bob buy 30; offer ann 1 8400; accept bob 1;
open ann 100 uniform 7650 14:00; bid bob 1 60@8000; bid cat 1 30@8100; bid dan 1 40@8000;
at 14:00; due
"""


@pytest.mark.planted
@pytest.mark.parametrize(("change", "invariant"), BREAKS)
def test_an_invariant_sees_a_changed_table(change: str, invariant: str) -> None:
    world = DealWorld(small())
    world.owner("ann", tonnes=200)
    for who in ("bob", "cat", "dan"):
        world.owner(who, fen=9_000_000)
    world.play("at 13:00")
    for step in DEALS.replace("\n", " ").strip().split(";"):
        assert "." not in world.play(step)
    connection = world.store.connection
    world.store.begin()
    drop_guards(world.store.driver)
    connection.execute(text(change))
    found = {one.invariant for one in audit.problems(connection)}
    world.store.rollback()

    assert [] == world.problems()
    assert invariant in found
    world.close()


@pytest.mark.planted
def test_a_state_that_forgets_is_seen() -> None:
    world = DealWorld(small())
    world.owner("ann", tonnes=200)
    world.play("at 13:00")
    world.play("propose ann sell 60@8500 bob")
    del world.made.state.proposals[1]

    assert ["the_working_state_of_deals_equals_the_tables"] == [
        one.invariant for one in working_state.of_deals(world.made)
    ]
    world.books.rebuild()
    assert [] == world.problems()
    world.close()
