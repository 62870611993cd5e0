"""Compares the working state with one loaded from the tables, after each change of a test."""

from __future__ import annotations

from ledger.audit import Finding
from matching.deals.dealing import Deals
from matching.deals.state import load as load_deals
from matching.exchange import Exchange
from matching.listings import load as load_market


def of_exchange(exchange: Exchange) -> list[Finding]:
    """Differences of the exchange: books, lots, daily statistics, phases, counters."""
    exchange.books.rows.flush()
    stored, ours = load_market(exchange.books.store.fetch).snapshot(), exchange.market.snapshot()
    return _finding("the_working_state_equals_the_tables", stored, ours)


def of_deals(deals: Deals) -> list[Finding]:
    """Differences of the deals: open deals, their orders, and counters."""
    deals.books.rows.flush()
    stored, ours = load_deals(deals.books.store.fetch).snapshot(), deals.state.snapshot()
    return _finding("the_working_state_of_deals_equals_the_tables", stored, ours)


def _finding(name: str, stored: object, ours: object) -> list[Finding]:
    return [] if stored == ours else [Finding(name, f"{ours} instead of {stored}")]
