"""Propose a movement of units instead of carrying it out; approve, reject and withdraw it.

The commands that move units out of a holder's account ask `hold` once all their checks have passed.
Where the holder has an approver the units are blocked and the movement waits; with the approval the
same command runs again, with all its checks, in the name of the one who gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlmodel import Session, col, select

from ledger.accounts import HOLDING, HOLDING_BLOCKED
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_BLOCK, CREDIT_RELEASE
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Handler, Nothing, Number, Text, on_books
from registry.pace import APPROVAL
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.accounts.machine import HOLDERS
from registry.programme.movements.errors import MovementUnknown, NotTheApprover, SelfApproval
from registry.programme.movements.machine import MOVEMENT
from registry.programme.movements.models import AccountApprover, Movement, MovementLine
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.records import next_key, refuse
from registry.roles import Actor, Role, offices_of

HANDLERS: dict[str, Handler] = {}
"""The commands that move units out, by name; each is declared beside its handler."""

_APPROVER = "SELECT approver FROM account_approver WHERE seat = ?"
_NEXT = "SELECT min(ends_at) FROM movement WHERE ends_at IS NOT NULL"


class OneMovement(Arguments):
    """A proposed movement by its number."""

    movement: Number


class RejectMovement(OneMovement):
    """A proposed movement by its number, and why it is rejected."""

    reason: Text


def declare(name: str, handler: Handler) -> None:
    """Let a command be held: with the approval `handler` is run with the same arguments."""
    assert name not in HANDLERS, f"{name} is declared twice"
    HANDLERS[name] = handler


def name_approver(books: Books, *, seat: str, approver: str) -> None:
    """Let one seat approve what another moves out of its accounts."""
    assert seat != approver, "nobody approves what it proposes"
    session = books.session
    session.add(AccountApprover(seat=seat, approver=approver))
    session.flush()


def hold(
    books: Books,
    *,
    command: str,
    registry: str,
    lots: Sequence[tuple[int, int]],
    arguments: Mapping[str, Any],
    by: Actor,
    at: int,
) -> dict[str, Any] | None:
    """Propose a movement whose checks have passed, if its holder has an approver; else None.

    `lots`: the tonnes of each batch that leave the account; they are blocked until it is decided.
    """
    found = books.store.fetch(_APPROVER, by.seat)
    if by.approved or not found:
        return None
    assert command in HANDLERS, f"{command} cannot be held"
    session, approver = books.session, str(found[0][0])
    number = next_key(session, Movement.id)
    quantity = sum(tonnes for _, tonnes in lots)
    _block(books, number, by.seat, registry, lots)
    session.add(
        Movement(
            id=number,
            seat=by.seat,
            approver=approver,
            command=command,
            arguments=orjson.dumps(dict(arguments)).decode(),
            registry_code=registry,
            quantity=quantity,
            state=MOVEMENT.initial,
            proposed_at=at,
            ends_at=controls.end_of(session, APPROVAL, since=at),
        )
    )
    for asset, tonnes in lots:
        line = next_key(session, MovementLine.id)
        session.add(MovementLine(id=line, movement=number, asset=asset, quantity=tonnes))
        session.flush()
    return {
        "movement": number, "state": str(MOVEMENT.initial), "approver": approver,
        "quantity": quantity,
    }  # fmt: skip


def approve(books: Books, *, movement: int, by: Actor, at: int) -> dict[str, Any]:
    """Approve a movement: its units are released and the command runs, with all its checks."""
    held = _deciding(books.session, movement, "approve", by)
    initiator = participants.find(books.session, held.seat)
    _release(books, held)
    _end(held, "approve", by=by, at=at)
    books.session.flush()
    actor = Actor(
        held.seat, initiator.role, by.origin, offices_of(initiator.offices), approved=True
    )
    given = orjson.loads(held.arguments)
    answer = HANDLERS[held.command](books, **given, by=actor, at=at)
    return {
        "movement": movement,
        "state": str(held.state),
        "seat": held.seat,
        "command": held.command,
        "arguments": given,
        "carried_out": answer,
    }


def reject(books: Books, *, movement: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Reject a movement for a stated reason; its units are released."""
    held = _deciding(books.session, movement, "reject", by)
    refuse(ground(reason))
    held.reason = reason.strip()
    return _call_off(books, held, "reject", by=by, at=at)


