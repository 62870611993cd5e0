"""The holdings of one seat: tonnes by registry and batch with their serials, and cash.

Used by the JSON API and by pages. Never writes, and does not check who may see it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger import queries as books
from ledger.accounts import CASH, CASH_BLOCKED, HOLDING, Account
from ledger.serials import CreditBatch


@dataclass(frozen=True, slots=True)
class SerialSpan:
    """A range of serials, first to last inclusive; blocked by an order or a request, or free."""

    first: int
    last: int
    quantity: int
    blocked: bool


@dataclass(frozen=True, slots=True)
class HoldingView:
    """Tonnes of one batch in one registry, first in first out."""

    registry: str
    account: str
    asset: int
    host: str
    unit: str
    project: str
    vintage: int
    free_t: int
    blocked_t: int
    ranges: tuple[SerialSpan, ...]


@dataclass(frozen=True, slots=True)
class CashView:
    """Cash of one seat at the settlement bank, in fen: total = free + blocked."""

    free_fen: int
    blocked_fen: int
    total_fen: int


def batches(session: Session) -> dict[int, CreditBatch]:
    """Every credit batch by its asset id."""
    found = session.exec(select(CreditBatch).order_by(col(CreditBatch.asset)))
    return {batch.asset: batch for batch in found}


def account_numbers(session: Session, seat: str) -> dict[str, str]:
    """A seat's account numbers by registry; its cash account has the key ""."""
    found = session.exec(select(Account).where(Account.owner == seat).order_by(col(Account.id)))
    return {account.registry_code: account.number for account in found}


def account_holders(session: Session) -> dict[str, set[str]]:
    """Registry -> all seats with an account in it."""
    found: dict[str, set[str]] = {}
    for registry, owner in session.exec(
        select(Account.registry_code, Account.owner).where(Account.registry_code != "")
    ):
        found.setdefault(registry, set()).add(owner)
    return found


def holdings(session: Session, seat: str) -> list[HoldingView]:
    """A seat's holdings, by registry and batch."""
    known = batches(session)
    spans: dict[tuple[str, int], list[SerialSpan]] = {}
    accounts: dict[str, str] = {}
    for block in books.open_blocks(session, owner=seat):
        # What was bought today under a holding period, or is frozen, cannot be used either.
        blocked = block.kind != HOLDING.name
        span = SerialSpan(block.first, block.last, block.quantity, blocked)
        spans.setdefault((block.registry, block.asset), []).append(span)
        accounts[block.registry] = block.number
    views = []
    for (registry, asset), ranges in sorted(spans.items()):
        batch = known[asset]
        free = sum(span.quantity for span in ranges if not span.blocked)
        blocked_t = sum(span.quantity for span in ranges if span.blocked)
        views.append(
            HoldingView(
                registry=registry,
                account=accounts[registry],
                asset=asset,
                host=batch.host,
                unit=batch.unit,
                project=batch.project,
                vintage=batch.vintage,
                free_t=free,
                blocked_t=blocked_t,
                ranges=tuple(ranges),
            )
        )
    return views


def cash(session: Session, seat: str) -> CashView:
    """A seat's cash, free and blocked."""
    sums = {CASH.name: 0, CASH_BLOCKED.name: 0}
    for row in books.balances(session, owner=seat, asset="CNY"):
        sums[row.kind] = row.balance
    free, blocked = sums[CASH.name], sums[CASH_BLOCKED.name]
    return CashView(free, blocked, free + blocked)
