"""Books with a writer and a few plain commands, for tests of the ledger.

Every command exists twice: hot (`pay`) and as a procedure (`slow.pay`). They know no programme.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import func, select

from ledger import log
from ledger.accounts import (
    CANCELLED,
    CASH,
    CASH_BLOCKED,
    CASH_SOURCE,
    CCP_CASH,
    CCP_UNITS,
    CNY,
    HOLDING,
    HOLDING_BLOCKED,
    IN_TRANSIT,
    OFFSET,
    RETIRED,
    SET_ASIDE,
    AssetKind,
    Kind,
    SubAccount,
)
from ledger.audit import Finding, audit
from ledger.books import Books
from ledger.db import Store, Table
from ledger.errors import BalanceShort
from ledger.posting import Leg
from ledger.transactions import (
    CASH_BLOCK,
    CASH_ENDOW,
    CASH_RELEASE,
    CASH_TRANSFER,
    CREDIT_BLOCK,
    CREDIT_CANCEL,
    CREDIT_ISSUE,
    CREDIT_OFFSET,
    CREDIT_RELEASE,
    CREDIT_RETIRE,
    TRADE_SETTLE,
    TRANSFER_PROPOSE,
    TRANSFER_RECEIVE,
    TRANSFER_SEND,
    TransactionType,
)
from ledger.writer import Action, Outcome, Request, Writer

FINAL = {"retire": (CREDIT_RETIRE, RETIRED), "cancel": (CREDIT_CANCEL, CANCELLED),
         "offset": (CREDIT_OFFSET, OFFSET)}  # fmt: skip
BLOCKING = {"block": (CREDIT_BLOCK, HOLDING, HOLDING_BLOCKED),
            "release": (CREDIT_RELEASE, HOLDING_BLOCKED, HOLDING)}  # fmt: skip
CASH_BLOCKING = {"block_cash": (CASH_BLOCK, CASH, CASH_BLOCKED),
                 "release_cash": (CASH_RELEASE, CASH_BLOCKED, CASH)}  # fmt: skip


class Office:
    """Books over a store, a writer, and commands with plain arguments."""

    def __init__(self, path: Path | None = None, *, create: bool = True) -> None:
        self.store = Store(path, create=create)
        self.books = Books(self.store)
        handlers: dict[str, Callable[..., dict[str, Any]]] = {
            "begin": self._begin, "open": self._open, "endow": self._endow, "pay": self._pay,
            "batch": self._batch, "issue": self._issue, "trade": self._trade, "send": self._send,
            "receive": self._receive, "fail": self._fail, "refuse": self._refuse,
            "unplain": self._unplain, "count": self._count, "poison": self._poison,
        }  # fmt: skip
        for name, (type_, final) in FINAL.items():
            handlers[name] = _bound(self._finish, type_, final)
        for name, (type_, source, target) in BLOCKING.items():
            handlers[name] = _bound(self._set_aside, type_, source, target)
        for name, (type_, source, target) in CASH_BLOCKING.items():
            handlers[name] = _bound(self._set_cash_aside, type_, source, target)
        actions: dict[str, Action] = {}
        for name, handler in handlers.items():
            actions[name] = Action(_plain(handler), hot=True)
            actions[f"slow.{name}"] = Action(_plain(handler), hot=False)
        self.writer = Writer(self.books, actions)

    # --- running ------------------------------------------------------------------------------

    def run(self, name: str, *, key: str | None = None, seat: str = "S01", **arguments: Any) -> Any:
        """Run one command in a group of its own; its outcome."""
        with self.writer.group():
            return self.writer.run(request(name, key=key, seat=seat, **arguments))

    def done(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Run one command that must be accepted; its answer."""
        outcome: Outcome = self.run(name, **arguments)
        assert outcome.answer is not None, outcome
        return outcome.answer

    def done_in_group(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Run one command that must be accepted inside an open group."""
        outcome = self.writer.run(request(name, **arguments))
        assert outcome.answer is not None, outcome
        return outcome.answer

    def reopened(self) -> Office:
        """The same file, closed and opened again."""
        path = self.store.path
        self.close()
        return Office(path, create=False)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    # --- reading ------------------------------------------------------------------------------

    def findings(self) -> list[Finding]:
        """What the audit finds."""
        return audit(self.store.connection)

    def state_hash(self) -> str:
        """The hash over all tables."""
        return log.state_hash(self.store.connection)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table with its rows, in key order."""
        return {
            table.name: [
                tuple(row) for row in self.store.fetch(f"SELECT * FROM {table.name} ORDER BY 1")
            ]
            for table in Table.metadata.tables.values()
        }

    def working(self) -> dict[str, Any]:
        """The working state as plain values, to compare with that of freshly loaded books."""
        books = self.books
        return {
            "subs": {
                number: (sub.account, sub.asset, sub.kind.name, sub.registry, sub.floor,
                         sub.balance, sub.last_posting)
                for number, sub in books.subs.items()
            },
            "blocks": {
                number: [(b.id, b.first, b.last, b.acquisition) for b in books.blocks(sub)]
                for number, sub in books.subs.items()
                if sub.asset != CNY
            },
            "accounts": dict(books.accounts),
            "batches": dict(books.batches),
            "counters": (
                books.number, books.at, books.chain, books.next_asset, books.next_account,
                books.next_sub, books.next_transaction, books.next_posting, books.next_block,
            ),
        }  # fmt: skip

    def as_loaded(self) -> dict[str, Any]:
        """The working state that the tables tell of."""
        other = object.__new__(Office)
        other.books = Books(self.store)
        return other.working()

    def scalar(self, sql: str, **values: Any) -> Any:
        """One value of a query."""
        return self.store.connection.execute(text(sql), values).scalar()

    # --- the commands -------------------------------------------------------------------------

    def _begin(self) -> dict[str, Any]:
        self.books.open_asset("CNY", AssetKind.CASH)
        return {}

    def _open(self, owner: str, registries: list[str]) -> dict[str, Any]:
        self.books.open_account(owner=owner, registry=None, code=CASH.code)
        for registry in registries:
            self.books.open_account(owner=owner, registry=registry, code=HOLDING.code)
        return {}

    def _endow(self, owner: str, fen: int) -> dict[str, Any]:
        place = self.books.place
        leg = Leg(place(CASH_SOURCE, CNY), place(CASH, CNY, owner=owner), CNY, fen)
        return self._posted(CASH_ENDOW, leg)

    def _pay(self, source: str, target: str, fen: int) -> dict[str, Any]:
        place = self.books.place
        leg = Leg(place(CASH, CNY, owner=source), place(CASH, CNY, owner=target), CNY, fen)
        return self._posted(CASH_TRANSFER, leg)

    def _batch(self, host: str, quantity: int, vintage: int = 2027) -> dict[str, Any]:
        batch = self.books.open_batch(
            host=host, project=f"{host}001", methodology="grid", unit="BRC", vintage=vintage,
            period_first="2027-01-01", period_last="2027-12-31", quantity=quantity,
        )  # fmt: skip
        return {"asset": batch.asset, "first": batch.first, "last": batch.last}

    def _issue(self, asset: int, owner: str, registry: str, quantity: int) -> dict[str, Any]:
        target = self.books.place(HOLDING, asset, owner=owner, registry=registry)
        leg = Leg(self.books.batch(asset).source, target, asset, quantity)
        return self._posted(CREDIT_ISSUE, leg)

    def _set_aside(
        self, type: TransactionType, source: Kind, target: Kind,
        owner: str, registry: str, asset: int, quantity: int,
    ) -> dict[str, Any]:  # fmt: skip
        place = self.books.place
        start = place(source, asset, owner=owner, registry=registry)
        end = place(target, asset, owner=owner, registry=registry)
        return self._posted(type, Leg(start, end, asset, quantity))

    def _set_cash_aside(
        self, type: TransactionType, source: Kind, target: Kind, owner: str, fen: int
    ) -> dict[str, Any]:
        place = self.books.place
        leg = Leg(place(source, CNY, owner=owner), place(target, CNY, owner=owner), CNY, fen)
        return self._posted(type, leg)

    def _finish(
        self, type: TransactionType, final: Kind,
        owner: str, registry: str, asset: int, quantity: int,
    ) -> dict[str, Any]:  # fmt: skip
        source = self.books.place(HOLDING, asset, owner=owner, registry=registry)
        target = self.books.place(final, asset, registry=registry)
        return self._posted(type, Leg(source, target, asset, quantity))

    def _trade(
        self, seller: str, buyer: str, registry: str, asset: int, quantity: int, fen: int
    ) -> dict[str, Any]:
        place = self.books.place
        units, till = place(CCP_UNITS, asset, registry=registry), place(CCP_CASH, CNY)
        return self._posted(
            TRADE_SETTLE,
            Leg(place(HOLDING_BLOCKED, asset, owner=seller, registry=registry), units, asset,
                quantity),
            Leg(units, place(HOLDING, asset, owner=buyer, registry=registry), asset, quantity),
            Leg(place(CASH_BLOCKED, CNY, owner=buyer), till, CNY, fen),
            Leg(till, place(CASH, CNY, owner=seller), CNY, fen),
        )  # fmt: skip

    def _send(
        self, owner: str, source: str, target: str, asset: int, quantity: int
    ) -> dict[str, Any]:
        place = self.books.place
        start = place(HOLDING_BLOCKED, asset, owner=owner, registry=source)
        aside = place(SET_ASIDE, asset, owner=f"{source}>{target}", registry=source)
        between = place(IN_TRANSIT, asset, owner=f"{source}>{target}")
        self._posted(TRANSFER_PROPOSE, Leg(start, aside, asset, quantity))
        return self._posted(TRANSFER_SEND, Leg(aside, between, asset, quantity))

    def _receive(
        self, owner: str, source: str, target: str, asset: int, quantity: int
    ) -> dict[str, Any]:
        place = self.books.place
        between = place(IN_TRANSIT, asset, owner=f"{source}>{target}")
        end = place(HOLDING, asset, owner=owner, registry=target)
        return self._posted(TRANSFER_RECEIVE, Leg(between, end, asset, quantity))

    def _fail(self, source: str, target: str, fen: int) -> dict[str, Any]:
        """Pays, opens an account and then breaks."""
        self._pay(source, target, fen)
        self.books.open_account(owner=f"new {self.books.number}", registry=None, code=CASH.code)
        raise RuntimeError("planted")

    def _refuse(self, source: str, target: str, fen: int) -> dict[str, Any]:
        """Pays and is refused afterwards, as only a procedure may be."""
        self._pay(source, target, fen)
        raise BalanceShort(free=0, needed=fen)

    def _unplain(self, source: str, target: str, fen: int) -> dict[str, Any]:
        """Pays and answers with something that is no JSON."""
        self._pay(source, target, fen)
        return {"answer": object()}

    def _count(self) -> dict[str, Any]:
        """What a procedure sees: the number of sub-accounts, through its Session."""
        found = self.books.session.exec(select(func.count()).select_from(SubAccount)).one()
        return {"sub_accounts": found}

    def _poison(self, owner: str) -> dict[str, Any]:
        """Buffers a row that the database will refuse when the group is flushed."""
        sub = self.books.place(CASH, CNY, owner=owner)
        self.books.rows.update(SubAccount, sub, {"balance": 10**9})
        return {}

    def _posted(self, type: TransactionType, *legs: Leg) -> dict[str, Any]:
        posted = self.books.post(type, legs=legs, because="test")
        return {"transaction": posted.transaction, "ranges": posted.ranges}


def request(
    name: str, *, key: str | None = None, seat: str = "S01", at: int | None = None, **arguments: Any
) -> Request:
    """A command of a script."""
    return Request(name, arguments, "script", seat, key=key, at=at)


def _bound(handler: Callable[..., dict[str, Any]], *first: Any) -> Callable[..., dict[str, Any]]:
    return lambda **arguments: handler(*first, **arguments)


def _plain(handler: Callable[..., dict[str, Any]]) -> Callable[[Request, int], dict[str, Any]]:
    return lambda request, at: handler(**request.arguments)
