"""Queries of accounts: number, type, state, owner and balance; requests, changes and freezes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.paging import Page
from registry.programme.accounts.machine import ACCOUNT
from registry.programme.accounts.models import (
    AccountChange,
    AccountRequest,
    AccountState,
    CourtFreeze,
    FrozenRange,
    OpeningState,
)
from registry.programme.participants.queries import participant
from registry.roles import Actor, Role

PAGE = 50


@dataclass(frozen=True)
class AccountView:
    """An account in a registry; `held`, and its part `frozen`, in tonnes over all batches.

    `type` is the code in the number; `owner` a seat, or the name of a system account, which has no
    state of its own and is open.
    """

    account: int
    number: str
    type: int
    registry: str
    owner: str
    state: str
    restricted: tuple[str, ...]
    held: int
    frozen: int


@dataclass(frozen=True)
class ChangeView:
    """One change of an account's state."""

    change: int
    account: str
    trigger: str
    before: str
    after: str
    restricted: tuple[str, ...]
    reason: str
    seat: str
    at: int


@dataclass(frozen=True)
class OpeningView:
    """A request to open an account; `account` is the number of the one that was opened."""

    request: int
    seat: str
    registry: str
    reason: str
    state: str
    requested_at: int
    account: str
    decided_by: str
    decided_for: str
    decided_at: int | None


@dataclass(frozen=True)
class FreezeView:
    """Tonnes that a court froze, with their serials; `receiver` is whom the court gave them to."""

    freeze: int
    account: str
    owner: str
    registry: str
    asset: int
    quantity: int
    ranges: tuple[tuple[int, int], ...]
    court_order: str
    state: str
    receiver: str
    at: int
    ended_at: int | None


_ACCOUNTS = """
    SELECT a.id, a.number, a.code, a.registry_code, a.owner,
           coalesce(max(s.state), :open) AS state, coalesce(max(s.restricted), '') AS restricted,
           coalesce(sum(b.balance), 0) AS held,
           coalesce(sum(CASE WHEN b.kind = 'holding_frozen' THEN b.balance ELSE 0 END), 0)
               AS frozen
    FROM account a
    LEFT JOIN account_standing s ON s.account = a.id
    LEFT JOIN sub_account b ON b.account = a.id
    WHERE a.registry_code <> '' AND (:registry = '' OR a.registry_code = :registry)
        AND (:owner = '' OR a.owner = :owner)
        AND (:number = '' OR a.number = :number)
        AND (:state = '' OR coalesce(s.state, :open) = :state)
        AND (:before = 0 OR a.id < :before) AND (:after < 0 OR a.id > :after)
    GROUP BY a.id, a.number, a.code, a.registry_code, a.owner
    ORDER BY a.id DESC LIMIT :limit
"""


