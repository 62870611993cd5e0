"""The single writer: commands one after another, many in one group, each logged with its outcome.

A refusal or an unexpected error leaves nothing behind but its row in the log; its neighbours
stay. Knows commands by name and handler, not what they do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from ledger.kernel.errors import Refusal
from ledger.log import COMMAND, FORMAT, canonical, link
from ledger.posting import Books
from ledger.rows import Mark

_LOG = logging.getLogger("tanlu.writer")


@dataclass(frozen=True, slots=True)
class Request:
    """A command to be run: what is asked, of which origin, for which seat, with which key.

    `at` is the lesson time it is due; None means now.
    """

    name: str
    arguments: dict[str, Any]
    origin: str
    seat: str
    key: str | None = None
    at: int | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a command: exactly one of answer, refusal, failure, conflict.

    `repeated`: the key was used before with the same content, and this is the answer it got.
    `conflict`: the key was used before with other content; nothing is stored.
    """

    number: int
    answer: dict[str, Any] | None = None
    refusal: Refusal | None = None
    failure: str | None = None
    repeated: bool = False
    conflict: bool = False


Handler = Callable[[Request, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """How a command runs: `hot` ones on working state and buffered rows only."""

    handler: Handler
    hot: bool


@dataclass(slots=True)
class Writer:
    """Runs commands against the books; `clock` gives lesson time, `due` does what is due first."""

    books: Books
    actions: Mapping[str, Action]
    clock: Callable[[], int] = field(default=lambda: 0)
    due: Callable[[int], None] | None = None
    _keys: dict[tuple[str, str], tuple[int, str, str, str]] = field(default_factory=dict)

    @contextmanager
    def group(self) -> Iterator[None]:
        """Everything inside becomes durable together, or, if the commit fails, not at all."""
        self.books.store.begin()
        try:
            yield
            self.books.rows.flush()
            self.books.store.commit()
        except BaseException:
            self.books.store.rollback()
            self.books.rebuild()
            raise
        finally:
            self._keys.clear()

    def take(self, request: Request) -> Outcome:
        """Do what is due up to the request's lesson time, then run it."""
        if self.due is not None:
            self.due(request.at if request.at is not None else self.clock())
        return self.run(request)

    def run(self, request: Request) -> Outcome:
        """Run one command inside a group and log it with its outcome."""
        arguments = canonical(request.arguments)
        if request.key is not None:
            stored = self._stored(request.seat, request.key)
            if stored is not None:
                return _again(stored, request.name, arguments)
        books = self.books
        at = max(books.at, request.at if request.at is not None else self.clock())
        books.number += 1
        books.at = at
        mark = books.rows.mark()
        outcome = Outcome(books.number)
        try:
            outcome.answer = self._do(request, at)
        except Refusal as refusal:
            self._undo(mark, at)
            outcome.refusal = refusal
        except Exception:
            self._undo(mark, at)
            outcome.failure = f"E{outcome.number:07d}"
            _LOG.exception("command %s failed: %s", outcome.failure, request.name)
        self._log(request, arguments, outcome, at)
        return outcome

    def _do(self, request: Request, at: int) -> dict[str, Any]:
        action = self.actions[request.name]
        if action.hot:
            return action.handler(request, at)
        with self.books.procedure():
            return action.handler(request, at)

    def _undo(self, mark: Mark, at: int) -> None:
        """Back to the command's mark; when anything had changed, derive the state anew."""
        books = self.books
        books.told_transactions.clear()
        books.told_postings.clear()
        if books.rows.count == mark[0]:
            return
        number = books.number
        books.rows.cut(mark)
        books.rows.flush()
        books.rebuild()
        books.number, books.at = number, at

    def _log(self, request: Request, arguments: str, outcome: Outcome, at: int) -> None:
        books = self.books
        result = canonical(_told(outcome))
        postings = books.told_postings
        first, last = (postings[0][0], postings[-1][0]) if postings else (0, 0)
        covered = (
            outcome.number, request.origin, request.seat, request.key, at, request.name, FORMAT,
            arguments, result, first, last,
        )  # fmt: skip
        previous = books.chain
        books.chain = link(previous, covered, books.told_transactions, postings)
        wall = time.time_ns() // 1_000_000
        books.rows.append(COMMAND, (*covered, wall, previous, books.chain))
        if request.key is not None:
            self._keys[request.seat, request.key] = (
                outcome.number, request.name, arguments, result,
            )  # fmt: skip
        books.told_transactions.clear()
        books.told_postings.clear()

    def _stored(self, seat: str, key: str) -> tuple[int, str, str, str] | None:
        found = self._keys.get((seat, key))
        if found is None:
            rows = self.books.store.fetch(
                "SELECT number, name, arguments, outcome FROM command WHERE seat = ? AND key = ?",
                seat,
                key,
            )
            found = rows[0] if rows else None  # type: ignore[assignment]
        return found


def _told(outcome: Outcome) -> dict[str, Any]:
    if outcome.refusal is not None:
        return outcome.refusal.outcome()
    if outcome.failure is not None:
        return {"failed": outcome.failure}
    return {"accepted": outcome.answer}


def _again(stored: tuple[int, str, str, str], name: str, arguments: str) -> Outcome:
    number, stored_name, stored_arguments, result = stored
    outcome = Outcome(number, repeated=True)
    if (stored_name, stored_arguments) != (name, arguments):
        outcome.conflict = True
        return outcome
    return told_again(outcome, orjson.loads(result))


def told_again(outcome: Outcome, result: dict[str, Any]) -> Outcome:
    """Fill an outcome from what the log keeps of it."""
    if "refused" in result:
        outcome.refusal = Refusal.from_outcome(result)
    elif "failed" in result:
        outcome.failure = result["failed"]
    else:
        outcome.answer = result["accepted"]
    return outcome
