"""Open the books of a lesson file."""

from __future__ import annotations

from ledger.db import Store
from ledger.posting import Books


def open_books(store: Store) -> Books:
    """The books with their working state, read from the tables of a file."""
    return Books(store)
