"""Queries of held movements, of who approves whose, and of trusted lists."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import and_, or_, true
from sqlmodel import Session, col, func, select

from ledger.accounts import Account
from ledger.paging import Page
from registry.pace import TRUST_ENTRY
from registry.programme.accounts.models import Control
from registry.programme.movements.machine import MOVEMENT
from registry.programme.movements.models import (
    WAITING,
    AccountApprover,
    Movement,
    MovementLine,
    MovementState,
    TrustedAccount,
)
from registry.programme.participants.queries import participant
from registry.roles import Actor, Role

PAGE = 50


@dataclass(frozen=True)
class MovementView:
    """A command of `seat` that waits before it moves units: for `approver`, "" for nobody, and then
    for a delay if it goes to an account (`target`) that the seat does not trust.

    `ends_at` is when it expires or is carried out; `reason` of one that failed is a refusal's code.
    `asks` are its arguments as (name, value); `lots` the tonnes of each batch that it blocks.
    """

    movement: int
    seat: str
    approver: str
    command: str
    asks: tuple[tuple[str, str], ...]
    registry: str
    target: str
    quantity: int
    lots: tuple[tuple[int, int], ...]
    state: str
    proposed_at: int
    delayed_at: int | None
    ends_at: int | None
    decided_by: str
    reason: str
    decided_at: int | None


def movements(
    session: Session,
    *,
    seat: str = "",
    registry: str | None = None,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[MovementView]:
    """Movements that a seat proposed or decides on, newest first; "": of all seats.

    `registry`: those of that registry as well that are or were delayed, "" of any, None of none.
    """
    asked = Page(before, after, limit).of(select(Movement), Movement.id)
    if seat:
        either = [col(Movement.seat) == seat, col(Movement.approver) == seat]
        if registry is not None:
            kept = col(Movement.registry_code) == registry if registry else true()
            either.append(and_(kept, col(Movement.delayed_at).is_not(None)))
        asked = asked.where(or_(*either))
    return [_view(session, row) for row in list(session.exec(asked))]


def waiting(session: Session, *, approver: str) -> list[MovementView]:
    """Movements that wait for the decision of a seat, oldest first."""
    asked = select(Movement).where(
        Movement.approver == approver, Movement.state == MovementState.PROPOSED
    )
    rows = list(session.exec(asked.order_by(col(Movement.id))))
    return [_view(session, row) for row in rows]


def approver_of(session: Session, seat: str) -> str:
    """The seat that approves what this one moves out of its accounts; "" for none."""
    found = session.get(AccountApprover, seat)
    return found.approver if found is not None else ""


def possible(session: Session, view: MovementView, by: Actor) -> tuple[str, ...]:
    """The steps on a movement that a seat can take now."""
    mine = {view.seat: ("withdraw",), view.approver: ("approve", "reject")}.get(by.seat, ())
    if view.state == MovementState.DELAYED:
        manages = managed(session, by) in ("", view.registry)
        mine = ("withdraw",) * (view.seat == by.seat) + ("reject",) * manages
    return tuple(
        move.trigger
        for move in MOVEMENT.moves
        if move.source == view.state and move.trigger in mine
        if move.by is not None and not move.by.isdisjoint(by.offices)
    )


def managed(session: Session, by: Actor) -> str | None:
    """The registry whose delayed movements a seat may reject; "" for all, None: none."""
    own = participant(session, by.seat) if Role.REGISTRY_MANAGER in by.offices else None
    return None if own is None else own.country


def blocked_by_movements(session: Session) -> list[tuple[str, str, int, int]]:
    """(holder, registry, batch, tonnes) that movements block while they wait."""
    found = session.exec(
        select(
            Movement.seat, Movement.registry_code, MovementLine.asset,
            func.sum(MovementLine.quantity),
        )
        .join(MovementLine, col(MovementLine.movement) == col(Movement.id))
        .where(col(Movement.state).in_(WAITING))
        .group_by(Movement.seat, Movement.registry_code, col(MovementLine.asset))
    )  # fmt: skip
    return sorted((seat, registry, asset, int(tonnes)) for seat, registry, asset, tonnes in found)


@dataclass(frozen=True)
class TrustedView:
    """An account on the trusted list of a seat; `owner` holds it, and the entry counts from
    `effective_at` (lesson time, ms).
    """

    entry: int
    seat: str
    account: str
    owner: str
    registry: str
    entered_at: int
    effective_at: int


def trusted(session: Session, *, seat: str = "") -> list[TrustedView]:
    """The trusted list of a seat, in the order of its entries; "": of all seats."""
    asked = (
        select(TrustedAccount, col(Account.owner), col(Account.registry_code))
        .join(Account, col(Account.number) == col(TrustedAccount.account))
        .where(col(TrustedAccount.removed_at).is_(None))
    )
    if seat:
        asked = asked.where(TrustedAccount.seat == seat)
    return [
        TrustedView(
            one.id, one.seat, one.account, owner, registry, one.entered_at, one.effective_at
        )
        for one, owner, registry in session.exec(asked.order_by(col(TrustedAccount.id)))
    ]


def trusts(session: Session) -> bool:
    """Whether the lesson's registries keep trusted lists."""
    return session.get(Control, TRUST_ENTRY) is not None


def _view(session: Session, row: Movement) -> MovementView:
    lots = session.exec(
        select(MovementLine.asset, MovementLine.quantity)
        .where(MovementLine.movement == row.id)
        .order_by(col(MovementLine.id))
    )
    given = orjson.loads(row.arguments)
    return MovementView(
        movement=row.id,
        registry=row.registry_code,
        state=str(row.state),
        asks=tuple((name, str(value)) for name, value in given.items() if value not in (None, "")),
        lots=tuple((asset, quantity) for asset, quantity in lots),
        **row.model_dump(exclude={"id", "registry_code", "state", "arguments"}),
    )
