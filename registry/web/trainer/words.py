"""Words of the trainer's page: what scenarios are about, states of lessons, fault cards.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

SCENARIO_AREAS = {
    "accounts": "Accounts",
    "agreements": "Agreements",
    "bodies": "Entities and methodologies",
    "auctions": "Call auctions",
    "authorisation": "Authorisation",
    "bidding": "Bidding sessions",
    "bots": "Bots",
    "clearing": "Clearing and settlement",
    "clock": "Lesson time",
    "committee": "Joint committee",
    "deals": "Block trades and quotes",
    "halts": "Halts",
    "figures": "Issuances on record",
    "issuance": "Issuance",
    "limits": "Price limits and other limits",
    "listing": "Listed orders",
    "ndc": "NDC accounts",
    "offsets": "Offsets",
    "orders": "Orders",
    "reading": "Queries",
    "retirement": "Retirement and cancellation",
    "roles": "Roles",
    "seats": "Seats",
    "surveillance": "Market surveillance",
    "transfers": "Transfers between registries",
    "imports": "Credits of other registries",
    "incidents": "Incidents",
    "monitoring": "Monitoring and verification",
    "projects": "Project cycle",
    "undertakings": "Storage, costs and funders",
}

LESSON_STATES = {
    "before": "before its first day",
    "practice": "practice",
    "running": "running",
    "paused": "paused",
    "over": "over",
    "demonstration": "demonstration",
    "closed": "closed",
}

FAULTS = {
    "lose": "is lost",
    "double": "comes twice",
    "delay": "comes late",
    "alter": "is changed on the way",
    "misrecord": "is recorded wrongly by the log",
    "offline": "registry offline",
}
FAULT_STATES = {
    "waiting": "waits for its message",
    "hit": "has hit",
    "offline": "offline now",
    "online": "over",
    "recalled": "recalled",
}

TABLES: dict[str, dict[str, str]] = {
    "faults": FAULTS,
    "fault_states": FAULT_STATES,
    "scenario_areas": SCENARIO_AREAS,
    "lesson_states": LESSON_STATES,
}
"""Every table by name."""
