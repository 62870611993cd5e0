"""Opening the books of a lesson file. Whoever opens them sees them; only procedures post."""

from __future__ import annotations

from ledger.db import Store
from ledger.posting import Books


def open_books(store: Store) -> Books:
    """The books as the tables of a file tell them."""
    return Books(store)
