"""Goal: what was compiled for one file serves every other one, and files keep apart."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, func, select, table

from ledger.db import Reader, Store
from ledger.engines import small_engine

VERSIONS = select(func.count(column("version"))).select_from(table("schema_version"))


def found(connection: Connection) -> tuple[int, str]:
    """What a statement answers, and whether it had been compiled before."""
    result: Any = connection.execute(VERSIONS)
    return result.scalar_one(), result.context.cache_hit.name


def test_a_statement_is_compiled_once_for_all_files_and_their_readers(tmp_path: Path) -> None:
    path = tmp_path / "one.lesson"
    with (
        closing(Store(path, create=True)) as one,
        closing(Store(None, create=True)) as other,
        closing(Reader(path)) as reader,
    ):
        found(one.connection)
        again = found(other.connection)
        with reader.session() as session:
            read = found(session.connection())

    assert [(1, "CACHE_HIT")] * 2 == [again, read]


def test_each_file_has_its_own_rows_and_each_one_in_memory_too(tmp_path: Path) -> None:
    engines = [
        small_engine(tmp_path / "a.db", wait_ms=1),
        small_engine(tmp_path / "b.db", wait_ms=1),
        small_engine(None, wait_ms=1),
        small_engine(None, wait_ms=1),
    ]
    for number, engine in enumerate(engines):
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE one (row INTEGER)")
            connection.exec_driver_sql("INSERT INTO one VALUES (?)", (number,))
    rows = []
    for engine in engines:
        with engine.connect() as connection:
            rows += connection.exec_driver_sql("SELECT row FROM one").scalars().all()
        engine.dispose()

    assert [0, 1, 2, 3] == rows
