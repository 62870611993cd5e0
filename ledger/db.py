"""Engines, sessions and the only commit; `Store` is the one writing connection of a lesson file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    event,
    text,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.orm import registry as orm_registry
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlmodel import Field, Session, SQLModel, insert

from ledger.engines import lesson_engine
from ledger.files import CannotOpen as CannotOpen
from ledger.files import Place, is_only_begun, make_private, one_sentence

_LOG = logging.getLogger("tanlu.files")

SCHEMA_VERSION = 8
"""Raised with every change of a table or a trigger; a file of another version is refused."""

CHUNKS = (100, 10)
"""Rows that go into one INSERT statement."""

BIG = BigInteger().with_variant(Integer, "sqlite")

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel, registry=orm_registry(metadata=MetaData(naming_convention=_NAMES))):
    """Base of every table of a lesson file; each declares which of its columns may change.

    `__append_only__`: no row changes. `__changes__`: the only columns that change, until
    `__final__` (a condition on the stored row, columns as `OLD.name`) holds. `__single__`: one row
    only. `ledger/guards.py` makes triggers from these. No row is ever deleted or replaced.
    """

    # pydantic never validates a row; the table's own constraints and triggers do.
    model_config = {"defer_build": True}

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
    """A whole-number primary key; the writer assigns it, not the database."""
    return Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))


def whole(*, optional: bool = False, index: bool = False) -> Any:
    """A 64-bit whole-number column."""
    return Field(
        default=None if optional else ...,
        sa_column=Column(BIG, nullable=optional, index=index),
    )


def enum_column(states: type[StrEnum], *, optional: bool = False, check: str = "") -> Any:
    """An enum column that stores values, not names, and lets the database refuse others.

    `check` names its constraint, for the second column of the same states in a table: PostgreSQL
    has one constraint of a name.
    """
    kind = EnumType(
        states,
        values_callable=lambda e: [member.value for member in e],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=check or states.__name__.lower(),
    )
    return Field(
        default=None if optional else ...,
        sa_column=Column(kind, nullable=optional),
    )


def index_where(condition: str, name: str, *columns: str, unique: bool = False) -> Index:
    """A partial index: only the rows that meet a condition."""
    return Index(name, *columns, unique=unique, sqlite_where=text(condition))


@event.listens_for(Table.metadata, "before_create")
def _keep_conditions(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Copy the condition of partial indexes for the dialect in use: each has its own keyword."""
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        where = index.dialect_options["sqlite"]["where"]
        index.dialect_kwargs[f"{connection.dialect.name}_where"] = where


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


def tune(driver: sqlite3.Connection) -> None:
    """Set up the writing connection: WAL for concurrent readers, a disk flush at each commit.

    The cache of 4 MiB is soon full; memory then grows only with the working state.
    """
    for pragma in (
        "page_size=4096",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "cache_size=-4096",
        "wal_autocheckpoint=4000",
        "temp_store=MEMORY",
    ):
        driver.execute(f"PRAGMA {pragma}")


