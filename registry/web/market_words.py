"""Words of the market's pages: orders, their outlook and ending, auctions, venues, conduct.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

CLOSED = {
    "phase": "The market is closed: only cancelling is possible.",
    "halted": "Halted: cancelling is possible, new orders are not.",
    "waiting": "The trainer has not started the lesson yet.",
    "paused": "The trainer has paused the lesson; deadlines and orders stand still.",
    "over": "The lesson is over; the books can be read.",
    "role": "This seat does not trade.",
}
FIELD_ERRORS = {
    "required": "Please fill this in",
    "not_a_number": "Digits only, please",
    "not_whole": "Whole tonnes only",
    "not_positive": "More than zero",
    "price_above": "At most",
    "price_below": "At least",
    "too_few": "At least",
    "too_many": "At most",
    "not_offered": "Please choose from the list",
    "not_a_day": "A day such as",
    "day_past": "Not before",
    "not_a_time": "A time such as",
    "time_past": "Later than",
    "not_in_call": "Not while a call auction gathers orders",
    "unchanged": "Price and tonnes are as they were",
}
ORDER_KINDS = {"limit": "Limit price", "market": "At market"}
TERMS = {
    "day": "for the day",
    "gtc": "until cancelled",
    "gtd": "until a day",
    "ioc": "at once or not",
    "fok": "at once and whole, or not",
}
OUTLOOKS = {
    "trades": "All of it trades at once.",
    "partly_then_rests": "Part of it trades at once; the rest waits in the book.",
    "partly_then_leaves": "Part of it trades at once; the rest leaves.",
    "rests": "Nothing trades at once: it waits in the book.",
    "leaves": "Nothing trades at once, so it leaves.",
    "not_whole": "It cannot trade whole at once, so it leaves without a trade.",
    "post_only_refused": "It would trade at once; an order that may only wait is then refused.",
    "waits_for_trigger": "It waits outside the book for its trigger price.",
    "gathers": "It waits for the auction, and trades at the one price or stays.",
    "listed": "It is listed and waits until somebody picks it.",
}
ENDINGS = {
    "owner": "taken back",
    "remainder": "the rest could not wait",
    "not_whole": "could not trade whole",
    "own_order": "met an own order",
    "would_trade": "might only wait",
    "day_end": "the day ended",
    "expired": "its last day is over",
    "limits": "outside the new limits",
    "declined": "declined",
    "not_chosen": "not chosen",
}

WAYS = {
    "continuous": "continuous trading",
    "listed": "listing and picking",
    "negotiated": "negotiated price",
    "block": "block trades",
    "bidding": "one-way bidding",
    "call": "call auction",
}
PLAYED = {
    "way": "Way of trading",
    "tick": "Smallest step of price, per tonne",
    "lot": "Lot",
    "largest": "Largest order",
    "limit_percent": "Price limits of a day",
    "fee_maker": "Fee of the order that waited",
    "fee_taker": "Fee of the order that arrived",
    "t_plus": "Selling what was bought",
    "close_rule": "Close",
    "limit_rounding": "A limit between two ticks",
    "pick_levels": "Best prices that can be picked",
    "pick_whom": "Whom one picks at a price",
    "self_trade": "Meeting an own order",
    "auction_tie": "Several auction prices as good",
    "breaker_percent": "Circuit breaker: so far from the price before",
    "breaker_minutes": "Circuit breaker: compared over minutes",
    "breaker_call": "Circuit breaker: minutes of its call",
}
PLAYED_CODES = {
    "continuous": "continuous: orders meet by price, then time",
    "listed": "listing: orders wait and are picked",
    "t_plus_0": "on the same day",
    "t_plus_1": "from the next trading day on",
    "vwap_of_day": "volume-weighted price of the day",
    "guangdong": "volume-weighted price, the previous close up to 100 t",
    "last_five": "weighted mean of the last five trades",
    "last_trade": "price of the last trade",
    "inwards": "rounded inwards",
    "half_up": "rounded half up",
    "first_in_time": "the first in time",
    "any_order": "any order",
    "own_none": "they trade",
    "own_newest": "the rest of the arriving order leaves",
    "own_oldest": "the waiting order leaves",
    "own_both": "both leave",
    "own_decrement": "both lose the smaller quantity",
    "tie_clamp": "the reference, within them",
    "tie_ref": "the one nearest to the reference",
    "tie_mid": "the middle of them",
}
ALERTS = {
    "own_trade": "trade with oneself",
    "back_and_forth": "back and forth",
    "ring": "trades in a ring",
    "marking_close": "marking the close",
    "corner": "corner",
}
ALERT_FIGURES = {
    "gross_t": "gross",
    "net_t": "net",
    "low_fen": "lowest",
    "high_fen": "highest",
    "lasted_ms": "lasted",
    "bought_t": "bought",
    "sold_t": "sold",
    "window_t": "volume before the close",
    "share_bp": "share of it",
    "before_fen": "price before",
    "last_fen": "price after",
    "moved_fen": "moved by",
    "moved_bp": "moved by",
    "held_t": "held",
    "outstanding_t": "of what can be delivered",
    "held_bp": "share held",
    "volume_t": "volume of the day",
    "bought_bp": "share bought",
}

TABLES: dict[str, dict[str, str]] = {
    "closed": CLOSED,
    "field_errors": FIELD_ERRORS,
    "order_kinds": ORDER_KINDS,
    "terms": TERMS,
    "outlooks": OUTLOOKS,
    "endings": ENDINGS,
    "ways": WAYS,
    "played": PLAYED,
    "played_codes": PLAYED_CODES,
    "alerts": ALERTS,
    "alert_figures": ALERT_FIGURES,
}
