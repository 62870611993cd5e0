"""The book by hand: the results of its methods, and that its levels always add up."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from matching import validation
from matching.book import Book
from matching.instruments import Limits
from matching.orders import Ending, Order, OrderStatus, SelfTrade, Terms, TimeInForce
from matching.phases import Phase
from tests.matching.ours import Ours
from tests.matching.streams import Stream

GTC, FOK, IOC = TimeInForce.GTC, TimeInForce.FOK, TimeInForce.IOC
MODES = [mode.value for mode in SelfTrade]


def book(**rules: Any) -> Book:
    return Book(limits=Limits(1, 1_000_000), **rules)


def order(id: int, side: str, quantity: int, price: int | None, **more: Any) -> Order:
    """An order; `account` and `term` by name, everything else belongs to its terms."""
    account, term = more.pop("account", f"own{id}"), more.pop("term", GTC)
    return Order(
        id=id, account=account, buy=side == "B", price=price, quantity=quantity,
        time_in_force=term, terms=Terms(**more),
    )  # fmt: skip


def filled(*orders: Order, **rules: Any) -> Book:
    """A book in which these orders were placed."""
    made = book(**rules)
    for one in orders:
        validation.admit_order(made, one)
        made.place(one)
    return made


def problems(one: Book) -> list[str]:
    """What does not add up in a book."""
    found, resting = [], 0
    for name, half in (("bids", one.bids), ("asks", one.asks)):
        if half.keys != sorted(half.levels):
            found.append(f"{name}: keys {half.keys}, levels {sorted(half.levels)}")
        for key, level in half.levels.items():
            live = list(level.orders())
            resting += len(live)
            shown = sum(order.visible for order in live)
            whole = sum(order.open for order in live)
            if (level.count, level.total, level.hidden) != (len(live), shown, whole - shown):
                found.append(f"{name} {key}: {level.count} {level.total} {level.hidden}, {live}")
            if not live or any(one.orders.get(o.id) is not o or not o.visible for o in live):
                found.append(f"{name} {key}: {live}")
    stops = {id for id, order in one.orders.items() if order.trigger is not None}
    if stops != one.stops.entered.keys() or resting + len(stops) != len(one.orders):
        found.append(f"{resting} rest, {len(one.orders)} orders, stops {stops}")
    return found


@pytest.mark.parametrize("stp", MODES)
@pytest.mark.parametrize("seed", range(10))
def test_levels_add_up_after_every_event(seed: int, stp: str) -> None:
    stream = Stream(f"{seed} {stp}", "all", 120)
    ours = Ours(**stream.rules, stp=stp)
    for number, event in enumerate(stream.events):
        ours.play(event)

        assert [] == problems(ours.player.book), f"seed {seed}, {stp}, event {number} {event}"


# --- outcomes -----------------------------------------------------------------------------------


def test_a_trade_names_maker_taker_price_and_quantity() -> None:
    maker = order(1, "S", 5, 100)
    made = filled(maker)
    taker = order(2, "B", 8, 101)

    assert (OrderStatus.RESTING, 3, [(maker, taker, 100, 5)], []) == made.place(taker)
    assert (0, 3, 100) == (maker.open, taker.open, made.last)


@pytest.mark.parametrize(
    ("arrives", "gone", "why"),
    [
        (order(9, "B", 20, 100, term=IOC), 10, Ending.REMAINDER),
        (order(9, "B", 20, None), 10, Ending.REMAINDER),
        (order(9, "B", 20, 100, term=FOK), 20, Ending.NOT_WHOLE),
        (order(9, "B", 20, 99, term=FOK), 20, Ending.NOT_WHOLE),
    ],
)
def test_what_must_not_rest_says_why_it_left(arrives: Order, gone: int, why: Ending) -> None:
    made = filled(order(1, "S", 10, 100))
    status, left, _, cancels = made.place(arrives)

    assert (OrderStatus.CANCELLED, 0, [(arrives, gone, why)]) == (status, left, cancels)


@pytest.mark.parametrize(
    ("mode", "gone", "left"),
    [
        ("none", {}, 6),
        ("newest", {9: 12}, 0),
        ("oldest", {1: 6}, 12),
        ("both", {1: 6, 9: 12}, 0),
        ("decrement", {1: 6, 9: 6}, 6),
    ],
)
def test_self_trade_prevention_says_what_left(mode: str, gone: dict[int, int], left: int) -> None:
    made = filled(order(1, "S", 6, 100, account="a"), self_trade=SelfTrade(mode))
    _, rests, fills, cancels = made.place(order(9, "B", 12, 100, account="a"))

    assert (gone, left) == ({one.id: tonnes for one, tonnes, _ in cancels}, rests)
    assert {Ending.OWN_ORDER} >= {why for _, _, why in cancels}
    assert (mode == "none") == bool(fills)


def test_filled_is_quantity_less_open_after_replace_and_decrement() -> None:
    maker = order(1, "B", 10, 100, account="a")
    made = filled(maker, self_trade=SelfTrade.DECREMENT)
    made.place(order(2, "S", 3, 100))
    made.place(order(3, "S", 2, 100, account="a"))
    made.replace(1, price=100, quantity=4)

    assert (7, 4) == (maker.quantity, maker.open)
    made.replace(1, price=101, quantity=9)
    renewed = made.orders[1]
    assert renewed is not maker
    assert (12, 9, 0) == (renewed.quantity, renewed.open, maker.open)


def test_a_day_ends_with_the_reason_of_each_order() -> None:
    made = filled(
        order(1, "B", 1, 90, term=TimeInForce.DAY),
        order(2, "B", 2, 90, term=TimeInForce.GTD, expiry=5),
        order(3, "S", 3, 200, term=TimeInForce.DAY, trigger=80),
        order(4, "B", 4, 90),
    )
    gone = [(one.id, tonnes, why) for one, tonnes, why in made.end_of_day(day=4)]
    assert [(1, 1, Ending.DAY_END), (3, 3, Ending.DAY_END)] == gone
    gone = [(one.id, tonnes, why) for one, tonnes, why in made.end_of_day(day=5)]

    assert [(2, 2, Ending.EXPIRED)] == gone
    assert [4] == list(made.orders)


# --- stops --------------------------------------------------------------------------------------


def _with_stops(count: int) -> Book:
    """`count` buy stops over asks at 120; the last price is 100."""
    made = filled(order(1, "S", 1, 100), order(2, "B", 1, 100))
    for number in range(count):
        made.place(order(10 + number, "B", 1, 150, trigger=110 + number % 3))
    made.place(order(3, "S", 10 * count, 120))
    return made


def test_a_long_cascade_enters_in_order_of_entry() -> None:
    made = _with_stops(5000)
    status, _, fills, _ = made.place(order(4, "B", 1, 120))

    assert OrderStatus.FILLED is status
    assert [4, *range(10, 5010)] == [taker.id for _, taker, _, _ in fills]
    assert [] == problems(made)


def test_the_event_answers_for_itself_before_the_stops() -> None:
    made = filled(order(1, "S", 1, 120), order(2, "B", 1, 120), order(3, "S", 1, 110))
    made.place(order(4, "S", 9, 105, trigger=110))
    made.place(order(5, "S", 5, None, trigger=110))
    status, left, fills, _ = made.place(order(6, "B", 9, 110))

    assert (OrderStatus.RESTING, 8) == (status, left)
    assert [(3, 6, 1), (6, 4, 8)] == [(maker.id, taker.id, q) for maker, taker, _, q in fills]


def test_a_triggered_post_only_stop_that_would_trade_leaves() -> None:
    made = filled(order(1, "S", 1, 100), order(2, "B", 5, 99))
    made.place(order(3, "S", 4, 99, trigger=100, post_only=True))
    _, _, _, cancels = made.place(order(4, "B", 1, 100))

    assert [(3, 4, Ending.WOULD_TRADE)] == [(one.id, q, why) for one, q, why in cancels]
    assert [] == problems(made)


def test_stops_cancelled_in_any_order_leave_nothing() -> None:
    made = _with_stops(200)
    ids = list(range(10, 210))
    Random(1).shuffle(ids)
    for id in ids:
        assert Ending.OWNER is made.cancel(id)[2]

    assert not made.stops.entered
    assert 1 == len(made.place(order(4, "B", 1, 120))[2])


# --- the queue ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cancel", "replace"])
def test_a_level_full_of_tombstones_is_rebuilt(how: str) -> None:
    made = filled(order(1, "B", 2, 100), order(2, "B", 2, 100))
    for number in range(3, 5000):
        if how == "cancel":
            made.place(order(number, "B", 2, 100))
            made.cancel(number)
        else:
            made.replace(2, price=100, quantity=made.orders[2].open + 1)

    assert len(made.bids.levels[100].queue) < 64
    assert [1, 2][: made.bids.levels[100].count] == [id for id, _ in made.snapshot()[0][0][1]]


def test_depth_shows_what_icebergs_show() -> None:
    made = filled(
        order(1, "S", 30, 100, peak=10), order(2, "S", 5, 100), order(3, "S", 7, 103),
        order(4, "S", 1, 102), order(5, "B", 4, 99),
    )  # fmt: skip

    assert [(100, 15, 2), (102, 1, 1)] == made.depth(buy=False, levels=2)
    assert [(99, 4, 1)] == made.depth(buy=True, levels=5)
    made.place(order(6, "B", 12, 100))
    assert [(100, 13, 2)] == made.depth(buy=False, levels=1)
    assert [(100, [(2, 3), (1, 20)])] == made.snapshot()[1][:1]


def test_the_place_in_the_queue_counts_what_others_show() -> None:
    made = filled(
        order(1, "B", 30, 100, peak=10), order(2, "B", 5, 100), order(3, "B", 7, 100),
        order(4, "B", 9, 101),
    )  # fmt: skip
    made.cancel(2)

    assert [(0, 0), (1, 10), (0, 0)] == [made.ahead(id) for id in (1, 3, 4)]


def test_what_is_restored_trades_as_before() -> None:
    before = filled(
        order(1, "S", 1, 100), order(2, "B", 1, 100), order(3, "S", 30, 110, peak=10),
        order(4, "S", 5, 110), order(5, "B", 50, 115, trigger=110),
    )  # fmt: skip
    again = book()
    again.last = before.last
    for one in before.orders.values():
        copy = order(
            one.id, "B" if one.buy else "S", one.quantity, one.price,
            peak=one.peak, trigger=one.trigger,
        )  # fmt: skip
        again.restore(copy)
    answers = [
        [(maker.id, taker.id, price, q) for maker, taker, price, q in made.place(taker)[2]]
        for made, taker in ((before, order(9, "B", 8, 110)), (again, order(9, "B", 8, 110)))
    ]

    assert answers[0] == answers[1]
    assert before.snapshot() == again.snapshot()
    assert [] == problems(again)


# --- refusals -----------------------------------------------------------------------------------

# One order has every fault; row by row one of them is fixed.
# id  side  qty   price  term  terms           phase    refused with
FAULTS = """
  1   B     0     99999  IOC   post peak=0     halted      book.id_used
  9   B     0     99999  IOC   post peak=0 id= halted      book.client_order_id_malformed
  9   B     0     99999  IOC   post peak=0     halted      book.post_only_never_rests
  9   B     0     99999  GTC   post peak=0     halted      book.peak_not_positive
  9   B     0     99999  GTC   post            closed      book.market_closed
  9   B     0     99999  GTC   post            halted      book.instrument_halted
  9   B     0     99999  GTC   post            call        book.call_takes_limits
  9   B     0     99999  GTC   stop=120        call        book.call_takes_limits
  9   B     0     99999  IOC   -               call        book.call_takes_limits
  9   B     0     99999  FOK   -               call        book.call_takes_limits
  9   B     10    none   GTC   -               call        book.call_takes_limits
  9   B     0     99999  GTC   -               call        book.quantity_not_positive
  9   B     0     99999  GTC   post            continuous  book.quantity_not_positive
  9   B     5003  99999  GTC   post            continuous  book.quantity_off_lot
  9   B     5010  99999  GTC   post            continuous  book.quantity_too_large
  9   B     5000  99999  GTC   post            continuous  book.price_off_tick
  9   B     5000  99995  GTC   post            continuous  book.price_outside_limits
  9   B     5000  105    GTC   post            continuous  book.post_only_would_trade
  9   B     5000  100    GTC   post            continuous  -
  9   B     5000  105    GTC   post stop=110   continuous  -
  9   B     5000  105    GTC   post stop=90    continuous  book.post_only_would_trade
  9   B     10    100    GTC   peak=3          call        -
