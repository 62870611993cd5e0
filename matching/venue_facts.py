"""Which facts a venue's rules can state, what each may be, and what is played without them.

Pure tables: `matching.venues` holds the facts of a venue, a reader checks packs against these.
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
    """Orders meet by price, then time, at the price that was waiting."""
    LISTED = "listed"
    """Orders wait; the other side picks one of them at its price (挂牌)."""
    NEGOTIATED = "negotiated"
    """Bids and asks meet at a matching price that neither named first (协商议价)."""
    BLOCK = "block"
    """Two parties agree on a large trade (大宗协议)."""
    BIDDING = "bidding"
    """One offer, many bids (单向竞价, allowance auctions)."""
    CALL = "call"
    """Orders are gathered and meet at one price."""


PRICE_RULES: dict[ModeKind, tuple[str, ...]] = {
    ModeKind.CONTINUOUS: ("maker",),
    ModeKind.LISTED: ("maker",),
    ModeKind.NEGOTIATED: tuple(MATCHING_PRICE),
    ModeKind.BLOCK: ("agreed",),
    ModeKind.BIDDING: tuple(Pricing),
    ModeKind.CALL: ("max_volume",),
}
"""Which price rules each kind can have; where a mode states several, a lesson names one."""


class Form(StrEnum):
    """What a fact's value is."""

    WHOLE = "whole"
    YES_NO = "yes_no"
    WORD = "word"
    WHOLES = "wholes"
    SESSIONS = "sessions"
    TEXT = "text"
    """No value: the sentence is all there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a fact may be: `words` of a WORD, bounds of whole numbers, the kinds of mode it suits.

    `many`: it may be stated more than once.
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
"""What can be said of a whole venue. Money in fen, quantities in tonnes, fees in millionths.

`turnaround_days`: trading days between a seat's buying and selling of one product, both ways.
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
"""What can be said of a mode. `levels` counts the best prices that may be picked from; `choice`
is whom: `any` of them, or the `first` in time. A mode's own fees come before the venue's.
`reserve_rule` makes the reserve of an auction for which the authority names none."""

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
"""What is played where a venue says nothing: the rules of `plain`."""

BIDS_STAND = False
"""Whether a bid stands until the close where no `irrevocable` says so: it goes as any order may."""
