"""The call auction against its twin, which tries every order price and follows the text word by
word: largest volume, all better-priced orders fill, least imbalance, tie rule.
"""

from __future__ import annotations

from random import Random

import pytest

from matching.auction import Indication, Tie, indication, pairs
from matching.book import Book
from matching.instruments import Limits
from matching.orders import Order, Terms, TimeInForce
from matching.phases import Phase
from matching.validation import admit_order

Side = list[tuple[int, int]]


def twin(bids: Side, asks: Side, reference: int | None, tie: Tie, tick: int) -> Indication | None:
    """Every order price by itself; the sides are (price, tonnes) in any order."""
    tried = []
    for price in {price for price, _ in bids + asks}:
        wanted = sum(q for p, q in bids if p >= price)
        offered = sum(q for p, q in asks if p <= price)
        volume = min(wanted, offered)
        better = max(sum(q for p, q in bids if p > price), sum(q for p, q in asks if p < price))
        tried.append((price, volume, better, abs(wanted - offered)))
    most = max((volume for _, volume, _, _ in tried), default=0)
    if not most:
        return None
    tried = [one for one in tried if one[1] == most and one[2] <= most]
    least = min(one[3] for one in tried)
    prices = sorted(one[0] for one in tried if one[3] == least)
    low, high = prices[0], prices[-1]
    if reference is None or tie is Tie.MID:
        chosen = next(p for p in range(low, high + tick, tick) if 2 * p >= low + high)
    elif tie is Tie.CLAMP:
        chosen = low if reference < low else high if reference > high else reference
    else:
        near = min(abs(p - reference) for p in prices)
        chosen = max(p for p in prices if abs(p - reference) == near)
    wanted = sum(q for p, q in bids if p >= chosen)
    offered = sum(q for p, q in asks if p <= chosen)
    return Indication(chosen, most, wanted - offered)


def _side(random: Random, tick: int) -> Side:
    count = random.randint(0, 6)
    return [(100 * tick + tick * random.randint(-4, 4), random.randint(1, 5)) for _ in range(count)]


def _curve(side: Side, *, falling: bool) -> Side:
    """Tonnes per price, best price first."""
    prices = sorted({price for price, _ in side}, reverse=falling)
    return [(price, sum(q for p, q in side if p == price)) for price in prices]


@pytest.mark.parametrize("tie", Tie)
def test_the_auction_agrees_with_its_twin(tie: Tie) -> None:
    found = 0
    for seed in range(2000):
        random = Random(f"{tie} {seed}")
        tick = random.choice([1, 5])
        bids, asks = _side(random, tick), _side(random, tick)
        reference = random.choice([None, *range(95 * tick, 106 * tick, tick)])
        expected = twin(bids, asks, reference, tie, tick)
        ours = indication(
            _curve(bids, falling=True), _curve(asks, falling=False),
            reference=reference, tie=tie, tick=tick,
        )  # fmt: skip
        found += expected is not None

        assert expected == ours, f"seed {seed}: {bids} {asks} {reference} {tick}"
    assert 500 < found < 2000


def _gathered(*orders: Order) -> Book:
    book = Book(limits=Limits(1, 1_000_000), phase=Phase.CALL)
    for one in orders:
        admit_order(book, one)
        book.place(one)
    return book


def _order(id: int, side: str, quantity: int, price: int, peak: int | None = None) -> Order:
    return Order(
        id=id, account=f"own{id}", buy=side == "B", price=price, quantity=quantity,
        time_in_force=TimeInForce.GTC, terms=Terms(peak=peak),
    )  # fmt: skip


def test_the_indication_changes_as_orders_are_gathered() -> None:
    book = _gathered(_order(1, "B", 300, 101))
    assert book.indicative(reference=100) is None
    found = []
    for one in (_order(2, "S", 250, 99), _order(3, "B", 200, 100), _order(4, "S", 100, 100)):
        book.place(one)
        found.append(book.indicative(reference=100))

    assert [(101, 250, 50), (101, 250, 50), (100, 350, 150)] == found
    assert [(100, 200, 1), (101, 300, 1)] == sorted(book.depth(buy=True, levels=5))


def test_each_side_is_filled_by_price_and_then_by_time() -> None:
    random = Random(3)
    for _ in range(200):
        orders = [
            _order(id, random.choice("BS"), random.randint(1, 9), 100 + random.randint(-3, 3))
            for id in range(1, 12)
        ]
        book = _gathered(*orders)
        at = book.indicative(reference=100)
        fills, _ = book.uncross(reference=100)
        traded = {one.id: 0 for one in orders}
        for maker, taker, price, tonnes in fills:
            assert at is not None and price == at.price and maker.buy and not taker.buy
            traded[maker.id] += tonnes
            traded[taker.id] += tonnes
        for buy in (True, False):
            left = at.volume if at else 0
            side = [one for one in orders if one.buy is buy]
            side.sort(key=lambda o: (-(o.price or 0) if buy else o.price or 0, o.id))
            for one in side:
                expected = min(left, one.quantity)
                left -= expected

                assert expected == traded[one.id]
                assert one.quantity - expected == one.open
        assert book.phase is Phase.CONTINUOUS
        assert book.indicative(reference=100) is None


def test_an_iceberg_takes_part_with_all_and_keeps_its_time() -> None:
    book = _gathered(_order(1, "S", 30, 100, 10), _order(2, "S", 10, 100), _order(3, "B", 24, 100))
    book.uncross(reference=100)

    assert [(100, 16, 2)] == book.depth(buy=False, levels=5)
    assert (0, 0) == book.ahead(1)
    assert (1, 6) == book.ahead(2)


def test_pairs_deal_out_no_more_than_the_volume() -> None:
    bids, asks = [_order(1, "B", 5, 100), _order(2, "B", 5, 100)], [_order(3, "S", 20, 100)]
    dealt = [(buyer.id, seller.id, tonnes) for buyer, seller, tonnes in pairs(bids, asks, 8)]

    assert [(1, 3, 5), (2, 3, 3)] == dealt