def require_version(path: Path | None, driver: sqlite3.Connection) -> None:
    """Raise CannotOpen for a file without a schema version, or with another than this program's.

    A file that cannot be read at all raises SQLite's own error.
    """
    try:
        found = driver.execute("SELECT version FROM schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        if lies_elsewhere(error):
            raise
        found = None
    if found is None:
        raise CannotOpen(f"{path} is not a lesson file.")
    if found[0] != SCHEMA_VERSION:
        raise CannotOpen(
            f"{path} has schema version {found[0]}; this program reads {SCHEMA_VERSION}."
        )


def lies_elsewhere(error: sqlite3.DatabaseError) -> bool:
    """Whether the cause may be the folder or the disk, and not the file's content."""
    return (
        isinstance(error, sqlite3.OperationalError)
        and error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR
    )


@cache
def _creation(tables: tuple[SqlTable, ...]) -> tuple[str, ...]:
    """The statements of an empty file's tables and indexes: compiled once in a process."""
    dialect = sqlite_dialect.dialect()
    made: list[ExecutableDDLElement] = []
    for table in tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [CreateTable(table), *(CreateIndex(index) for index in indexes)]
    return tuple(str(one.compile(dialect=dialect)) for one in made)


class Store:
    """The one writing connection of a lesson; only its methods begin and commit a group."""

    def __init__(self, path: Path | None, *, create: bool) -> None:
        self.path = path
        if path and not create and not path.exists():
            raise CannotOpen(f"There is no lesson file {path}.")
        self._place: Place | None = None
        self.engine = lesson_engine(path)
        self._inserts: dict[str, tuple[str, list[tuple[int, str]]]] = {}
        with one_sentence(path or Path(":memory:")):
            if path:
                self._take_place(path, create=create)
            try:
                self._open(create=create)
            except BaseException:
                self._leave()
                raise

    def _open(self, *, create: bool) -> None:
        self.connection: Connection = self.engine.connect()
        # For SQLAlchemy one transaction lasts as long as the store: sessions only ever see
        # savepoints, and no session's end can end a group.
        self.connection.begin()
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.driver = driver
        if not create:
            require_version(self.path, driver)
        tune(driver)
        if create:
            self._create()

    def _take_place(self, path: Path, *, create: bool) -> None:
        """Lock the file for writing; a new one is created with its owner's rights only."""
        self._place = Place(path)
        if not create:
            return
        try:
            if path.exists():
                raise CannotOpen(f"{path} exists already; a lesson is never written over.")
            make_private(path)
            self._place.hold()
        except BaseException:
            self._place.close()
            raise

    def _create(self) -> None:
        from ledger.guards import install  # guards read the tables that this module defines

        self.begin()
        for statement in _creation(tuple(Table.metadata.sorted_tables)):
            self.driver.execute(statement)
        install(self.driver, Table.metadata)
        self.driver.execute("INSERT INTO schema_version VALUES (?)", (SCHEMA_VERSION,))
        self.commit()

    def begin(self) -> None:
        """Begin a group; readers see its rows after `commit`."""
        self.driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the group durable."""
        self.driver.execute("COMMIT")

    @property
    def in_group(self) -> bool:
        """Whether a group is open.

        SQLite rolls it back by itself when the disk is full, and SQLAlchemy closes the connection
        when Ctrl+C interrupts it.
        """
        try:
            return self.driver.in_transaction
        except sqlite3.ProgrammingError:
            return False

    def rollback(self) -> None:
        """Roll the group back, if one is open."""
        if self.in_group:
            self.driver.execute("ROLLBACK")

    @contextmanager
    def procedure(self) -> Iterator[Session]:
        """A Session in its own savepoint, which an exception rolls back."""
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
        single, chunks = self._inserts.get(table.name) or self._insert_sql(table)
        start, count = 0, len(rows)
        for size, statement in chunks:
            while count - start >= size:
                values = list(chain.from_iterable(rows[start : start + size]))
                self.driver.execute(statement, values)
                start += size
        if start < count:
            self.driver.executemany(single, rows[start:] if start else rows)

    def _insert_sql(self, table: SqlTable) -> tuple[str, list[tuple[int, str]]]:
        """The statement for one row, and those for a chunk of rows, the largest first."""
        single = str(insert(table).compile(dialect=self.engine.dialect))
        head, values = single.split(" VALUES ")
        chunks = [(size, f"{head} VALUES {', '.join([values] * size)}") for size in CHUNKS]
        self._inserts[table.name] = single, chunks
        return single, chunks

    def update_many(self, table: SqlTable, columns: tuple[str, ...], rows: list[Any]) -> None:
        """Update `columns` by primary key; rows are (values ..., key)."""
        (primary,) = table.primary_key.columns
        changes = ", ".join(f"{column} = ?" for column in columns)
        self.driver.executemany(f"UPDATE {table.name} SET {changes} WHERE {primary.name} = ?", rows)

    def fetch(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a portable SELECT, for rebuilding the working state; `?` marks a value."""
        return self.driver.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connection and release the writer's lock.

        Rows that a full disk keeps out of the file stay in its WAL file until the next opening.
        """
        try:
            self.rollback()
            if self.path:
                self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            _LOG.warning(
                "%s is closed; keep its -wal file, which holds rows of it: %s", self.path, error
            )
        finally:
            self._leave()

    def _leave(self) -> None:
        """Close the connection without a checkpoint and release the writer's lock."""
        if hasattr(self, "connection"):
            self.connection.close()
        self.engine.dispose()
        if self._place is not None:
            self._place.close()


def refuse_what_is_no_lesson(path: Path) -> None:
    """Raise CannotOpen for a missing file, another program's file, or one without a lesson."""
    if not path.is_file():
        raise CannotOpen(f"There is no lesson file {path}.")
    if is_only_begun(path):
        raise CannotOpen(f"There is no lesson in {path}: it was begun and nothing stands in it.")
    with one_sentence(path), closing(sqlite3.connect(path, timeout=10)) as driver:
        require_version(path, driver)


class Reader:
    """Read-only sessions on a lesson file, each on its own connection."""

    def __init__(self, path: Path) -> None:
        self.engine = lesson_engine(path)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on one consistent snapshot: the state after the last committed group."""
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
