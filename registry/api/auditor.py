"""The auditor's queries over JSON: the audit, the command log, transactions, balances.

They need the trainer's token. Reads only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from fastapi import Path, Query
from sqlmodel import Session, col, select

from ledger import balances as earlier
from ledger import queries as books
from ledger.accounts import KINDS, Account, Asset
from registry.api.reading import OfSeat, Paged, Trainer, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.audit import SENTENCES
from registry.classroom.catalogue import CATALOGUE
from registry.edge.as_of import point_of
from registry.edge.errors import RecordUnknown, ThingUnknown

AsOf = Annotated[
    str,
    Query(description="A command's number, or a lesson time such as 2028-03-15 10:30; '': now."),
]
Origin = Literal["", "person", "trainer", "script", "bot", "clock"]


@dataclass(frozen=True)
class BrokenInvariant:
    """An invariant that does not hold, and the finding."""

    invariant: str
    sentence: str
    found: str


@dataclass(frozen=True)
class AuditAnswer:
    """The audit, run now on the last committed group."""

    holds: bool
    invariants: int
    broken: list[BrokenInvariant]
    command: int
    chain_head: str


@dataclass(frozen=True)
class CommandAnswer:
    """A logged command with its outcome: `accepted`, `refused` or `failed`."""

    number: int
    origin: str
    seat: str
    key: str | None
    at: int
    name: str
    arguments: dict[str, Any]
    outcome: dict[str, Any]
    first_posting: int
    last_posting: int
    previous: str
    hash: str


@dataclass(frozen=True)
class TransactionAnswer:
    """A transaction with its legs."""

    transaction: books.TransactionRow
    legs: list[books.LegRow]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["auditor"], responses=SHOWS)
    add = routes.add_api_route
    add("/audit", audit, methods=["GET"], summary="Check every invariant now (trainer)")
    add("/log", log, methods=["GET"], summary="The command log, newest first (trainer)")
    add("/balances", balances, methods=["GET"], summary="Sub-accounts with balances (trainer)")
    add("/transactions/{number}", transaction, methods=["GET"], summary="One transaction (trainer)")
    return routes


async def audit(who: Trainer) -> AuditAnswer:
    """Check all invariants of books, market and programme, and list the findings."""
    newest = await read(who.live, lambda s: books.commands(s, limit=1))
    found = await asyncio.to_thread(who.live.run_audit)
    return AuditAnswer(
        holds=not found,
        invariants=len(SENTENCES),
        broken=[BrokenInvariant(name, SENTENCES.get(name, ""), what) for name, what in found],
        command=newest[0].number,
        chain_head=newest[0].hash,
    )


async def log(
    who: Trainer,
    seat: OfSeat,
    page: Paged,
    name: str = "",
    origin: Origin = "",
) -> list[CommandAnswer]:
    """Logged commands with their arguments, outcome and hash, newest first."""
    _known("command", name, CATALOGUE)
    rows = await read(
        who.live,
        lambda s: books.commands(s, name=name, seat=seat, origin=origin, **page._asdict()),
    )
    return [_command(row) for row in rows]


async def balances(
    who: Trainer,
    page: Paged,
    owner: str = "",
    registry: str = "",
    asset: str = "",
    kind: str = "",
    as_of: AsOf = "",
) -> list[books.BalanceRow]:
    """Sub-accounts with their balances, newest first, filtered by the parameters.

    With `as_of` the balances are those of an earlier state, 0 before a sub-account was opened.
    """
    _known("account_kind", kind, KINDS)

    def query(session: Session) -> list[books.BalanceRow]:
        for what, wanted, column in (
            ("owner", owner, col(Account.owner)),
            ("registry", registry, col(Account.registry_code)),
            ("asset", asset, col(Asset.code)),
        ):
            if wanted:
                found = session.exec(select(column).where(column == wanted).limit(1)).all()
                _known(what, wanted, found)
        rows = books.balances(
            session,
            owner=owner,
            registry=registry,
            asset=asset,
            kind=kind,
            **page._asdict(),
        )
        if not as_of:
            return rows
        return earlier.as_of(session, rows, point_of(session, as_of, now=who.live.now()))

    return await read(who.live, query)


def _known(what: str, wanted: str, there: Collection[str]) -> None:
    """Raise RecordUnknown for a filter value that does not exist; an empty one matches all."""
    if wanted and wanted not in there:
        raise RecordUnknown(what=what, given=wanted[:40])


async def transaction(who: Trainer, number: int = Path(ge=1, lt=2**53)) -> TransactionAnswer:
    """One transaction with every leg, and the balances before and after it."""

    def query(session: Session) -> TransactionAnswer | None:
        found = books.transaction(session, number)
        return None if found is None else TransactionAnswer(found, books.legs(session, number))

    found = await read(who.live, query)
    if found is None:
        raise ThingUnknown(address=f"/api/transactions/{number}")
    return found


def _command(row: books.CommandRow) -> CommandAnswer:
    return CommandAnswer(
        number=row.number,
        origin=row.origin,
        seat=row.seat,
        key=row.key,
        at=row.at,
        name=row.name,
        arguments=orjson.loads(row.arguments),
        outcome=orjson.loads(row.outcome),
        first_posting=row.first_posting,
        last_posting=row.last_posting,
        previous=row.previous,
        hash=row.hash,
    )
