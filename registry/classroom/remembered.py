"""What queries of the procedures answered: asked again only after another procedure has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

from ledger.books import Books

T = TypeVar("T")


class Remembered:
    """Answers on the working state of one lesson; for bots, which ask the same at every turn.

    Only for queries of tables that nothing but a procedure writes (`Books.session`): no balance, no
    order, no trade. An answer belongs to all who ask: nobody changes it.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self._procedures = books.procedures
        self._answers: dict[Any, Any] = {}
        books.on_rebuild.append(self._answers.clear)

    def ask(self, query: Callable[..., T], *args: Any, **named: Any) -> T:
        """The answer of `query(session, *args, **named)`; what it is given can be hashed."""
        if self._procedures != self._books.procedures:
            self._answers.clear()
            self._procedures = self._books.procedures
        key = (query, args, tuple(named.items()))
        if key not in self._answers:
            self._books.rows.flush()
            connection = self._books.store.connection
            with Session(connection, join_transaction_mode="rollback_only") as session:
                self._answers[key] = query(session, *args, **named)
        answer: T = self._answers[key]
        return answer
