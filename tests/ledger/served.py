"""A writer's thread over twenty payers, and a barrier that stops it, for tests of the queue."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import Future

from ledger.accounts import CASH, CNY
from ledger.queue import WriterThread
from ledger.writer import Outcome, Request
from tests.support.books import Office, request

SECONDS = 30
Served = tuple[Office, WriterThread]


def pay(fen: int = 1, *, source: int = 0, target: int = 1, key: str | None = None) -> Request:
    """One payer pays another."""
    return request("pay", key=key, source=f"P{source:02d}", target=f"P{target:02d}", fen=fen)


def cash(office: Office, place: int) -> int:
    """A payer's cash, in fen."""
    return office.books.found(CASH, CNY, owner=f"P{place:02d}")


def every(futures: list[Future[Outcome]]) -> list[Outcome]:
    """The outcomes of all of them."""
    return [future.result(SECONDS) for future in futures]


class Gate:
    """Stops the writer's thread, so that the commands sent meanwhile become one group."""

    def __init__(self, thread: WriterThread) -> None:
        self._open = threading.Event()
        self._reached = threading.Event()
        thread.call(self._wait)
        assert self._reached.wait(SECONDS)

    def _wait(self) -> None:
        self._reached.set()
        assert self._open.wait(SECONDS)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.open()

    def open(self) -> None:
        """Let the thread go on."""
        self._open.set()


def broken_disk() -> None:
    """A commit on a disk that fails."""
    raise sqlite3.OperationalError("disk I/O error")
