"""Words for codes of off-book trades and their records.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

TYPES = {"allowance.issue": "Allowances issued"}
CAUSES = {"allowances": "issue of allowances"}
FACTS = {
    "already": "Earlier bids",
    "bid": "Bid",
    "cap_fen": "Bid cap",
    "closes": "Closes",
    "closes_at": "Closes",
    "counterparty": "Other side",
    "ended": "Offers ended",
    "most": "At most",
    "offer": "Offer",
    "proposal": "Proposal",
    "reserve_fen": "Reserve",
    "session": "Session",
    "smallest": "Smallest quantity",
    "trade": "Trade",
}

PRICINGS = {"uniform": "one price for all winners", "pay_as_bid": "each its own price"}
DEAL_STATES = {
    "open": "open",
    "traded": "settled",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "closed": "closed",
    "halted": "nothing sold: halted when its day ended",
}
DEAL_ENDINGS = {
    "owner": "withdrawn",
    "declined": "declined by the other side",
    "not_chosen": "another offer was accepted, or none",
    "expired": "expired",
    "remainder": "not won, or not sold",
}
"""Why a deal ended without a trade."""

DEAL_CLOSED = {
    "role": "This seat does not trade here.",
    "level": "Locked: a later level of the lesson opens this, when the trainer raises it.",
    "over": "The lesson is over; the books can be read.",
    "waiting": "The trainer has not started the lesson yet.",
    "stands": "The server cannot store anything; the lesson goes on when it can.",
    "paused": "The trainer has paused the lesson: only withdrawing and declining is possible.",
    "halted": "The instrument is halted: only withdrawing and declining is possible.",
    "hours": "Closed now: this way of trading has hours of its own.",
    "day": "The trading day is over.",
    "phase": "Closed now: deals are made while the book trades continuously.",
}
"""Why no new deal is accepted now."""

BID_FATES = {
    "stands": "stands, sealed until the close",
    "won": "won",
    "partly": "won in part: the remaining quantity was smaller than the bid",
    "below": "not chosen: below the lowest winning bid",
    "later": "not chosen: at the lowest winning price, but later than others",
    "unsold": "not chosen",
    "withdrawn": "withdrawn",
}
"""Results of bids."""

NO_OPENING = {
    "authority": "At this venue only the authority opens a session.",
    "none": "The venue has no sessions of sellers; allowances are auctioned by the government.",
    "role": "This seat opens no session here.",
    "hours": "A session is opened within the hours of this way of trading.",
    "still": "A session can be opened while the lesson runs and the instrument trades.",
}
"""Why this seat cannot open a session now."""

TABLES: dict[str, dict[str, str]] = {
    "types": TYPES,
    "causes": CAUSES,
    "facts": FACTS,
    "pricings": PRICINGS,
    "deal_states": DEAL_STATES,
    "deal_endings": DEAL_ENDINGS,
    "deal_closed": DEAL_CLOSED,
    "bid_fates": BID_FATES,
    "no_opening": NO_OPENING,
}
"""Every table by name; the first three add to tables that all areas share."""
