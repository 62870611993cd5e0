"""Seats at the market: who may trade, from which registry, with which words; what each may see.

Real books and exchange; every answer is compared with the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session

from ledger.kernel.errors import Refusal
from matching import queries as every
from registry.market import commands, queries
from registry.market.errors import PRECEDENCE
from registry.market.queries import Available, OwnTrade, PublicTrade
from registry.roles import Actor, Role
from tests.matching.world import CCER, CN, TH, World


@pytest.fixture
def world() -> Iterator[World]:
    """S01 owns 100 t in China's registry, S02 has money and both accounts."""
    world = World(CN, TH, CCER)
    world.holder("S01")
    world.holder("S02", fen=10_000_000, registries=("CN", "TH"))
    world.issue("S01", 100)
    yield world
    assert world.problems() == []
    world.close()


def _by(seat: str, role: Role = Role.TRADER) -> Actor:
    return Actor(seat, role, "person")


def _place(world: World, seat: str, side: str, quantity: Any, price: Any, **more: Any) -> Any:
    arguments = {
        "instrument": "BRC-CN", "side": side, "kind": "limit", "price": price,
        "quantity": quantity, "time_in_force": "day",
    }  # fmt: skip
    role = more.pop("role", Role.TRADER)
    arguments |= more
    return world.do(
        lambda: commands.place_order(
            world.exchange, **arguments, by=_by(seat, role), at=world.books.at
        )
    )


def _cancel(world: World, seat: str, order: Any) -> Any:
    return world.do(lambda: commands.cancel_order(world.exchange, order=order, by=_by(seat), at=1))


def test_the_answer_tells_what_became_of_the_order(world: World) -> None:
    assert _place(world, "S01", "sell", 40, 8500) == {
        "order": 1,
        "status": "resting",
        "filled": 0,
        "open": 40,
        "trades": [],
    }
    assert _place(world, "S02", "buy", 30, 8600) == {
        "order": 2, "status": "filled", "filled": 30, "open": 0, "trades": [[1, 8500, 30]],
    }  # fmt: skip
    assert _cancel(world, "S01", 1) == {"order": 1, "released": 10}
    assert world.rows("SELECT buyer, seller, quantity FROM trade") == [("S02", "S01", 30)]


@pytest.mark.parametrize("role", Role)
def test_offices_do_not_trade(world: World, role: Role) -> None:
    refused = world.refused(lambda: _place(world, "S02", "buy", 1, 8500, role=role))

    assert refused == ("-" if role in commands.TRADING else "access.may_not_trade")
    traders = {"trader", "emitter", "project_owner", "voluntary_buyer", "market_maker"}
    assert traders == set(commands.TRADING)


