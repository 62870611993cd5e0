"""The book agrees with a naive matcher on random streams, event by event, book by book.

Seeds are in the message; a long run takes thousands of them.
"""

from __future__ import annotations

from collections import Counter

import pytest

from matching.book import Book
from matching.instruments import Limits
from matching.orders import SelfTrade
from tests.matching.driver import BookDriver
from tests.matching.oracle import Oracle
from tests.matching.streams import RULES, first_difference, stream


def _book(self_trade: SelfTrade) -> Book:
    limits = Limits(RULES["lo"], RULES["hi"])
    return Book(limits=limits, lot=RULES["lot"], tick=RULES["tick"], self_trade=self_trade)


def _difference(seed: int, self_trade: SelfTrade, count: int) -> str | None:
    oracle = Oracle(**RULES, self_trade=self_trade.value)
    return first_difference(BookDriver(_book(self_trade)), oracle, stream(seed, count))


@pytest.mark.parametrize("self_trade", SelfTrade)
@pytest.mark.parametrize("seed", range(12))
def test_the_book_agrees_with_the_oracle(seed: int, self_trade: SelfTrade) -> None:
    difference = _difference(seed, self_trade, 400)

    assert difference is None, f"seed {seed}, self-trade {self_trade}: {difference}"


@pytest.mark.long
@pytest.mark.parametrize("self_trade", SelfTrade)
@pytest.mark.parametrize("seed", range(12, 1012))
def test_the_book_agrees_with_the_oracle_for_long(seed: int, self_trade: SelfTrade) -> None:
    difference = _difference(seed, self_trade, 600)

    assert difference is None, f"seed {seed}, self-trade {self_trade}: {difference}"


def test_the_streams_contain_every_outcome() -> None:
    oracle = Oracle(**RULES)
    outcomes = Counter(oracle.play(event).status for event in stream(1, 1500))

    assert {"filled", "resting", "cancelled", "rejected", "ok"} == set(outcomes)
    assert min(outcomes.values()) > 50


def test_a_level_full_of_tombstones_is_rebuilt() -> None:
    book = _book(SelfTrade.NONE)
    driver = BookDriver(book)
    driver.play(("new", 1, "a", "buy", 2, 8500, "gtc"))
    for number in range(2, 5000):
        driver.play(("new", number, "a", "buy", 2, 8500, "gtc"))
        driver.play(("cancel", number))

    assert len(book.bids.levels[8500].queue) < 64
    assert [(8500, [(1, 2)])] == book.drawn()[0]