def withdraw(books: Books, *, movement: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw a movement that one has proposed; its units are released."""
    held = _find(books.session, movement)
    MOVEMENT.after(held.state, "withdraw", offices=by.offices)
    if held.seat != by.seat:
        raise NotYours(subject=f"movement {movement}", owner=held.seat, seat=by.seat)
    return _call_off(books, held, "withdraw", by=by, at=at)


def due(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """End the movements that nobody has decided in time."""
    session = books.session
    late = select(Movement).where(col(Movement.ends_at) <= at).order_by(col(Movement.id))
    ended = list(session.exec(late))
    for held in ended:
        _call_off(books, held, "expire", by=by, at=at)
    return {"expired": [held.id for held in ended]}


def movements_due(books: Books) -> Source:
    """The source of the ends of movements that wait, the earliest first."""

    def source() -> Due | None:
        ends = books.store.fetch(_NEXT)[0][0]
        return None if ends is None else Due(ends, "movement.due", {})

    return source


def _find(session: Session, movement: int) -> Movement:
    found = session.get(Movement, movement)
    if found is None:
        raise MovementUnknown(movement=movement)
    return found


def _deciding(session: Session, movement: int, trigger: str, by: Actor) -> Movement:
    """A movement that this seat decides on (check 1021)."""
    held = _find(session, movement)
    MOVEMENT.after(held.state, trigger, offices=by.offices)
    if by.seat == held.seat:
        raise SelfApproval(movement=movement, seat=by.seat, approver=held.approver)
    if by.seat != held.approver:
        raise NotTheApprover(movement=movement, seat=by.seat, approver=held.approver)
    return held


def _end(held: Movement, trigger: str, *, by: Actor, at: int) -> None:
    held.state = MOVEMENT.after(held.state, trigger, offices=by.offices)
    held.ends_at, held.decided_at = None, at
    held.decided_by = "" if Role.CLOCK in by.offices else by.seat


def _call_off(books: Books, held: Movement, trigger: str, *, by: Actor, at: int) -> dict[str, Any]:
    _release(books, held)
    _end(held, trigger, by=by, at=at)
    books.session.flush()
    return {"movement": held.id, "state": str(held.state), "released": held.quantity}


def _block(
    books: Books, number: int, seat: str, registry: str, lots: Sequence[tuple[int, int]]
) -> None:
    legs = [
        Leg(
            books.place(HOLDING, asset, owner=seat, registry=registry),
            books.place(HOLDING_BLOCKED, asset, owner=seat, registry=registry),
            asset,
            tonnes,
        )
        for asset, tonnes in lots
    ]
    books.post(CREDIT_BLOCK, legs=legs, because=f"movement {number}")


def _release(books: Books, held: Movement) -> None:
    lines = select(MovementLine).where(MovementLine.movement == held.id)
    legs = [
        Leg(
            books.place(HOLDING_BLOCKED, line.asset, owner=held.seat, registry=held.registry_code),
            books.place(HOLDING, line.asset, owner=held.seat, registry=held.registry_code),
            line.asset,
            line.quantity,
        )
        for line in books.session.exec(lines.order_by(col(MovementLine.id)))
    ]
    books.post(CREDIT_RELEASE, legs=legs, because=f"movement {held.id}")


COMMANDS = (
    Command(
        name="movement.approve", en="Approve movement", zh="复核通过",
        done=("Movement approved and carried out", "业务已复核并办理"),
        not_done=("Movement not approved", "业务未复核通过"),
        arguments=OneMovement, roles=HOLDERS, run=on_books(approve), touches_all=True,
    ),
    Command(
        name="movement.reject", en="Reject movement", zh="复核不通过",
        done=("Movement rejected", "业务已退回"), not_done=("Movement not rejected", "业务未退回"),
        arguments=RejectMovement, roles=HOLDERS, run=on_books(reject), touches_all=True,
    ),
    Command(
        name="movement.withdraw", en="Withdraw movement", zh="撤回业务",
        done=("Movement withdrawn", "业务已撤回"),
        not_done=("Movement not withdrawn", "业务未撤回"),
        arguments=OneMovement, roles=HOLDERS, run=on_books(withdraw), touches_all=True,
    ),
    Command(
        name="movement.due", en="Movements not approved in time", zh="业务逾期未复核",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_books(due), paused=True,
        by_people=False, touches_all=True,
    ),
)  # fmt: skip
