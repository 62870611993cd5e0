"""Commands, trades and tonnes of a lesson, from its tables: counted once, and then counted on.

Commands, trades and transactions are only ever added, so what was counted up to a number stays.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger import log

_TONNES = {
    "credit.issue": "issued_t",
    "transfer.receive": "transferred_t",
    "credit.retire": "retired_t",
    "credit.offset": "offset_t",
}
"""Types of transactions whose tonnes are added up, and the names of their sums."""

_COMMANDS = (
    "SELECT count(*), coalesce(max(number), :command),"
    # Accepted ones, by far the most, are known by their beginning.
    f" coalesce(sum(CASE WHEN {log.ACCEPTED} THEN 0 WHEN {log.REFUSED} THEN 1 ELSE 0 END), 0),"
    f" coalesce(sum(CASE WHEN {log.FAILED} THEN 1 ELSE 0 END), 0)"
    " FROM command WHERE number > :command"
)
_TRADES = "SELECT count(*), coalesce(max(id), :trade) FROM trade WHERE id > :trade"
_LAST = "SELECT coalesce(max(id), 0) FROM book_transaction"
_MOVED = (
    # In this order: the few transactions first, and their postings by key.
    "SELECT t.type, sum(p.quantity) FROM book_transaction t CROSS JOIN posting p"
    f" WHERE t.id > :transaction AND t.type IN ({', '.join(map(repr, _TONNES))})"
    " AND p.id BETWEEN t.first_posting AND t.last_posting GROUP BY t.type"
)


class Totals:
    """The counts of one lesson up to what the newest session showed; any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = {"command": 0, "trade": 0, "transaction": 0}
        self._counts: Counter[str] = Counter()

    def of(self, session: Session) -> dict[str, int]:
        """The counts of the state that a session reads; `failed` are errors of the server.

        Tonnes by type are the quantities of its postings. A state older than one counted before is
        counted from its beginning.
        """
        newest = session.connection().execute(text("SELECT max(number) FROM command")).scalar()
        with self._lock:
            if (newest or 0) < self._last["command"]:
                return Totals().of(session)
            self._count_on(session)
            names = ("commands", "refused", "failed", "trades", *_TONNES.values())
            return {name: self._counts[name] for name in names}

    def _count_on(self, session: Session) -> None:
        connection, last, counts = session.connection(), self._last, self._counts

        def rows(sql: str) -> list[Any]:
            return list(connection.execute(text(sql), last))

        ((commands, command, refused, failed),) = rows(_COMMANDS)
        ((trades, trade),) = rows(_TRADES)
        ((transaction,),) = rows(_LAST)
        moved = rows(_MOVED)
        counts.update(commands=commands, refused=int(refused), failed=int(failed), trades=trades)
        counts.update({_TONNES[kind]: int(tonnes) for kind, tonnes in moved})
        self._last = {"command": command, "trade": trade, "transaction": transaction}
