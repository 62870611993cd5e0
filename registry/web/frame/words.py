"""Words for codes that several areas use: roles, phases, kinds, states, figures, field errors.

English source strings; the catalogs translate them with the table's name as context. Words of
one area are in its own `words.py`; `areas.py` adds them.
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.web.frame import act_words, asked_words, authorised_words, command_words
from registry.web.frame.state_words import STATES

ROLES = {
    "government_partner": "Partner government",
    "government_host": "Host government",
    "secretariat": "Secretariat",
    "registry_manager": "Registry manager",
    "third_party_entity": "Third-party entity",
    "project_owner": "Project owner",
    "emitter": "Covered emitter",
    "trader": "Trader",
    "voluntary_buyer": "Voluntary buyer",
    "market_maker": "Market maker",
    "trainer": "Trainer",
    "clock": "Clock",
    "helper": "Helper",
}
PHASES = {
    "pre": "Pre-open",
    "call": "Call",
    "continuous": "Continuous",
    "closing": "Closing call",
    "closing_call": "Closing call",
    "lunch": "Lunch",
    "close": "Close",
}
LEFT = {
    "call": "to the auction",
    "closing_call": "to the closing auction",
    "continuous": "to opening",
    "lunch": "to lunch",
    "close": "to close",
    "pre": "to next day",
}
PAGE_ENDINGS = {
    "access.lesson_closed": "Closed",
    "access.not_signed_in": "Signed out",
    "access.seat_given_back": "Seat given back",
    "access.seat_left": "Seat left",
}
"""Why a page hears nothing more, by the refusal's code, in a word or two."""

ORIGINS = {
    "person": "person", "bot": "bot", "trainer": "trainer", "script": "script", "clock": "clock",
    "helper": "helper",
}  # fmt: skip
OUTCOMES = {"done": "done", "refused": "refused", "failed": "failed"}
PURPOSES = {
    "NDC": "NDC of a country",
    "OIMP": "Other international purposes",
    "IMP": "International purposes, such as an airline's",
    "OP": "Other purposes, such as a voluntary claim",
    "voluntary": "Voluntary use",
    "ndc": "NDC of a country",
}
CLAIMS = {
    "adjusted": "an adjusted reduction: its host does not count it",
    "contribution": "a contribution to the host's own target",
    "domestic": "a domestic reduction",
    "ndc": "the target of the using country",
}
KINDS = {
    "issuance_source": "issuance source",
    "holding": "free",
    "holding_blocked": "blocked",
    "holding_bought": "bought, waits a day",
    "holding_frozen": "frozen by a court",
    "ccp_units": "central counterparty",
    "retired": "retired",
    "cancelled": "cancelled",
    "cancelled_oimp": "cancelled for an international purpose",
    "cancelled_other": "cancelled for another purpose",
    "cancelled_mandatory": "cancelled by order",
    "cancelled_admin": "cancelled as a correction",
    "cancelled_omge": "cancelled for overall mitigation",
    "adaptation": "share of proceeds for adaptation",
    "offset": "offset desk",
    "set_aside": "set aside for a transfer",
    "in_transit": "in transit",
    "cash_source": "cash source",
    "cash": "free cash",
    "cash_blocked": "blocked cash",
    "ccp_cash": "central counterparty, cash",
    "venue_fees": "fees of the market",
    "buffer": "buffer",
    "outside": "outside the lesson",
}
OWNERS = {
    "issuance": "Issuance source",
    "ccp": "Central counterparty",
    "retired": "Retirement account",
    "cancelled": "Cancellation account",
    "cancelled_oimp": "Cancellation for international purposes",
    "cancelled_other": "Cancellation for other purposes",
    "cancelled_mandatory": "Mandatory cancellation",
    "cancelled_admin": "Administrative cancellation",
    "cancelled_omge": "Cancellation for overall mitigation (OMGE)",
    "adaptation_fund": "Adaptation Fund",
    "offset": "Offset desk",
    "bank": "Settlement bank",
    "venue": "Market",
    "buffer": "Buffers of projects",
    "outside": "Outside the lesson",
}
TYPES = {
    "cash.endow": "Cash endowed",
    "cash.transfer": "Cash paid",
    "cash.block": "Cash blocked",
    "cash.release": "Cash released",
    "credit.issue": "Credits issued",
    "credit.levy": "Levies taken",
    "credit.block": "Credits blocked",
    "credit.release": "Credits released",
    "credit.free": "Bought credits free",
    "trade.settle": "Trade settled",
    "transfer.propose": "Transfer proposed",
    "transfer.return": "Transfer returned",
    "transfer.send": "Transfer sent",
    "transfer.receive": "Transfer credited",
    "credit.transfer": "Credits passed on",
    "credit.adaptation": "Passed on by the Adaptation Fund",
    "credit.retire": "Credits retired",
    "credit.cancel": "Credits cancelled",
    "credit.offset": "Credits offset",
    "credit.cancel_ordered": "Credits cancelled by order",
    "credit.correct": "Issuance corrected",
    "credit.freeze": "Credits frozen",
    "credit.unfreeze": "Freeze lifted",
    "court.transfer": "Credits given by a court",
    "credit.reverse": "Use reversed",
    "buffer.cancel": "Buffer cancelled",
    "buffer.release": "Buffer released",
    "credit.replace": "Lost tonnes replaced",
    "credit.first_call": "First credits to the funder",
    "cash.project": "Project payment",
}
VOTES = {
    "": "not yet", "affirm": "consents", "object": "objects", "abstain": "abstains",
    "withdraw": "withdraws the objection", "comment": "comments", "recuse": "recuses itself",
    "delegate": "delegates its vote", "consensus": "states consensus",
    "no_consensus": "states that there is no consensus",
}  # fmt: skip
PAPERS = {
    "figures": "figures", "period": "monitoring period", "project": "project", "split": "split",
    "report": "monitoring report", "statement": "owner's statement", "proposal": "proposal itself",
    "terms": "terms", "reason": "reason",
}  # fmt: skip
"""Papers of committee items, as an objection names them."""
SPLITS = {
    "weights-partner": "by weights, rounded down; the odd tonne to the partner's side",
    "weights-host": "by weights, rounded down; the odd tonne to the host's side",
    "percentages": "by percentages; the odd tonne by largest remainder, if equal to China's side",
    "allocation": "by the project's list of recipients and largest remainder",
}
"""Split rules of an agreement, with the side that gets the odd tonne."""

