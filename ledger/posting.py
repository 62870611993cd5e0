"""The journal's tables, and the leg: without one nobody can post.

A leg credits its source and debits its target by a whole quantity, so a transaction balances by
construction.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import CheckConstraint

from ledger.db import Table, hot, key, whole


class BookTransaction(Table, table=True):
    """One or more legs, all or none, of a declared type, caused by one command.

    Its postings have the ids `first_posting` to `last_posting`; no posting can be added later.
    """

    __tablename__ = "book_transaction"
    id: int = key()
    type: str
    because: str
    command: int = whole()
    first_posting: int = whole()
    last_posting: int = whole()


class Posting(Table, table=True):
    """One leg of the journal; `*_after` are the balances of both sub-accounts after it.

    `*_before` is the previous posting of the same sub-account, 0 for its first: a statement
    follows these links back from `sub_account.last_posting`, and the journal needs no index.
    """

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    id: int = key()
    book_transaction: int = whole()
    asset: int = whole()
    source: int = whole()
    target: int = whole()
    quantity: int = whole()
    source_after: int = whole()
    target_after: int = whole()
    source_before: int = whole()
    target_before: int = whole()


TRANSACTION, POSTING = hot(BookTransaction), hot(Posting)


class Leg(NamedTuple):
    """Moves `quantity` (tonnes or fen) of `asset` from sub-account `source` to `target`."""

    source: int
    target: int
    asset: int
    quantity: int


class Posted(NamedTuple):
    """A transaction's number, and per leg the (first, last) serials that moved, none for cash."""

    transaction: int
    ranges: list[list[tuple[int, int]]]
