"""The single writer: commands one after another, many in one group, each logged with its outcome.

A refused or failed command leaves only its row in the log; the other commands of its group stand.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import orjson
from orjson import dumps

from ledger.books import Books
from ledger.files import DriverError, Trouble, trouble_of
from ledger.kernel.errors import Refusal
from ledger.log import COMMAND, FORMAT, canonical, link
from ledger.used_keys import UsedKeys

LEAST_WHOLE, MOST_WHOLE = -(1 << 63), (1 << 63) - 1
"""Whole numbers that a column can hold."""

_LOG = logging.getLogger("tanlu.writer")


class NotCommitted(Exception):
    """The group could not be committed; none of its commands has happened."""


class DiskRefuses(NotCommitted):
    """The disk is full or cannot be written; none of the group's commands has happened."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble)


class NotPlain(Exception):
    """The log cannot store the command exactly; it was neither run nor logged.

    The text names the fault, never a value of the command.
    """


@dataclass(frozen=True, slots=True)
class Request:
    """A command to be run: name, arguments, origin, seat, and an idempotency key if any.

    `at` is the lesson time in ms at which it is due; None: now.
    """

    name: str
    arguments: dict[str, Any]
    origin: str
    seat: str
    key: str | None = None
    at: int | None = None


def plain(request: Request) -> str:
    """The arguments as canonical JSON; NotPlain for a request that the log cannot store.

    Allowed are text without lone surrogates, whole numbers of 64 bits, finite numbers, booleans,
    null, and lists and objects of these.
    """
    try:
        arguments = canonical(request.arguments)
        if not f"{request.name}{request.origin}{request.seat}{request.key}".isascii():
            dumps((request.name, request.origin, request.seat, request.key))
    except TypeError:
        raise NotPlain("the command is no plain JSON") from None
    _refuse_numbers(request.arguments.values())
    if request.at is not None and not LEAST_WHOLE <= request.at <= MOST_WHOLE:
        raise NotPlain("the time of the command has more than 64 bits")
    return arguments


_SEQUENCES = (list, tuple)


def _refuse_numbers(values: Iterable[Any]) -> None:
    """NotPlain for a number that JSON or a column would change, in containers too."""
    for value in values:
        kind = type(value)
        if kind is str or value is None or kind is bool:
            continue
        if isinstance(value, int):
            if not LEAST_WHOLE <= value <= MOST_WHOLE:
                raise NotPlain("a whole number of the command has more than 64 bits")
        elif isinstance(value, dict):
            _refuse_numbers(value.values())
        elif isinstance(value, _SEQUENCES):
            _refuse_numbers(value)
        elif isinstance(value, float) and not isfinite(value):
            raise NotPlain("a number of the command is not finite")


