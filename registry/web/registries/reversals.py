"""Uses that a registry's manager can reverse now, and those that were reversed."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.retirement import queries as retirements
from registry.programme.retirement.queries import UseView
from registry.web.frame.acts import Told, act, line
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.registries.account_contexts import UseLine


def reversible(
    session: Session, names: Names, told: Told, *, manages: tuple[str, ...], at: int
) -> tuple[UseLine, ...]:
    """The uses that the manager of these registries can take back, each with its form."""
    return tuple(
        _line(
            names,
            one.use,
            until=one.until,
            acts=(
                act(
                    names, "retirement.reverse", told=told, about=one.use.transaction,
                    tone="refusing", arguments={"transaction": one.use.transaction},
                    fields=(line("reason"),),
                ),
            ),
        )
        for one in retirements.reversible(session, registries=manages, at=at)
    )  # fmt: skip


def reversed_uses(
    session: Session, names: Names, *, seat: str, registry: str
) -> tuple[UseLine, ...]:
    """The uses that were taken back, newest first: of a seat, or in a registry; "" is all."""
    found = retirements.reversals(session, seat=seat, registry=registry)
    return tuple(_line(names, one.use, until=None, acts=()) for one in found)


def _line(names: Names, use: UseView, *, until: int | None, acts: tuple[Act, ...]) -> UseLine:
    return UseLine(
        transaction=use.transaction,
        kind=use.kind,
        number=use.number,
        name=names.seat(use.seat),
        registry=use.registry,
        quantity=use.quantity,
        at=use.at,
        until=until,
        reversed_at=use.reversed_at,
        reason=use.reversal_reason,
        acts=acts,
    )