STEPS = {
    "requested": "Requested",
    "decided": "Committee decision",
    "issued": "Issued",
    "levied": "Levied at issuance",
    "registered": "CCER registered",
    "authorised": "Authorised",
    "blocked": "Blocked",
    "released": "Released",
    "traded": "Settled",
    "given": "Given by a court",
    "returned": "Released from the buffer",
    "sent": "Sent",
    "received": "Credited",
    "passed": "Passed on",
    "retired": "Retired",
    "cancelled": "Cancelled",
    "offset": "Offset",
    "reversed": "Reversed",
    "now": "Range now",
}
CAUSES = {
    "seat": "seat",
    "correction": "correction",
    "offset": "offset",
    "retirement": "retirement",
    "cancellation": "cancellation",
    "ccer": "CCER registration",
    "transfer": "transfer",
    "trade": "trade",
    "order": "order",
}
"""First word of a transaction's cause, such as `trade 211`; the kinds of items are added."""

FACTS = {
    "account": "Account",
    "accepted_t": "Accepted offset",
    "asked": "Asked",
    "asset": "Batch",
    "at": "Lesson time",
    "available": "Available",
    "batch": "Batch",
    "beneficiary": "Beneficiary",
    "authorisation": "Authorisation",
    "cap": "Offset cap",
    "blocked_fen": "Cash to be blocked",
    "blocked_t": "Tonnes to be blocked",
    "cancelled_t": "Cancelled at once",
    "cap_t": "Offset cap",
    "cash": "Cash",
    "chain": "Chain of commands",
    "commands": "Commands",
    "country": "Country",
    "credited": "Credited",
    "days": "Trading days",
    "filled": "Traded",
    "exact": "Exact amount",
    "first": "First serial",
    "free": "Free",
    "free_fen": "Free cash",
    "held_t": "Holding",
    "hi_fen": "Upper price limit",
    "host": "Host's share",
    "instrument": "Instrument",
    "instruments": "Instruments",
    "issued": "Issued",
    "issued_t": "Issued",
    "item": "Committee item",
    "largest": "Possible at most",
    "last": "Last serial",
    "left": "Still possible",
    "left_t": "Offset still possible",
    "limit": "Limit",
    "limit_t": "Limit",
    "lo_fen": "Lower price limit",
    "lot": "Lot",
    "maximum": "Authorised at most",
    "needed": "Needed",
    "needed_fen": "Needed cash",
    "obligation": "Obligation",
    "offset_t": "Offset",
    "open": "Open",
    "order": "Order",
    "ordered_t": "On order to buy",
    "partner": "China's share",
    "percent": "Share of the obligation, percent",
    "price": "Price",
    "price_fen": "Price",
    "project": "Project",
    "purpose": "Purpose",
    "quantity": "Quantity",
    "refused": "Refused",
    "registry": "Registry",
    "released": "Released",
    "request": "Request",
    "retired_t": "Retired",
    "role": "Role",
    "room_t": "Still possible",
    "seat": "Seat",
    "speed": "Speed",
    "state": "State",
    "status": "State",
    "trades": "Trades",
    "transferred_t": "Transferred",
    "transfer": "Transfer",
    "used": "Already used",
    "wait_days": "Trading days to wait",
}
TONNE_FACTS = frozenset(
    {
        "accepted_t",
        "asked",
        "available",
        "cap",
        "blocked_t",
        "cancelled_t",
        "cap_t",
        "credited",
        "filled",
        "free",
        "host",
        "issued",
        "held_t",
        "issued_t",
        "largest",
        "left",
        "left_t",
        "limit_t",
        "maximum",
        "lot",
        "needed",
        "obligation",
        "offset_t",
        "open",
        "ordered_t",
        "partner",
        "quantity",
        "released",
        "retired_t",
        "room_t",
        "transferred_t",
        "used",
    }
)
"""Facts in tonnes; facts that end in `_fen` are money, other whole numbers are counts."""

