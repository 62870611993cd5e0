"""The ends of notices of termination: the next deadline of a lesson's agreements."""

from __future__ import annotations

from ledger.books import Books
from registry.agenda import Due
from registry.programme.agreements.models import AgreementState

_ENDING = (
    "SELECT ends_at, code FROM agreement"
    f" WHERE state = '{AgreementState.TERMINATING}' ORDER BY ends_at, code LIMIT 1"
)


class Notices:
    """The first notice that ends; working state, derivable from the table of agreements."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._next: tuple[int, str] | None = None
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Read the first end of a notice from the table."""
        found = self.books.store.fetch(_ENDING)
        self._next = (int(found[0][0]), str(found[0][1])) if found else None

    def due(self) -> Due | None:
        """The next end of a notice, None if no agreement is under notice."""
        if self._next is None:
            return None
        at, code = self._next
        return Due(at, "agreement.end", {"agreement": code})
