"""Words of a market's page: its modes of trading, and the rules in effect in a lesson.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

WAYS = {
    "continuous": "continuous trading",
    "listed": "listed trades",
    "negotiated": "negotiated price",
    "block": "block trades",
    "bidding": "one-way bidding",
    "call": "call auction",
}
PLAYED = {
    "way": "Way of trading",
    "price_rule": "Price of a trade",
    "tick": "Tick, per tonne",
    "lot": "Lot",
    "largest": "Largest order",
    "limit_percent": "Price limits of a day",
    "fee_maker": "Maker fee",
    "fee_taker": "Taker fee",
    "t_plus": "Bought units can be sold",
    "order_days": "Validity of orders",
    "open_rule": "Open",
    "close_rule": "Close",
    "limit_rounding": "Rounding of price limits",
    "pick_levels": "Price levels that can be picked",
    "pick_whom": "Order to pick at one price",
    "turnaround_days": "Trading days between buying and selling",
    "position_limit": "Position limit",
    "closing": "End of the day",
    "self_trade": "Self-trade",
    "auction_tie": "Several auction prices equally good",
    "breaker_percent": "Circuit breaker: price deviation",
    "breaker_minutes": "Circuit breaker: window, minutes",
    "breaker_call": "Circuit breaker: length of the call auction, minutes",
}
PLAYED_CODES = {
    "continuous": "continuous: orders meet by price, then time",
    "listed": "listing: orders wait and are picked",
    "negotiated": "negotiated: bids and asks meet at a matching price",
    "price_lowest": "version 1: the lower of bid and ask",
    "price_middle": "version 2: the middle one of bid, ask and last price",
    "day_only": "for the day only",
    "days_too": "for the day, until a day, or until cancelled",
    "open_first_trade": "price of the first trade, the previous close without one",
    "open_previous_close": "the previous close",
    "every_price": "every price",
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
    "own_newest": "the rest of the arriving order is cancelled",
    "own_oldest": "the waiting order is cancelled",
    "own_both": "both orders are cancelled",
    "own_decrement": "both are reduced by the smaller quantity",
    "closing_call": "a closing call makes the last trades",
    "closing_none": "trading ends without a call",
    "tie_clamp": "the reference, within them",
    "tie_ref": "the one nearest to the reference",
    "tie_mid": "the middle of them",
}

TABLES: dict[str, dict[str, str]] = {
    "ways": WAYS,
    "played": PLAYED,
    "played_codes": PLAYED_CODES,
}