@dataclass(slots=True)
class Outcome:
    """The outcome of a command: exactly one of answer, refusal, failure, conflict.

    `failure` is the id of an unexpected error. `repeated`: the seat used the key before with the
    same content, and this is the first outcome. `conflict`: it used the key before with other
    content; nothing is stored.
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
    """How a command runs; a `hot` one uses the working state and buffered rows only."""

    handler: Handler
    hot: bool


@dataclass(slots=True)
class Writer:
    """Runs commands against the books.

    `clock` gives the lesson time in ms; `due(at)` first runs every command that is due by `at`.
    """

    books: Books
    actions: Mapping[str, Action]
    clock: Callable[[], int] = field(default=lambda: 0)
    due: Callable[[int], None] | None = None
    _used: UsedKeys = field(init=False)
    """A (seat, key) without a mark is not in the log; any other is looked up."""
    _keys: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    """The group's commands with a key, whose rows are not in the log yet."""
    trouble: Trouble = Trouble.NONE
    """Why the disk refused the last group; NONE again after the next commit."""
    _stale: bool = False

    def __post_init__(self) -> None:
        used = self.books.store.fetch("SELECT seat, key FROM command WHERE key IS NOT NULL")
        self._used = UsedKeys((seat, key) for seat, key in used)

    @contextmanager
    def group(self) -> Iterator[None]:
        """Commit every command that runs inside together; an error rolls all of them back.

        Raises NotCommitted when the commit fails, DiskRefuses when the disk is the reason.
        """
        store = self.books.store
        if self._stale:
            self._rebuild()
        try:
            store.begin()
            yield
            self.books.rows.flush()
            try:
                store.commit()
            except DriverError as error:
                raise NotCommitted(str(error)) from error
            self.trouble = Trouble.NONE
        except BaseException as error:
            store.rollback()
            self._stale = True
            if not isinstance(error, Exception):
                raise  # Ctrl+C: the connection may be closed, and the program ends
            self._rebuild()
            if trouble := trouble_of(error):
                self.trouble = trouble
                raise DiskRefuses(trouble) from error
            raise
        finally:
            self._keys.clear()

    def _rebuild(self) -> None:
        """Read the working state from the tables; if that fails, the next group tries again."""
        self._stale = True
        self.books.command_transactions.clear()
        self.books.command_postings.clear()
        self.books.rebuild()
        self._stale = False

    def take(self, request: Request) -> Outcome:
        """Run the commands that are due by the request's lesson time, then the request."""
        if self.due is not None:
            self.due(request.at if request.at is not None else self.clock())
        return self.run(request)

    def run(self, request: Request) -> Outcome:
        """Run one command inside a group and log it with its outcome; raises NotPlain.

        Lesson time never runs back: the command's is at least that of the command before it.
        """
        arguments = plain(request)
        key = (request.seat, request.key) if request.key is not None else None
        if key is not None and self._used.marked(key):
            stored = self._stored(key)
            if stored is not None:
                return _repeated(stored, request.name, arguments)
        books = self.books
        books.number += 1
        wanted = request.at if request.at is not None else self.clock()
        books.at = at = wanted if wanted > books.at else books.at
        mark = books.rows.count
        outcome = Outcome(books.number)
        try:
            action = self.actions[request.name]
            answer = (action.handler if action.hot else self._procedure)(request, at)
            result = canonical({"accepted": answer})
            outcome.answer = answer
        except Refusal as refusal:
            result = self._refused(outcome, refusal, request, mark)
        except Exception:
            result = self._failed(outcome, request, mark)
        row = self._log(request, arguments, outcome.number, result)
        if key is not None:
            self._keys[key] = row
        return outcome

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Roll back every row written inside; for previews, between groups.

        The working state in memory is not restored.
        """
        store = self.books.store
        if self._stale:
            self._rebuild()
        try:
            store.begin()
            yield
        except Exception as error:
            if trouble := trouble_of(error):
                raise DiskRefuses(trouble) from error
            raise
        finally:
            store.rollback()

    def earlier(self, request: Request) -> Outcome | None:
        """The outcome of the seat's earlier command with the same key; None: there is none."""
        arguments = plain(request)
        if request.key is None:
            return None
        stored = self._stored((request.seat, request.key))
        return None if stored is None else _repeated(stored, request.name, arguments)

    def _procedure(self, request: Request, at: int) -> dict[str, Any]:
        with self.books.procedure():
            return self.actions[request.name].handler(request, at)

    def _refused(self, outcome: Outcome, refusal: Refusal, request: Request, mark: int) -> str:
        """Undo a refused command; returns its outcome as JSON."""
        try:
            result = canonical(refusal.outcome())
        except TypeError:
            return self._failed(outcome, request, mark)
        # The frames of its traceback hold the group's jobs, which hold this outcome: a circle that
        # only the rare garbage collection would free.
        refusal.__context__ = None
        outcome.refusal = refusal.with_traceback(None)
        # A hot command refuses before its first change: a refusal then costs no rebuild.
        if self.books.rows.count != mark:
            self._undo(mark)
        return result

    def _failed(self, outcome: Outcome, request: Request, mark: int) -> str:
        """Undo a command that failed, whatever it had changed; returns its outcome as JSON."""
        if trouble_of(sys.exc_info()[1]):
            raise NotCommitted("the disk took nothing more")
        outcome.failure = f"E{outcome.number:07d}"
        _LOG.exception("%s failed: %s of seat %s", outcome.failure, request.name, request.seat)
        self._undo(mark)
        return canonical({"failed": outcome.failure})

    def _undo(self, mark: int) -> None:
        """Drop the command's rows, keep those of earlier ones, and rebuild the working state."""
        books = self.books
        if not books.store.in_group:
            raise NotCommitted("the database has given up the group")
        number, at = books.number, books.at
        books.rows.cut(mark)
        # The rebuild reads the tables, so the group's earlier rows must be in them.
        books.rows.flush()
        self._rebuild()
        books.number, books.at = number, at

    def _log(self, request: Request, arguments: str, number: int, result: str) -> tuple[Any, ...]:
        """Append the command with its outcome to the log, linked to the command before it."""
        books = self.books
        transactions, postings = books.command_transactions, books.command_postings
        first, last = (postings[0][0], postings[-1][0]) if postings else (0, 0)
        covered = (
            number, request.origin, request.seat, request.key, books.at, request.name, FORMAT,
            arguments, result, first, last,
        )  # fmt: skip
        previous = books.chain
        books.chain = chain = link(previous, covered, transactions, postings)
        row = (*covered, time.time_ns() // 1_000_000, previous, chain)
        books.rows.append(COMMAND, row)
        transactions.clear()
        postings.clear()
        return row

    def _stored(self, key: tuple[str, str]) -> tuple[Any, ...] | None:
        """(number, name, arguments, outcome) of the command with this key, or None."""
        row = self._keys.get(key)
        if row is not None:
            return row[0], row[5], row[7], row[8]
        rows = self.books.store.fetch(
            "SELECT number, name, arguments, outcome FROM command WHERE seat = ? AND key = ?", *key
        )
        return rows[0] if rows else None


class Rehearsal(Writer):
    """A writer over a copy of the books, for previews: the same outcome, no log and no undo.

    The copy is thrown away afterwards. Its requests have no key.
    """

    def __post_init__(self) -> None:
        """Nothing: no key is looked up."""

    def _undo(self, mark: int) -> None:
        """Nothing: the copy is thrown away."""

    def _log(self, request: Request, arguments: str, number: int, result: str) -> tuple[Any, ...]:
        """Nothing: a preview is not logged."""
        return ()


def _repeated(stored: tuple[Any, ...], name: str, arguments: str) -> Outcome:
    number, stored_name, stored_arguments, result = stored
    outcome = Outcome(number, repeated=True)
    if (stored_name, stored_arguments) != (name, arguments):
        outcome.conflict = True
        return outcome
    return restored(outcome, orjson.loads(result))


def restored(outcome: Outcome, result: dict[str, Any]) -> Outcome:
    """Fill an outcome from the log's `outcome` column, parsed."""
    if "refused" in result:
        outcome.refusal = Refusal.from_outcome(result)
    elif "failed" in result:
        outcome.failure = result["failed"]
    else:
        outcome.answer = result["accepted"]
    return outcome
