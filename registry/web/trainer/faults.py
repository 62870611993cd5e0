"""The trainer's fault cards on the console: what lies there, what it hit, forms for a new one."""

from __future__ import annotations

from typing import get_args

from sqlmodel import Session

from registry.programme.participants.queries import registries
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.faults import FaultyMessage
from registry.programme.transfers.queries import FaultView
from registry.web.frame.acts import Told, act, choice, number
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.trainer.fault_contexts import FaultCard, FaultDesk

SHOWN = 8
HOURS, FEWER = "24", "1"
"""What the forms offer first: lesson hours, and tonnes that are missing."""


def desk_of(visitor: Visitor, session: Session, names: Names) -> FaultDesk:
    """The newest cards with what became of them, and the forms to lay one."""
    at = visitor.view["clock"]["at"]
    return FaultDesk(
        cards=tuple(_card(session, names, one, at) for one in transfers.faults(session)[:SHOWN]),
        acts=_acts(session, names),
        unrepaired=len(transfers.unanswered(session)),
        blocked=len(compared.findings(session, open_only=True)),
    )


def _card(session: Session, names: Names, one: FaultView, at: int) -> FaultCard:
    state = _state(one, at)
    hit = transfers.message_by(session, one.message) if one.message is not None else None
    moved = transfers.transfer_of(session, hit.transfer_id) if hit is not None else None
    open_still = state in ("waiting", "offline")
    return FaultCard(
        fault=one.fault,
        kind=one.kind,
        step=one.step,
        source=one.source,
        target=one.target,
        hours=one.hours,
        quantity=one.quantity,
        state=state,
        laid_at=one.laid_at,
        until=one.until,
        transfer=moved.transfer if moved is not None else None,
        recall=act(
            names, "fault.recall", told=Told(), about=one.fault, arguments={"fault": one.fault}
        )
        if open_still
        else None,
    )


def _state(one: FaultView, at: int) -> str:
    if one.recalled:
        return "recalled"
    if one.until is not None:
        return "offline" if one.until > at else "online"
    return "waiting" if one.message is None else "hit"


def _acts(session: Session, names: Names) -> tuple[Act, ...]:
    codes = [one.code for one in registries(session)]
    fields = FaultyMessage.model_fields
    ways = [Choice(value=code, label=names.registry(code)) for code in codes]
    return (
        act(
            names,
            "fault.message",
            told=Told(),
            fields=(
                choice("kind", _choices(names, "faults", get_args(fields["kind"].annotation))),
                choice("step", _choices(names, "messages", get_args(fields["step"].annotation))),
                choice("source", ways, required=False),
                choice("target", ways, required=False),
                number("hours", value=HOURS),
                number("quantity", "fewer", value=FEWER),
            ),
        ),
        act(
            names,
            "fault.offline",
            told=Told(),
            fields=(choice("registry", ways), number("hours", value=HOURS)),
        ),
    )


def _choices(names: Names, table: str, codes: tuple[str, ...]) -> list[Choice]:
    return [Choice(value=code, label=word(code, table, names.language)) for code in codes]