def test_only_accounts_of_the_instruments_registry_trade_it(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        _place(world, "S01", "buy", 1, 8500, instrument="BRC-TH")

    assert refused.value.code == "procedure.market_account_missing"
    assert refused.value.facts["tradable"] == "BRC-CN, CCER"
    assert _place(world, "S02", "buy", 1, 8500, instrument="BRC-TH")["status"] == "resting"


# quantity, price, refused with
WHOLE = [
    (1.0, 8500, "procedure.not_whole"),
    (True, 8500, "procedure.not_whole"),
    ("1", 8500, "procedure.not_whole"),
    (1, 8500.0, "procedure.not_whole"),
    (1, "8500", "procedure.not_whole"),
    (10**30, 8500, "procedure.not_whole"),
    (1, 10**30, "procedure.not_whole"),
    (10**15, 8500, "book.quantity_too_large"),
    (1, 10**15, "book.price_outside_limits"),
    (1, -8500, "book.price_outside_limits"),
    (1, 8500, "-"),
]


@pytest.mark.parametrize(("quantity", "price", "expected"), WHOLE)
def test_figures_are_whole_numbers(world: World, quantity: Any, price: Any, expected: str) -> None:
    assert expected == world.refused(lambda: _place(world, "S02", "buy", quantity, price))


# role, quantity, instrument, refused with: one order breaks everything, then one fault is mended
FAULTS = [
    (Role.SECRETARIAT, 1.5, "BRC-TH", "access.may_not_trade"),
    (Role.TRADER, 1.5, "BRC-TH", "procedure.not_whole"),
    (Role.TRADER, 0, "BRC-TH", "procedure.market_account_missing"),
    (Role.TRADER, 0, "BRC-CN", "book.quantity_not_positive"),
]


def test_refusals_have_an_order(world: World) -> None:
    codes = [
        world.refused(
            lambda role=role, quantity=quantity, code=code: _place(
                world, "S01", "buy", quantity, 8500, instrument=code, role=role
            )
        )
        for role, quantity, code, _ in FAULTS
    ]

    assert [expected for *_, expected in FAULTS] == codes
    assert codes[:3] == [refusal.code for refusal in PRECEDENCE[:3]]


def test_an_unknown_instrument_is_refused_with_the_list(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        _place(world, "S02", "buy", 1, 8500, instrument="GOLD")

    assert refused.value.code == "book.instrument_unknown"
    assert refused.value.status == 404


def test_a_seat_cancels_its_own_orders_only(world: World) -> None:
    order = _place(world, "S02", "buy", 1, 8500)["order"]

    assert world.refused(lambda: _cancel(world, "S01", order)) == "book.order_of_another"
    assert world.refused(lambda: _cancel(world, "S02", "1")) == "procedure.not_whole"
    assert world.refused(lambda: _cancel(world, "S02", order)) == "-"


def test_the_hours_open_and_close_the_market(world: World) -> None:
    clock = Actor("clock", Role.CLOCK, "clock")
    trainer = Actor("trainer", Role.TRAINER, "person")
    exchange = world.exchange
    order = _place(world, "S02", "buy", 1, 8500)["order"]
    world.do(lambda: commands.halt(exchange, instrument="BRC-CN", by=trainer, at=1))
    assert world.refused(lambda: _place(world, "S02", "buy", 1, 8500)) == "book.instrument_halted"
    world.do(lambda: commands.resume(exchange, instrument="BRC-CN", by=trainer, at=1))
    world.do(lambda: commands.set_phase(exchange, phase="closed", by=clock, at=1))
    assert world.refused(lambda: _place(world, "S02", "buy", 1, 8500)) == "book.market_closed"

    assert {"ended": [order]} == world.do(lambda: commands.end_day(exchange, by=clock, at=1))
    world.do(lambda: commands.start_day(exchange, day="2028-03-14", by=clock, at=1))
    world.do(lambda: commands.set_phase(exchange, phase="continuous", by=clock, at=1))
    assert world.refused(lambda: _place(world, "S02", "buy", 1, 8500)) == "-"


def test_an_exchange_opened_again_is_the_same(world: World) -> None:
    _place(world, "S01", "sell", 40, 8500)
    _place(world, "S02", "buy", 30, 8600)

    assert world.exchange.market.snapshot() == commands.open_exchange(world.books).market.snapshot()


def _session(world: World) -> Session:
    return Session(world.store.connection, join_transaction_mode="rollback_only")


def test_everybody_sees_trades_without_parties_and_a_seat_its_own(world: World) -> None:
    _place(world, "S01", "sell", 40, 8500)
    _place(world, "S02", "buy", 30, 8600)
    with _session(world) as session:
        (public,) = queries.trades(session, instrument="BRC-CN")
        (bought,) = queries.own_trades(session, seat="S02")
        (sold,) = queries.own_trades(session, seat="S01")

    at, settled = public.at, bought.settled
    assert PublicTrade(1, "BRC-CN", 8500, 30, "buy", at) == public
    assert OwnTrade(1, "BRC-CN", "buy", 8500, 30, 2, at, settled, 0, "taker", None) == bought
    assert OwnTrade(1, "BRC-CN", "sell", 8500, 30, 1, at, settled, 0, "maker", None) == sold


def test_an_own_trade_has_its_fee_and_tells_whose_order_rested() -> None:
    world = World(replace(CN, fee_maker_ppm=1_000, fee_taker_ppm=3_000))
    world.holder("S01", fen=1_000_000)
    world.holder("S02", fen=10_000_000)
    world.issue("S01", 100)
    _place(world, "S01", "sell", 10, 8500, client_order_id="mine")
    _place(world, "S01", "sell", 10, 8600)
    _place(world, "S02", "buy", 15, 8600, client_order_id="mine")
    # A call auction, and a stop that its price triggers: only the stop takes.
    world.do(lambda: world.exchange.trading_day.begin_call(instrument="BRC-CN", minutes=5, at=1))
    _place(world, "S01", "sell", 3, 8550)
    _place(world, "S02", "buy", 3, 8550, client_order_id="call")
    world.do(lambda: world.exchange.trading_day.end_call(instrument="BRC-CN"))
    with _session(world) as session:
        bought = queries.own_trades(session, seat="S02")
        sold = queries.own_trades(session, seat="S01")
    paid = world.rows("SELECT fee_buyer, fee_seller FROM trade ORDER BY id DESC")

    assert [("maker", None), ("maker", "mine")] == [
        (t.liquidity, t.client_order_id) for t in sold if t.price != 8550
    ]
    assert [(None, "call"), ("taker", "mine"), ("taker", "mine")] == [
        (t.liquidity, t.client_order_id) for t in bought
    ]
    assert sold[0].liquidity is None
    assert paid == [(b.fee_fen, s.fee_fen) for b, s in zip(bought, sold, strict=True)]
    assert 255 == bought[-1].fee_fen and 85 == sold[-1].fee_fen
    assert world.problems() == []
    world.close()


def test_a_stop_that_an_auction_triggers_takes_though_its_command_held_the_auction(
    world: World,
) -> None:
    call = world.exchange.trading_day
    _place(world, "S01", "sell", 5, 8500)
    _place(world, "S02", "buy", 5, 8500)
    _place(world, "S02", "buy", 2, 8700, trigger=8600)
    world.do(lambda: call.begin_call(instrument="BRC-CN", minutes=5, at=1))
    _place(world, "S01", "sell", 5, 8600)
    _place(world, "S02", "buy", 3, 8600)
    world.do(lambda: call.end_call(instrument="BRC-CN"))
    with _session(world) as session:
        bought = queries.own_trades(session, seat="S02", limit=2)
        entered = {one.entered for one in every.trades(session, limit=2)}

    assert 1 == len(entered) and {8600} == {trade.price for trade in bought}
    assert [(2, "taker"), (3, None)] == [(t.quantity, t.liquidity) for t in bought]


def test_a_seat_sees_its_own_orders_and_its_own_tonnes_in_the_book(world: World) -> None:
    _place(world, "S01", "sell", 40, 8500)
    _place(world, "S02", "buy", 30, 8400)
    _place(world, "S02", "buy", 5, 8500)
    with _session(world) as session:
        assert [o.order for o in queries.own_orders(session, seat="S02")] == [3, 2]
        assert [o.order for o in queries.own_orders(session, seat="S02", resting=True)] == [2]
        assert [lv.own for lv in queries.depth(session, "BRC-CN", seat="S02").bids] == [30]
        assert [lv.own for lv in queries.depth(session, "BRC-CN", seat="S02").asks] == [0]
        assert [quote.last for quote in queries.quotes(session)] == [8500, None, None]


def test_means_count_what_delivers_the_instrument(world: World) -> None:
    world.issue("S02", 7)
    world.issue("S02", 11, unit="CCER", host="CN")
    world.issue("S02", 13, registry="TH")
    _place(world, "S02", "buy", 10, 8400)
    _place(world, "S02", "sell", 3, 8600)
    with _session(world) as session:
        found = {
            code: queries.available(session, seat="S02", instrument=code)
            for code in ("BRC-CN", "BRC-TH", "CCER")
        }
        with pytest.raises(Refusal):
            queries.available(session, seat="S02", instrument="GOLD")

    assert Available(9_916_000, 84_000, 4, 3, 0) == found["BRC-CN"]
    assert Available(9_916_000, 84_000, 13, 0, 0) == found["BRC-TH"]
    assert Available(9_916_000, 84_000, 11, 0, 0) == found["CCER"]
