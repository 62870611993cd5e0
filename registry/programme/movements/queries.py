"""Queries of proposed movements, and of who approves whose."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from ledger.paging import Page
from registry.programme.movements.machine import MOVEMENT
from registry.programme.movements.models import (
    AccountApprover,
    Movement,
    MovementLine,
    MovementState,
)
from registry.roles import Actor

PAGE = 50


@dataclass(frozen=True)
class MovementView:
    """A command of `seat` that `approver` has to approve before it moves units.

    `asks` are its arguments as (name, value); `lots` the tonnes of each batch that it blocks.
    """

    movement: int
    seat: str
    approver: str
    command: str
    asks: tuple[tuple[str, str], ...]
    registry: str
    quantity: int
    lots: tuple[tuple[int, int], ...]
    state: str
    proposed_at: int
    ends_at: int | None
    decided_by: str
    reason: str
    decided_at: int | None


def movements(
    session: Session,
    *,
    seat: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[MovementView]:
    """Movements that a seat proposed or decides on, newest first; "": of all seats."""
    asked = Page(before, after, limit).of(select(Movement), Movement.id)
    if seat:
        asked = asked.where(or_(col(Movement.seat) == seat, col(Movement.approver) == seat))
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


def possible(view: MovementView, by: Actor) -> tuple[str, ...]:
    """The steps on a movement that a seat can take now."""
    mine = {view.seat: ("withdraw",), view.approver: ("approve", "reject")}.get(by.seat, ())
    return tuple(
        move.trigger
        for move in MOVEMENT.moves
        if move.source == view.state and move.trigger in mine
        if move.by is not None and not move.by.isdisjoint(by.offices)
    )


def blocked_by_movements(session: Session) -> list[tuple[str, str, int, int]]:
    """(holder, registry, batch, tonnes) that movements block which wait for their approval."""
    found = session.exec(
        select(
            Movement.seat, Movement.registry_code, MovementLine.asset,
            func.sum(MovementLine.quantity),
        )
        .join(MovementLine, col(MovementLine.movement) == col(Movement.id))
        .where(Movement.state == MovementState.PROPOSED)
        .group_by(Movement.seat, Movement.registry_code, col(MovementLine.asset))
    )  # fmt: skip
    return sorted((seat, registry, asset, int(tonnes)) for seat, registry, asset, tonnes in found)


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
