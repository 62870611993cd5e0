"""What a correction came to, counted anew from the rows for the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from ledger.transactions import CREDIT_CORRECT
from registry.programme.adjustments.ranges import size, spelled
from registry.programme.issuance.models import CorrectionState


def carried_out(connection: Connection, row: Any, paid: int) -> Iterator[str]:
    """What is wrong with the tonnes of one correction; `paid` were compensated."""
    cancelled = size(spelled(row.cancelled))
    ordered = row.state == CorrectionState.ORDERED
    if cancelled + paid + row.owed_t != (0 if ordered else row.quantity):
        yield (
            f"correction {row.id}: {cancelled} t cancelled, {paid} t compensated,"
            f" {row.owed_t} t owed, {row.quantity} t ordered"
        )
    if (row.owed_t > 0) != (row.state == CorrectionState.OWED):
        yield f"correction {row.id} is '{row.state}', {row.owed_t} t owed"
    posted = posted_tonnes(connection, row.posted_as, CREDIT_CORRECT.code)
    if posted != ((row.asset, cancelled) if cancelled else None):
        yield f"correction {row.id}: {cancelled} t cancelled, {posted} posted"


def posted_tonnes(
    connection: Connection, transaction: int | None, type: str
) -> tuple[int, int] | None:
    """Asset and tonnes that a transaction of a type posted; None for none."""
    found = connection.execute(text(_POSTED), {"id": transaction, "type": type}).first()
    return (found[0], found[1]) if found is not None else None


_POSTED = """
    SELECT p.asset, sum(p.quantity) FROM posting p
    JOIN book_transaction x ON x.id = p.book_transaction
    WHERE x.id = :id AND x.type = :type GROUP BY p.asset
"""
