"""Goal: one-way bidding gives what its rules say, and what an auction by hand gives.

Method: the worked examples, then random auctions against a twin that deals tonne by tonne, then
faults planted into the auction's own text, each of which the twin must catch.
"""

from __future__ import annotations

import inspect
import sys
from fractions import Fraction
from random import Random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.bidding
from matching.bidding import Bid, Outcome, Pricing, Reason, Sale, close_bidding, offer_refused
from tests.matching.bidding_twin import result_of, twin

A_B_C = [("a", 60, 8000), ("b", 30, 8100), ("c", 40, 8000)]


def bids(*given: tuple[str, int, int], bidder: str = "") -> list[Bid]:
    """Bids in order of arrival: id, tonnes, fen; each has its own bidder unless one is named."""
    return [
        Bid(id=id, bidder=bidder or id, price=price, quantity=quantity, arrival=number)
        for number, (id, quantity, price) in enumerate(given, start=1)
    ]


def won(outcome: Outcome) -> list[tuple[str, int, int]]:
    return [(one.bid.id, one.quantity, one.price) for one in outcome.allocations]


def sale(supply: int = 100, pricing: Pricing = Pricing.UNIFORM, **terms: int | None) -> Sale:
    return Sale(supply=supply, pricing=pricing, **terms)  # type: ignore[arg-type]


def test_under_uniform_pricing_everyone_pays_the_lowest_winning_bid() -> None:
    outcome = close_bidding(sale(), bids(*A_B_C))

    assert [("b", 30, 8000), ("a", 60, 8000), ("c", 10, 8000)] == won(outcome)
    assert (8000, 100, 0) == (outcome.clearing_price, outcome.sold, outcome.unsold)
    assert Fraction(13, 10) == outcome.cover


def test_under_pay_as_bid_each_winner_pays_its_own_bid() -> None:
    outcome = close_bidding(sale(pricing=Pricing.PAY_AS_BID), bids(*A_B_C))

    assert [("b", 30, 8100), ("a", 60, 8000), ("c", 10, 8000)] == won(outcome)


def test_an_offer_larger_than_the_demand_sells_what_is_asked_for() -> None:
    outcome = close_bidding(sale(200), bids(*A_B_C))

    assert [("b", 30, 8000), ("a", 60, 8000), ("c", 40, 8000)] == won(outcome)
    assert (8000, 130, 70) == (outcome.clearing_price, outcome.sold, outcome.unsold)


def test_bids_below_the_reserve_take_no_part() -> None:
    outcome = close_bidding(sale(reserve=8050), bids(*A_B_C))

    assert [("b", 30, 8100)] == won(outcome)
    assert (8100, 70) == (outcome.clearing_price, outcome.unsold)
    assert [("a", Reason.BELOW_RESERVE), ("c", Reason.BELOW_RESERVE)] == [
        (one.bid.id, one.reason) for one in outcome.refused
    ]


def test_nothing_is_sold_when_no_bid_is_valid() -> None:
    outcome = close_bidding(sale(reserve=9000), bids(*A_B_C))

    assert ((), None, 0, 100, 0) == (
        outcome.allocations,
        outcome.clearing_price,
        outcome.sold,
        outcome.unsold,
        outcome.cover,
    )


def test_at_one_price_the_earlier_bid_is_served_whatever_the_order_of_the_list() -> None:
    given_backwards = bids(("early", 80, 8000), ("late", 80, 8000))[::-1]

    assert [("early", 80, 8000), ("late", 20, 8000)] == won(close_bidding(sale(), given_backwards))


def test_a_paid_allocation_takes_at_most_half_of_the_volume_from_one_bidder() -> None:
    terms = sale(500_000, reserve=1609, smallest_bid=1000, bidder_percent=50)
    offers = (("a", 200_000, 1700), ("b", 50_001, 1800), ("c", 50_000, 1650), ("d", 999, 1900))
    outcome = close_bidding(terms, bids(*offers, bidder="one"))

    assert [("a", 200_000, 1650), ("c", 50_000, 1650)] == won(outcome)
    assert [("b", Reason.BIDDER_LIMIT), ("d", Reason.BELOW_SMALLEST)] == [
        (one.bid.id, one.reason) for one in outcome.refused
    ]
    assert Fraction(1, 2) == outcome.cover


# One bid has every fault; row by row the first of them is fixed.
FAULTS = """
    quantity   price   refused with
          -5    -805   quantity_not_positive
           5    -805   quantity_off_lot
          10    -805   below_smallest
          20    -805   price_not_positive
          20     805   price_off_tick
          20     800   below_reserve
          20    1300   above_cap
          70    1000   bidder_limit
          50    1000   -
"""


def test_a_bid_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    terms = sale(reserve=900, cap=1200, smallest_bid=20, bidder_percent=50, tick=10, lot=10)
    for row in FAULTS.strip().splitlines()[1:]:
        quantity, price, expected = row.split()
        outcome = close_bidding(terms, bids(("x", int(quantity), int(price))))

        assert expected == next((str(one.reason) for one in outcome.refused), "-"), row


