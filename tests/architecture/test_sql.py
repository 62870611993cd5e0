"""Goal: every SQL text runs on PostgreSQL as on SQLite; only a few files know which it is.

Method: record what a lesson, its audit and every query run, read every other text from the
sources, and let a real server explain them; then plant what it must refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from ledger.db import Table
from ledger.structure import unsound
from registry.classroom.audit import audit
from registry.classroom.hall import Hall
from registry.classroom.hall_tables import HallTable
from registry.classroom.hall_values import Kind
from registry.classroom.lesson import Lesson
from tests.support import postgres as support
from tests.support.classroom import CODE, create_anew
from tests.support.postgres import postgres
from tests.support.statements import (
    Literal,
    Ran,
    ask_everything,
    literals,
    modules,
    numbered,
    plain,
    recorded,
)

pytestmark = pytest.mark.slow

OWNERS = {
    "ledger/copies.py",
    "ledger/db.py",
    "ledger/engines.py",
    "ledger/files.py",
    "ledger/guards.py",
    "ledger/reading.py",
    "ledger/structure.py",
    "registry/bench/references.py",  # SQLite by itself, which the books are measured against
}
"""The files that know which database it is."""

OF_A_DRIVER = re.compile(r"sqlite3|sqlite_|sqlite:|PRAGMA|psycopg|driver_connection|exec_driver")


class Server:
    """A PostgreSQL server with all tables, which explains statements; `told` are those it did."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.told: list[str] = []
        event.listen(engine, "before_cursor_execute", self._note, retval=True)
        self._prefix = ""
        for metadata in (Table.metadata, HallTable.metadata):
            metadata.create_all(engine)

    def _note(self, _connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> Any:
        if not self._prefix:
            self.told.append(plain(sql))
        return self._prefix + sql, values

    def runs(self, ran: Ran) -> str:
        """What it says against a statement with its values; nothing when it would run it."""

        def run(connection: Connection) -> None:
            if isinstance(ran.statement, str):
                sql = ran.statement.replace("%", "%%").replace("?", "%s")
                connection.exec_driver_sql(sql, tuple(ran.values))
            else:
                connection.execute(ran.statement, ran.values)

        return self._said(run, "EXPLAIN ", str(ran.statement))

    def reads(self, sql: str) -> str:
        """What it says against a statement of which no values are known."""
        asked = numbered(sql).replace("%", "%%")
        return self._said(lambda on: on.exec_driver_sql(asked), "EXPLAIN (GENERIC_PLAN) ", sql)

    def _said(self, run: Any, prefix: str, sql: str) -> str:
        self._prefix = prefix
        try:
            with self.engine.connect() as connection:
                run(connection)
        except DBAPIError as refused:
            return str(refused.orig).partition("\n")[0]
        finally:
            self._prefix = ""
        self.told.append(plain(sql))
        return ""

    def left_of(self, found: list[Literal]) -> list[str]:
        """Texts of the sources that stand in no statement which it has explained."""
        refused = {one: self.reads(one.sql) for one in found if one.sql and not self._has_told(one)}
        return [
            f"{one.where}: {refused.get(one, 'nothing runs it')}: {' ... '.join(one.parts)}"
            for one in found
            if not self._has_told(one)
        ]

    def _has_told(self, literal: Literal) -> bool:
        return any(literal.stands_in(sql) for sql in self.told)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as engine:
        yield Server(engine)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """What the morning of a lesson, its audit, every query and the hall ask."""
    path = tmp_path_factory.mktemp("sql") / f"{CODE}.lesson"
    with recorded(OWNERS) as found:
        create_anew(path, hour=11)
        lesson = Lesson.open(path)
        with lesson.reading() as session:
            assert [] == audit(session)
        ((order, seat, instrument),) = lesson.store.fetch(
            "SELECT id, owner, instrument FROM market_order"
            " WHERE open_quantity > 0 AND rank > 0 ORDER BY id LIMIT 1"
        )
        ask_everything(lesson, {"order": order, "seat": seat, "instrument": instrument})
        lesson.close()
        hall = Hall(None)
        hall.add_lesson(code=CODE, file=path.name, title_en=CODE, title_zh=CODE)
        hall.admit(kind=Kind.SCRIPT, lesson=CODE, seat=seat, name="", at=0)
        hall.close()
    return found


def test_the_server_has_every_table(server: Server) -> None:
    with server.engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()

        assert "18" == str(version).partition(".")[0]
        assert {*Table.metadata.tables, *HallTable.metadata.tables} == set(tables)


def test_every_text_runs_on_postgresql(server: Server, ran: dict[str, Ran]) -> None:
    """What ran here runs there; a text that nothing ran is a whole statement, and is read there."""
    refused = {sql: said for sql, one in ran.items() if (said := server.runs(one))}
    refused |= {sql: said for sql in ends() if (said := server.reads(sql))}
    found = [
        literal
        for label, source, names in modules()
        if label not in OWNERS
        for literal in literals(label, source, names)
    ]

    assert {} == refused
    assert [] == server.left_of(found)


def ends() -> list[str]:
    """The condition after which a row never changes, asked of every row."""
    classes = [mapper.class_ for mapper in Table._sa_registry.mappers]
    return [
        f"SELECT count(*) FROM {one.__tablename__} AS old WHERE {one.__final__}"
        for one in classes
        if issubclass(one, Table) and one.__final__
    ]


@pytest.mark.planted
@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("function typeof", "text(\"SELECT id FROM asset WHERE typeof(id) = 'text'\")"),
        (
            "must appear in the GROUP BY",
            'fetch("SELECT owner, number FROM account GROUP BY owner")',
        ),
        ("does not exist", 'KIND = "gold"\nfetch(f"SELECT {KIND} FROM account WHERE code < ?", 1)'),
        ("UNION types", 'A = """SELECT balance > 0 FROM sub_account\n  UNION SELECT 1"""'),
        ("nothing runs it", 'more = " AND a.owner = :nobody"'),
        ("nothing runs it", 'def f(x): return text(f"SELECT {x} FROM nowhere")'),
    ],
)
def test_a_text_that_runs_on_one_database_only_is_found(
    said: str, source: str, server: Server
) -> None:
    names = {"KIND": "gold"}
    (left,) = server.left_of(list(literals("registry/a.py", source, names)))

    assert left.startswith("registry/a.py:")
    assert said in left


