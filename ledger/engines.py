"""Engines on SQLite files; all of a process share one dialect and what was compiled for it.

SQLAlchemy compiles a statement once for each dialect and makes a dialect for each engine: every
lesson that is opened, and every reader of it, would compile each of its statements anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool, Pool, QueuePool, SingletonThreadPool, StaticPool
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(2_000)
"""Statements with what was compiled for them; those that were not used for long are forgotten."""


@cache
def _dialect() -> Dialect:
    """The one dialect, after it has asked the library what it can do."""
    engine = create_engine("sqlite://")
    with engine.connect():
        pass
    engine.dispose()
    return engine.dialect


def _engine(connect: Callable[[], Any], pool: type[Pool]) -> Engine:
    dialect = _dialect()
    return Engine(
        pool(connect, dialect=dialect),
        dialect,
        make_url("sqlite://"),
        execution_options={"compiled_cache": _COMPILED},
    )


def lesson_engine(path: Path | None) -> Engine:
    """A lesson file, or one in memory for None. The driver neither begins nor commits by itself."""
    file = ":memory:" if path is None else str(path.absolute())

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)

    return _engine(connect, SingletonThreadPool if path is None else QueuePool)


def reading_engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    """Connections that are made as they are needed and kept by nobody."""
    return _engine(connect, NullPool)


def small_engine(path: Path | None, *, wait_ms: int) -> Engine:
    """A small database beside the lessons, or in memory for None; each commit is durable.

    A connection waits up to `wait_ms` ms for another's commit.
    """
    file = ":memory:" if path is None else str(path.absolute())

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(file, check_same_thread=False, timeout=wait_ms / 1000)

    engine = _engine(connect, StaticPool if path is None else QueuePool)

    @event.listens_for(engine, "connect")
    def durable(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine
