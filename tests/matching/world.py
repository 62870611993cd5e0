"""A small market on a real ledger: holders with cash and credits, an exchange, a writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

import matching.models  # noqa: F401
from ledger.accounts import (
    CASH,
    CASH_BLOCKED,
    CASH_SOURCE,
    CNY,
    HOLDING,
    HOLDING_BLOCKED,
    AssetKind,
)
from ledger.audit import INVARIANTS as BOOKS_INVARIANTS
from ledger.books import Books
from ledger.db import Store
from ledger.kernel.errors import Refusal
from ledger.posting import Leg
from ledger.transactions import CASH_ENDOW, CREDIT_ISSUE
from ledger.writer import Action, Request, Writer
from matching import audit
from matching.exchange import Exchange, Placed
from matching.instruments import Instrument
from matching.orders import SelfTrade, Terms
from matching.phases import Phase
from tests.matching import working_state

CN = Instrument(code="BRC-CN", registry="CN", unit="BRC", reference=8500, limit_percent=10)
TH = Instrument(code="BRC-TH", registry="TH", unit="BRC", reference=8500, limit_percent=10)
CCER = Instrument(code="CCER", registry="CN", unit="CCER", reference=6000, limit_percent=10)


class World:
    """Every change goes through the writer, one command and one group each."""

    def __init__(
        self,
        *instruments: Instrument,
        path: Path | None = None,
        self_trade: SelfTrade = SelfTrade.NEWEST,
        day: str = "2028-03-13",
    ) -> None:
        self.store = Store(path, create=True)
        self.books = Books(self.store)
        self.exchange = Exchange(self.books)
        self.writer = Writer(self.books, {"do": Action(self._handle, hot=True)})
        self._change: Callable[[], Any] = lambda: None
        self.result: Any = None
        self.time = 0
        self.do(lambda: self.books.open_asset("CNY", AssetKind.CASH))
        for instrument in instruments or (CN,):
            listed = replace(instrument, self_trade=self_trade)
            self.do(lambda one=listed: self.exchange.trading_day.list_instrument(one))
        self.do(lambda: self.exchange.trading_day.start_of_day(day=day))
        self.do(lambda: self.exchange.trading_day.set_phase(Phase.CONTINUOUS))

    def _handle(self, request: Request, at: int) -> dict[str, Any]:
        self.result = self._change()
        return {}

    def do(self, change: Callable[[], Any]) -> Any:
        """Run a change as one command in a group of its own; a refusal is raised again."""
        self._change = change
        self.time += 1000
        with self.writer.group():
            outcome = self.writer.run(Request("do", {}, "test", "test", at=self.time))
        assert outcome.failure is None, outcome.failure
        if outcome.refusal is not None:
            raise outcome.refusal
        return self.result

    def holder(self, owner: str, *, fen: int = 0, registries: tuple[str, ...] = ("CN",)) -> str:
        """A holder with accounts and cash."""

        def opened() -> None:
            self.books.open_account(owner=owner, registry=None, code=901)
            for registry in registries:
                self.books.open_account(owner=owner, registry=registry, code=121)
            if fen:
                source = self.books.place(CASH_SOURCE, CNY)
                target = self.books.place(CASH, CNY, owner=owner)
                self.books.post(CASH_ENDOW, legs=[Leg(source, target, CNY, fen)])

        self.do(opened)
        return owner

    def issue(
        self, owner: str, tonnes: int, *, registry: str = "CN", unit: str = "BRC", host: str = "TH"
    ) -> int:
        """A new batch, issued to one holder; its asset."""

        def issued() -> int:
            batch = self.books.open_batch(
                host=host, project="P1", methodology="M1", unit=unit, vintage=2027,
                period_first="2027-01-01", period_last="2027-12-31", quantity=tonnes,
            )  # fmt: skip
            target = self.books.place(HOLDING, batch.asset, owner=owner, registry=registry)
            leg = Leg(batch.source, target, batch.asset, tonnes)
            self.books.post(CREDIT_ISSUE, legs=[leg])
            return batch.asset

        return int(self.do(issued))

    def place(
        self,
        owner: str,
        side: str,
        quantity: int,
        price: int | None = None,
        *,
        term: str = "day",
        instrument: str = "BRC-CN",
        kind: str = "",
        expires: str = "",
        **terms: Any,
    ) -> Placed:
        """An order; without a price a market order."""
        placed: Placed = self.do(
            lambda: self.exchange.place(
                instrument=instrument, owner=owner, side=side, price=price, quantity=quantity,
                kind=kind or ("market" if price is None else "limit"), time_in_force=term,
                at=self.books.at, expires=expires, terms=Terms(**terms),
            )
        )  # fmt: skip
        return placed

    def refused(self, change: Callable[[], Any]) -> str:
        """The code with which a change is refused, `-` when it is not."""
        try:
            change()
        except Refusal as refusal:
            return refusal.code
        return "-"

    def cancel(self, owner: str, order: int) -> int:
        """Withdraw an order."""
        return int(self.do(lambda: self.exchange.cancel(order=order, owner=owner)))

    def replace(self, owner: str, order: int, quantity: int, price: int) -> Placed:
        """Another price and open quantity."""
        placed: Placed = self.do(
            lambda: self.exchange.replace(
                order=order, owner=owner, price=price, quantity=quantity, at=self.books.at
            )
        )
        return placed

    def reduce(self, owner: str, order: int, by: int) -> Placed:
        """Fewer tonnes."""
        placed: Placed = self.do(
            lambda: self.exchange.reduce(order=order, owner=owner, by=by, at=self.books.at)
        )
        return placed

    def pick(self, owner: str, maker: int, quantity: int) -> Placed:
        """Trade with one chosen order."""
        placed: Placed = self.do(
            lambda: self.exchange.pick(
                maker=maker, owner=owner, quantity=quantity, at=self.books.at
            )
        )
        return placed

    def end_of_day(self) -> list[int]:
        """End the trading day."""
        gone: list[int] = self.do(self.exchange.trading_day.end_of_day)
        return gone

    def next_day(self, day: str) -> None:
        """End the day, start another and open."""
        self.end_of_day()
        self.do(lambda: self.exchange.trading_day.start_of_day(day=day))
        self.do(lambda: self.exchange.trading_day.set_phase(Phase.CONTINUOUS))

    def cash(self, owner: str) -> tuple[int, int]:
        """Free and blocked fen."""
        found = self.books.found
        return found(CASH, CNY, owner=owner), found(CASH_BLOCKED, CNY, owner=owner)

    def units(self, owner: str, asset: int, registry: str = "CN") -> tuple[int, int]:
        """Free and blocked tonnes of a batch."""
        found = self.books.found
        free = found(HOLDING, asset, owner=owner, registry=registry)
        return free, found(HOLDING_BLOCKED, asset, owner=owner, registry=registry)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the tables say."""
        return [tuple(row) for row in self.store.connection.execute(text(sql))]

    def problems(self) -> list[Any]:
        """Every broken invariant, of the books and of the market."""
        connection = self.store.connection
        found: list[Any] = [
            (name, problem)
            for name, check in BOOKS_INVARIANTS.items()
            for problem in check(connection)
        ]
        return found + audit.problems(connection) + working_state.of_exchange(self.exchange)

    def close(self) -> None:
        """Close the file."""
        self.store.close()
