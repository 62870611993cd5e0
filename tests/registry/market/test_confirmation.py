"""Goal: every command by which a seat trades takes the flag `confirmed`, and only that asks.

Method: the class of the tests of deals, on its second day; each command with a slip in it, sent
false, true and without the flag; the state read back; an audit and a replay at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.accounts import CASH, CNY
from ledger.kernel.clock import moment
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from tests.registry.market.test_deals import MONDAY, TUESDAY, Class

pytestmark = pytest.mark.slow

NEED_T = 12_000
"""Allowances that the first emitter lacks."""
OLD_T = 5_000
"""Of them it has so many since Monday."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    """Tuesday 13:05; 500,000 t of allowances are sold, 5,000 of them to the first emitter."""
    path = tmp_path / "look.lesson"
    made = Class(path)
    made.until(moment(MONDAY, 13, 5))
    made.done(made.government, "allowance.issue", year=2028, quantity=500_000)
    made.done(
        made.government, "auction.open", instrument="CEA", quantity=500_000, pricing="uniform",
        reserve=8000, smallest_bid=1000, bidder_percent=60, closes_at=moment(MONDAY, 13, 30),
    )  # fmt: skip
    for seat, tonnes in zip(
        (*made.traders, made.emitters[0]), (295_000, 200_000, OLD_T), strict=True
    ):
        made.done(seat, "bidding.bid", session=1, price=8500, quantity=tonnes)
    made.until(moment(TUESDAY, 13, 5))
    yield made
    made.until(moment(TUESDAY, 23))
    made.lesson.close()
    told = replay(path)
    assert (None, told["original_hash"]) == (told["first_difference"], told["replayed_hash"])


def reference(room: Class) -> int:
    return room.lesson.exchange.market.listing("CEA").reference


def asked(room: Class, seat: str, name: str, **given: Any) -> list[str]:
    """What a command is asked about when it asks for that; () when it went through."""
    outcome = room.give(seat, name, **given, confirmed=False)
    if outcome.refusal is None:
        return []
    assert "book.needs_confirmation" == outcome.refusal.code, outcome.refusal
    return [one["code"] for one in outcome.refusal.facts["warnings"]]


def order(side: str, price: int, quantity: int) -> dict[str, Any]:
    return {"instrument": "CEA", "side": side, "kind": "limit", "price": price,
            "quantity": quantity}  # fmt: skip


def open_orders(room: Class, seat: str) -> list[tuple[Any, ...]]:
    return room.rows(
        "SELECT id, price, open_quantity FROM market_order"
        f" WHERE open_quantity > 0 AND owner = '{seat}' ORDER BY id"
    )


def test_every_command_that_trades_can_be_asked_about() -> None:
    """Each of them is asked about by a test below; a handler without `ask` fails there."""
    assert {
        "order.place", "order.replace", "order.pick", "block.propose", "block.confirm",
        "quote.offer", "quote.accept", "bidding.bid",
    } == {name for name, one in CATALOGUE.items() if one.asks}  # fmt: skip


def test_a_block_far_from_the_last_price_is_asked_about_on_both_sides(room: Class) -> None:
    first, second = room.traders
    far, near = reference(room) * 111 // 100, reference(room) * 109 // 100
    deal = {"instrument": "CEA", "side": "sell", "counterparty": second, "quantity": 100_000}

    assert ["price_far"] == asked(room, first, "block.propose", **deal, price=far)
    assert [] == open_orders(room, first)
    assert [] == asked(room, first, "block.propose", **deal, price=near)
    room.done(first, "block.propose", **deal, price=far, confirmed=True)
    assert ["price_far"] == asked(room, second, "block.confirm", proposal=2)[:1]
    assert 2 == len(open_orders(room, first))
    assert far == room.done(second, "block.confirm", proposal=2, confirmed=True)["price"]


def test_a_quote_far_from_the_last_price_is_asked_about_on_both_sides(room: Class) -> None:
    first, second = room.traders
    far = reference(room) * 89 // 100
    room.done(second, "quote.ask", instrument="CEA", side="sell", quantity=100_000)

    assert "price_far" in asked(room, first, "quote.offer", request=1, price=far)
    room.done(first, "quote.offer", request=1, price=far, confirmed=True)
    assert ["price_far"] == asked(room, second, "quote.accept", offer=1)
    assert far == room.done(second, "quote.accept", offer=1)["price"]


def test_a_bid_far_from_the_last_price_is_asked_about(room: Class) -> None:
    first, second = room.traders
    near = reference(room)
    room.done(
        first, "bidding.open", instrument="CEA", quantity=100_000, pricing="uniform", reserve=near,
        closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    bid = {"session": 2, "quantity": 1000}

    assert ["price_far"] == asked(room, second, "bidding.bid", **bid, price=near * 110 // 100)
    assert [] == asked(room, second, "bidding.bid", **bid, price=near)
    room.done(second, "bidding.bid", **bid, price=near * 110 // 100, confirmed=True)
    assert 2 == len(open_orders(room, second))


def test_a_changed_order_is_looked_at_as_it_will_be(room: Class) -> None:
    first = room.traders[0]
    near, far = reference(room), reference(room) * 106 // 100
    made = room.done(first, "order.place", **order("sell", near, 1000))["order"]

    assert ["price_far"] == asked(room, first, "order.replace", order=made, price=far, quantity=9)
    assert [(made, near, 1000)] == open_orders(room, first)
    assert [] == asked(room, first, "order.replace", order=made, price=near, quantity=2000)
    room.done(first, "order.replace", order=made, price=far, quantity=9, confirmed=True)
    assert [(made, far, 9)] == open_orders(room, first)


def test_an_order_is_no_cover_against_its_own_change(room: Class) -> None:
    emitter, price, missing = room.emitters[0], reference(room), NEED_T - OLD_T
    made = room.done(emitter, "order.place", **order("buy", price, missing))["order"]

    assert ["buys_beyond_need"] == asked(
        room, emitter, "order.replace", order=made, price=price, quantity=missing + 1
    )
    assert [] == asked(
        room, emitter, "order.replace", order=made, price=price - 1, quantity=missing
    )


def test_what_a_changed_order_has_set_aside_is_free_for_its_change(room: Class) -> None:
    """Half of the cash and a little more is on order: that much again is asked about, less not."""
    buyer = room.traders[0]
    listing = room.lesson.exchange.market.listing("CCER")
    price = listing.last or listing.reference
    half = -(-room.lesson.books.found(CASH, CNY, owner=buyer) // (2 * price))
    wanted = order("buy", price, half) | {"instrument": "CCER"}

    assert ["much_of_cash"] == asked(room, buyer, "order.place", **wanted)
    made = room.done(buyer, "order.place", **wanted, confirmed=True)["order"]
    assert ["much_of_cash"] == asked(
        room, buyer, "order.replace", order=made, price=price, quantity=half
    )
    assert [] == asked(room, buyer, "order.replace", order=made, price=price, quantity=half - 1)


def test_tonnes_of_a_changed_sale_are_free_for_its_change(room: Class) -> None:
    """All 5,000 t are on order to sell; the emitter needs them whatever the price."""
    emitter, price = room.emitters[0], reference(room)
    made = room.done(emitter, "order.place", **order("sell", price + 10, OLD_T))["order"]

    assert ["sells_needed"] == asked(
        room, emitter, "order.replace", order=made, price=price + 20, quantity=OLD_T
    )


def test_a_pick_is_compared_with_the_last_price(room: Class) -> None:
    first, second = room.traders
    far = reference(room) * 106 // 100
    made = room.done(first, "order.place", **order("sell", far, 1000))["order"]

    assert ["price_far"] == asked(room, second, "order.pick", maker=made, quantity=10)
    assert [(made, far, 1000)] == open_orders(room, first)
    room.done(second, "order.pick", maker=made, quantity=10, confirmed=True)
    assert [(made, far, 990)] == open_orders(room, first)


# --- the own need -----------------------------------------------------------------------------


def test_the_same_purchase_twice_is_asked_about(room: Class) -> None:
    emitter, price = room.emitters[1], reference(room)
    need = _need(room, emitter)

    assert [] == asked(room, emitter, "order.place", **order("buy", price, need))
    assert ["buys_beyond_need"] == asked(room, emitter, "order.place", **order("buy", price, need))
    assert 1 == len(open_orders(room, emitter))


def test_bids_and_blocks_on_order_count_towards_the_need(room: Class) -> None:
    """An open bid covers all: an order of a tonne more is asked about, and so is a block."""
    emitter, price = room.emitters[0], reference(room)
    first = room.traders[0]
    room.done(
        first, "bidding.open", instrument="CEA", quantity=100_000, pricing="uniform",
        reserve=price, closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    bid = {"session": 2, "price": price, "quantity": NEED_T - OLD_T}

    assert [] == asked(room, emitter, "bidding.bid", **bid)
    assert ["buys_beyond_need"] == asked(room, emitter, "order.place", **order("buy", price, 1))
    assert ["buys_beyond_need"] == asked(room, emitter, "bidding.bid", **bid | {"quantity": 1000})
    assert ["buys_beyond_need"] == asked(
        room, emitter, "block.propose", instrument="CEA", side="buy", counterparty=first,
        price=price, quantity=100_000,
    )[:1]  # fmt: skip


def test_what_was_bought_today_covers_the_need(room: Class) -> None:
    """5,000 t old, 12,000 t needed: selling the old is asked about until others are bought."""
    emitter, price = room.emitters[0], reference(room)
    sale = order("sell", price, OLD_T)

    assert ["sells_needed"] == asked(room, emitter, "order.place", **sale)
    wanted = room.done(emitter, "order.place", **order("buy", price, NEED_T))["order"]
    room.done(room.traders[0], "order.pick", maker=wanted, quantity=NEED_T)
    assert [("holding_bought", NEED_T)] == room.rows(
        "SELECT s.kind, sum(s.balance) FROM sub_account s JOIN account a ON a.id = s.account"
        f" WHERE a.owner = '{emitter}' AND s.kind = 'holding_bought' AND s.balance GROUP BY s.kind"
    )
    assert [] == asked(room, emitter, "order.place", **sale)
    assert ["buys_beyond_need"] == asked(
        room, emitter, "order.place", **order("buy", price, OLD_T + 1)
    )


def test_what_is_promised_to_open_sales_covers_nothing(room: Class) -> None:
    """2,000 t of the 5,000 are on order to sell: 9,000 t may be bought, and no tonne more."""
    emitter, price = room.emitters[0], reference(room)
    room.done(emitter, "order.place", **order("sell", price + 10, 2000))
    wanted = NEED_T - OLD_T + 2000

    assert ["buys_beyond_need"] == asked(
        room, emitter, "order.place", **order("buy", price, wanted + 1)
    )
    assert [] == asked(room, emitter, "order.place", **order("buy", price, wanted))


def _need(room: Class, seat: str) -> int:
    ((need,),) = room.rows(
        f"SELECT obligation_t - allowances_t FROM obligation WHERE seat = '{seat}'"
    )
    return int(need)


# --- what the market refuses ------------------------------------------------------------------

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("order.replace", {"order": 99_999, "price": 1, "quantity": 1}, "book.order_unknown"),
    ("order.pick", {"maker": 99_999, "quantity": 1}, "book.order_unknown"),
    ("block.confirm", {"proposal": 99}, "book.deal_unknown"),
    ("quote.offer", {"request": 99, "price": 1}, "book.deal_unknown"),
    ("quote.accept", {"offer": 99}, "book.deal_unknown"),
    ("bidding.bid", {"session": 99, "price": 1, "quantity": 1}, "book.deal_unknown"),
    ("order.place", {**order("buy", 1, 10)}, "book.price_outside_limits"),
    ("order.place", {**order("buy", 8500, 10), "kind": "market"}, "book.price_not_taken"),
    ("block.propose", {"instrument": "CEA", "side": "sell", "price": 100, "quantity": 100_000},
     "book.price_outside_limits"),
    ("block.propose", {"instrument": "CEA", "side": "sell", "price": 9500, "quantity": 5},
     "book.deal_too_small"),
    ("block.propose", {"instrument": "CCER", "side": "sell", "price": 9500, "quantity": 5},
     "book.mode_not_offered"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "code"), REFUSED)
def test_what_the_market_refuses_is_not_asked_about(
    room: Class, name: str, given: dict[str, Any], code: str
) -> None:
    seat, other = room.traders
    more = {"counterparty": other} if name == "block.propose" else {}

    assert code == room.refused(seat, name, **given, **more, confirmed=False)


def test_a_block_outside_its_hours_is_refused_and_not_asked_about(room: Class) -> None:
    room.until(moment(TUESDAY, 15))
    first, second = room.traders

    assert "book.outside_session" == room.refused(
        first, "block.propose", instrument="CEA", side="sell", counterparty=second,
        price=reference(room) * 111 // 100, quantity=100_000, confirmed=False,
    )  # fmt: skip


def test_a_change_beyond_the_largest_order_is_refused_and_not_asked_about(room: Class) -> None:
    first = room.traders[0]
    made = room.done(first, "order.place", **order("sell", reference(room), 1000))["order"]
    far = reference(room) * 106 // 100

    assert "book.quantity_too_large" == room.refused(
        first, "order.replace", order=made, price=far, quantity=100_000, confirmed=False
    )
    assert "book.pick_too_large" == room.refused(
        room.traders[1], "order.pick", maker=made, quantity=1001, confirmed=False
    )


def test_nothing_is_asked_about_while_the_instrument_is_halted(room: Class) -> None:
    first, second = room.traders
    far = reference(room) * 111 // 100
    room.done(second, "quote.ask", instrument="CEA", side="sell", quantity=100_000)
    room.done(
        second, "bidding.open", instrument="CEA", quantity=100_000, pricing="uniform",
        reserve=reference(room), closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    room.done(TRAINER, "lesson.halt", instrument="CEA")
    actions: list[tuple[str, dict[str, Any]]] = [
        ("order.place", order("sell", reference(room) * 106 // 100, 10)),
        ("block.propose", {"instrument": "CEA", "side": "sell", "counterparty": second,
                           "price": far, "quantity": 100_000}),
        ("quote.offer", {"request": 1, "price": far}),
        ("bidding.bid", {"session": 2, "price": reference(room) * 110 // 100, "quantity": 1000}),
    ]  # fmt: skip

    assert {"book.instrument_halted"} == {
        room.refused(first, name, **given, confirmed=False) for name, given in actions
    }
    room.done(TRAINER, "lesson.resume", instrument="CEA")
