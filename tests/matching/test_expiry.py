"""Orders that leave with a day or an auction, against a look at every open order."""

from __future__ import annotations

from random import Random

import pytest

from ledger.kernel.errors import Refusal
from matching.book import Book
from matching.expiry import Expiry
from matching.instruments import Limits
from matching.orders import FOR_AUCTIONS, Ending, Order, Terms, TimeInForce
from matching.phases import Phase
from matching.validation import admit_order


def _order(random: Random, id: int, day: int) -> Order:
    term = random.choice(list(TimeInForce))
    plain = term in FOR_AUCTIONS
    trigger = None if plain or random.random() < 0.7 else 100 + random.randint(-9, 9)
    expiry = day + random.randint(0, 3) if term is TimeInForce.GTD else None
    return Order(
        id=id, account=f"a{id % 7}", buy=random.random() < 0.5, price=100 + random.randint(-5, 5),
        quantity=random.randint(1, 9), time_in_force=term,
        terms=Terms(trigger=trigger, expiry=expiry),
    )  # fmt: skip


def _place(book: Book, order: Order) -> None:
    """Place an order that the book takes now."""
    try:
        admit_order(book, order)
    except Refusal:
        return
    book.place(order)


def _over(book: Book) -> list[int]:
    return [
        one.id
        for one in book.orders.values()
        if one.time_in_force in FOR_AUCTIONS and not one.is_parked
    ]


def test_the_day_and_the_auction_take_the_orders_that_a_look_at_all_would_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matching.expiry._SPARE", 0)  # ids of ended orders are dropped often
    random, left = Random(5), {Ending.DAY_END: 0, Ending.EXPIRED: 0, Ending.REMAINDER: 0}
    book = Book(limits=Limits(1, 1_000))
    for day in range(300):
        for id in range(day * 40, day * 40 + 40):
            _place(book, _order(random, id, day))
            if random.random() < 0.1 and book.orders:
                book.cancel(random.choice(list(book.orders)))
            if random.random() < 0.1:
                book.enter_phase(random.choice([Phase.CALL, Phase.CLOSING, Phase.CONTINUOUS]))
        if random.random() < 0.2:
            book = _loaded(book)
        if random.random() < 0.5:
            phase = random.choice([Phase.CALL, Phase.CLOSING])
            book.enter_phase(phase)
            over = set(_over(book))
            _, cancels = book.uncross(reference=100, then=Phase.HALTED)
            assert {order.id for order, _, _ in cancels} <= over
            assert not _over(book)
            left[Ending.REMAINDER] += len(cancels)
        due = [(one.id, why) for one in book.orders.values() if (why := one.leaves_with(day))]
        gone = [(order.id, why) for order, _, why in book.end_of_day(day=day)]
        assert due == gone, f"day {day}"
        for _, why in gone:
            left[why] += 1
        book.enter_phase(Phase.CONTINUOUS)
    assert min(left.values()) > 50, left


def _loaded(book: Book) -> Book:
    """A second book with the same orders, as one is loaded from the tables."""
    other = Book(limits=Limits(1, 1_000), phase=book.phase)
    other.last, other.ranks = book.last, book.ranks
    for one in sorted(book.orders.values(), key=lambda one: one.rank):
        other.restore(one)
    other.in_order_of_entry()
    return other


def test_what_left_by_trades_is_forgotten_with_the_day() -> None:
    book = Book(limits=Limits(1, 1_000))
    for id in range(0, 1_000, 2):
        for number, buy in ((id, True), (id + 1, False)):
            one = Order(
                id=number, account="a", buy=buy, price=100, quantity=1,
                time_in_force=TimeInForce.DAY,
            )  # fmt: skip
            book.place(one)
    assert not book.orders
    assert [] == book.end_of_day(day=1)
    again = dict.fromkeys(range(1_000), one)
    assert [] == book.expiry.with_day(again, 1)


def test_a_long_day_keeps_no_list_of_what_left() -> None:
    book = Book(limits=Limits(1, 1_000))

    def trade(id: int) -> None:
        for number, buy in ((id, True), (id + 1, False)):
            book.place(
                Order(
                    id=number, account="a", buy=buy, price=100, quantity=1,
                    time_in_force=TimeInForce.DAY,
                )
            )  # fmt: skip

    kept = Order(
        id=1, account="a", buy=True, price=50, quantity=1, time_in_force=TimeInForce.DAY
    )  # fmt: skip
    book.place(kept)
    for id in range(2, 20_000, 2):
        trade(id)
    assert 1_200 > len(book.expiry._day)
    assert [kept] == [order for order, _, _ in book.end_of_day(day=1)]


@pytest.mark.planted
def test_an_order_that_stays_after_its_auction_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Expiry, "with_auction", lambda self, orders: [])

    with pytest.raises(AssertionError):
        test_the_day_and_the_auction_take_the_orders_that_a_look_at_all_would_find(monkeypatch)
