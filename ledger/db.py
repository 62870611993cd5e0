"""Engines, sessions, and the only place that commits.

`Store` is the one writing connection of a lesson file. Knows tables only as tables.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Connection, Engine, Integer, MetaData, create_engine
from sqlalchemy import Enum as EnumType
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import registry as orm_registry
from sqlmodel import Field, Session, SQLModel, insert

SCHEMA_VERSION = 3
"""Raised with every change of a table or a guard; a file of another version is refused."""

CHUNK = 100
"""Rows that go into one INSERT statement."""

BIG = BigInteger().with_variant(Integer, "sqlite")

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class CannotOpen(Exception):
    """A lesson file that this version or this process may not open; the text says why."""


class Table(SQLModel, registry=orm_registry(metadata=MetaData(naming_convention=_NAMES))):
    """Base of every table of a lesson file; each says beside its columns what may ever change.

    `__append_only__`: no row changes. `__changes__`: the only columns that do, until `__final__`
    (a condition on the row as it stands, columns as `OLD.name`) holds. `__single__`: one row only.
    From these `ledger/guards.py` makes triggers. No row is ever deleted or replaced.
    """

    __append_only__: ClassVar[bool] = False
    __changes__: ClassVar[tuple[str, ...]] = ()
    __final__: ClassVar[str] = ""
    __single__: ClassVar[bool] = False


class SchemaVersion(Table, table=True):
    """One row: the version of the tables in this file."""

    __tablename__ = "schema_version"
    __append_only__ = True
    __single__ = True
    version: int = Field(primary_key=True)


def key() -> Any:
    """A whole-number primary key that the writer itself hands out."""
    return Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))


def whole(*, optional: bool = False, index: bool = False) -> Any:
    """A 64-bit whole-number column."""
    return Field(
        default=None if optional else ...,
        sa_column=Column(BIG, nullable=optional, index=index),
    )


def enum_column(states: type[StrEnum]) -> Any:
    """An enum column that stores values, not names, and lets the database refuse others."""
    kind = EnumType(
        states,
        values_callable=lambda e: [member.value for member in e],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=states.__name__.lower(),
    )
    return Field(sa_column=Column(kind, nullable=False))


_HOT: list[SqlTable] = []


def hot(model: type[SQLModel]) -> SqlTable:
    """Register a table for buffered rows; rows are flushed in the order of registration."""
    table: SqlTable = model.__table__  # type: ignore[attr-defined]
    if table not in _HOT:
        _HOT.append(table)
    return table


def hot_tables() -> list[SqlTable]:
    """The registered tables, in flush order."""
    return _HOT


def _engine(path: Path | None) -> Engine:
    target = "sqlite://" if path is None else f"sqlite:///{path.as_posix()}"
    # The driver neither begins nor commits by itself; groups do.
    settings = {"isolation_level": None, "check_same_thread": False, "timeout": 10}
    return create_engine(target, connect_args=settings)


def tune(driver: sqlite3.Connection) -> None:
    """Settings of the writing connection: readers beside the writer, a flush at each commit."""
    for pragma in (
        "page_size=4096",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "cache_size=-262144",
        "wal_autocheckpoint=4000",
        "temp_store=MEMORY",
    ):
        driver.execute(f"PRAGMA {pragma}")


class Store:
    """The one writing connection of a lesson; groups begin and end here and nowhere else."""

    def __init__(self, path: Path | None, *, create: bool) -> None:
        self.path = path
        if path and not create and not path.exists():
            raise CannotOpen(f"There is no lesson file {path}.")
        self._lock = _lock(path) if path else None
        if path and create and path.exists():
            self._unlock()
            raise CannotOpen(f"{path} exists already; a lesson is never written over.")
        self.engine = _engine(path)
        self.connection: Connection = self.engine.connect()
        # For SQLAlchemy one transaction lasts as long as the store: sessions only ever see
        # savepoints, and no session's end can end a group.
        self.connection.begin()
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.driver = driver
        self._inserts: dict[str, tuple[str, str]] = {}
        if not create:
            self._check_version()
        tune(driver)
        if create:
            self._create()

    def _create(self) -> None:
        from ledger.guards import install  # guards read the tables that this module defines

        self.begin()
        Table.metadata.create_all(self.connection)
        install(self.driver, Table.metadata)
        self.driver.execute("INSERT INTO schema_version VALUES (?)", (SCHEMA_VERSION,))
        self.commit()

    def _check_version(self) -> None:
        try:
            found = self.driver.execute("SELECT version FROM schema_version").fetchone()
        except sqlite3.DatabaseError:
            found = None
        if found is None:
            self._leave()
            raise CannotOpen(f"{self.path} is not a lesson file.")
        if found[0] != SCHEMA_VERSION:
            self._leave()
            raise CannotOpen(
                f"{self.path} has schema version {found[0]}; this program reads {SCHEMA_VERSION}."
            )

    def begin(self) -> None:
        """Begin a group: from here until `commit` nothing is seen by readers."""
        self.driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the group durable."""
        self.driver.execute("COMMIT")

    @property
    def in_group(self) -> bool:
        """Whether a group is open; SQLite closes it by itself when the disk is full."""
        return self.driver.in_transaction

    def rollback(self) -> None:
        """Forget the group."""
        if self.in_group:
            self.driver.execute("ROLLBACK")

    @contextmanager
    def procedure(self) -> Iterator[Session]:
        """A Session in a savepoint of its own; an exception leaves no trace of it."""
        with Session(
            self.connection, join_transaction_mode="create_savepoint", autoflush=True
        ) as session:
            session.connection()
            try:
                yield session
                session.commit()  # releases the savepoint only; the group commits later
            except BaseException:
                session.rollback()
                raise

    def insert_many(self, table: SqlTable, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows (tuples in column order), many per statement: triggers then cost less."""
        one, many = self._inserts.get(table.name) or self._insert_sql(table)
        whole_chunks = len(rows) // CHUNK * CHUNK
        for start in range(0, whole_chunks, CHUNK):
            values = list(chain.from_iterable(rows[start : start + CHUNK]))
            self.driver.execute(many, values)
        if whole_chunks < len(rows):
            self.driver.executemany(one, rows[whole_chunks:] if whole_chunks else rows)

    def _insert_sql(self, table: SqlTable) -> tuple[str, str]:
        """The statement for one row, and the one for a chunk of rows."""
        one = str(insert(table).compile(dialect=self.engine.dialect))
        head, values = one.split(" VALUES ")
        many = f"{head} VALUES {', '.join([values] * CHUNK)}"
        self._inserts[table.name] = one, many
        return one, many

    def update_many(self, table: SqlTable, columns: tuple[str, ...], rows: list[Any]) -> None:
        """Update `columns` by primary key; rows are (values ..., key)."""
        (primary,) = table.primary_key.columns
        changes = ", ".join(f"{column} = ?" for column in columns)
        self.driver.executemany(f"UPDATE {table.name} SET {changes} WHERE {primary.name} = ?", rows)

    def fetch(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a portable SELECT, for rebuilding the working state."""
        return self.driver.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connection and let another process write the file."""
        self.rollback()
        if self.path:
            self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._leave()

    def _leave(self) -> None:
        """Let go of the file as it is."""
        self.connection.close()
        self.engine.dispose()
        self._unlock()

    def _unlock(self) -> None:
        """Take the lock file away while it is still held, or, where that is not allowed, after."""
        if self._lock is None:
            return
        place = Path(f"{self.path}.lock")
        with suppress(PermissionError):
            place.unlink(missing_ok=True)
        self._lock.close()
        with suppress(PermissionError):
            if place.exists() and os.name == "nt":
                place.unlink(missing_ok=True)


LOCK_TRIES = 5


def _lock(path: Path) -> sqlite3.Connection:
    """Hold the writer's place for this file; works the same on every system.

    A lock on a file that its last holder took away meanwhile holds nobody off: it is tried again.
    """
    place = Path(f"{path}.lock")
    for _ in range(LOCK_TRIES):
        before = _inode(place)
        try:
            lock = sqlite3.connect(
                place, isolation_level=None, timeout=0.2, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise CannotOpen(f"{path} cannot be opened: {error}.") from None
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise CannotOpen(f"{path} cannot be written: {error}.") from None
            raise CannotOpen(f"{path} is being written by another process.") from None
        if before is not None and before == _inode(place):
            return lock
        lock.close()
    raise CannotOpen(f"{path} is being opened by another process.")


def _inode(place: Path) -> int | None:
    try:
        return place.stat().st_ino
    except FileNotFoundError:
        return None


class Reader:
    """Read-only sessions on a lesson file, on connections of their own."""

    def __init__(self, path: Path) -> None:
        self.engine = _engine(path)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One consistent picture of the last committed group."""
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA query_only = ON")
            driver.execute("BEGIN")
            with connection.begin(), Session(connection) as session:
                yield session

    def close(self) -> None:
        """Close all reading connections."""
        self.engine.dispose()