"""


def _code(action: Any) -> str:
    try:
        action()
    except Refusal as refusal:
        return refusal.code
    return "-"


@pytest.mark.parametrize("row", FAULTS.split("\n")[1:-1])
def test_refusals_have_an_order(row: str) -> None:
    id, side, quantity, price, term, *terms, phase, expected = row.split()
    made = Book(limits=Limits(10, 1000), tick=5, lot=10, largest=5000)
    for number, arriving in ((1, "S"), (2, "B")):
        validation.claim(made, number)
        made.place(order(number, arriving, 10, 95))
    made.place(order(3, "S", 10, 105))
    made.phase = Phase(phase)
    flags = dict(flag.partition("=")[::2] for flag in terms if flag != "-")
    arrives = order(
        int(id), side, int(quantity), None if price == "none" else int(price),
        term=TimeInForce[term], post_only="post" in flags,
        peak=int(flags["peak"]) if "peak" in flags else None,
        trigger=int(flags["stop"]) if "stop" in flags else None,
        client_order_id=flags.get("id"),
    )  # fmt: skip
    before = (made.snapshot(), made.last, list(made.orders))

    def enter() -> None:
        validation.claim(made, arrives.id)
        validation.admit_order(made, arrives)

    assert expected == _code(enter)
    assert before == (made.snapshot(), made.last, list(made.orders))


def test_picks_and_replacements_are_refused_for_their_own_reasons() -> None:
    made = filled(
        order(1, "S", 30, 100, peak=10), order(2, "S", 5, 101), order(3, "S", 5, 102),
        order(4, "B", 5, 95, account="a", post_only=True), order(5, "B", 1, 96, trigger=200),
        pick_levels=2, self_trade=SelfTrade.BOTH,
    )  # fmt: skip

    def replaced(id: int, price: int, quantity: int) -> str:
        return _code(lambda: validation.admit_replace(made, id, price=price, quantity=quantity))

    def picked(maker: int, quantity: int, account: str = "a") -> str:
        return _code(lambda: validation.admit_pick(made, maker, account=account, quantity=quantity))

    snapshot = made.snapshot()
    assert "book.order_unknown" == replaced(77, 100, 0) == picked(77, 0)
    assert "book.stop_not_replaced" == replaced(5, 100, 0)
    assert "book.quantity_not_positive" == replaced(4, 100, 0) == picked(1, 0)
    assert "book.post_only_would_trade" == replaced(4, 100, 5)
    assert "-" == replaced(4, 99, 5) == replaced(4, 95, 4)
    assert "book.order_not_open" == picked(5, 1)
    assert "book.pick_too_large" == picked(1, 11)
    assert "book.pick_too_deep" == picked(3, 5)
    assert "book.pick_own" == picked(4, 5)
    assert "-" == picked(4, 5, "b") == picked(2, 5)
    made.phase = Phase.CALL
    assert "book.call_takes_limits" == picked(2, 5)
    made.phase = Phase.HALTED
    assert "book.instrument_halted" == picked(2, 5) == replaced(4, 99, 5)
    assert snapshot == made.snapshot()