@pytest.mark.planted
def test_a_statement_with_values_of_another_kind_is_found(server: Server) -> None:
    asked = text("SELECT id FROM account WHERE owner = :owner")

    assert "" == server.runs(Ran(asked, {"owner": "ann"}))
    assert "operator does not exist" in server.runs(Ran(asked, {"owner": 1}))
    assert "" == server.runs(Ran("SELECT id FROM account WHERE owner = ?", ("ann",)))
    assert "operator does not exist" in server.runs(
        Ran("SELECT id FROM account WHERE owner = ?", (1,))
    )


def knowing(sources: Mapping[str, str]) -> set[str]:
    """The files that name a database or its driver."""
    return {label for label, source in sources.items() if OF_A_DRIVER.search(source)}


def test_only_few_files_know_the_database() -> None:
    sources = {label: source for label, source, _ in modules()}

    assert OWNERS == knowing(sources)


@pytest.mark.planted
@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        'connection.execute(text("PRAGMA quick_check"))',
        'create_engine(f"sqlite:///{path}")',
        'Index("a", sqlite_where=text("b > 0"))',
        'store.fetch("SELECT name FROM sqlite_master")',
        "connection.connection.driver_connection",
    ],
)
def test_a_file_that_knows_the_database_is_found(source: str) -> None:
    assert {"registry/a.py"} == knowing({"registry/a.py": source, "registry/b.py": "import sql"})


@pytest.mark.planted
def test_a_server_that_cannot_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "PACKAGE", "no_such_server")
    with pytest.raises(support.CannotServe, match="no_such_server is missing"), postgres():
        pass


def test_what_an_owner_asks_is_left_to_it() -> None:
    with recorded(OWNERS) as found:
        lesson = Lesson.empty()
        with lesson.reading() as session:
            faults = list(unsound(session.connection()))
        lesson.close()

    assert [] == faults
    assert [] == [sql for sql in found if OF_A_DRIVER.search(sql)]
    assert found
