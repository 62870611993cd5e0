"""Which logged command brought a record about, found by the command's name and a figure of it.

Reads the command log. Knows no page.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from sqlmodel import Session

from ledger import queries as books

ROWS_MOST = 5_000
"""Procedures' commands of one name in a lesson; orders are looked up by their own rows."""


class LogIndex:
    """Finds commands of procedures; reads each name's rows once per rendering."""

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
        """The command whose answer has these figures."""
        for number, _, _, answer in self._rows(name):
            if all(answer.get(fact) == value for fact, value in facts.items()):
                return number
        return None

    def by_arguments(self, name: str, *, seat: str = "", **facts: Any) -> int | None:
        """The newest command with these arguments (of one seat)."""
        for number, giver, given, _ in self._rows(name):
            fits = all(given.get(fact) == value for fact, value in facts.items())
            if fits and seat in ("", giver):
                return number
        return None
