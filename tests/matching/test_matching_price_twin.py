"""A book with a matching price of the venue's own agrees with the naive matcher on random streams.

The twin takes the price from the words of the rule: the lower of bid and ask, or the one in the
middle of bid, ask and last price, the previous close before the first trade.
"""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest

from matching.matching_price import MATCHING_PRICE
from tests.matching.naive import Naive, Order
from tests.matching.ours import Ours
from tests.matching.streams import MIDDLE, PROFILES, Stream, difference

PREVIOUS = MIDDLE + 1


class Ruled(Ours):
    """The book with a rule; before the first trade its last price is the previous close."""

    rule = ""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        self.player.book.price_rule = MATCHING_PRICE[self.rule]

    def play(self, event: dict[str, Any]) -> dict[str, Any]:
        self.player.book.basis = self.player.book.last or PREVIOUS
        return super().play(event)


class RuledTwin(Naive):
    """The naive matcher with a rule."""

    rule = ""
    taker: Order | None = None

    def match(self, taker: Order) -> None:
        self.taker = taker
        super().match(taker)
        self.taker = None

    def trade(self, maker: Order, taker: int, qty: int) -> None:
        before = self.last
        super().trade(maker, taker, qty)
        if self.taker is not None:
            other = maker.px if self.taker.px is None else self.taker.px
            last = PREVIOUS if before is None else before
            met = sorted((maker.px, other))
            price = met[0] if self.rule == "lowest" else median([*met, last])
            self.trades[-1][2] = self.last = int(price)


@pytest.mark.parametrize("rule", sorted(MATCHING_PRICE))
@pytest.mark.parametrize("profile", PROFILES)
def test_the_book_prices_trades_as_the_twin_does(
    rule: str, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ruled, "rule", rule)
    monkeypatch.setattr(RuledTwin, "rule", rule)
    for seed in range(20):
        stream = Stream(f"{seed} {rule}", profile, 80)
        for mode in ("none", "newest", "oldest"):
            assert difference(Ruled, RuledTwin, stream, stp=mode) is None


def test_the_two_rules_differ_on_the_streams() -> None:
    """Else agreement would say nothing of the rule."""
    made = []
    for rule in MATCHING_PRICE:
        book = type("One", (Ruled,), {"rule": rule})(**Stream(1, "limit", 80).rules)
        results = [book.play(event) for event in Stream(1, "limit", 80).events]
        made.append([trade for result in results for trade in result["trades"]])

    assert made[0] != made[1]
