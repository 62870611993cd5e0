"""Queries of the books: balances, statements, transactions, blocks and the command log.

Lists are paged by key (`ledger/paging.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.log import ACCEPTED, Command
from ledger.paging import Page

PAGE = 50

NEAR = 2_000
"""Postings that are looked at to find an account's last one before another, each way first."""


@dataclass(frozen=True)
class BalanceRow:
    """A sub-account with its account; `balance` in tonnes or fen."""

    sub: int
    number: str
    owner: str
    registry: str
    asset: int
    asset_code: str
    asset_kind: str
    kind: str
    floor: int
    balance: int


@dataclass(frozen=True)
class LegRow:
    """A posting with both running balances before and after."""

    posting: int
    transaction: int
    type: str
    because: str
    command: int
    at: int
    asset: int
    asset_code: str
    asset_kind: str
    source: int
    source_owner: str
    source_kind: str
    source_number: str
    target: int
    target_owner: str
    target_kind: str
    target_number: str
    quantity: int
    source_after: int
    target_after: int


@dataclass(frozen=True)
class TransactionRow:
    """A transaction with the command that caused it."""

    transaction: int
    type: str
    because: str
    command: int
    at: int
    first_posting: int


@dataclass(frozen=True)
class CommandRow:
    """A logged command; `arguments` and `outcome` are JSON text, `at` is lesson time in ms."""

    number: int
    origin: str
    seat: str
    key: str | None
    at: int
    name: str
    arguments: str
    outcome: str
    first_posting: int
    last_posting: int
    previous: str
    hash: str


@dataclass(frozen=True)
class BlockRow:
    """A serial block with the account that has or had it."""

    block: int
    asset: int
    first: int
    last: int
    owner: str
    kind: str
    registry: str
    number: str
    parent: int | None
    opened: int
    closed: int | None
    command: int
    at: int
    type: str
    transaction: int

    @property
    def quantity(self) -> int:
        """Tonnes in this range."""
        return self.last - self.first + 1


_BALANCES = (
    "SELECT s.id, a.number, a.owner, s.registry_code, s.asset, x.code, x.kind, s.kind, s.floor,"
    " s.balance FROM sub_account s JOIN account a ON a.id = s.account"
    " JOIN asset x ON x.id = s.asset"
)
_LEGS = (
    "SELECT p.id, p.book_transaction, t.type, t.because, t.command, c.at, p.asset, x.code, x.kind,"
    " p.source, sa.owner, s.kind, sa.number, p.target, ta.owner, g.kind, ta.number,"
    " p.quantity, p.source_after, p.target_after"
    " FROM posting p JOIN book_transaction t ON t.id = p.book_transaction"
    " JOIN command c ON c.number = t.command JOIN asset x ON x.id = p.asset"
    " JOIN sub_account s ON s.id = p.source JOIN account sa ON sa.id = s.account"
    " JOIN sub_account g ON g.id = p.target JOIN account ta ON ta.id = g.account"
)
_TRANSACTIONS = (
    "SELECT t.id, t.type, t.because, t.command, c.at, t.first_posting"
    " FROM book_transaction t JOIN command c ON c.number = t.command"
)
_COMMANDS = (
    "SELECT number, origin, seat, key, at, name, arguments, outcome, first_posting,"
    " last_posting, previous, hash FROM command"
)
_BLOCKS = (
    "SELECT b.id, b.asset, b.first, b.last, a.owner, s.kind, s.registry_code, a.number, b.parent,"
    " b.opened, b.closed, t.command, c.at, t.type, t.id FROM serial_block b"
    " JOIN sub_account s ON s.id = b.owner JOIN account a ON a.id = s.account"
    " JOIN posting p ON p.id = b.opened JOIN book_transaction t ON t.id = p.book_transaction"
    " JOIN command c ON c.number = t.command"
)
_EARLIER = "CASE WHEN p.source = :sub THEN p.source_before ELSE p.target_before END"
_TRAIL = (
    "WITH RECURSIVE trail (posting, place) AS (SELECT CAST(:newest AS BIGINT), 1"
    f" UNION ALL SELECT {_EARLIER}, place + 1"
    " FROM trail JOIN posting p ON p.id = trail.posting WHERE place < :limit) "
)
_WALK = (
    "WITH RECURSIVE trail (posting, place) AS"
    " (SELECT last_posting, 1 FROM sub_account WHERE id = :sub"
    f" UNION ALL SELECT {_EARLIER}, place + 1 FROM trail JOIN posting p ON p.id = trail.posting"
    " WHERE p.id > :last AND place < :limit) SELECT min(posting) FROM trail"
)
_NEAR = (
    "SELECT id FROM posting WHERE id BETWEEN :first AND :last AND :sub IN (source, target)"
    " ORDER BY id DESC LIMIT 1"
)


