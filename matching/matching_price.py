"""Matching prices: a rule sets the price of a trade, in place of the maker's.

Hubei's 协商议价 has two versions on record: the lowest price, and the middle one of the
bid, the ask and the last price. A venue's rules name the version; both are in `MATCHING_PRICE`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[..., int]
"""Takes `bid`, `ask` and `last`, all in fen per tonne; returns the price of the trade."""


def lowest(*, bid: int, ask: int, last: int) -> int:
    """The lower of bid and ask; the last price plays no part."""
    assert bid >= ask > 0 and last > 0
    return ask


def middle(*, bid: int, ask: int, last: int) -> int:
    """The middle one of bid, ask and last price; before the first trade the previous close."""
    assert bid >= ask > 0 and last > 0
    return sorted((bid, ask, last))[1]


MATCHING_PRICE: dict[str, Rule] = {"lowest": lowest, "middle": middle}
"""The rules by name."""


def reprice(fills: list[Any], taker: Any, *, rule: Rule, last: int) -> None:
    """Give the fills of an arriving order the rule's price in place of the maker's.

    `last` is the last price before the fills; each fill's price is the last one for the next. A
    market order has no price of its own: the maker's counts for both.
    """
    for place, (maker, arrived, price, tonnes) in enumerate(fills):
        if arrived is taker:
            own = price if taker.price is None else taker.price
            bid, ask = (own, price) if taker.buy else (price, own)
            fills[place] = (maker, arrived, rule(bid=bid, ask=ask, last=last), tonnes)
        last = fills[place][2]
