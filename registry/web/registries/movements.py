"""Movements of units that a second person approves: those of the visitor, and those it decides."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.movements import queries as movements
from registry.programme.movements.queries import MovementView
from registry.roles import Actor
from registry.web.frame.acts import Told, act, line
from registry.web.frame.naming import Names
from registry.web.registries.account_contexts import MovementLine

ROWS = 40
TONES = {"proposed": "wait", "carried_out": "done", "rejected": "refuse"}


def movement_lines(
    session: Session, names: Names, by: Actor | None, told: Told
) -> tuple[MovementLine, ...]:
    """The movements that the visitor proposed or decides on, newest first; all for the trainer."""
    found = movements.movements(session, seat="" if by is None else by.seat, limit=ROWS)
    return tuple(_line(names, one, by, told) for one in found)


def _line(names: Names, one: MovementView, by: Actor | None, told: Told) -> MovementLine:
    steps = movements.possible(one, by) if by is not None else ()
    return MovementLine(
        movement=one.movement,
        command=one.command,
        registry=one.registry,
        quantity=one.quantity,
        batches=tuple(names.batch(asset) for asset, _ in one.lots),
        asks=tuple((name, value) for name, value in one.asks if name in ASKED),
        initiator=names.seat(one.seat),
        approver=names.seat(one.approver),
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        proposed_at=one.proposed_at,
        ends_at=one.ends_at,
        reason=one.reason,
        decided_at=one.decided_at,
        acts=tuple(
            act(
                names, f"movement.{step}", told=told, about=one.movement,
                tone="primary" if step == "approve" else "refusing",
                arguments={"movement": one.movement},
                fields=(line("reason"),) if step == "reject" else (),
            )
            for step in steps
        ),
    )  # fmt: skip


ASKED = ("receiver", "target", "beneficiary", "reason")
"""Arguments of a movement that say where its units go, beside batch and quantity."""