FACT_STATUSES = {
    "seed": "as printed in the source",
    "verified": "checked against a public source",
    "recalled": "from memory, not checked",
    "assumption": "assumption",
    "derived": "computed from published figures",
    "given": "as given by you",
}
"""How reliable a fact is."""

DAY_KINDS = {
    "trading": "trading days",
    "calendar": "calendar days",
    "working": "working days",
}
"""Days that count in a period; a number stands before the word."""

MODES = {
    "book": "order book",
    "block": "block trade",
    "quote": "quote",
    "bidding": "one-way bidding",
    "auction": "allowance auction",
}
"""Modes in which a trade was made."""


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
    "unchanged": "Price and quantity are unchanged",
}


ORDER_KINDS = {"limit": "Limit price", "market": "At market"}


TERMS = {
    "day": "good for the day",
    "gtc": "good till cancelled",
    "gtd": "good till date",
    "ioc": "immediate or cancel",
    "fok": "fill or kill",
    "at_open": "in this call auction only",
    "at_close": "in the closing call only",
}


TABLES: dict[str, dict[str, str]] = {
    "day_kinds": DAY_KINDS,
    "fact_statuses": FACT_STATUSES,
    "roles": ROLES,
    "phases": PHASES,
    "left": LEFT,
    "endings_of_pages": PAGE_ENDINGS,
    "origins": ORIGINS,
    "outcomes": OUTCOMES,
    "purposes": PURPOSES,
    "claims": CLAIMS,
    "kinds": KINDS,
    "owners": OWNERS,
    "types": TYPES,
    "states": STATES,
    "votes": VOTES,
    "papers": PAPERS,
    "splits": SPLITS,
    "steps": STEPS,
    "causes": CAUSES,
    "facts": FACTS,
    "modes": MODES,
    "field_errors": FIELD_ERRORS,
    "terms": TERMS,
    "order_kinds": ORDER_KINDS,
    **act_words.TABLES,
    **asked_words.TABLES,
    **authorised_words.TABLES,
    **command_words.TABLES,
}
"""Every table by name; the name is also the context of its messages in the catalogs."""


def add(tables: Mapping[str, Mapping[str, str]]) -> None:
    """Add the tables of an area; the codes of an existing table are extended."""
    for name, table in tables.items():
        known = TABLES.setdefault(name, {})
        other = [code for code, text in table.items() if known.get(code, text) != text]
        assert not other, f"{name}: two words for {other}"
        known.update(table)