@pytest.mark.parametrize(
    ("supply", "reason"),
    [
        (0, Reason.QUANTITY_NOT_POSITIVE),
        (100_005, Reason.QUANTITY_OFF_LOT),
        (99_990, Reason.BELOW_SMALLEST),
        (100_000, None),
    ],
)
def test_an_offer_is_whole_lots_and_large_enough(supply: int, reason: Reason | None) -> None:
    assert reason == offer_refused(sale(supply, smallest_offer=100_000, lot=10))


def an_auction(random: Random) -> tuple[Sale, list[Bid]]:
    """Terms and bids near each other, so that every rule bites now and then."""
    lot = random.choice([1, 1, 2])
    terms = Sale(
        supply=lot * random.randint(1, 40),
        pricing=random.choice(list(Pricing)),
        reserve=random.choice([None, 4]),
        cap=random.choice([None, 8]),
        smallest_bid=random.choice([1, 1, 3]),
        bidder_percent=random.choice([None, 30, 50]),
        tick=random.choice([1, 1, 2]),
        lot=lot,
    )
    made = [
        Bid(
            id=str(number),
            bidder=random.choice("abcd"),
            price=random.randint(0, 9),
            quantity=random.randint(0, 12),
            arrival=number,
        )
        for number in range(random.randint(0, 12))
    ]
    return terms, random.sample(made, len(made))


@given(st.integers(min_value=0))
def test_the_auction_agrees_with_the_twin(seed: int) -> None:
    terms, made = an_auction(Random(seed))

    assert twin(terms, made) == result_of(close_bidding(terms, made))


def test_the_random_auctions_meet_every_reason_and_both_ends() -> None:
    results = [twin(*an_auction(Random(seed))) for seed in range(300)]
    reasons = {reason for one in results for _, reason in one.refused}

    assert set(Reason) == reasons
    assert {True, False} == {one.unsold > 0 for one in results}


PLANTED = {
    "pay-as-bid for uniform": (
        "    uniform = sale.pricing is Pricing.UNIFORM\n",
        "    uniform = sale.pricing is Pricing.PAY_AS_BID\n",
    ),
    "time priority at the margin reversed": (
        "key=lambda one: (-one.price, one.arrival))",
        "key=lambda one: (-one.price, -one.arrival))",
    ),
    "the cheapest bid first": (
        "key=lambda one: (-one.price, one.arrival))",
        "key=lambda one: (one.price, one.arrival))",
    ),
    "the bidder limit ignored": (
        "    return Reason.BIDDER_LIMIT if over else None\n",
        "    return None\n",
    ),
    "the bidder limit per bid": (
        "            already[bid.bidder] += bid.quantity\n",
        "            already[bid.bidder] += 0\n",
    ),
    "refused bids count towards the limit": (
        "            refused.append(RefusedBid(bid, reason))\n",
        "            refused.append(RefusedBid(bid, reason))\n"
        "            already[bid.bidder] += bid.quantity\n",
    ),
    "the reserve itself refused": ("price < sale.reserve", "price <= sale.reserve"),
    "the cap itself refused": ("price > sale.cap ", "price >= sale.cap "),
    "the margin served whole or not at all": (
        "        if not quantity:\n",
        "        if quantity < bid.quantity:\n",
    ),
    "refused bids cover the offer": (
        "        cover=Fraction(sum(one.quantity for one in taken), sale.supply),\n",
        "        cover=Fraction(sum(one.quantity for one in bids), sale.supply),\n",
    ),
}


def caught(module: ModuleType) -> int:
    """In how many auctions the twin differs, or the auction notices by itself."""
    differ = 0
    for seed in range(300):
        terms, made = an_auction(Random(seed))
        pricing = module.Pricing(terms.pricing.value)
        theirs = module.Sale(
            **{name: getattr(terms, name) for name in Sale.__slots__} | {"pricing": pricing}
        )
        try:
            differ += twin(terms, made) != result_of(module.close_bidding(theirs, made))
        except AssertionError:
            differ += 1
    return differ


def with_fault(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The auction's module with one line replaced."""
    source = inspect.getsource(matching.bidding)
    assert source.count(right) == 1, f"the auction has no such line any more: {right!r}"
    module = ModuleType("faulty_bidding")
    monkeypatch.setitem(sys.modules, "faulty_bidding", module)
    exec(compile(source.replace(right, wrong), "faulty_bidding", "exec"), module.__dict__)  # noqa: S102
    return module


@pytest.mark.planted
@pytest.mark.parametrize("fault", PLANTED)
def test_the_twin_catches(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < caught(with_fault(*PLANTED[fault], monkeypatch))


@pytest.mark.planted
def test_without_a_fault_nothing_is_caught() -> None:
    assert 0 == caught(matching.bidding)
