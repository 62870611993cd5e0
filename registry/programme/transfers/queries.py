"""Queries of transfers and of the registries' records of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from ledger.paging import Page
from ledger.serials import CreditBatch
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation.queries import authorisations
from registry.programme.participants.queries import participant
from registry.programme.projects import queries as projects
from registry.programme.transfers.machine import TRANSFER
from registry.programme.transfers.models import (
    LOG,
    Entry,
    MessageKind,
    MessageState,
    TransferFault,
    TransferLine,
    TransferMessage,
    TransferRecord,
    TransferRepair,
    TransferRequest,
    TransferState,
)
from registry.programme.transfers.records import in_force, of_keeper
from registry.roles import Actor

PAGE = 50

NOT_INTACT = 7004
AFTER_ACCEPTED = (
    MessageKind.CONFIRMATION, MessageKind.DEBITED, MessageKind.RELEASE, MessageKind.CREDITED,
    MessageKind.TERMINATION,
)  # fmt: skip
"""Messages that have to arrive in the end: those after the point of no return, and an end's."""


@dataclass(frozen=True)
class TransferView:
    """A transfer request with its lots: (asset, tonnes).

    `ends_at` is the lesson time (ms) by which the next answer has to be in, None if nothing is
    waited for; `failed_check` the number of the check that ended it, 0 if none did.
    """

    transfer: int
    source_registry: str
    target_registry: str
    unit: str
    holder: str
    receiver: str
    purpose: str
    quantity: int
    state: str
    requested_at: int
    decided_by: str
    decided_at: int | None
    transfer_id: str
    set_aside_as: int | None
    sent_as: int | None
    received_as: int | None
    returned_as: int | None
    accepted_by: str
    completed_at: int | None
    ends_at: int | None
    overdue: bool
    failed_check: int
    lots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class RecordView:
    """What a registry, or the log (LOG), wrote down about a transfer.

    `corrects` is the record that this one replaces, 0 if none; `posted_as` None: nothing moved.
    """

    record: int
    registry: str
    transfer_id: str
    direction: str
    entry: str
    ranges: str
    quantity: int
    digest: str
    failed_check: int
    corrects: int
    posted_as: int | None
    at: int


@dataclass(frozen=True)
class MessageView:
    """A message between a registry and the log; see `TransferMessage`."""

    message: int
    transfer_id: str
    sender: str
    receiver: str
    sequence: int
    attempt: int
    repeats: int
    kind: str
    failed_check: int
    ranges: str
    quantity: int
    digest: str
    state: str
    sent_at: int
    due_at: int | None
    delivered_at: int | None
    answered_check: int


@dataclass(frozen=True)
class FaultView:
    """A trainer's card; `message` is the one that it has hit, None while it waits."""

    fault: int
    kind: str
    step: str
    source: str
    target: str
    hours: int
    quantity: int
    laid_at: int
    until: int | None
    message: int | None
    used_at: int | None
    recalled: bool


@dataclass(frozen=True)
class RepairView:
    """A documented repair."""

    repair: int
    kind: str
    transfer_id: str
    message: int | None
    record: int | None
    reason: str
    by: str
    at: int


@dataclass(frozen=True)
class Blocked:
    """Tonnes that open transfer requests block in one holder's blocked sub-account."""

    owner: str
    registry: str
    asset: int
    quantity: int


@dataclass(frozen=True)
class RepairStep:
    """A repair that a transfer needs now, and the registries whose managers may document it.

    `kind` is resend (of `message`), redo or correct; `message` is None for the other two.
    """

    kind: str
    message: int | None
    registries: tuple[str, ...]


