"""Books as fixtures, audited after each test."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.queue import WriterThread
from tests.ledger.served import Served
from tests.support.books import Office
from tests.support.factories import payers, small_books
from tests.support.guards import drop_guards

Opened = Callable[..., Office]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Collects books; after the test every invariant must hold in each that is still open."""
    offices: list[Office] = []

    def keep(office: Office) -> Office:
        offices.append(office)
        return office

    yield keep
    for office in offices:
        assert [] == office.findings()
        assert office.as_loaded() == office.working()
        office.close()


@pytest.fixture
def small(opened: Opened) -> Office:
    """The small books, in memory."""
    return opened(small_books())


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small books as a file without a writer."""
    path = tmp_path_factory.mktemp("small") / "small.lesson"
    small_books(path).close()
    return path


@pytest.fixture
def small_copy(small_file: Path, tmp_path: Path) -> Path:
    """A copy of the small books to be damaged."""
    return Path(shutil.copy(small_file, tmp_path / "copy.lesson"))


@pytest.fixture
def bare(small_copy: Path) -> Path:
    """The small books without any database trigger."""
    plain = sqlite3.connect(small_copy)
    drop_guards(plain)
    plain.commit()
    plain.close()
    return small_copy


@pytest.fixture
def served(tmp_path: Path, opened: Opened, caplog: pytest.LogCaptureFixture) -> Iterator[Served]:
    """Twenty payers with 10,000 fen each in a file, and the thread that writes it."""
    caplog.set_level("CRITICAL", "tanlu.writer")
    office = opened(payers(tmp_path / "served.lesson", fen=10_000))
    thread = WriterThread(office.writer)
    yield office, thread
    thread.close()
