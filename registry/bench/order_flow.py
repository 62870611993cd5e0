"""A stream of orders in a lesson, and the rows that each group of them writes.

The lesson is a real one, in its morning; its traders have cash and credits for any number of
orders. The same orders in a copy of its file write the same rows, but for the wall clock.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table as SqlTable

from ledger.accounts import CASH, CASH_SOURCE, CNY, HOLDING
from ledger.kernel.clock import HOUR
from ledger.posting import Leg
from ledger.transactions import CASH_ENDOW, CREDIT_ISSUE
from ledger.writer import Action, Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.roles import Role

PLAN, INSTRUMENT, REGISTRY = "belt-road-1", "CCER", "CN"
ENDOW = "bench.endow"
"""A command of the measurement alone: cash and credits for every trader."""

CASH_FEN, TONNES, BATCHES = 10**12, 10**8, 2
SPREAD = 5
"""Limit prices lie up to so many fen above or below the reference, on both sides alike."""

LARGEST = 100
"""Largest order in tonnes."""

Write = tuple[SqlTable, tuple[str, ...], list[tuple[Any, ...]]]
"""Rows that are inserted (no column names), or columns that are changed, with the key last."""


def prepare(file: Path, *, traders: int) -> None:
    """A lesson file in its first morning, at real speed, with so many traders who have plenty."""
    with closing(Lesson.create(file, read_plan(PLAN), seed=1)) as lesson:
        actions = lesson.writer.actions
        lesson.writer.actions = {**actions, ENDOW: Action(_endow(lesson), hot=True)}
        loop = Loop(lesson)
        with lesson.group():
            _run(lesson, "lesson.start")
            loop.advance(lesson.books.at + HOUR)
            _run(lesson, "lesson.speed", speed=1)
            for seat in lesson.room.seats:
                lesson.run(Request("order.cancel_all", {}, "script", seat))
            for _ in range(traders - len(traders_of(lesson))):
                _run(lesson, "seat.open", role=Role.TRADER.value)
            _run(lesson, ENDOW)


def _run(lesson: Lesson, name: str, **arguments: Any) -> None:
    outcome = lesson.run(Request(name, arguments, "script", TRAINER))
    assert outcome.answer is not None, outcome


def _endow(lesson: Lesson) -> Callable[[Request, int], dict[str, Any]]:
    def endow(request: Request, at: int) -> dict[str, Any]:
        books, seats = lesson.books, traders_of(lesson)
        bank = books.place(CASH_SOURCE, CNY)
        for seat in seats:
            cash = books.place(CASH, CNY, owner=seat)
            books.post(CASH_ENDOW, legs=[Leg(bank, cash, CNY, CASH_FEN)])
        for number in range(BATCHES):
            batch = books.open_batch(
                host=REGISTRY, project=f"CN9{number:02d}", methodology="CCER-wind",
                unit=INSTRUMENT, vintage=2027, period_first="2027-01-01",
                period_last="2027-12-31", quantity=TONNES * len(seats),
            )  # fmt: skip
            for seat in seats:
                place = books.place(HOLDING, batch.asset, owner=seat, registry=REGISTRY)
                books.post(CREDIT_ISSUE, legs=[Leg(batch.source, place, batch.asset, TONNES)])
        return {}

    return endow


def traders_of(lesson: Lesson) -> list[str]:
    """The traders' seats."""
    return [seat.name for seat in lesson.room.seats.values() if seat.role is Role.TRADER]


def copied(file: Path, to: Path) -> Lesson:
    """A copy of a closed lesson file, opened."""
    shutil.copyfile(file, to)
    return Lesson.open(to)


def order(random: Random, reference: int) -> dict[str, Any]:
    """The arguments of a random limit order; about half of them trade at once."""
    return {
        "instrument": INSTRUMENT,
        "side": "buy" if random.random() < 0.5 else "sell",
        "price": reference + int(random.random() * (2 * SPREAD + 1)) - SPREAD,
        "quantity": 1 + int(random.random() * LARGEST),
    }


class Flow:
    """Random orders of a lesson's traders, each a command with a key."""

    def __init__(self, lesson: Lesson, *, seed: int = 7) -> None:
        self.lesson, self._random, self._count = lesson, Random(seed), 0
        self._seats = traders_of(lesson)
        self._reference = lesson.exchange.market.listing(INSTRUMENT).reference

    def requests(self, count: int) -> list[Request]:
        """The next orders."""
        made = []
        for _ in range(count):
            self._count += 1
            seat = self._seats[int(self._random.random() * len(self._seats))]
            arguments = {
                **order(self._random, self._reference), "kind": "limit", "time_in_force": "day",
                "expires": "", "post_only": False, "peak": None, "trigger": None,
                "confirmed": True,
            }  # fmt: skip
            made.append(Request("order.place", arguments, "script", seat, f"k{self._count:09d}"))
        return made

    def rate(self, count: int, *, group: int) -> float:
        """Run the next orders in groups of this size; how many a second. None is refused."""
        asked = self.requests(count)
        begin = time.perf_counter()
        for start in range(0, count, group):
            run(self.lesson, asked[start : start + group])
        return count / (time.perf_counter() - begin)


def run(lesson: Lesson, requests: Sequence[Request]) -> None:
    """Run orders as one group; raises if one is not accepted."""
    with lesson.group():
        for request in requests:
            outcome = lesson.run(request)
            assert outcome.answer is not None, outcome


def recorded(flow: Flow, count: int, *, group: int) -> list[list[Write]]:
    """What the next orders write to the database, group by group."""
    store, found = flow.lesson.store, []
    insert_many, update_many = store.insert_many, store.update_many
    writes: list[Write] = []

    def insert(table: SqlTable, rows: Sequence[Any]) -> None:
        writes.append((table, (), list(rows)))
        insert_many(table, rows)

    def update(table: SqlTable, columns: tuple[str, ...], rows: list[Any]) -> None:
        writes.append((table, columns, list(rows)))
        update_many(table, columns, rows)

    store.insert_many = insert  # type: ignore[method-assign]
    store.update_many = update  # type: ignore[method-assign]
    asked = flow.requests(count)
    for start in range(0, count, group):
        run(flow.lesson, asked[start : start + group])
        found.append(writes.copy())
        writes.clear()
    store.insert_many, store.update_many = insert_many, update_many  # type: ignore[method-assign]
    return found
