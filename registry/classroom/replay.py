"""Replay: the logged commands in order, applied to an empty lesson, and the differences.

Computes no deadlines and runs no bots. A command that answers differently is recorded, and replay
continues. The file itself is only read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from ledger import log
from ledger.audit import reason
from ledger.db import Table
from ledger.reading import FileReader
from ledger.structure import other_tables, parts_of
from ledger.writer import Request
from registry.classroom.lesson import Lesson

COMMANDS_IN_A_GROUP = 1000

_LOGGED = (
    "SELECT number, origin, seat, key, at, name, arguments, outcome, hash FROM command"
    " ORDER BY number"
)


def replay(path: Path) -> dict[str, Any]:
    """Compare a lesson file with the result of replaying its log from an empty file."""
    reader = FileReader(path)
    try:
        with reader.session() as session:
            return replayed(session)
    finally:
        reader.close()


def replayed(session: Session) -> dict[str, Any]:
    """Both state hashes, and the differences: commands, the stored chain, tables with first rows.

    `first_difference`: the first command that answers or seals differently; `chain_broken_at`: the
    command at which the stored chain breaks; both None if there is none. `tables`: the first
    difference of each table; `equal`: whether there is no difference; `says`: all of it in
    sentences. For a damaged file there are only the last two.
    """
    try:
        found = _compared(session.connection())
    except Exception as error:
        # Any error can occur: rows changed by hand may contain anything.
        return {"equal": False, "says": [f"The log cannot be replayed: {_why(session, error)}."]}
    says = _sentences(found)
    return {**found, "equal": not says, "says": says or ["The log makes this very lesson again."]}


def _why(session: Session, error: Exception) -> str:
    """Why a replay failed: tables of another version if there are any, else the error."""
    try:
        listed = other_tables(parts_of(session.connection()))
    except DatabaseError:
        listed = ""
    return f"the tables are not those of this version: {listed}" if listed else reason(error)


def _compared(connection: Connection) -> dict[str, Any]:
    lesson = Lesson.empty()
    try:
        logged = connection.execute(text(_LOGGED)).all()
        with without_tracebacks():
            first = _apply(lesson, logged)
        found = {
            "commands": len(logged),
            "original_hash": log.state_hash(connection),
            "first_difference": first,
            "chain_broken_at": log.broken_at(connection),
        }
        with lesson.reading() as again:
            found["replayed_hash"] = log.state_hash(again.connection())
            found["tables"] = _tables(connection, again.connection())
    finally:
        lesson.close()
    return found


@contextmanager
def without_tracebacks() -> Iterator[None]:
    """Suppress tracebacks: a changed command that now fails is reported by its number only."""
    writers = logging.getLogger("tanlu.writer")
    before = writers.level
    writers.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        writers.setLevel(before)


def _apply(lesson: Lesson, logged: Any) -> int | None:
    """Run every logged command; returns the number of the first that differs, None if none does."""
    first: int | None = None
    for start in range(0, len(logged), COMMANDS_IN_A_GROUP):
        part = logged[start : start + COMMANDS_IN_A_GROUP]
        with lesson.group():
            seals = [_again(lesson, row) for row in part]
        for row, seal in zip(part, seals, strict=True):
            if seal != row.hash and first is None:
                first = row.number
    return first


def _again(lesson: Lesson, row: Any) -> str:
    """Run one logged command; returns its link of the chain."""
    try:
        arguments = orjson.loads(row.arguments)
    except orjson.JSONDecodeError:
        arguments = {"unreadable": row.arguments}
    lesson.run(Request(row.name, arguments, row.origin, row.seat, key=row.key, at=row.at))
    return str(lesson.books.chain)


def _tables(stored: Connection, again: Connection) -> list[dict[str, Any]]:
    """Every table that differs, with its first difference."""
    return [
        {"table": name, **_first_row(stored, again, name)}
        for name in sorted(Table.metadata.tables)
        if _hash(stored, name) != _hash(again, name)
    ]


def _hash(connection: Connection, name: str) -> str:
    digest = sha256()
    for line in log.table_lines(connection, name):
        digest.update(line)
    return digest.hexdigest()


def _first_row(stored: Connection, again: Connection, name: str) -> dict[str, Any]:
    """The first row in key order that differs, from both files; None where it is missing."""
    both = zip_longest(log.table_lines(stored, name), log.table_lines(again, name))
    kept, made = next((k, m) for k, m in both if k != m)
    return {"stored": _told(kept), "replayed": _told(made)}


def _told(line: bytes | None) -> Any:
    return None if line is None else orjson.loads(line)


def _sentences(found: dict[str, Any]) -> list[str]:
    """The differences in sentences; empty if there are none."""
    says = []
    if found["chain_broken_at"] is not None:
        says.append(f"The stored chain breaks at command {found['chain_broken_at']}.")
    if found["first_difference"] is not None:
        says.append(f"Command {found['first_difference']} answers or seals differently.")
    if found["tables"]:
        names = ", ".join(one["table"] for one in found["tables"])
        says.append(f"The log makes another lesson; these tables differ: {names}.")
    for one in found["tables"]:
        stored, again = one["stored"] or "no row", one["replayed"] or "no row"
        says.append(f"Table {one['table']} has first {stored}, the log makes {again}.")
    return says
