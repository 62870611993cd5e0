"""Words of the trainer's page: what the scenarios that can be shown are about.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

SCENARIO_AREAS = {
    "auctions": "Call auctions",
    "authorisation": "Authorisation",
    "bidding": "Bidding sessions",
    "bots": "Bots",
    "clearing": "Clearing and settlement",
    "clock": "Lesson time",
    "committee": "Joint committee",
    "deals": "Block trades and quotes",
    "halts": "Halts",
    "issuance": "Issuance",
    "limits": "Price limits and other limits",
    "listing": "Listed orders",
    "offsets": "Offsets",
    "orders": "Orders",
    "reading": "Queries",
    "retirement": "Retirement and cancellation",
    "roles": "Roles",
    "seats": "Seats",
    "surveillance": "Market surveillance",
    "transfers": "Transfers between registries",
}

TABLES: dict[str, dict[str, str]] = {"scenario_areas": SCENARIO_AREAS}
"""Every table by name."""
