"""What the auditor asks over JSON: the audit, the command log, transactions, balances.

The trainer's token opens it. Reads only.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, Path
from sqlmodel import Session

from ledger import queries as books
from registry.api.reading import Before, Limit, Trainer, read
from registry.api.shapes import REFUSED
from registry.classroom.audit import SENTENCES
from registry.edge.errors import ThingUnknown


@dataclass(frozen=True)
class BrokenInvariant:
    """An invariant that does not hold, and what was found."""

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


def router() -> APIRouter:
    """The routes of this area."""
    routes = APIRouter(prefix="/api", tags=["auditor"], responses=REFUSED)
    add = routes.add_api_route
    add("/audit", audit, methods=["GET"], summary="Check every invariant now (trainer)")
    add("/log", log, methods=["GET"], summary="The command log, newest first (trainer)")
    add("/balances", balances, methods=["GET"], summary="Sub-accounts with balances (trainer)")
    add("/transactions/{number}", transaction, methods=["GET"], summary="One transaction (trainer)")
    return routes


async def audit(who: Trainer) -> AuditAnswer:
    """All invariants of books, market and programme; says what was found where one is broken."""
    found = await asyncio.to_thread(who.live.run_audit)
    newest = await read(who.live, lambda s: books.commands(s, limit=1))
    return AuditAnswer(
        holds=not found,
        invariants=len(SENTENCES),
        broken=[BrokenInvariant(name, SENTENCES.get(name, ""), what) for name, what in found],
        command=newest[0].number,
        chain_head=newest[0].hash,
    )


async def log(
    who: Trainer,
    name: str = "",
    seat: str = "",
    origin: str = "",
    before: Before = 0,
    limit: Limit = 50,
) -> list[CommandAnswer]:
    """Logged commands with arguments, outcome and hash."""
    rows = await read(
        who.live,
        lambda s: books.commands(
            s, name=name, seat=seat, origin=origin, before=before, limit=limit
        ),
    )
    return [_command(row) for row in rows]


async def balances(
    who: Trainer,
    owner: str = "",
    registry: str = "",
    asset: str = "",
    kind: str = "",
    before: Before = 0,
    limit: Limit = 50,
) -> list[books.BalanceRow]:
    """Sub-accounts, newest first, filtered by what is given."""
    return await read(
        who.live,
        lambda s: books.balances(
            s,
            owner=owner,
            registry=registry,
            asset=asset,
            kind=kind,
            before=before,
            limit=limit,
        ),
    )


async def transaction(who: Trainer, number: int = Path(ge=1, lt=2**53)) -> TransactionAnswer:
    """One transaction with every leg, before and after."""

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
