"""Movements of units that are held for an approval or a delay, and the visitor's trusted list."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.accounts.machine import HOLDERS
from registry.programme.movements import queries as movements
from registry.programme.movements.queries import MovementView
from registry.roles import Actor
from registry.web.frame.acts import Told, act, line
from registry.web.frame.contexts.acts import Act
from registry.web.frame.movements import why_not
from registry.web.frame.naming import Names
from registry.web.registries.account_contexts import MovementLine, TrustedLine

ROWS = 40
TONES = {
    "proposed": "wait",
    "delayed": "wait",
    "carried_out": "done",
    "rejected": "refuse",
    "failed": "refuse",
}


def movement_lines(
    session: Session, names: Names, by: Actor | None, told: Told
) -> tuple[MovementLine, ...]:
    """The movements that the visitor proposed or decides on, newest first; all for the trainer."""
    if by is None:
        found = movements.movements(session, limit=ROWS)
    else:
        kept = movements.managed(session, by)
        found = movements.movements(session, seat=by.seat, registry=kept, limit=ROWS)
    return tuple(_line(session, names, one, by, told) for one in found)


def trusted_lines(
    session: Session, names: Names, by: Actor, told: Told, *, at: int
) -> tuple[TrustedLine, ...]:
    """The visitor's trusted list, with the step that takes an account off it."""
    return tuple(
        TrustedLine(
            account=one.account,
            name=names.seat(one.owner),
            registry=one.registry,
            effective_at=one.effective_at,
            state="in_force" if one.effective_at <= at else "delayed",
            tone="done" if one.effective_at <= at else "wait",
            acts=(
                act(
                    names, "account.distrust", told=told, about=one.entry, tone="refusing",
                    arguments={"account": one.account},
                ),
            ),
        )
        for one in movements.trusted(session, seat=by.seat)
    )  # fmt: skip


def trusting(session: Session, names: Names, by: Actor | None, told: Told) -> Act | None:
    """The form to enter an account on one's trusted list; None where no list is kept."""
    if by is None or HOLDERS.isdisjoint(by.offices) or not movements.trusts(session):
        return None
    return act(names, "account.trust", told=told, fields=(line("account"),))


def _line(
    session: Session, names: Names, one: MovementView, by: Actor | None, told: Told
) -> MovementLine:
    steps = movements.possible(session, one, by) if by is not None else ()
    return MovementLine(
        movement=one.movement,
        command=one.command,
        registry=one.registry,
        quantity=one.quantity,
        batches=tuple(names.batch(asset) for asset, _ in one.lots),
        asks=tuple((name, value) for name, value in one.asks if name in ASKED),
        initiator=names.seat(one.seat),
        approver=names.seat(one.approver) if one.approver else "",
        target=one.target,
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        proposed_at=one.proposed_at,
        ends_at=one.ends_at,
        reason=why_not(one, names.language),
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
