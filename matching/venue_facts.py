"""The facts that a venue's rules can state, the values that each may have, and the defaults.

`matching.venues` holds the facts of one venue; the reader of venue packs checks them by these
tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matching.bidding import Pricing
from matching.closing import CLOSING, INWARDS, LIMIT_ROUNDINGS, OPENING
from matching.fees import HIGHEST_RATE
from matching.instruments import LARGEST_ORDER
from matching.matching_price import MATCHING_PRICE

STATUSES = ("seed", "verified", "recalled", "assumption")
SELF_TRADES = ("none", "newest", "oldest", "both", "decrement")
AUCTION_TIES = ("clamp", "ref", "mid")


class ModeKind(StrEnum):
    """A way of trading."""

    CONTINUOUS = "continuous"
    """Orders match by price, then time, at the resting order's price."""
    LISTED = "listed"
    """Orders rest without matching; the other side picks one at its price (挂牌)."""
    NEGOTIATED = "negotiated"
    """Bids and asks match at a price that a rule computes from both (协商议价)."""
    BLOCK = "block"
    """Two parties agree on a large trade (大宗协议)."""
    BIDDING = "bidding"
    """One offer, many bids (单向竞价, allowance auctions)."""
    CALL = "call"
    """Orders are collected and match at one price."""


PRICE_RULES: dict[ModeKind, tuple[str, ...]] = {
    ModeKind.CONTINUOUS: ("maker",),
    ModeKind.LISTED: ("maker",),
    ModeKind.NEGOTIATED: tuple(MATCHING_PRICE),
    ModeKind.BLOCK: ("agreed",),
    ModeKind.BIDDING: tuple(Pricing),
    ModeKind.CALL: ("max_volume",),
}
"""The price rules that each kind can have; where a mode states several, a lesson names one."""


class Form(StrEnum):
    """The type of a fact's value."""

    WHOLE = "whole"
    YES_NO = "yes_no"
    WORD = "word"
    WHOLES = "wholes"
    SESSIONS = "sessions"
    TEXT = "text"
    """No value: the sentence is all there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The values that a fact may have: `words` of a WORD, bounds of whole numbers.

    `kinds` are the modes that can have it. `many`: it may be stated more than once.
    """

    form: Form
    words: tuple[str, ...] = ()
    least: int = 1
    most: int = LARGEST_ORDER
    kinds: tuple[ModeKind, ...] = tuple(ModeKind)
    many: bool = False


def _whole(least: int = 1, most: int = LARGEST_ORDER, *, kinds: tuple[ModeKind, ...] = ()) -> Shape:
    return Shape(form=Form.WHOLE, least=least, most=most, kinds=kinds or tuple(ModeKind))


def _word(*words: str, kinds: tuple[ModeKind, ...] = (), many: bool = False) -> Shape:
    return Shape(form=Form.WORD, words=words, kinds=kinds or tuple(ModeKind), many=many)


_YES_NO = Shape(form=Form.YES_NO)
_NOTE = Shape(form=Form.TEXT, many=True)
_LISTED, _BIDDING = (ModeKind.LISTED,), (ModeKind.BIDDING,)

VENUE_FACTS: dict[str, Shape] = {
    "tick_fen": _whole(),
    "lot_t": _whole(),
    "t_plus": _whole(0, 1),
    "turnaround_days": _whole(0, 250),
    "proceeds_same_day": _YES_NO,
    "day_orders": _YES_NO,
    "limit_rounding": _word(*LIMIT_ROUNDINGS),
    "open_rule": _word(*OPENING),
    "close_rule": _word(*CLOSING),
    "fee_maker_ppm": _whole(0, HIGHEST_RATE),
    "fee_taker_ppm": _whole(0, HIGHEST_RATE),
    "self_trade": _word(*SELF_TRADES),
    "auction_tie": _word(*AUCTION_TIES),
    "breaker_percent": _whole(1, 99),
    "breaker_reference_minutes": _whole(),
    "breaker_call_minutes": _whole(),
    "first_base_price_fen": _whole(),
    "note": _NOTE,
}
"""The facts of a venue. Money in fen, quantities in tonnes, fees in millionths.

`turnaround_days`: the holding period, in trading days between a seat's buying and selling of one
product, both ways.
`day_orders`: orders end with the trading day, and none is taken for longer.
"""

MODE_FACTS: dict[str, Shape] = {
    "price_rule": _word(
        *dict.fromkeys(word for words in PRICE_RULES.values() for word in words), many=True
    ),
    "priority": _word("price_time", "price_time_quantity"),
    "limit_percent": _whole(1, 99),
    "limit_base": _word("previous_close"),
    "smallest_t": _whole(),
    "largest_t": _whole(),
    "sessions": Shape(form=Form.SESSIONS),
    "levels": _whole(kinds=_LISTED),
    "choice": _word("any", "first", kinds=_LISTED),
    "applicant": _word("seller", "authority", kinds=_BIDDING),
    "fee_maker_ppm": _whole(0, HIGHEST_RATE),
    "fee_taker_ppm": _whole(0, HIGHEST_RATE),
    "offer_smallest_t": _whole(kinds=_BIDDING),
    "bid_smallest_t": _whole(kinds=_BIDDING),
    "bidder_percent": _whole(1, 100, kinds=_BIDDING),
    "irrevocable": Shape(form=Form.YES_NO, kinds=_BIDDING),
    "reserve_rule": _word("vwap_three_months", kinds=_BIDDING),
    "reserve_below_percent": Shape(form=Form.WHOLES, least=0, most=99, kinds=_BIDDING),
    "cap_above_percent": _whole(1, 99, kinds=_BIDDING),
    "note": _NOTE,
}
"""The facts of a mode. `levels` is the number of best prices that a pick may take; `choice`: `any`
order at a price, or the `first` in time. A mode's own fees come before the venue's. `reserve_rule`
sets the reserve price of an auction for which the authority sets none."""

PLAYED: dict[str, Any] = {
    "tick_fen": 1,
    "lot_t": 1,
    "t_plus": 0,
    "proceeds_same_day": True,
    "turnaround_days": 0,
    "day_orders": False,
    "limit_rounding": INWARDS,
    "open_rule": "first_trade",
    "close_rule": "vwap_of_day",
    "fee_maker_ppm": 0,
    "fee_taker_ppm": 0,
    "self_trade": "newest",
    "auction_tie": "clamp",
}
"""The defaults for facts that a venue does not state: the rules of `plain`."""

BIDS_STAND = False
"""The default of `irrevocable`: a bid can be withdrawn, as any order can."""
