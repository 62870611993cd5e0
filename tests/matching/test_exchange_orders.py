"""Every order type at the exchange, by hand: reservations, trades, rows."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from matching import queries
from matching.instruments import Instrument
from matching.orders import OrderStatus, SelfTrade
from matching.phases import Phase
from tests.matching import live
from tests.matching.conftest import Opened
from tests.matching.world import World

TODAY, TOMORROW = "2028-03-13", "2028-03-14"


def _row(world: World, order: int, *columns: str) -> tuple[object, ...]:
    return world.rows(f"SELECT {', '.join(columns)} FROM market_order WHERE id = {order}")[0]


# --- terms --------------------------------------------------------------------------------------


def test_an_order_until_cancelled_stays_over_night_and_trades_the_next_day(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500, term="gtc").order
    world.next_day(TOMORROW)

    assert (9_915_000, 85_000) == world.cash("bob")
    world.place("ann", "sell", 10, 8500)
    assert ("filled", 10, 0) == _row(world, order, "status", "filled", "open_quantity")


def test_an_order_till_a_day_leaves_when_that_day_ends(world: World) -> None:
    first = world.place("bob", "buy", 10, 8500, term="gtd", expires=TODAY).order
    second = world.place("bob", "buy", 10, 8500, term="gtd", expires=TOMORROW).order

    assert [first] == world.end_of_day()
    assert ("cancelled", "expired") == _row(world, first, "status", "ending")
    assert ("resting", TOMORROW) == _row(world, second, "status", "expires")
    assert (9_915_000, 85_000) == world.cash("bob")


def test_a_day_over_a_weekend_ends_orders_that_were_good_till_saturday(world: World) -> None:
    order = world.place("bob", "buy", 1, 8500, term="gtd", expires="2028-03-18").order
    world.next_day("2028-03-17")
    world.next_day("2028-03-20")

    assert ("resting",) == _row(world, order, "status")
    assert [order] == world.end_of_day()


def test_fill_or_kill_trades_whole_or_leaves_no_trace_in_the_books(world: World) -> None:
    world.place("ann", "sell", 10, 8500)

    killed = world.place("bob", "buy", 11, 8500, term="fok")
    assert ("cancelled", 0, 0, []) == (killed.status, killed.filled, killed.open, killed.trades)
    assert ("not_whole", 11) == _row(world, killed.order, "ending", "reduced")
    assert (10_000_000, 0) == world.cash("bob")
    assert "filled" == world.place("bob", "buy", 10, 8500, term="fok").status


def test_orders_outside_the_limits_of_a_new_day_leave_and_release(opened: Opened) -> None:
    world = opened(
        Instrument(code="BRC-CN", registry="CN", unit="BRC", reference=8500, limit_percent=5)
    )
    world.holder("ann")
    world.holder("bob", fen=10_000_000)
    world.issue("ann", 100)
    low = world.place("bob", "buy", 1, 8080, term="gtc").order
    world.place("ann", "sell", 5, 8900)
    world.place("bob", "buy", 5, 8900)
    world.next_day(TOMORROW)

    assert ("cancelled", "limits", 1) == _row(world, low, "status", "ending", "reduced")
    assert (10_000_000 - 44_500, 0) == world.cash("bob")


# --- stops --------------------------------------------------------------------------------------


def test_a_stop_waits_enters_and_trades_with_its_own_taker_side(world: World) -> None:
    world.place("ann", "sell", 5, 8500)
    world.place("ann", "sell", 5, 8600)
    stop = world.place("cat", "buy", 5, trigger=8500)
    assert "pending" == stop.status
    assert (10_000_000 - 5 * 9350, 5 * 9350) == world.cash("cat")

    placed = world.place("bob", "buy", 5, 8500)
    assert [(1, 8500, 5)] == placed.trades
    assert [("cat", 2, stop.order, 8600)] == world.rows(
        "SELECT buyer, maker, taker, price FROM trade WHERE id = 2"
    )
    assert ("filled", None) == _row(world, stop.order, "status", "trigger_price")
    assert (10_000_000 - 5 * 8600, 0) == world.cash("cat")


def test_a_stop_may_meet_the_rest_of_the_order_that_triggered_it(world: World) -> None:
    world.place("bob", "buy", 5, 8500)
    stop = world.place("ann", "sell", 3, 8400, trigger=8500).order
    placed = world.place("ann", "sell", 1, 8500)
    assert ("filled", 3) == _row(world, stop, "status", "filled")
    world.place("cat", "buy", 4, 8450, trigger=8480)
    rest = world.place("ann", "sell", 6, 8480)

    assert placed.filled == 1
    assert (1, 0) == (len(rest.trades), rest.open - 5)


def test_a_triggered_stop_with_a_price_may_rest_and_is_no_stop_any_more(world: World) -> None:
    stop = world.place("cat", "buy", 5, 8450, trigger=8500, term="gtc").order
    world.place("ann", "sell", 1, 8500)
    world.place("bob", "buy", 1, 8500)

    row = _row(world, stop, "status", "trigger_price", "open_quantity")
    assert ("resting", None, 5) == row
    assert "resting" == world.replace("cat", stop, 5, 8449).status


def test_a_cascade_is_settled_stop_by_stop(world: World) -> None:
    for price in (8500, 8510, 8520):
        world.place("ann", "sell", 1, price)
    first = world.place("cat", "buy", 1, trigger=8500).order
    second = world.place("bob", "buy", 1, trigger=8510).order
    world.place("bob", "buy", 1, 8500)

    assert [(4, 1), (first, 2), (second, 3)] == world.rows(
        "SELECT CASE taker WHEN 6 THEN 4 ELSE taker END, maker FROM trade ORDER BY id"
    )


# --- changes ------------------------------------------------------------------------------------


def test_a_larger_replacement_sets_more_aside_and_a_smaller_one_gives_back(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500).order
    world.replace("bob", order, 20, 8600)
    assert (10_000_000 - 172_000, 172_000) == world.cash("bob")
    assert (20, 0) == _row(world, order, "quantity", "reduced")

    world.replace("bob", order, 5, 8400)
    assert (10_000_000 - 42_000, 42_000) == world.cash("bob")
    assert (20, 15) == _row(world, order, "quantity", "reduced")


def test_a_grown_sell_order_sets_further_batches_aside(world: World) -> None:
    second = world.issue("ann", 50)
    first = min(world.books.batches)
    order = world.place("ann", "sell", 90, 8500).order
    world.replace("ann", order, 120, 8500)
    assert (0, 100) == world.units("ann", first)
    assert (30, 20) == world.units("ann", second)

    world.reduce("ann", order, 95)
    assert (95, 5) == world.units("ann", first)
    assert (30, 20) == world.units("ann", second)


def test_a_replacement_beyond_the_means_is_refused_and_changes_nothing(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500).order
    sells = world.place("ann", "sell", 90, 8600).order

    assert "risk.cash_short" == world.refused(lambda: world.replace("bob", order, 2000, 8500))
    assert "risk.units_short" == world.refused(lambda: world.replace("ann", sells, 101, 8600))
    assert (9_915_000, 85_000) == world.cash("bob")


def test_a_replacement_that_would_meet_the_other_side_trades_as_taker(world: World) -> None:
    world.place("ann", "sell", 4, 8600)
    order = world.place("bob", "buy", 10, 8500).order
    placed = world.replace("bob", order, 10, 8600)

    assert ([(1, 8600, 4)], 6, "resting") == (placed.trades, placed.open, placed.status)
    assert [(1, order)] == world.rows("SELECT maker, taker FROM trade")


def test_a_replacement_that_trades_whole_or_is_prevented_leaves(opened: Opened) -> None:
    world = opened(self_trade=SelfTrade.NEWEST)
    world.holder("ann", fen=1_000_000)
    world.holder("bob", fen=1_000_000)
    world.issue("ann", 100)
    world.place("ann", "sell", 4, 8600)
    own = world.place("ann", "buy", 4, 8500).order
    other = world.place("bob", "buy", 4, 8500).order

    assert "cancelled" == world.replace("ann", own, 4, 8600).status
    assert "filled" == world.replace("bob", other, 4, 8600).status
    assert {} == {owner: left for owner, left in world.exchange.market.open_of.items() if left}


def test_a_reduced_order_keeps_its_place_and_a_replaced_one_loses_it(world: World) -> None:
    first = world.place("bob", "buy", 10, 8500).order
    second = world.place("cat", "buy", 10, 8500).order
    world.reduce("bob", first, 4)
    world.place("ann", "sell", 1, 8500)
    assert [(first,)] == world.rows("SELECT maker FROM trade")
    world.replace("bob", first, 6, 8500)
    world.place("ann", "sell", 1, 8500)

    assert [(first,), (second,)] == world.rows("SELECT maker FROM trade ORDER BY id")


def test_a_reduction_leaves_some_of_the_order(world: World) -> None:
    order = world.place("bob", "buy", 10, 8500).order

    for by, code in ((0, "book.quantity_not_positive"), (10, "book.reduction_too_large")):
        assert code == world.refused(lambda by=by: world.reduce("bob", order, by))
    assert "book.order_of_another" == world.refused(lambda: world.reduce("cat", order, 1))
    stop = world.place("bob", "buy", 10, trigger=8600).order
    assert "book.stop_not_replaced" == world.refused(lambda: world.reduce("bob", stop, 1))


def test_all_orders_of_an_owner_are_taken_out_stops_too(world: World) -> None:
    world.place("bob", "buy", 10, 8500)
    world.place("bob", "buy", 10, trigger=8600)
    world.place("cat", "buy", 10, 8500)

    gone = world.do(lambda: world.exchange.cancel_all(owner="bob", instrument="BRC-CN"))
    assert [(1, 10), (2, 10)] == gone
    assert (10_000_000, 0) == world.cash("bob")
    assert "book.instrument_unknown" == world.refused(
        lambda: world.do(lambda: world.exchange.cancel_all(owner="cat", instrument="X"))
    )


# --- picks, icebergs, auctions ------------------------------------------------------------------


def test_a_pick_passes_better_orders_by(world: World) -> None:
    world.place("ann", "sell", 5, 8500)
    dear = world.place("ann", "sell", 5, 8600).order
    placed = world.pick("bob", dear, 2)

    assert [(1, 8600, 2)] == placed.trades
    assert (10_000_000 - 17_200, 0) == world.cash("bob")
    assert ("filled", "ioc", 8600) == _row(world, placed.order, "status", "time_in_force", "price")


def test_an_iceberg_shows_its_peak_and_goes_to_the_back_with_each(world: World) -> None:
    iceberg = world.place("ann", "sell", 10, 8500, peak=3).order
    plain = world.place("ann", "sell", 2, 8500).order
    world.place("bob", "buy", 4, 8500)

    assert [(iceberg, 3), (plain, 1)] == world.rows("SELECT maker, quantity FROM trade ORDER BY id")
    assert (7, 3) == _row(world, iceberg, "open_quantity", "shown")
    ranks = dict(world.rows("SELECT id, rank FROM market_order WHERE open_quantity > 0"))
    assert ranks[plain] < ranks[iceberg]


def test_a_call_gathers_orders_and_the_earlier_one_is_the_maker(world: World) -> None:
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CALL))
    sells = world.place("ann", "sell", 5, 8400).order
    buys = world.place("bob", "buy", 8, 8600, term="gtc").order
    assert [] == world.rows("SELECT id FROM trade")
    world.do(lambda: world.exchange.trading_day.set_phase(Phase.CONTINUOUS))

    assert [(sells, buys, "buy", 8600, 5)] == world.rows(
        "SELECT maker, taker, taker_side, price, quantity FROM trade"
    )
    assert (10_000_000 - 8 * 8600, 3 * 8600) == world.cash("bob")


def test_what_a_call_gathered_trades_after_a_halt_or_a_night(world: World) -> None:
    exchange = world.exchange
    world.do(lambda: exchange.trading_day.set_phase(Phase.CALL))
    world.place("ann", "sell", 5, 8400, term="gtc")
    world.place("bob", "buy", 2, 8600, term="gtc")
    world.do(lambda: exchange.trading_day.halt(instrument="BRC-CN"))
    world.do(lambda: exchange.trading_day.set_phase(Phase.CONTINUOUS))
    assert [] == world.rows("SELECT id FROM trade")
    world.do(lambda: exchange.trading_day.resume(instrument="BRC-CN"))
    assert [(2,)] == world.rows("SELECT quantity FROM trade")

    world.do(lambda: exchange.trading_day.set_phase(Phase.CALL))
    world.place("bob", "buy", 3, 8600, term="gtc")
    world.do(lambda: exchange.trading_day.set_phase(Phase.CLOSED))
    assert [(2,)] == world.rows("SELECT quantity FROM trade")
    world.next_day(TOMORROW)
    assert [(2,), (3,)] == world.rows("SELECT quantity FROM trade ORDER BY id")


# kind of order  ->  refused with
REFUSED = [
    ({"term": "gtd"}, "book.expiry_missing"),
    ({"term": "gtd", "expires": "soon"}, "book.expiry_missing"),
    ({"term": "gtd", "expires": "2028-03-12"}, "book.expiry_past"),
    ({"term": "day", "expires": TODAY}, "book.expiry_not_taken"),
    ({"trigger": 0}, "book.trigger_not_positive"),
    ({"trigger": 8600, "term": "ioc"}, "book.stop_must_wait"),
    ({"trigger": 8600, "term": "gtc", "price": None}, "book.stop_must_wait"),
    ({"peak": 0}, "book.peak_not_positive"),
    ({"post_only": True, "term": "ioc"}, "book.post_only_never_rests"),
    ({"post_only": True, "price": 8600}, "book.post_only_would_trade"),
    ({"client_order_id": ""}, "book.client_order_id_malformed"),
    ({"client_order_id": "  "}, "book.client_order_id_malformed"),
    ({"client_order_id": "x" * 33}, "book.client_order_id_malformed"),
    ({"client_order_id": "two\nlines"}, "book.client_order_id_malformed"),
    ({"client_order_id": "甲\u200b"}, "book.client_order_id_malformed"),
    ({"client_order_id": "x" * 32}, "-"),
    ({"client_order_id": "买 7/b"}, "-"),
]


@pytest.mark.parametrize(("terms", "code"), REFUSED)
def test_terms_that_cannot_be_are_refused(
    world: World, terms: dict[str, object], code: str
) -> None:
    world.place("ann", "sell", 10, 8600)
    price = terms.pop("price", 8500)
    try:
        assert code == world.refused(lambda: world.place("bob", "buy", 1, price, **terms))
    finally:
        if price != 8500:
            terms["price"] = price


# --- fees and the waiting day -------------------------------------------------------------------

DEAR = Instrument(
    code="BRC-CN", registry="CN", unit="BRC", reference=8500, limit_percent=10,
    fee_maker_ppm=1000, fee_taker_ppm=3000,
)  # fmt: skip
WAITING = Instrument(
    code="BRC-CN", registry="CN", unit="BRC", reference=8500, limit_percent=10, t_plus=1
)


def _ann_and_bob(world: World) -> World:
    world.holder("ann", fen=1_000_000)
    world.holder("bob", fen=1_000_000)
    world.issue("ann", 100)
    return world


def test_fees_are_legs_of_their_own_to_the_venue(opened: Opened) -> None:
    world = _ann_and_bob(opened(DEAR))
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8600)

    assert [(255, 85)] == world.rows("SELECT fee_buyer, fee_seller FROM trade")
    assert (1_000_000 - 85_000 - 255, 0) == world.cash("bob")
    assert (1_000_000 + 85_000 - 85, 0) == world.cash("ann")
    assert [(340,)] == world.rows("SELECT balance FROM sub_account WHERE kind = 'venue_fees'")


def test_the_cash_for_an_order_includes_its_fees(opened: Opened) -> None:
    world = _ann_and_bob(opened(DEAR))

    with pytest.raises(Exception) as refused:
        world.place("bob", "buy", 118, 8500)
    assert 117 == refused.value.facts["largest"]
    world.place("bob", "buy", 117, 8500)
    assert "risk.cash_short" == world.refused(lambda: world.place("bob", "buy", 1, 8500))


def test_what_was_bought_cannot_be_sold_before_the_next_day(opened: Opened) -> None:
    world = _ann_and_bob(opened(WAITING))
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)

    assert "risk.units_short" == world.refused(lambda: world.place("bob", "sell", 1, 8600))
    assert (1_085_000, 0) == world.cash("ann")
    world.next_day(TOMORROW)
    assert "resting" == world.place("bob", "sell", 10, 8600).status


def test_when_the_market_rests_for_long_nothing_waits_for_a_day_that_does_not_come(
    opened: Opened,
) -> None:
    world = _ann_and_bob(opened(WAITING))
    world.place("ann", "sell", 10, 8500)
    world.place("bob", "buy", 10, 8500)
    rests = world.place("bob", "buy", 1, 8400, term="gtd", expires="2028-06-01").order
    later = world.place("bob", "buy", 1, 8400, term="gtd", expires="2029-03-12").order
    batch = world.rows("SELECT asset FROM credit_batch")[0][0]
    assert (0, 0) == world.units("bob", batch)
    gone = world.do(lambda: world.exchange.trading_day.end_of_day(rests_until="2029-03-11"))

    assert [rests] == gone
    assert ("cancelled", "expired") == _row(world, rests, "status", "ending")
    assert ("resting",) == _row(world, later, "status")
    assert (10, 0) == world.units("bob", batch)


# --- reading ------------------------------------------------------------------------------------


def test_depth_shows_peaks_and_no_stops_and_tells_what_is_own(world: World) -> None:
    world.place("ann", "sell", 10, 8500, peak=3)
    world.place("ann", "sell", 4, 8500)
    world.place("bob", "buy", 5, 8400, trigger=8600)
    with Session(world.store.connection, join_transaction_mode="rollback_only") as session:
        stored = queries.stored_depth(session, "BRC-CN", owner="ann")
        bobs = queries.orders(session, owner="bob", status=OrderStatus.RESTING)

    assert [] == list(stored.bids)
    assert [(8500, 7, 2, 14)] == [(x.price, x.quantity, x.orders, x.own) for x in stored.asks]
    assert stored == live.depth(world.exchange, "BRC-CN", owner="ann")
    assert [("pending", 8600)] == [(one.status, one.trigger) for one in bobs]
