"""Propose a movement of units instead of carrying it out; approve, reject and withdraw it.

The commands that move units out of a holder's account ask `hold` once all their checks have passed.
Where the holder has an approver, or does not trust the account that is to receive, the units are
blocked and the movement waits; with the approval, or after the delay, the same command runs again,
with all its checks, in the name of the one who gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlmodel import Session, col, select

from ledger.accounts import HOLDING, HOLDING_BLOCKED
from ledger.books import Books
from ledger.kernel.errors import Refusal
from ledger.posting import Leg
from ledger.transactions import CREDIT_BLOCK, CREDIT_RELEASE
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Handler, Nothing, Number, Text, on_books
from registry.pace import APPROVAL
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.accounts.machine import HOLDERS, MANAGERS
from registry.programme.accounts.queries import number_of
from registry.programme.movements.errors import MovementUnknown, NotTheApprover, SelfApproval
from registry.programme.movements.machine import MOVEMENT
from registry.programme.movements.models import (
    AccountApprover,
    Movement,
    MovementLine,
    MovementState,
)
from registry.programme.movements.trust import delay_of
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.records import next_key, refuse
from registry.roles import Actor, Role, offices_of

HANDLERS: dict[str, Handler] = {}
"""The commands that move units out, by name; each is declared beside its handler."""

_APPROVER = "SELECT approver FROM account_approver WHERE seat = ?"
_NEXT = (
    "SELECT ends_at, state, id FROM movement WHERE ends_at IS NOT NULL ORDER BY ends_at, id LIMIT 1"
)


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
    to: tuple[str, str] | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any] | None:
    """Hold a movement whose checks have passed, if its holder has an approver or its receiver is
    not trusted; else None.

    `lots`: the tonnes of each batch that leave the account; they are blocked until it ends. `to`:
    seat and registry of the account that is to receive them.
    """
    if by.approved:
        return None
    session = books.session
    found = books.store.fetch(_APPROVER, by.seat)
    approver = str(found[0][0]) if found else ""
    other = to is not None and to[0] != by.seat
    target = number_of(session, owner=to[0], registry=to[1]) if to is not None and other else ""
    delay = None if approver else delay_of(session, seat=by.seat, target=target, at=at)
    if not approver and delay is None:
        return None
    assert command in HANDLERS, f"{command} cannot be held"
    number = next_key(session, Movement.id)
    quantity = sum(tonnes for _, tonnes in lots)
    _block(books, number, by.seat, registry, lots)
    held = Movement(
        id=number,
        seat=by.seat,
        approver=approver,
        command=command,
        arguments=orjson.dumps(dict(arguments)).decode(),
        registry_code=registry,
        target=target,
        quantity=quantity,
        state=MOVEMENT.initial,
        proposed_at=at,
        ends_at=controls.end_of(session, APPROVAL, since=at),
    )
    if delay is not None:
        _delay(held, delay, by=by, at=at)
    session.add(held)
    for asset, tonnes in lots:
        line = next_key(session, MovementLine.id)
        session.add(MovementLine(id=line, movement=number, asset=asset, quantity=tonnes))
        session.flush()
    answer = {
        "movement": number, "state": str(held.state), "approver": approver, "quantity": quantity,
    }  # fmt: skip
    return answer if delay is None else answer | {"ends_at": delay}


def approve(books: Books, *, movement: int, by: Actor, at: int) -> dict[str, Any]:
    """Approve a movement: its units are released and the command runs, with all its checks.

    If it goes to an account that its initiator does not trust, its delay begins instead.
    """
    session = books.session
    held = _deciding(session, movement, "approve", by)
    delay = delay_of(session, seat=held.seat, target=held.target, at=at)
    if delay is not None:
        _delay(held, delay, by=by, at=at)
        held.decided_by = by.seat
        session.flush()
        return {"movement": movement, "state": str(held.state), "ends_at": delay}
    _release(books, held)
    _end(held, "approve", by=by, at=at)
    return _carry_out(books, held, by=by, at=at)


def carry_out(books: Books, *, movement: int, by: Actor, at: int) -> dict[str, Any]:
    """Carry out a movement whose delay is over, with all checks of its command; one that is
    refused now has failed, and its units stay released.
    """
    held = _find(books.session, movement)
    _release(books, held)
    try:
        answer = _carry_out(books, held, by=by, at=at)
    except Refusal as refused:
        # A command refuses before its first change, so that nothing but the release has happened.
        _end(held, "fail", by=by, at=at)
        held.reason = refused.code
        answer = {"movement": held.id, "state": str(held.state), "reason": refused.code}
    else:
        _end(held, "carry_out", by=by, at=at)
        answer["state"] = str(held.state)
    books.session.flush()
    return answer


def _carry_out(books: Books, held: Movement, *, by: Actor, at: int) -> dict[str, Any]:
    """Run the command of a movement in the name of its initiator."""
    initiator = participants.find(books.session, held.seat)
    books.session.flush()
    actor = Actor(
        held.seat, initiator.role, by.origin, offices_of(initiator.offices), approved=True
    )
    given = orjson.loads(held.arguments)
    answer = HANDLERS[held.command](books, **given, by=actor, at=at)
    return {
        "movement": held.id,
        "state": str(held.state),
        "seat": held.seat,
        "command": held.command,
        "arguments": given,
        "carried_out": answer,
    }


def reject(books: Books, *, movement: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Reject a movement for a stated reason, as its approver or, while it is delayed, as the
    manager of its registry; its units are released.
    """
    session = books.session
    held = _find(session, movement)
    if held.state is MovementState.DELAYED:
        MOVEMENT.after(held.state, "reject", offices=by.offices)
        participants.require_country(
            session, by=by, country=held.registry_code, step="movement.reject"
        )
    else:
        held = _deciding(session, movement, "reject", by)
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
    late = select(Movement).where(
        col(Movement.ends_at) <= at, Movement.state == MovementState.PROPOSED
    )
    ended = list(session.exec(late.order_by(col(Movement.id))))
    for held in ended:
        _call_off(books, held, "expire", by=by, at=at)
    return {"expired": [held.id for held in ended]}


def movements_due(books: Books) -> Source:
    """The source of the ends of movements that wait and of their delays, the earliest first."""

    def source() -> Due | None:
        for ends, state, number in books.store.fetch(_NEXT):
            if state == MovementState.DELAYED:
                return Due(ends, "movement.carry_out", {"movement": number})
            return Due(ends, "movement.due", {})
        return None

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


def _delay(held: Movement, until: int, *, by: Actor, at: int) -> None:
    held.state = MOVEMENT.after(held.state, "delay", offices=by.offices)
    held.delayed_at, held.ends_at = at, until


def _end(held: Movement, trigger: str, *, by: Actor, at: int) -> None:
    held.state = MOVEMENT.after(held.state, trigger, offices=by.offices)
    held.ends_at, held.decided_at = None, at
    if Role.CLOCK not in by.offices:
        held.decided_by = by.seat


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
        arguments=RejectMovement, roles=HOLDERS | MANAGERS, run=on_books(reject), touches_all=True,
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
    Command(
        name="movement.carry_out", en="Delayed movement carried out", zh="延迟业务到期办理",
        arguments=OneMovement, roles=frozenset({Role.CLOCK}), run=on_books(carry_out), paused=True,
        by_people=False, touches_all=True,
    ),
)  # fmt: skip
