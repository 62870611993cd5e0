"""Words of the ticket: why no order is accepted, what an order will do, why it left the book.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

CLOSED = {
    "phase": "The market is closed: only cancelling is possible.",
    "halted": "Halted: cancelling is possible, new orders are not.",
    "waiting": "The trainer has not started the lesson yet.",
    "paused": "The trainer has paused the lesson; deadlines and orders stand still.",
    "stands": "The server cannot store anything; the lesson goes on when it can.",
    "over": "The lesson is over; the books can be read.",
    "role": "This seat does not trade.",
}


OUTLOOKS = {
    "trades": "All of it trades at once.",
    "partly_then_rests": "Part of it trades at once; the rest waits in the book.",
    "partly_then_leaves": "Part of it trades at once; the rest is cancelled.",
    "rests": "Nothing trades at once: it waits in the book.",
    "leaves": "Nothing trades at once, so it is cancelled.",
    "not_whole": "It cannot trade in full at once, so it is cancelled without a trade.",
    "waits_for_trigger": "It waits outside the book for its trigger price.",
    "gathers": "It waits for the auction, and trades at the one price or stays.",
    "for_one_auction": "It waits for the auction, and trades at the one price or is cancelled.",
    "waits_for_close": "It waits unseen for the closing call, and is cancelled after it.",
    "listed": "It is listed and waits until somebody picks it.",
}


ENDINGS = {
    "owner": "withdrawn",
    "remainder": "the rest was cancelled at once",
    "not_whole": "could not trade in full",
    "own_order": "would have met an own order",
    "would_trade": "post-only, would have traded",
    "day_end": "end of the trading day",
    "expired": "expired",
    "limits": "outside the new limits",
    "declined": "declined",
    "not_chosen": "not chosen",
}


SPANS = {"today": "today", "three": "three days", "all": "all days"}

USES = {"sell": "sell", "transfer": "transfer", "retire": "retire", "offset": "offset"}

TABLES: dict[str, dict[str, str]] = {
    "closed": CLOSED,
    "outlooks": OUTLOOKS,
    "endings": ENDINGS,
    "uses": USES,
    "spans": SPANS,
}
"""Every table by name."""
