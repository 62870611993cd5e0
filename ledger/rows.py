"""Buffered rows of hot commands: kept as tuples, flushed in order by the driver's executemany.

Knows tables and tuples; what a row means is its writer's business.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Table as SqlTable

from ledger.accounts import ACCOUNT, ASSET, SUB_ACCOUNT
from ledger.db import Store, Table, hot_tables
from ledger.log import COMMAND
from ledger.serials import BATCH, SERIAL_BLOCK

Mark = tuple[int, dict[SqlTable, int], dict[SqlTable, int], int]


class Rows:
    """Rows and changes of the current group that the database has not seen yet."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        """Rises with every buffered change; equal counts mean that nothing changed."""
        self._inserts: dict[SqlTable, list[tuple[Any, ...]]] = defaultdict(list)
        self._updates: dict[SqlTable, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        self._closings: list[tuple[int, int]] = []

    def insert(self, model: type[Table], row: tuple[Any, ...]) -> None:
        """Buffer a new row, a tuple in column order."""
        self.count += 1
        self._inserts[model.__table__].append(row)  # type: ignore[attr-defined]

    def append(self, table: SqlTable, row: tuple[Any, ...]) -> None:
        """Buffer a new row of a table."""
        self.count += 1
        self._inserts[table].append(row)

    def update(self, model: type[Table], key: int, changes: dict[str, Any]) -> None:
        """Buffer a change of one row by primary key; later changes of a column win."""
        self.count += 1
        self._updates[model.__table__].append((key, changes))  # type: ignore[attr-defined]

    def close_block(self, block: int, posting: int) -> None:
        """Buffer the one change that a serial block may see."""
        self.count += 1
        self._closings.append((posting, block))

    def mark(self) -> Mark:
        """Where the buffer stands now."""
        return (
            self.count,
            {table: len(rows) for table, rows in self._inserts.items()},
            {table: len(rows) for table, rows in self._updates.items()},
            len(self._closings),
        )

    def cut(self, mark: Mark) -> None:
        """Forget everything buffered after `mark`."""
        for table, rows in self._inserts.items():
            del rows[mark[1].get(table, 0) :]
        for table, changes in self._updates.items():
            del changes[mark[2].get(table, 0) :]
        del self._closings[mark[3] :]

    def clear(self) -> None:
        """Forget everything buffered."""
        self._inserts.clear()
        self._updates.clear()
        self._closings.clear()

    def flush(self) -> None:
        """Give everything to the database, in an order that its guards accept."""
        blocks = self._close_blocks()
        for table in _flush_order():
            rows = blocks if table is SERIAL_BLOCK else self._inserts.get(table)
            if table is SERIAL_BLOCK:
                self._update_closed()
            if rows:
                self.store.insert_many(table, rows)
        for table, changes in self._updates.items():
            self._update(table, changes)
        self.clear()

    def _close_blocks(self) -> list[tuple[Any, ...]]:
        """New blocks that the same group closes again are inserted as closed."""
        new = self._inserts.get(SERIAL_BLOCK, [])
        if not new or not self._closings:
            return new
        place = {row[0]: index for index, row in enumerate(new)}
        rows = list(new)
        for posting, block in self._closings:
            index = place.get(block)
            if index is not None:
                rows[index] = (*rows[index][:7], posting, rows[index][8])
        self._closings = [(p, b) for p, b in self._closings if b not in place]
        return rows

    def _update_closed(self) -> None:
        if self._closings:
            self.store.update_many(SERIAL_BLOCK, ("closed",), self._closings)

    def _update(self, table: SqlTable, changes: list[tuple[int, dict[str, Any]]]) -> None:
        merged: dict[int, dict[str, Any]] = {}
        for key, change in changes:
            merged.setdefault(key, {}).update(change)
        shapes: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for key, change in merged.items():
            columns = tuple(sorted(change))
            shapes[columns].append((*(change[c] for c in columns), key))
        for columns, rows in shapes.items():
            self.store.update_many(table, columns, rows)


def _flush_order() -> list[SqlTable]:
    from ledger.posting import POSTING, TRANSACTION

    books = [ASSET, ACCOUNT, BATCH, SUB_ACCOUNT, COMMAND, TRANSACTION, POSTING, SERIAL_BLOCK]
    return books + [table for table in hot_tables() if table not in books]
