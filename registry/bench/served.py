"""A class in a process of its own for measurements over HTTP, in which one command always fails.

The lesson has been played for some days and two seats have traded much this morning, so that
deriving its working state takes as long as in a large class.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import uvicorn

from ledger.kernel.clock import DAY, HOUR
from ledger.writer import Action, Request
from registry.app import create_app
from registry.bench.rounds import folder
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.edge.connections import bounded
from registry.roles import Role
from registry.settings import Settings

PLAN = "belt-road-1"
FAILING = "order.cancel_all"
"""The command that always raises an unexpected error here."""

TRADED = "BRC-CN"

START_WITHIN_S = 120


class Place(NamedTuple):
    """The address of the class."""

    port: int
    join_code: str
    audits: Connection
    """Audits the lesson on every message, and answers with the audit's result."""


@contextmanager
def served(*, days: int, trades: int) -> Iterator[Place]:
    """A class after so many days and trades of this morning, running inside the `with` block."""
    context = multiprocessing.get_context("spawn")
    with folder() as where:
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(where, there, days, trades), daemon=True)
        process.start()
        try:
            assert here.poll(START_WITHIN_S), "the class did not start"
            port, join_code = here.recv()
            yield Place(port, join_code, here)
        finally:
            process.terminate()
            process.join()


def _serve(where: Path, parent: Connection, days: int, trades: int) -> None:
    """Make the class, send its address to `parent`, and serve until the process is terminated."""
    logging.basicConfig(filename=where / "log", level=logging.INFO)
    file = where / f"{PLAN}.lesson"
    _played(file, days, trades)
    hall = Hall(where / HALL_FILE)
    entry = hall.add_lesson(code=PLAN, file=file.name, title_en=PLAN, title_zh=PLAN)
    live = Live(lesson := Lesson.open(file))
    lesson.writer.actions = {**lesson.writer.actions, FAILING: Action(_fails, hot=True)}
    # With the protocol named, asyncio sends each part of an answer at once, as uvloop always does.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(2048)
    app = create_app(hall, {PLAN: live}, Settings())
    config = uvicorn.Config(
        app, http=bounded(), ws="none", access_log=False, log_config=None,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)

    async def run() -> None:
        serving = asyncio.ensure_future(server.serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        parent.send((listener.getsockname()[1], entry.join_code))
        Thread(target=_audit_when_asked, args=(parent, live), daemon=True).start()
        await serving

    asyncio.run(run())


def _audit_when_asked(asked: Connection, live: Live) -> None:
    """On every message: audit beside the class, and send the result."""
    while True:
        asked.recv()
        before = live.audited
        live.audit_aside()
        while live.audited is before:
            time.sleep(0.01)
        asked.send(live.audited)


def _played(file: Path, days: int, trades: int) -> None:
    """Create a lesson file in the morning after some days, running at real speed."""
    lesson = Lesson.create(file, read_plan(PLAN), seed=1)
    loop = Loop(lesson)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(lesson.books.at + days * DAY + HOUR)
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
    if trades:
        _trade(lesson, trades)
    lesson.close()


def _trade(lesson: Lesson, trades: int) -> None:
    """Two traders sell one tonne to each other, back and forth, in an otherwise empty book."""
    one, two = [seat.name for seat in lesson.room.seats.values() if seat.role is Role.TRADER][:2]
    highest = lesson.exchange.market.listing(TRADED).limits().hi

    def place(seat: str, side: str, time_in_force: str) -> None:
        order = {
            "instrument": TRADED, "side": side, "kind": "limit", "price": highest, "quantity": 1,
            "time_in_force": time_in_force, "confirmed": True,
        }  # fmt: skip
        outcome = lesson.run(Request("order.place", order, "script", seat))
        assert outcome.answer is not None, outcome

    with lesson.group():
        place(one, "buy", "ioc")
        for seat in lesson.room.seats:
            lesson.run(Request("order.cancel_all", {}, "script", seat))
    wanted = lesson.exchange.market.last_trade + trades
    while lesson.exchange.market.last_trade < wanted:
        with lesson.group():
            for seller, buyer in ((one, two), (two, one)) * 100:
                place(seller, "sell", "day")
                place(buyer, "buy", "ioc")


def _fails(request: Request, at: int) -> dict[str, Any]:
    raise RuntimeError("a fault of ours")
