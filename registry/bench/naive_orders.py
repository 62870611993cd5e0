"""The reference of the orders: the same rows by plain SQLModel sessions, without any guard.

It computes nothing: it only writes what our side wrote, object by object, as a program that keeps
its state in SQLModel objects would.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlmodel import Session

from ledger.accounts import SubAccount
from ledger.columns import columns_of
from ledger.db import Table
from ledger.posting import Posting
from registry.bench.order_flow import Write
from registry.bench.references import unguarded


class NaiveOrders:
    """A lesson file without its triggers, and the rows that are still to be written to it."""

    def __init__(self, path: Path, writes: Sequence[list[Write]]) -> None:
        self.engine = unguarded(path)
        self._models = _models()
        self._writes, self._next = writes, 0

    def rate(self, groups: int, *, group: int) -> float:
        """Write so many groups, each with a session and a commit; orders a second."""
        begin = time.perf_counter()
        for _ in range(groups):
            self.write_next()
        return groups * group / (time.perf_counter() - begin)

    def write_next(self) -> None:
        """Write the next group with a session of its own, and commit."""
        writes = self._writes[self._next]
        self._next += 1
        with Session(self.engine) as session, session.begin():
            for table, columns, rows in writes:
                model = self._models[table]
                for row in rows:
                    if columns:
                        _change(session, model, columns, row)
                    else:
                        _add(session, model, row)

    def close(self) -> None:
        """Close the file."""
        self.engine.dispose()


def _add(session: Session, model: type[Table], row: tuple[Any, ...]) -> None:
    added = model(**dict(zip(columns_of(model), row, strict=True)))
    session.add(added)
    if isinstance(added, Posting):
        _balance(session, added.source, added.source_after, added.id)
        _balance(session, added.target, added.target_after, added.id)


def _balance(session: Session, key: int, balance: int, posting: int) -> None:
    """What the database's own trigger does in ours."""
    found = session.get(SubAccount, key)
    assert found is not None
    found.balance, found.last_posting = balance, posting


def _change(
    session: Session, model: type[Table], columns: tuple[str, ...], row: tuple[Any, ...]
) -> None:
    found = session.get(model, row[-1])
    assert found is not None
    for name, value in zip(columns, row, strict=False):
        setattr(found, name, value)


def tables_by_name() -> dict[str, SqlTable]:
    """Every table by its name."""
    return {table.name: table for table in _models()}


def _models() -> dict[SqlTable, type[Table]]:
    """Every table's model."""
    return {model.__table__: model for model in Table.__subclasses__()}  # type: ignore[attr-defined]
