"""Words of a seat's requests: what they are, and what became of them."""

from __future__ import annotations

ASKED = {
    "issuance": "Issuance",
    "transfer": "Transfer",
    "retirement": "Retirement",
    "cancellation": "Cancellation",
    "offset": "Offset",
    "movement": "Movement",
    "vote": "Committee item",
    "authorisation": "Authorisation",
    "block": "Block proposal",
    "quote": "Request for quotes",
    "offer": "Quote",
    "bid": "Bid",
    "session": "Bidding session",
}
"""What a request is; its number follows."""

ASKED_STATES = {
    "requested": "requested",
    "decided": "decided, not issued yet",
    "issued": "issued",
    "draft": "draft",
    "circulated": "circulated, members vote",
    "on_agenda": "on the agenda of a meeting",
    "deferred": "deferred, no consensus",
    "lapsed": "lapsed without a decision",
    "adopted": "adopted",
    "published": "published",
    "dropped": "dropped",
    "virtual": "decided; the agreement is virtual, nothing is issued",
    "issued_host_only": "issued by the host's registry only",
    "issued_partner_only": "issued by the partner's registry only",
    "used": "carried out",
    "objected": "stopped by an objection",
    "sent": "approved, on the way",
    "completed": "credited",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "open": "open",
    "granted": "granted",
    "accepted_offset": "accepted",
    "retired": "retired, for good",
    "cancelled_credit": "cancelled, for good",
    "proposed": "proposed, waits for its approval",
    "delayed": "waits until its delay is over",
    "failed": "failed: refused after its delay",
    "carried_out": "carried out",
    "reversed": "reversed, the credits came back",
    "traded": "settled",
    "declined": "declined",
    "expired": "expired",
    "won": "won",
    "not_won": "not won",
    "closed": "closed",
    "halted": "nothing sold: halted when its day ended",
}
"""What became of a request."""

WAITS = {
    "close": "the end of the bidding session",
    "anybody": "anybody who offers",
}
"""Who decides, where it is no seat."""

TABLES = {"asked": ASKED, "asked_states": ASKED_STATES, "waits": WAITS}
