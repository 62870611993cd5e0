"""The trainer's cards: faults of the messages between registries, and outages of a registry.

A card waits for the next message of its step between its registries, hits that one, and is used.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session, col, or_, select

from ledger.books import Books
from ledger.kernel.clock import HOUR
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.participants import queries as registries
from registry.programme.transfers.errors import FaultUnknown, FaultUsed, RegistryOffline
from registry.programme.transfers.models import (
    FaultKind,
    MessageKind,
    TransferFault,
    TransferMessage,
    TransferRequest,
)
from registry.records import next_key, require_choice
from registry.roles import Actor, Role

_TRAINER = frozenset({Role.TRAINER})
ANY = ""
"""A card that names no registry hits messages of every one."""

Hours = Annotated[int, Field(ge=1, le=240, description="Lesson hours, 1 to 240.")]
Fewer = Annotated[int, Field(ge=1, le=10**9, description="Whole tonnes, at least 1.")]


class FaultyMessage(Arguments):
    """A card for the next message of a step: what happens to it, and between which registries.

    `source` and `target` null: of any transfer. `hours` is the delay of kind delay; `quantity` the
    tonnes that are missing in a message of kind alter, and in the log's record of kind misrecord.
    """

    kind: Literal["lose", "double", "delay", "alter", "misrecord"]
    step: Literal[
        "proposal", "notification", "acceptance", "refusal", "confirmation", "termination",
        "debited", "release", "credited",
    ] = "credited"  # fmt: skip
    source: Text | None = None
    target: Text | None = None
    hours: Hours = 24
    quantity: Fewer = 1


class Outage(Arguments):
    """A registry, and the lesson hours for which it is offline from now on."""

    registry: Text
    hours: Hours


class OneFault(Arguments):
    """A card by its number."""

    fault: Number


def message(
    books: Books,
    *,
    kind: str,
    step: str = "credited",
    source: str | None = None,
    target: str | None = None,
    hours: int = 24,
    quantity: int = 1,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Lay a card for the next message of a step; misrecord always waits for the last message."""
    session = books.session
    codes = [one.code for one in registries.registries(session)]
    for argument, given in (("source", source), ("target", target)):
        if given is not None:
            require_choice(argument, given, codes)
    fault = FaultKind(kind)
    after = MessageKind.CREDITED if fault is FaultKind.MISRECORD else MessageKind(step)
    number = _lay(
        books, fault, step=after, source=source or ANY, target=target or ANY,
        hours=hours if fault is FaultKind.DELAY else 0,
        quantity=quantity if fault in (FaultKind.ALTER, FaultKind.MISRECORD) else 0, at=at,
    )  # fmt: skip
    return {"fault": number, "kind": kind, "step": str(after)}


def offline(books: Books, *, registry: str, hours: int, by: Actor, at: int) -> dict[str, Any]:
    """A registry is offline from now on: its messages wait, and its offices take no step."""
    session = books.session
    require_choice("registry", registry, [one.code for one in registries.registries(session)])
    if until := offline_until(session, registry, at):
        raise RegistryOffline(registry=registry, until=until)
    ends = at + hours * HOUR
    number = _lay(
        books, FaultKind.OFFLINE, source=registry, target=ANY, hours=hours, until=ends, at=at
    )
    return {"fault": number, "registry": registry, "until": ends}


def recall(books: Books, *, fault: int, by: Actor, at: int) -> dict[str, Any]:
    """Take a card back that has hit nothing yet, or end an outage now."""
    session = books.session
    found = session.get(TransferFault, fault)
    if found is None:
        raise FaultUnknown(fault=fault)
    ended = found.until is not None and found.until <= at
    if found.message is not None or found.recalled or ended:
        raise FaultUsed(fault=fault)
    found.recalled = True
    if found.kind is FaultKind.OFFLINE:
        for waiting in session.exec(
            select(TransferMessage).where(
                TransferMessage.due_at == found.until,
                or_(
                    TransferMessage.sender == found.source,
                    TransferMessage.receiver == found.source,
                ),
            )
        ):
            waiting.due_at = at
    session.flush()
    return {"fault": fault, "kind": str(found.kind)}


def hitting(
    session: Session, message: TransferMessage, asked: TransferRequest
) -> TransferFault | None:
    """The oldest card that waits for this message, None if there is none."""
    waiting = select(TransferFault).where(
        TransferFault.step == message.kind,
        col(TransferFault.kind).not_in((FaultKind.OFFLINE, FaultKind.MISRECORD)),
    )
    return _waiting(session, waiting, asked)


def misrecording(session: Session, asked: TransferRequest) -> TransferFault | None:
    """The oldest card that waits for the log's last record of a transfer, or None."""
    kind = select(TransferFault).where(TransferFault.kind == FaultKind.MISRECORD)
    return _waiting(session, kind, asked)


def _waiting(session: Session, cards: Any, asked: TransferRequest) -> TransferFault | None:
    found: TransferFault | None = session.exec(
        cards.where(
            col(TransferFault.message).is_(None),
            ~col(TransferFault.recalled),
            col(TransferFault.source).in_((ANY, asked.source_registry)),
            col(TransferFault.target).in_((ANY, asked.target_registry)),
        ).order_by(col(TransferFault.id))
    ).first()
    return found


def offline_until(session: Session, registry: str, at: int) -> int:
    """The lesson time (ms) until which a registry is offline; 0 if it is online."""
    found = session.exec(
        select(TransferFault.until).where(
            TransferFault.kind == FaultKind.OFFLINE,
            TransferFault.source == registry,
            ~col(TransferFault.recalled),
            col(TransferFault.until) > at,
        )
    ).first()
    return found or 0


def require_online(session: Session, registry: str, at: int) -> None:
    """Refuse with RegistryOffline a step of a registry that is offline."""
    if until := offline_until(session, registry, at):
        raise RegistryOffline(registry=registry, until=until)


def _lay(
    books: Books,
    kind: FaultKind,
    *,
    step: str = "",
    source: str,
    target: str,
    hours: int,
    quantity: int = 0,
    until: int | None = None,
    at: int,
) -> int:
    session = books.session
    number = next_key(session, TransferFault.id)
    session.add(
        TransferFault(
            id=number,
            kind=kind,
            step=step,
            source=source,
            target=target,
            hours=hours,
            quantity=quantity,
            laid_at=at,
            until=until,
        )
    )
    session.flush()
    return number


COMMANDS = (
    Command(
        name="fault.message", en="Fault of a message", zh="设置报文故障",
        done=("Fault laid", "故障已设置"), not_done=("Fault not laid", "未设置故障"),
        arguments=FaultyMessage, roles=_TRAINER, run=on_books(message), paused=True,
    ),
    Command(
        name="fault.offline", en="Registry offline", zh="登记簿离线",
        done=("The registry is offline", "登记簿已离线"),
        not_done=("Registry still online", "登记簿未离线"),
        arguments=Outage, roles=_TRAINER, run=on_books(offline), paused=True,
    ),
    Command(
        name="fault.recall", en="Recall fault", zh="撤回故障",
        done=("Fault recalled", "故障已撤回"), not_done=("Fault not recalled", "未撤回故障"),
        arguments=OneFault, roles=_TRAINER, run=on_books(recall), paused=True,
    ),
)  # fmt: skip
