"""Buffered rows of hot commands: kept as tuples, flushed in order by the driver's executemany."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Table as SqlTable

from ledger.accounts import ACCOUNT, ASSET, SUB_ACCOUNT
from ledger.columns import columns_of, picked
from ledger.db import Store, Table, hot_tables
from ledger.log import COMMAND
from ledger.posting import POSTING, TRANSACTION
from ledger.serials import BATCH, SERIAL_BLOCK


class Rows:
    """Inserts and updates of the current group that are not flushed to the database yet."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._inserts: dict[SqlTable, list[tuple[Any, ...]]] = defaultdict(list)
        self._updates: dict[SqlTable, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        self._closings: list[tuple[int, int]] = []
        self._order: list[list[Any]] = []
        self._gone = 0

    @property
    def count(self) -> int:
        """Number of changes buffered so far, flushed ones included; it only falls by `cut`."""
        return self._gone + len(self._order)

    def insert(self, model: type[Table], /, **values: Any) -> None:
        """Buffer a new row: a value for each column of the table."""
        line = picked(model)(values)
        assert len(line) == len(values), f"{values.keys() - {*columns_of(model)}} are no columns"
        rows = self._inserts[model.__table__]  # type: ignore[attr-defined]
        rows.append(line)
        self._order.append(rows)

    def append(self, table: SqlTable, line: tuple[Any, ...]) -> None:
        """Buffer a new row of a table, a tuple in column order."""
        rows = self._inserts[table]
        rows.append(line)
        self._order.append(rows)

    def update(self, model: type[Table], key: int, changes: dict[str, Any]) -> None:
        """Buffer a change of one row by primary key; later changes of a column win."""
        rows = self._updates[model.__table__]  # type: ignore[attr-defined]
        rows.append((key, changes))
        self._order.append(rows)

    def close_block(self, block: int, posting: int) -> None:
        """Buffer the closing of a serial block, the only change that it allows."""
        self._closings.append((posting, block))
        self._order.append(self._closings)

    def cut(self, count: int) -> None:
        """Drop every change that was buffered after the first `count`.

        Rows that were flushed since then were in a savepoint and are rolled back with it.
        """
        order = self._order
        while order and self._gone + len(order) > count:
            order.pop().pop()

    def clear(self) -> None:
        """Drop every buffered change."""
        self._gone += len(self._order)
        self._order.clear()
        self._inserts.clear()
        self._updates.clear()
        self._closings.clear()

    def flush(self) -> None:
        """Write every buffered change to the database, in an order that its triggers accept."""
        if not self._order:
            return
        inserts = self._inserts
        if self._closings:
            self._close_new_blocks(inserts[SERIAL_BLOCK])
        for table in sorted(inserts, key=_place):
            # Parents are closed first: a trigger wants the parent of a new block closed.
            if table is SERIAL_BLOCK and self._closings:
                self.store.update_many(SERIAL_BLOCK, ("closed",), self._closings)
            if rows := inserts[table]:
                self.store.insert_many(table, rows)
        for table, changes in self._updates.items():
            self._update(table, changes)
        self.clear()

    def _close_new_blocks(self, new: list[tuple[Any, ...]]) -> None:
        """Mark new blocks closed that the same group closes: one insert, no update."""
        place = {row[0]: index for index, row in enumerate(new)}
        older = []
        for posting, block in self._closings:
            index = place.get(block)
            if index is None:
                older.append((posting, block))
            else:
                new[index] = (*new[index][:7], posting, new[index][8])
        self._closings[:] = older

    def _update(self, table: SqlTable, changes: list[tuple[int, dict[str, Any]]]) -> None:
        # One update a row, and one statement for all rows that change the same columns.
        merged: dict[int, dict[str, Any]] = {}
        for key, change in changes:
            merged.setdefault(key, {}).update(change)
        shapes: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for key, change in merged.items():
            columns = tuple(sorted(change))
            shapes[columns].append((*(change[c] for c in columns), key))
        for columns, rows in shapes.items():
            self.store.update_many(table, columns, rows)


_PLACES: dict[SqlTable, int] = {}


def _place(table: SqlTable) -> int:
    """A table's place in the flush order: the books' tables, then the others as registered."""
    if table not in _PLACES:
        books = [ASSET, ACCOUNT, BATCH, SUB_ACCOUNT, COMMAND, TRANSACTION, POSTING, SERIAL_BLOCK]
        order = books + [other for other in hot_tables() if other not in books]
        _PLACES.update((other, place) for place, other in enumerate(order))
    return _PLACES[table]
