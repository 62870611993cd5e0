"""The single writer: commands one after another, many in one group, each logged with its outcome.

A refusal or an unexpected error leaves nothing behind but its row in the log; its neighbours
stay.
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

from ledger.files import DriverError, Trouble, trouble_of
from ledger.kernel.errors import Refusal
from ledger.log import COMMAND, FORMAT, canonical, link
from ledger.posting import Books

LEAST_WHOLE, MOST_WHOLE = -(1 << 63), (1 << 63) - 1
"""Whole numbers that a column can hold."""

_LOG = logging.getLogger("tanlu.writer")


class NotCommitted(Exception):
    """The group could not be made durable; none of its commands has happened."""


class DiskRefuses(NotCommitted):
    """The disk takes nothing more; none of the group's commands has happened."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble)


class NotPlain(Exception):
    """The log cannot keep the command as it was given; it was neither run nor logged.

    Its text says what is wrong and never what was given.
    """


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


def plain(request: Request) -> str:
    """The arguments as the log keeps them; NotPlain for what the log or the tables cannot keep.

    That is anything but text without lone surrogates, whole numbers of 64 bits, finite numbers,
    booleans, null, lists and objects of these, in the arguments, the key and every name.
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
    """NotPlain for a number that JSON or a table's column would change; looks into containers."""
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
    _keys: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    """The group's keyed commands, which the log has not got yet."""
    trouble: Trouble = Trouble.NONE
    """Why the last group was not stored, when the disk refused it; over with the next commit."""
    _stale: bool = False

    @contextmanager
    def group(self) -> Iterator[None]:
        """Everything inside becomes durable together, or, if the commit fails, not at all."""
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
        """Derive the working state anew; if that fails too, the next group tries again first."""
        self._stale = True
        self.books.told_transactions.clear()
        self.books.told_postings.clear()
        self.books.rebuild()
        self._stale = False

    def take(self, request: Request) -> Outcome:
        """Do what is due up to the request's lesson time, then run it."""
        if self.due is not None:
            self.due(request.at if request.at is not None else self.clock())
        return self.run(request)

    def run(self, request: Request) -> Outcome:
        """Run one command inside a group and log it with its outcome."""
        arguments = plain(request)
        key = (request.seat, request.key) if request.key is not None else None
        if key is not None and (stored := self._stored(key)) is not None:
            return _again(stored, request.name, arguments)
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
        """What is written inside, between groups, is taken back; not so what is in memory."""
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
        """What an earlier command of the seat with the same key got; None: there was none."""
        arguments = plain(request)
        if request.key is None:
            return None
        stored = self._stored((request.seat, request.key))
        return None if stored is None else _again(stored, request.name, arguments)

    def _procedure(self, request: Request, at: int) -> dict[str, Any]:
        with self.books.procedure():
            return self.actions[request.name].handler(request, at)

    def _refused(self, outcome: Outcome, refusal: Refusal, request: Request, mark: int) -> str:
        """Leave nothing of a refused command; hot ones refuse before their first change."""
        try:
            result = canonical(refusal.outcome())
        except TypeError:
            return self._failed(outcome, request, mark)
        outcome.refusal = refusal
        if self.books.rows.count != mark:
            self._undo(mark)
        return result

    def _failed(self, outcome: Outcome, request: Request, mark: int) -> str:
        """Leave nothing of a command that failed, whatever it had touched; the id of the error."""
        if trouble_of(sys.exc_info()[1]):
            raise NotCommitted("the disk took nothing more")
        outcome.failure = f"E{outcome.number:07d}"
        _LOG.exception("%s failed: %s of seat %s", outcome.failure, request.name, request.seat)
        self._undo(mark)
        return canonical({"failed": outcome.failure})

    def _undo(self, mark: int) -> None:
        """Back to the command's mark: keep what its neighbours did, derive the rest anew."""
        books = self.books
        if not books.store.in_group:
            raise NotCommitted("the database has given up the group")
        number, at = books.number, books.at
        books.rows.cut(mark)
        books.rows.flush()
        self._rebuild()
        books.number, books.at = number, at

    def _log(self, request: Request, arguments: str, number: int, result: str) -> tuple[Any, ...]:
        """Write the command down with its outcome, and make its link of the chain."""
        books = self.books
        transactions, postings = books.told_transactions, books.told_postings
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
        """What is kept of the command with this key, or None: of the group's, or of the log."""
        row = self._keys.get(key)
        if row is not None:
            return row[0], row[5], row[7], row[8]
        # Nearly every key is new: the index alone says so, and no row of the log is read.
        first = self.books.store.first
        found = first("SELECT number FROM command WHERE seat = ? AND key = ?", key)
        if found is None:
            return None
        return first("SELECT number, name, arguments, outcome FROM command WHERE number = ?", found)


class Rehearsal(Writer):
    """A writer over a copy of the books: it answers as the writer would, and nothing is kept.

    It logs nothing, and what fails needs no undoing: the copy is thrown away. Its requests have
    no key.
    """

    def _undo(self, mark: int) -> None:
        """The copy goes anyway."""

    def _log(self, request: Request, arguments: str, number: int, result: str) -> tuple[Any, ...]:
        """No row of the log, and no link of the chain."""
        return ()


def _again(stored: tuple[Any, ...], name: str, arguments: str) -> Outcome:
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
