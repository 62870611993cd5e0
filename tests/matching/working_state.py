"""Whether the working state is what the tables tell; asked by the tests after each change."""

from __future__ import annotations

from ledger.audit import Finding
from matching.deals.dealing import Deals
from matching.deals.state import load as load_deals
from matching.exchange import Exchange
from matching.listings import load as load_market


def of_desk(exchange: Exchange) -> list[Finding]:
    """What differs of the desk: books, lots, tapes, phases, counters."""
    exchange.books.rows.flush()
    stored, ours = load_market(exchange.books.store.fetch).snapshot(), exchange.market.snapshot()
    return _finding("the_working_state_equals_the_tables", stored, ours)


def of_deals(deals: Deals) -> list[Finding]:
    """What differs of the deals: what is open, on which orders, and counters."""
    deals.books.rows.flush()
    stored, ours = load_deals(deals.books.store.fetch).snapshot(), deals.state.snapshot()
    return _finding("the_working_state_of_deals_equals_the_tables", stored, ours)


def _finding(name: str, stored: object, ours: object) -> list[Finding]:
    return [] if stored == ours else [Finding(name, f"{ours} instead of {stored}")]
