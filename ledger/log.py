"""The command log, its hash chain, and the state hash.

Each link covers a command, its outcome and its postings, and no wall time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from orjson import OPT_SORT_KEYS, dumps
from sqlalchemy import Connection, UniqueConstraint, text

from ledger.db import Table, hot, key, whole

GENESIS = "0" * 64
"""Previous hash of the first command."""

FORMAT = 1
"""Version of the stored arguments."""

NOT_HASHED = {("command", "wall_ms"), ("schema_version", "version")}
"""Columns excluded from the state hash: wall time and schema version. No secret is stored."""


# `canonical` has one spelling and an outcome three shapes, so LIKE suffices; no JSON is parsed.
ACCEPTED = "outcome LIKE '{\"accepted\":%'"
FAILED = "outcome LIKE '{\"failed\":%'"
REFUSED = f"outcome LIKE '%\"refused\":%' AND NOT {ACCEPTED}"
"""Conditions on a row of the log by the command's outcome."""


class Command(Table, table=True):
    """One logged command: request, seat, lesson time in ms, outcome and link.

    `first_posting` and `last_posting` are the ids of its postings, 0 without any.
    """

    __table_args__ = (UniqueConstraint("key", "seat"),)
    number: int = key()
    origin: str
    seat: str
    key: str | None
    at: int = whole()
    name: str
    format: int
    arguments: str
    outcome: str
    first_posting: int = whole()
    last_posting: int = whole()
    wall_ms: int = whole()
    previous: str
    hash: str


COMMAND = hot(Command)


def canonical(value: Any) -> str:
    """JSON in one spelling: sorted keys, no spaces."""
    return dumps(value, option=OPT_SORT_KEYS).decode()


def link(
    previous: str,
    command: Sequence[Any],
    transactions: Sequence[Sequence[Any]],
    postings: Sequence[Sequence[Any]],
) -> str:
    """sha256 of one link, hex: the previous hash, the command and its rows of the journals.

    `command` is a row of the log from `number` to `last_posting`; `transactions` and `postings`
    are whole rows.
    """
    covered = dumps((previous, command, transactions, postings))
    return sha256(covered).hexdigest()


class Link(NamedTuple):
    """A command's stored hash and the one recomputed from the tables."""

    number: int
    stored: str
    recomputed: str
    previous: str


def links(connection: Connection) -> Iterator[Link]:
    """Recompute the chain from the tables, link by link, from the first command on."""
    transactions = _grouped(
        connection,
        "SELECT command, id, type, because, command, first_posting, last_posting"
        " FROM book_transaction ORDER BY id",
    )
    postings = _grouped(
        connection,
        "SELECT t.command, p.id, p.book_transaction, p.asset, p.source, p.target, p.quantity,"
        " p.source_after, p.target_after, p.source_before, p.target_before"
        " FROM posting p JOIN book_transaction t ON t.id = p.book_transaction ORDER BY p.id",
    )
    before = GENESIS
    rows = connection.execute(
        text(
            "SELECT number, origin, seat, key, at, name, format, arguments, outcome,"
            " first_posting, last_posting, previous, hash FROM command ORDER BY number"
        )
    )
    for row in rows:
        covered = tuple(row[:11])
        number = row[0]
        recomputed = link(before, covered, transactions(number), postings(number))
        yield Link(number, row[12], recomputed, row[11])
        before = row[12]


def _grouped(connection: Connection, sql: str) -> Any:
    """A function that returns a command's rows; call it with rising numbers."""
    rows = iter(connection.execute(text(sql)))
    ahead: list[Any] = []

    def of(number: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        while True:
            row = ahead.pop() if ahead else next(rows, None)
            if row is None:
                return found
            if row[0] > number:
                ahead.append(row)
                return found
            found.append(tuple(row[1:]))

    return of


def broken_at(connection: Connection) -> int | None:
    """Number of the first command whose link does not recompute or does not follow, or None."""
    before = GENESIS
    for expected, found in enumerate(links(connection), start=1):
        if found.number != expected or found.previous != before or found.stored != found.recomputed:
            return found.number
        before = found.stored
    return None


def head(connection: Connection) -> str:
    """The hash of the last command."""
    found = connection.execute(
        text("SELECT hash FROM command ORDER BY number DESC LIMIT 1")
    ).scalar()
    return found or GENESIS


def state_hash(connection: Connection) -> str:
    """sha256 over all rows of all tables in key order, except `NOT_HASHED` columns."""
    digest = sha256()
    for name in sorted(Table.metadata.tables):
        for line in table_lines(connection, name):
            digest.update(line)
    return digest.hexdigest()


def table_lines(connection: Connection, name: str) -> Iterator[bytes]:
    """The lines of one table that the state hash covers: its columns, then each row by key."""
    table = Table.metadata.tables[name]
    columns = [c for c in table.columns if (name, c.name) not in NOT_HASHED]
    yield f"\n{name}:{','.join(c.name for c in columns)}\n".encode()
    if not columns:
        return
    raw = ", ".join(c.name for c in columns)
    order = ", ".join(c.name for c in table.primary_key.columns)
    for row in connection.execute(text(f"SELECT {raw} FROM {name} ORDER BY {order}")):
        yield dumps(tuple(row), default=str) + b"\n"
