"""Finds the logged command that created a record, by the command's name and its figures."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from sqlmodel import Session

from ledger import queries as books

ROWS_MOST = 5_000
"""The most commands of one name that are read; orders are found by their own rows."""


class LogIndex:
    """Finds commands of procedures; reads the rows of each name once per rendering."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._rows = cache(self._read)

    def _read(self, name: str) -> list[tuple[int, str, dict[str, Any], dict[str, Any]]]:
        """Number, seat, arguments and answer of every accepted command of a name."""
        found = []
        for row in books.commands(self.session, name=name, limit=ROWS_MOST):
            outcome = orjson.loads(row.outcome)
            if "accepted" in outcome:
                arguments = orjson.loads(row.arguments)
                found.append((row.number, row.seat, arguments, outcome["accepted"]))
        return found

    def by_answer(self, name: str, **facts: Any) -> int | None:
        """The command whose answer contains these facts; None without one."""
        for number, _, _, answer in self._rows(name):
            if all(answer.get(fact) == value for fact, value in facts.items()):
                return number
        return None

    def by_arguments(self, name: str, *, seat: str = "", **facts: Any) -> int | None:
        """The newest command with these arguments, of one seat if it is given."""
        for number, giver, given, _ in self._rows(name):
            fits = all(given.get(fact) == value for fact, value in facts.items())
            if fits and seat in ("", giver):
                return number
        return None
