"""Our side: cash between 1,000 accounts through `post()`, one leg and one command each.

Keys, log row, chain, database triggers and a durable commit included.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from typing import Any

from ledger.accounts import (
    CASH,
    CASH_SOURCE,
    CNY,
    HOLDING,
    RETIRED,
    AssetKind,
)
from ledger.books import Books
from ledger.db import Store
from ledger.posting import Leg
from ledger.transactions import CASH_ENDOW, CASH_TRANSFER, CREDIT_ISSUE, CREDIT_RETIRE
from ledger.writer import Action, Request, Writer

ACCOUNTS = 1000
_CASH_EACH = 1_000_000_000
_TONNES_EACH = 10_000_000


class Payments:
    """A file of books with 1,000 holders and two commands: pay, and retire."""

    def __init__(self, path: Path) -> None:
        self.books = Books(Store(path, create=True))
        actions = {
            "begin": Action(self._begin, hot=True),
            "pay": Action(self._pay, hot=True),
            "retire": Action(self._retire, hot=True),
        }
        self.writer = Writer(self.books, actions)
        self.cash: list[int] = []
        self.holdings: list[int] = []
        self.asset = self.retired = 0
        self._random = Random(7)
        self._key = 0
        with self.writer.group():
            begun = self.writer.run(Request("begin", {}, "script", "trainer"))
        assert begun.answer is not None, begun.failure

    def _begin(self, request: Request, at: int) -> dict[str, Any]:
        books = self.books
        books.open_asset("CNY", AssetKind.CASH)
        bank = books.place(CASH_SOURCE, CNY)
        batch = books.open_batch(
            host="TH", project="TH001", methodology="grid", unit="BRC", vintage=2027,
            period_first="2027-01-01", period_last="2027-12-31",
            quantity=ACCOUNTS * _TONNES_EACH,
        )  # fmt: skip
        self.asset = batch.asset
        self.retired = books.place(RETIRED, batch.asset, registry="TH")
        for place in range(ACCOUNTS):
            owner = _owner(place)
            books.open_account(owner=owner, registry=None, code=CASH.code)
            books.open_account(owner=owner, registry="TH", code=HOLDING.code)
            cash = books.place(CASH, CNY, owner=owner)
            holding = books.place(HOLDING, batch.asset, owner=owner, registry="TH")
            books.post(CASH_ENDOW, legs=[Leg(bank, cash, CNY, _CASH_EACH)])
            issued = Leg(batch.source, holding, batch.asset, _TONNES_EACH)
            books.post(CREDIT_ISSUE, legs=[issued])
            self.cash.append(cash)
            self.holdings.append(holding)
        return {}

    def _pay(self, request: Request, at: int) -> dict[str, Any]:
        asked = request.arguments
        leg = Leg(self.cash[asked["source"]], self.cash[asked["target"]], CNY, asked["fen"])
        return {"transaction": self.books.post(CASH_TRANSFER, legs=[leg]).transaction}

    def _retire(self, request: Request, at: int) -> dict[str, Any]:
        asked = request.arguments
        leg = Leg(self.holdings[asked["holder"]], self.retired, self.asset, asked["quantity"])
        posted = self.books.post(CREDIT_RETIRE, legs=[leg])
        return {"transaction": posted.transaction, "range": posted.ranges[0]}

    def payments(self, count: int) -> list[Request]:
        """Payments between random holders, each with a key that increases with time."""
        asked = []
        for source, target, fen in transfers(self._random, count):
            arguments = {"source": source, "target": target, "fen": fen}
            asked.append(Request("pay", arguments, "script", _owner(source), self._next_key()))
        return asked

    def retirements(self, count: int) -> list[Request]:
        """Retirements by random holders; each splits a serial block."""
        asked = []
        for holder, _, quantity in transfers(self._random, count):
            arguments = {"holder": holder, "quantity": quantity}
            asked.append(Request("retire", arguments, "script", _owner(holder), self._next_key()))
        return asked

    def _next_key(self) -> str:
        self._key += 1
        return f"k{self._key:09d}"

    def rate(self, asked: list[Request], *, group: int) -> float:
        """Run commands in groups of this size; returns commits per second."""
        begin = time.perf_counter()
        for start in range(0, len(asked), group):
            with self.writer.group():
                for request in asked[start : start + group]:
                    self.writer.run(request)
        return len(asked) / (time.perf_counter() - begin)

    def close(self) -> None:
        """Close the file."""
        self.books.store.close()


def transfers(random: Random, count: int) -> list[tuple[int, int, int]]:
    """(source, target, quantity) between 1,000 accounts, never to oneself."""
    drawn = []
    for _ in range(count):
        source = int(random.random() * ACCOUNTS)
        step = 1 + int(random.random() * (ACCOUNTS - 1))
        drawn.append((source, (source + step) % ACCOUNTS, 1 + int(random.random() * 99)))
    return drawn


def _owner(place: int) -> str:
    return f"S{place:03d}"
