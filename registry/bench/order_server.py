"""Servers in processes of their own that take orders: ours, and two references.

`naive` writes the same rows with a session and a commit for each request; `trivial` reads the same
body and answers at once.
"""

from __future__ import annotations

import logging
import multiprocessing
import socket
import sys
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal, NamedTuple

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from registry.app import create_app
from registry.bench.naive_orders import NaiveOrders, tables_by_name
from registry.bench.order_flow import Write
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.edge.connections import bounded
from registry.market.commands import PlaceOrder
from registry.settings import Settings

CODE = "bench"
LESSON_FILE = f"{CODE}.lesson"
START_WITHIN_S = 60
FILES_WANTED = 8192

Reference = Literal["naive", "trivial"]


class Figures(NamedTuple):
    """A server process at one moment: its processor time, its memory, and the moment itself."""

    cpu_s: float
    memory_bytes: int
    at_s: float


class Order(BaseModel):
    """What both references read: the body that our own route reads."""

    key: str
    arguments: PlaceOrder


class OrderServer:
    """A server that is running; `join_code` is empty for a reference."""

    def __init__(self, process: BaseProcess, pipe: Connection, port: int, join_code: str) -> None:
        self.process, self._pipe, self.port, self.join_code = process, pipe, port, join_code

    def figures(self) -> Figures:
        """What the process has used so far."""
        self._pipe.send("figures")
        return Figures(*self._pipe.recv())

    def stamps(self) -> list[tuple[int, int]]:
        """(number of the last command, monotonic ns after its commit) of every commit so far."""
        self._pipe.send("stamps")
        stamps: array[int] = self._pipe.recv()
        return list(zip(stamps[::2], stamps[1::2], strict=True))

    def kill(self) -> None:
        """End the process as a power cut does."""
        self.process.kill()
        self.process.join()


@contextmanager
def ours(folder: Path, settings: Settings, *, port: int = 0) -> Iterator[OrderServer]:
    """Our server on the lesson in a folder; at a port, or at any."""
    with _running(_ours, folder, settings, port) as server:
        yield server


@contextmanager
def reference(
    kind: Reference, file: Path, writes: Sequence[list[Write]] = ()
) -> Iterator[OrderServer]:
    """One of the references; `naive` writes to `file` what each order is to write."""
    named = [[(table.name, columns, rows) for table, columns, rows in one] for one in writes]
    with _running(_reference, kind, file, named) as server:
        yield server


@contextmanager
def _running(target: Any, *arguments: Any) -> Iterator[OrderServer]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments), daemon=True)
    process.start()
    try:
        assert here.poll(START_WITHIN_S), "the server did not start"
        yield OrderServer(process, here, *here.recv())
    finally:
        process.kill()  # open streams would delay a friendlier end
        process.join()


def _ours(parent: Connection, folder: Path, settings: Settings, port: int) -> None:
    logging.basicConfig(filename=folder / "log", level=logging.WARNING)
    hall = Hall(folder / HALL_FILE)
    entry = hall.lesson(CODE) or hall.add_lesson(
        code=CODE, file=LESSON_FILE, title_en=CODE, title_zh=CODE
    )
    live = Live(Lesson.open(folder / LESSON_FILE))
    stamps = array("q")  # numbers and moments in turn: the measurement needs little memory itself
    # On the writer's thread, after the commit and before the snapshot goes to the streams.
    live.subscribe(lambda view, touched: stamps.extend((view["sequence"], time.monotonic_ns())))
    app = create_app(hall, {CODE: live}, settings)
    _serve(app, parent, stamps, entry.join_code, port)


def _reference(
    parent: Connection, kind: Reference, file: Path, named: list[list[tuple[Any, ...]]]
) -> None:
    app = FastAPI(openapi_url=None)

    if kind == "naive":
        tables = tables_by_name()
        rows = NaiveOrders(file, [[(tables[t], c, r) for t, c, r in one] for one in named])
        turn = threading.Lock()

        def write(body: Order) -> dict[str, Any]:
            # One at a time: SQLite allows one writer, and waiting for its lock would be slower.
            with turn:
                rows.write_next()
            return {"key": body.key}

        app.add_api_route("/order", write, methods=["POST"])
    else:

        async def answer(body: Order) -> dict[str, Any]:
            return {"key": body.key}

        app.add_api_route("/order", answer, methods=["POST"])
    _serve(app, parent, array("q"), "", 0)


def _serve(app: FastAPI, parent: Connection, stamps: array[int], join_code: str, port: int) -> None:
    """Serve as `tanlu serve` does, and answer the parent's questions beside it."""
    raise_file_limit()
    # With the protocol named, asyncio sends each part of an answer at once, as uvloop always does.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(2048)
    _answer_aside(parent, stamps)
    parent.send((listener.getsockname()[1], join_code))
    config = uvicorn.Config(
        app, http=bounded(), ws="none", proxy_headers=False, access_log=False, log_config=None,
        server_header=False,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])


def raise_file_limit() -> None:
    """Allow this process as many open files as a full class needs, if the system has a limit."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < FILES_WANTED:
            wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _answer_aside(parent: Connection, stamps: array[int]) -> None:
    """Answer the parent's questions on a thread of its own."""

    def answer() -> None:
        with suppress(EOFError, OSError):
            while True:
                asked = parent.recv()
                parent.send(_figures() if asked == "figures" else stamps[:])

    threading.Thread(target=answer, daemon=True).start()


def _figures() -> Figures:
    return Figures(time.process_time(), _memory_bytes(), time.monotonic())


def _memory_bytes() -> int:
    """Resident memory of this process; where Linux does not tell, its peak."""
    with suppress(OSError):
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return resident * 4096
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
