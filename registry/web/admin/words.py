"""Words of the auditor's pages: the surveillance list, and the sums under a transaction.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

ALERTS = {
    "own_trade": "self-trade",
    "back_and_forth": "round trips",
    "ring": "circular trades",
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


SUMS = {
    "tonnes": "Tonnes out = tonnes in",
    "money": "Money out = money in",
    "ccp": "Central counterparty after",
    "serials": "Serials moved, none lost",
    "legs": "Legs",
}

TABLES: dict[str, dict[str, str]] = {
    "alerts": ALERTS,
    "alert_figures": ALERT_FIGURES,
    "sums": SUMS,
}
"""Every table by name."""