def transfers(
    session: Session,
    *,
    holder: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[TransferView]:
    """Requests, newest first; `holder` "": of all holders, `before` and `after` page."""
    asked = Page(before, after, limit).of(select(TransferRequest), TransferRequest.id)
    if holder:
        asked = asked.where(TransferRequest.holder == holder)
    return [_view(session, found) for found in session.exec(asked)]


def states(session: Session) -> frozenset[TransferState]:
    """The states in which there is a transfer now; for who asks often whether there is anything."""
    return frozenset(map(TransferState, session.exec(select(TransferRequest.state).distinct())))


def waiting_to_be_sent(session: Session, registry: str) -> list[TransferView]:
    """Requests that the government of this sending registry has to decide, oldest first."""
    asked = select(TransferRequest).where(
        TransferRequest.state == TransferState.REQUESTED,
        TransferRequest.source_registry == registry,
    )
    found = session.exec(asked.order_by(col(TransferRequest.id)))
    return [_view(session, row) for row in found]


def waiting_to_be_accepted(session: Session, registry: str) -> list[TransferView]:
    """Transfers that this registry's manager has to accept or refuse, oldest first."""
    asked = select(TransferRequest).where(
        TransferRequest.state == TransferState.NOTIFIED,
        TransferRequest.target_registry == registry,
    )
    found = session.exec(asked.order_by(col(TransferRequest.set_aside_as)))
    return [_view(session, row) for row in found]


def lines_of(session: Session, transfer: int) -> list[TransferLine]:
    """The lines of a request, in the order in which they were blocked."""
    found = select(TransferLine).where(TransferLine.request == transfer)
    return list(session.exec(found.order_by(col(TransferLine.id))))


def tonnes_by_project(session: Session, transfer: int) -> dict[str, int]:
    """The tonnes of a request by the project of its credits."""
    found = (
        select(CreditBatch.project, func.sum(TransferLine.quantity))
        .join(CreditBatch, col(CreditBatch.asset) == col(TransferLine.asset))
        .where(TransferLine.request == transfer)
        .group_by(col(CreditBatch.project))
    )
    return {project: int(tonnes) for project, tonnes in session.exec(found)}


def targets(session: Session, *, project: str, registry: str) -> list[str]:
    """Where a project's credits may go from `registry`: the parties of its agreement, and those
    that an authorisation of its host names.
    """
    of = projects.project(session, project)
    if of is None or of.domestic:
        return []
    agreed = agreements.known(session, of.agreement)
    named = (party for one in authorisations(session, project=project) for party in one.parties)
    parties = [agreed.partner, agreed.host, *named]
    return [code for code in dict.fromkeys(parties) if code != registry]


def records(session: Session, *, transfer_id: str = "") -> list[RecordView]:
    """The registries' records, oldest first; `transfer_id` "": of all transfers."""
    asked = select(TransferRecord).order_by(col(TransferRecord.id))
    if transfer_id:
        asked = asked.where(TransferRecord.transfer_id == transfer_id)
    return [
        RecordView(record=r.id, registry=r.registry_code, **_plain(r, "id", "registry_code"))
        for r in session.exec(asked)
    ]


def transfer_of(session: Session, transfer_id: str) -> TransferView | None:
    """The transfer with this id, or None."""
    found = session.exec(
        select(TransferRequest).where(TransferRequest.transfer_id == transfer_id)
    ).first()
    return _view(session, found) if found is not None and transfer_id else None


def messages(
    session: Session,
    *,
    transfer_id: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[MessageView]:
    """The messages of one transfer, or of all, newest first; `before` and `after` page."""
    asked = Page(before, after, limit).of(select(TransferMessage), TransferMessage.id)
    if transfer_id:
        asked = asked.where(TransferMessage.transfer_id == transfer_id)
    return [MessageView(message=m.id, **_plain(m, "id")) for m in session.exec(asked)]


def message_by(session: Session, message: int) -> MessageView | None:
    """One message by its number, or None."""
    found = session.get(TransferMessage, message)
    return MessageView(message=found.id, **_plain(found, "id")) if found is not None else None


def unanswered(session: Session) -> list[MessageView]:
    """Messages that were lost or refused and not handled since, oldest first."""
    failed = (MessageState.LOST, MessageState.REFUSED)
    asked = select(TransferMessage).where(col(TransferMessage.state).in_(failed))
    found = []
    for one in session.exec(asked.order_by(col(TransferMessage.id))):
        if needs_repair(session, one):
            found.append(MessageView(message=one.id, **_plain(one, "id")))
    return found


def needs_repair(session: Session, message: TransferMessage) -> bool:
    """Whether a message was lost or refused, no other attempt was handled, and its transfer waits.

    A message refused before the acceptance has ended its transfer, and waits for nothing.
    """
    if message.state not in (MessageState.LOST, MessageState.REFUSED):
        return False
    others = select(TransferMessage).where(
        TransferMessage.sender == message.sender,
        TransferMessage.receiver == message.receiver,
        TransferMessage.sequence == message.sequence,
        TransferMessage.id != message.id,
    )
    failed = (MessageState.LOST, MessageState.REFUSED)
    if any(one.state not in failed or one.id > message.id for one in session.exec(others)):
        return False
    if message.state is MessageState.LOST:
        return True
    return message.answered_check == NOT_INTACT and message.kind in AFTER_ACCEPTED


def needed_repairs(session: Session, transfer: int) -> tuple[RepairStep, ...]:
    """The repairs that a transfer needs now: of lost messages, and of the log's record."""
    asked = session.get(TransferRequest, transfer)
    if asked is None or not asked.transfer_id:
        return ()
    sides = (asked.source_registry, asked.target_registry)
    found = []
    for one in unanswered(session):
        if one.transfer_id != asked.transfer_id:
            continue
        senders = sides if one.sender == LOG else (one.sender,)
        takers = sides if one.receiver == LOG else (one.receiver,)
        found.append(RepairStep("resend", one.message, senders))
        if all(step.kind != "redo" for step in found):
            found.append(RepairStep("redo", None, takers))
    of_log = of_keeper(session, LOG, asked.transfer_id)
    final = in_force(of_log, Entry.FINAL)
    source = of_keeper(session, asked.source_registry, asked.transfer_id)
    sent = in_force(source, Entry.DEBITED)
    if final is not None and sent is not None and final.digest != sent.digest:
        found.append(RepairStep("correct", None, sides))
    return tuple(found)


def possible(session: Session, transfer: int, by: Actor) -> tuple[str, ...]:
    """The steps of a request that a seat can take now: of its holder, government, or manager."""
    asked, own = session.get(TransferRequest, transfer), participant(session, by.seat)
    if asked is None or own is None:
        return ()
    theirs = {
        "withdraw": asked.holder == by.seat,
        "approve": asked.source_registry == own.country,
        "reject": asked.source_registry == own.country,
        "accept": own.country in ("", asked.target_registry),
        "refuse": own.country in ("", asked.target_registry),
    }
    return tuple(
        move.trigger
        for move in TRANSFER.moves
        if move.source is asked.state
        and move.by is not None
        and not move.by.isdisjoint(by.offices)
        and theirs.get(move.trigger, False)
    )


def transfer_by(session: Session, transfer: int) -> TransferView | None:
    """One transfer request by its number, or None."""
    found = session.get(TransferRequest, transfer)
    return _view(session, found) if found is not None else None


def faults(session: Session) -> list[FaultView]:
    """The trainer's cards, newest first."""
    found = select(TransferFault).order_by(col(TransferFault.id).desc())
    return [FaultView(fault=one.id, **_plain(one, "id")) for one in session.exec(found)]


def repairs(session: Session, *, transfer_id: str = "") -> list[RepairView]:
    """The documented repairs, newest first; `transfer_id` "": of all transfers."""
    found = select(TransferRepair).order_by(col(TransferRepair.id).desc())
    if transfer_id:
        found = found.where(TransferRepair.transfer_id == transfer_id)
    return [RepairView(repair=one.id, **_plain(one, "id")) for one in session.exec(found)]


def _plain(row: SQLModel, *without: str) -> dict[str, Any]:
    """The columns of a row, enum values as text."""
    kept = row.model_dump(exclude=set(without))
    return {k: str(v) if isinstance(v, StrEnum) else v for k, v in kept.items()}


def blocked_by_requests(session: Session) -> list[Blocked]:
    """Tonnes that open requests block, by holder, registry and batch, in that order."""
    lines = session.exec(
        select(
            TransferRequest.holder,
            TransferRequest.source_registry,
            TransferLine.asset,
            TransferLine.quantity,
        )
        .join(TransferLine, col(TransferLine.request) == col(TransferRequest.id))
        .where(TransferRequest.state == TransferState.REQUESTED)
    )
    sums: dict[tuple[str, str, int], int] = {}
    for holder, registry, asset, quantity in lines:
        place = (holder, registry, asset)
        sums[place] = sums.get(place, 0) + quantity
    return [Blocked(*place, quantity) for place, quantity in sorted(sums.items())]


def _view(session: Session, found: TransferRequest) -> TransferView:
    lines = session.exec(
        select(TransferLine.asset, TransferLine.quantity)
        .where(TransferLine.request == found.id)
        .order_by(col(TransferLine.id))
    )
    kept = found.model_dump(exclude={"id", "state"})
    lots = tuple((asset, quantity) for asset, quantity in lines)
    return TransferView(transfer=found.id, state=str(found.state), lots=lots, **kept)
