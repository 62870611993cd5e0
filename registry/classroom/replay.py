"""Replay: the logged commands in order, applied to an empty lesson, and what came out different.

Computes no due times and runs no bots; a command that answers differently is noted, and replay
goes on. The file itself is only read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import text

from ledger import log
from ledger.db import Reader, refuse_what_is_no_lesson
from ledger.writer import Request
from registry.classroom.lesson import Lesson

COMMANDS_IN_A_GROUP = 1000

_LOGGED = (
    "SELECT number, origin, seat, key, at, name, arguments, outcome, hash FROM command"
    " ORDER BY number"
)


def replay(path: Path) -> dict[str, Any]:
    """Compare a lesson file with what its own log makes of an empty one.

    Answers both state hashes, the first command that answers or seals differently, and the
    command at which the stored chain breaks (None where there is none).
    """
    refuse_what_is_no_lesson(path)
    reader = Reader(path)
    lesson = Lesson.empty()
    try:
        with reader.session() as session:
            connection = session.connection()
            broken = log.broken_at(connection)
            original = log.state_hash(connection)
            logged = connection.execute(text(_LOGGED)).all()
        first = _apply(lesson, logged)
        with lesson.reading() as session:
            replayed = log.state_hash(session.connection())
    finally:
        lesson.close()
        reader.close()
    return {
        "commands": len(logged),
        "original_hash": original,
        "replayed_hash": replayed,
        "first_difference": first,
        "chain_broken_at": broken,
    }


def _apply(lesson: Lesson, logged: Any) -> int | None:
    """Run every logged command; the number of the first one that came out different."""
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
    """Run one logged command; the link that it leaves."""
    try:
        arguments = orjson.loads(row.arguments)
    except orjson.JSONDecodeError:
        arguments = {"unreadable": row.arguments}
    lesson.run(Request(row.name, arguments, row.origin, row.seat, key=row.key, at=row.at))
    return str(lesson.books.chain)
