"""Goal: a fee is rounded once per trade, and the cash blocked for fees is always enough.

Method: the fees of Hubei by hand, then every way to split an order, small ones exhaustively.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.fees
from matching.fees import HIGHEST_RATE, fee, fee_room

RATES = st.one_of(
    st.sampled_from([0, 1, 100, 250, 5_000, HIGHEST_RATE]), st.integers(0, HIGHEST_RATE)
)


def by_hand(*, price: int, quantity: int, rate_ppm: int) -> int:
    exact = Decimal(price * quantity) * Decimal(rate_ppm) / Decimal(1_000_000)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("price", "quantity", "expected"),
    [(2000, 100, 1000), (2000, 1, 10), (2100, 1, 11), (2099, 1, 10), (100, 1, 1), (99, 1, 0)],
)
def test_half_a_percent_is_rounded_half_up_to_the_fen(
    price: int, quantity: int, expected: int
) -> None:
    assert expected == fee(price=price, quantity=quantity, rate_ppm=5_000)


@given(st.integers(1, 10**6), st.integers(1, 10**6), RATES)
def test_the_fee_is_the_decimal_rounded_half_up(price: int, quantity: int, rate: int) -> None:
    assert by_hand(price=price, quantity=quantity, rate_ppm=rate) == fee(
        price=price, quantity=quantity, rate_ppm=rate
    )


@given(st.integers(1, 10**6), st.integers(1, 10**6), RATES)
def test_no_seller_pays_more_than_the_trade_brings(price: int, quantity: int, rate: int) -> None:
    assert fee(price=price, quantity=quantity, rate_ppm=rate) <= price * quantity


@given(
    st.integers(1, 20_000),
    st.lists(st.tuples(st.integers(0, 99), st.integers(1, 500)), min_size=1, max_size=30),
    st.integers(1, 10),
    RATES,
)
def test_no_split_of_an_order_passes_the_room_for_its_fees(
    price: int, trades: list[tuple[int, int]], lot: int, rate: int
) -> None:
    quantity = lot * sum(lots for _, lots in trades)
    paid = sum(
        fee(price=max(1, price - better), quantity=lots * lot, rate_ppm=rate)
        for better, lots in trades
    )

    assert paid <= fee_room(price=price, quantity=quantity, smallest=lot, rate_ppm=rate)


def splits(lots: int) -> Iterator[list[int]]:
    """Every way to trade so many lots."""
    if not lots:
        yield []
    for first in range(1, lots + 1):
        for rest in splits(lots - first):
            yield [first, *rest]


def largest_sum(price: int, lots: int, rate: int) -> int:
    return max(
        sum(fee(price=price, quantity=one, rate_ppm=rate) for one in split)
        for split in splits(lots)
    )


@pytest.mark.parametrize("rate", [1, 777, 5_000, 33_333, HIGHEST_RATE])
@pytest.mark.parametrize("price", [1, 33, 99, 100, 101, 8_537])
def test_every_split_of_eight_tonnes_fits(price: int, rate: int) -> None:
    room = fee_room(price=price, quantity=8, smallest=1, rate_ppm=rate)

    assert largest_sum(price, 8, rate) <= room


def test_the_room_is_no_wider_than_it_must_be_where_every_tonne_costs_half_a_fen() -> None:
    room = fee_room(price=100, quantity=8, smallest=1, rate_ppm=5_000)

    assert (8, 8) == (largest_sum(100, 8, 5_000), room)


@given(st.integers(1, 20_000), st.integers(1, 10**9), st.integers(1, 100), RATES)
def test_the_room_is_at_most_half_a_fen_a_trade_above_the_exact_fee(
    price: int, lots: int, lot: int, rate: int
) -> None:
    room = fee_room(price=price, quantity=lots * lot, smallest=lot, rate_ppm=rate)
    exact = price * lots * lot * rate

    assert exact <= 1_000_000 * (room + 1)
    assert 1_000_000 * room <= exact + min(exact, 500_000 * lots)


def test_without_a_fee_nothing_is_set_aside() -> None:
    assert 0 == fee_room(price=8_500, quantity=10**9, smallest=1, rate_ppm=0)
    assert 0 == fee_room(price=8_500, quantity=0, smallest=1, rate_ppm=5_000)


@given(st.integers(1, 20_000), st.integers(1, 500), st.integers(0, 500), st.integers(0, 99), RATES)
def test_after_each_trade_the_room_of_the_rest_and_the_fee_fit_into_the_room_of_before(
    price: int, traded: int, rest: int, better: int, rate: int
) -> None:
    paid = fee(price=max(1, price - better), quantity=traded, rate_ppm=rate)
    left = fee_room(price=price, quantity=rest, smallest=1, rate_ppm=rate)

    assert paid + left <= fee_room(price=price, quantity=traded + rest, smallest=1, rate_ppm=rate)


@pytest.mark.planted
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    most = exact + min(exact, Fraction(trades, 2))\n", "    most = exact + 1\n"),
        ("    trades = -(-quantity // smallest)\n", "    trades = 1\n"),
    ],
)
def test_a_room_that_forgets_the_rounding_is_passed_by_some_split(right: str, wrong: str) -> None:
    source = inspect.getsource(matching.fees)
    assert source.count(right) == 1, f"fees have no such line any more: {right!r}"
    module = ModuleType("faulty_fees")
    exec(compile(source.replace(right, wrong), "faulty_fees", "exec"), module.__dict__)  # noqa: S102

    assert module.fee_room(price=100, quantity=8, smallest=1, rate_ppm=5_000) < largest_sum(
        100, 8, 5_000
    )