def _rows(session: Session, row: Callable[..., Any], sql: str, **values: Any) -> list[Any]:
    found = session.connection().execute(text(sql), values)
    return [row(*line) for line in found]


def _one(session: Session, sql: str, **values: Any) -> int | None:
    found = session.connection().execute(text(sql), values).scalar()
    return None if found is None else int(found)


def balances(
    session: Session,
    *,
    owner: str = "",
    registry: str = "",
    asset: str = "",
    kind: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[BalanceRow]:
    """Sub-accounts, newest first; an empty filter matches all."""
    wanted = {"a.owner": owner, "s.registry_code": registry, "x.code": asset, "s.kind": kind}
    return _filtered(session, BalanceRow, _BALANCES, "s.id", wanted, Page(before, after, limit))


def statement(session: Session, sub: int, *, before: int = 0, limit: int = PAGE) -> list[LegRow]:
    """Postings of one sub-account, newest first, found along their links."""
    newest = _one(session, "SELECT last_posting FROM sub_account WHERE id = :sub", sub=sub)
    if before:
        link = f"SELECT {_EARLIER} FROM posting p WHERE p.id = :id AND :sub IN (p.source, p.target)"
        newest = _one(session, link, sub=sub, id=before)
        if newest is None:
            newest = _last_before(session, sub, before)
    sql = f"{_TRAIL}{_LEGS} JOIN trail ON trail.posting = p.id ORDER BY p.id DESC"
    return _rows(session, LegRow, sql, sub=sub, newest=newest or 0, limit=limit)


def _last_before(session: Session, sub: int, before: int) -> int:
    """An account's last posting before another; 0 for none.

    A busy account has one among the postings just before, a quiet one few links after it. An
    account that was busy only later has neither: then every posting before is looked at.
    """
    last = before - 1
    near = _one(session, _NEAR, sub=sub, first=before - NEAR, last=last)
    if near is not None:
        return near
    walked = _one(session, _WALK, sub=sub, last=last, limit=NEAR) or 0
    if walked <= last:
        return walked
    return _one(session, _NEAR, sub=sub, first=1, last=last) or 0


def transactions(
    session: Session, *, type: str = "", command: int = 0, before: int = 0, limit: int = PAGE
) -> list[TransactionRow]:
    """Transactions, newest first."""
    wanted = {"t.type": type, "t.command": command}
    return _filtered(
        session, TransactionRow, _TRANSACTIONS, "t.id", wanted, Page(before=before, limit=limit)
    )


def transaction(session: Session, number: int) -> TransactionRow | None:
    """One transaction, or None."""
    found = _rows(session, TransactionRow, f"{_TRANSACTIONS} WHERE t.id = :number", number=number)
    return found[0] if found else None


def legs(session: Session, transaction: int) -> list[LegRow]:
    """The postings of one transaction, in order."""
    sql = (
        f"{_LEGS} WHERE p.id"
        " BETWEEN (SELECT first_posting FROM book_transaction WHERE id = :number)"
        " AND (SELECT last_posting FROM book_transaction WHERE id = :number) ORDER BY p.id"
    )
    return _rows(session, LegRow, sql, number=transaction)


def blocks_of_transaction(session: Session, transaction: int) -> list[BlockRow]:
    """The blocks that the postings of one transaction opened."""
    ids = [leg.posting for leg in legs(session, transaction)]
    if not ids:
        return []
    sql = f"{_BLOCKS} WHERE b.opened BETWEEN :first AND :last ORDER BY b.id"
    return _rows(session, BlockRow, sql, first=ids[0], last=ids[-1])


def open_blocks(session: Session, *, owner: str, registry: str = "") -> list[BlockRow]:
    """A holder's serial ranges now, first in, first out; `registry` "": in all registries."""
    sql = (
        f"{_BLOCKS} WHERE b.closed IS NULL AND b.owner IN (SELECT s.id FROM sub_account s"
        " JOIN account a ON a.id = s.account WHERE a.owner = :owner"
        " AND (:registry = '' OR s.registry_code = :registry)) ORDER BY b.acquisition, b.first"
    )
    return _rows(session, BlockRow, sql, owner=owner, registry=registry)


def life(session: Session, *, asset: int, serial: int) -> list[BlockRow]:
    """Every block that ever contained this serial, oldest first."""
    sql = (
        f"{_BLOCKS} WHERE b.asset = :asset AND b.first <= :serial AND b.last >= :serial"
        " ORDER BY b.id"
    )
    return _rows(session, BlockRow, sql, asset=asset, serial=serial)


def commands(
    session: Session,
    *,
    name: str = "",
    seat: str = "",
    origin: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[CommandRow]:
    """Logged commands, newest first; an empty filter matches all."""
    wanted = {"name": name, "seat": seat, "origin": origin}
    return _filtered(session, CommandRow, _COMMANDS, "number", wanted, Page(before, after, limit))


def last_command(session: Session) -> tuple[int, int]:
    """Number and lesson time of the last command in the state that the session reads."""
    newest = "SELECT number, at FROM command ORDER BY number DESC LIMIT 1"
    found = session.connection().execute(text(newest)).one()
    return int(found[0]), int(found[1])


def first_wall_ms(session: Session, name: str) -> int | None:
    """When the first accepted command of a name was stored, in ms of the machine's clock."""
    found = session.connection().execute(
        text(f"SELECT wall_ms FROM command WHERE name = :name AND {ACCEPTED} ORDER BY number"
             " LIMIT 1"),
        {"name": name},
    )  # fmt: skip
    wall_ms = found.scalar()
    return None if wall_ms is None else int(wall_ms)


def wall_ms_of(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """When these commands of one page were stored, in ms of the machine's clock, by number."""
    asked = select(Command.number, Command.wall_ms)
    among = asked.where(col(Command.number).in_(list(numbers)))
    return dict(session.exec(among).all())


def command(session: Session, number: int) -> CommandRow | None:
    """One logged command, or None."""
    found = _rows(session, CommandRow, f"{_COMMANDS} WHERE number = :number", number=number)
    return found[0] if found else None


def transaction_types(session: Session, *, newest: int) -> dict[str, int]:
    """Type -> its transactions among so many newest ones."""
    few = "SELECT type FROM book_transaction ORDER BY id DESC LIMIT :newest"
    sql = f"SELECT type, count(*) FROM ({few}) AS few GROUP BY type"
    return dict(_rows(session, _counted, sql, newest=newest))


def command_names(session: Session, *, newest: int) -> dict[str, int]:
    """Name -> its commands among so many newest ones."""
    few = "SELECT name FROM command ORDER BY number DESC LIMIT :newest"
    sql = f"SELECT name, count(*) FROM ({few}) AS few GROUP BY name"
    return dict(_rows(session, _counted, sql, newest=newest))


def _counted(value: str, rows: int) -> tuple[str, int]:
    return value, int(rows)


def _filtered(
    session: Session,
    row: type[Any],
    sql: str,
    key: str,
    wanted: dict[str, Any],
    page: Page,
) -> list[Any]:
    values: dict[str, Any] = {}
    conditions = []
    for place, (column, value) in enumerate(wanted.items()):
        if value:
            conditions.append(f"{column} = :w{place}")
            values[f"w{place}"] = value
    clause, paged = page.clause(key, conditions)
    return _rows(session, row, f"{sql}{clause}", **values, **paged)
