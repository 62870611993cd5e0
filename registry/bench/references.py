"""The references of the books: plain SQLite, and a naive SQLModel session.

Same disk, durability and settings as a lesson file.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

from sqlalchemy import Engine, event
from sqlalchemy.orm import registry as orm_registry
from sqlmodel import Field, Session, SQLModel, create_engine

from ledger.db import tune
from registry.bench.payments import ACCOUNTS, transfers

_BALANCE = 1_000_000_000


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    tune(connection)
    return connection


class RawCommits:
    """One row, one commit."""

    def __init__(self, path: Path) -> None:
        self.connection = _opened(path)
        self.connection.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, quantity INTEGER)")

    def rate(self, count: int) -> float:
        """Commit single rows; returns rows per second."""
        execute = self.connection.execute
        begin = time.perf_counter()
        for quantity in range(count):
            execute("INSERT INTO one (quantity) VALUES (?)", (quantity,))
        return count / (time.perf_counter() - begin)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class Floor:
    """The minimum of a transfer: two balances are updated and one row is inserted."""

    def __init__(self, path: Path) -> None:
        self.connection = _opened(path)
        self._random = Random(7)
        self.connection.execute(
            "CREATE TABLE account (id INTEGER PRIMARY KEY,"
            " balance INTEGER NOT NULL CHECK (balance >= 0))"
        )
        self.connection.execute(
            "CREATE TABLE transfer (id INTEGER PRIMARY KEY, source INTEGER NOT NULL,"
            " target INTEGER NOT NULL, quantity INTEGER NOT NULL)"
        )
        self.connection.executemany(
            "INSERT INTO account VALUES (?, ?)", [(place, _BALANCE) for place in range(ACCOUNTS)]
        )

    def rate(self, count: int, *, group: int) -> float:
        """Write so many transfers in groups of this size; how many a second."""
        drawn = transfers(self._random, count)
        out = [(quantity, source) for source, _, quantity in drawn]
        come = [(quantity, target) for _, target, quantity in drawn]
        connection = self.connection
        begin = time.perf_counter()
        for start in range(0, count, group):
            end = start + group
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE account SET balance = balance - ? WHERE id = ?", out[start:end]
            )
            connection.executemany(
                "UPDATE account SET balance = balance + ? WHERE id = ?", come[start:end]
            )
            connection.executemany(
                "INSERT INTO transfer (source, target, quantity) VALUES (?, ?, ?)",
                drawn[start:end],
            )
            connection.execute("COMMIT")
        return count / (time.perf_counter() - begin)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class NaiveTable(SQLModel, registry=orm_registry()):
    """Base of the naive implementation's tables, with metadata of its own."""


class NaiveAccount(NaiveTable, table=True):
    """A balance."""

    id: int = Field(primary_key=True)
    balance: int


class NaiveTransfer(NaiveTable, table=True):
    """A transfer with its key."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    source: int
    target: int
    quantity: int


class NaiveSession:
    """The naive implementation: fetch two rows, check, update them, add one, commit per group."""

    def __init__(self, path: Path) -> None:
        self.engine = create_engine(f"sqlite:///{path.as_posix()}")
        event.listen(self.engine, "connect", _tuned)
        self._random = Random(7)
        self._key = 0
        NaiveTable.metadata.create_all(self.engine)
        with Session(self.engine) as session, session.begin():
            session.add_all(NaiveAccount(id=place, balance=_BALANCE) for place in range(ACCOUNTS))

    def rate(self, count: int, *, group: int) -> float:
        """Make so many transfers in groups of this size; how many a second."""
        drawn = transfers(self._random, count)
        begin = time.perf_counter()
        for start in range(0, count, group):
            with Session(self.engine) as session, session.begin():
                for source, target, quantity in drawn[start : start + group]:
                    self._transfer(session, source, target, quantity)
        return count / (time.perf_counter() - begin)

    def _transfer(self, session: Session, source: int, target: int, quantity: int) -> None:
        giver, taker = session.get(NaiveAccount, source), session.get(NaiveAccount, target)
        assert giver is not None and taker is not None and giver.balance >= quantity
        giver.balance -= quantity
        taker.balance += quantity
        self._key += 1
        row = NaiveTransfer(key=f"k{self._key}", source=source, target=target, quantity=quantity)
        session.add(row)

    def close(self) -> None:
        """Close the file."""
        self.engine.dispose()


def unguarded(path: Path) -> Engine:
    """A lesson file for plain sessions: without its triggers, and as durable as ours."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in named.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
    engine = create_engine(f"sqlite:///{path.as_posix()}")
    event.listen(engine, "connect", _tuned)
    return engine


def _tuned(connection: sqlite3.Connection, record: object) -> None:
    tune(connection)