def accounts(
    session: Session,
    *,
    owner: str = "",
    registry: str = "",
    number: str = "",
    state: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[AccountView]:
    """Accounts of all registries, newest first; an empty filter matches all."""
    sql = _ACCOUNTS
    if after is not None:
        sql = sql.replace("ORDER BY a.id DESC", "ORDER BY a.id")
    found = session.connection().execute(
        text(sql),
        {
            "owner": owner, "registry": registry, "number": number, "state": state,
            "before": before, "after": -1 if after is None else after, "limit": limit,
            "open": AccountState.OPEN.value,
        },
    )  # fmt: skip
    return [
        AccountView(
            account=row.id, number=row.number, type=row.code, registry=row.registry_code,
            owner=row.owner, state=row.state, restricted=_parts(row.restricted), held=row.held,
            frozen=row.frozen,
        )
        for row in found
    ]  # fmt: skip


def changes(
    session: Session,
    *,
    account: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[ChangeView]:
    """Changes of accounts' states, newest first; `account` "": of all accounts."""
    asked = Page(before, after, limit).of(select(AccountChange), AccountChange.id)
    if account:
        named = session.connection().execute(
            text("SELECT id FROM account WHERE number = :number"), {"number": account}
        )
        asked = asked.where(AccountChange.account == (named.scalar() or 0))
    numbers = _numbers(session)
    return [
        ChangeView(
            row.id, numbers[row.account], row.trigger, str(row.before), str(row.after),
            _parts(row.restricted), row.reason, row.seat, row.at,
        )
        for row in session.exec(asked)
    ]  # fmt: skip


def openings(
    session: Session,
    *,
    seat: str = "",
    registry: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[OpeningView]:
    """Requests to open an account, newest first; an empty filter matches all."""
    asked = Page(before, after, limit).of(select(AccountRequest), AccountRequest.id)
    if seat:
        asked = asked.where(AccountRequest.seat == seat)
    if registry:
        asked = asked.where(AccountRequest.registry_code == registry)
    return _openings(session, list(session.exec(asked)))


def waiting(session: Session, *, registries: tuple[str, ...] = ()) -> list[OpeningView]:
    """Requests that a manager has to decide, oldest first; of these registries, () of all."""
    asked = select(AccountRequest).where(AccountRequest.state == OpeningState.REQUESTED)
    if registries:
        asked = asked.where(col(AccountRequest.registry_code).in_(registries))
    return _openings(session, list(session.exec(asked.order_by(col(AccountRequest.id)))))


def freezes(
    session: Session,
    *,
    account: str = "",
    owner: str = "",
    registry: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[FreezeView]:
    """Courts' freezes, newest first; an empty filter matches all."""
    asked = Page(before, after, limit).of(select(CourtFreeze), CourtFreeze.id)
    if account or owner or registry:
        sql = """
            SELECT id FROM account WHERE (:number = '' OR number = :number)
                AND (:owner = '' OR owner = :owner)
                AND (:registry = '' OR registry_code = :registry)
        """
        given = {"number": account, "owner": owner, "registry": registry}
        meant = session.connection().execute(text(sql), given).scalars().all()
        asked = asked.where(col(CourtFreeze.account).in_(meant))
    numbers, owners = _numbers(session), _owners(session)
    found = []
    for row in list(session.exec(asked)):
        ranges = session.exec(
            select(FrozenRange.first, FrozenRange.last)
            .where(FrozenRange.court_freeze == row.id)
            .order_by(col(FrozenRange.first))
        )
        owner, registry = owners[row.account]
        found.append(
            FreezeView(
                row.id, numbers[row.account], owner, registry, row.asset, row.quantity,
                tuple((first, last) for first, last in ranges), row.court_order,
                str(row.state), row.receiver, row.at, row.ended_at,
            )
        )  # fmt: skip
    return found


def possible(session: Session, account: AccountView, by: Actor) -> tuple[str, ...]:
    """The steps on an account that a seat can take now: its holder, or its registry's manager."""
    own = participant(session, by.seat)
    if own is None or participant(session, account.owner) is None:
        return ()
    manages = Role.REGISTRY_MANAGER in by.offices and own.country in ("", account.registry)
    return tuple(
        move.trigger
        for move in ACCOUNT.moves
        if move.source == account.state
        and move.by is not None
        and not move.by.isdisjoint(by.offices)
        and (account.owner == by.seat if move.trigger == "ask_closing" else manages)
    )


def number_of(session: Session, *, owner: str, registry: str) -> str:
    """The number of a holder's account in a registry; empty if it has none."""
    found = session.connection().execute(
        text("SELECT number FROM account WHERE owner = :owner AND registry_code = :registry"),
        {"owner": owner, "registry": registry},
    )
    return str(found.scalar() or "")


def _openings(session: Session, rows: list[AccountRequest]) -> list[OpeningView]:
    numbers = _numbers(session)
    return [
        OpeningView(
            row.id, row.seat, row.registry_code, row.reason, str(row.state), row.requested_at,
            numbers.get(row.account or 0, ""), row.decided_by, row.decided_for, row.decided_at,
        )
        for row in rows
    ]  # fmt: skip


def _numbers(session: Session) -> dict[int, str]:
    found = session.connection().execute(text("SELECT id, number FROM account"))
    return {row.id: row.number for row in found}


def _owners(session: Session) -> dict[int, tuple[str, str]]:
    found = session.connection().execute(text("SELECT id, owner, registry_code FROM account"))
    return {account: (owner, registry) for account, owner, registry in found}


def _parts(restricted: str) -> tuple[str, ...]:
    return tuple(restricted.split("+")) if restricted else ()
