"""Documented repairs: a message sent again, a step taken again, a record of the log corrected."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import OtherCountry
from registry.programme.transfers import records
from registry.programme.transfers.errors import (
    MessageUnknown,
    NothingToRepair,
    RecordAgrees,
    RepairReasonMissing,
    TransferUnknown,
)
from registry.programme.transfers.faults import require_online
from registry.programme.transfers.models import (
    LOG,
    Entry,
    RepairKind,
    TransferMessage,
    TransferRepair,
    TransferRequest,
)
from registry.programme.transfers.queries import needs_repair
from registry.programme.transfers.steps import network
from registry.records import next_key
from registry.roles import Actor, Role

_MANAGERS = frozenset({Role.REGISTRY_MANAGER})


class Resend(Arguments):
    """A message by its number, and why it is sent again."""

    message: Number
    reason: Text


class Redo(Arguments):
    """A transfer by its number, and why its outstanding step is taken from the sender's record."""

    transfer: Number
    reason: Text


class Correct(Arguments):
    """A complete transfer by its number, and why the log's record of it is corrected."""

    transfer: Number
    reason: Text


def resend(books: Books, *, message: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Send a lost or refused message again; it goes to the same place under the same number.

    It may be lost again. The manager of its registry sends it; one of the log, either manager.
    """
    session = books.session
    found = session.get(TransferMessage, message)
    if found is None:
        raise MessageUnknown(message=message)
    net = network(books, at=at)
    asked = net.asked(found)
    sides = (asked.source_registry, asked.target_registry)
    _require_side(session, by, "transfer.resend", sides if found.sender == LOG else (found.sender,))
    _require_reason(reason)
    if not needs_repair(session, found):
        raise NothingToRepair(subject=f"message {message}", state=str(found.state))

    _document(session, RepairKind.RESEND, asked, reason, message=message, by=by, at=at)
    again = net.resend(found, asked)
    return {
        "message": again.id,
        "message_state": str(again.state),
        "transfer": asked.id,
        "state": str(asked.state),
    }


def redo(books: Books, *, transfer: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Take the step at which a transfer is held up, as its sender has it on record.

    No message is sent for it. The manager of the registry that must act takes it; a step of the
    log, either manager.
    """
    session = books.session
    asked = _find(session, transfer)
    held_up = _held_up(session, asked)
    sides = (asked.source_registry, asked.target_registry)
    receiver = held_up.receiver if held_up is not None else LOG
    _require_side(session, by, "transfer.redo", sides if receiver == LOG else (receiver,))
    _require_reason(reason)
    if held_up is None:
        raise NothingToRepair(subject=f"transfer {transfer}", state=str(asked.state))
    for registry in {held_up.sender, held_up.receiver} - {LOG}:
        require_online(session, registry, at)

    _document(session, RepairKind.REDO, asked, reason, message=held_up.id, by=by, at=at)
    network(books, at=at).take_over(held_up, asked)
    return {"transfer": transfer, "step": str(held_up.kind), "state": str(asked.state)}


def correct(books: Books, *, transfer: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Correct the log's record of a complete transfer to what both registries have on record."""
    session = books.session
    asked = _find(session, transfer)
    sides = (asked.source_registry, asked.target_registry)
    _require_side(session, by, "transfer.correct", sides)
    _require_reason(reason)
    of_log = records.of_keeper(session, LOG, asked.transfer_id)
    final = records.in_force(of_log, Entry.FINAL)
    if final is None:
        raise NothingToRepair(subject=f"transfer {transfer}", state=str(asked.state))
    source = records.of_keeper(session, asked.source_registry, asked.transfer_id)
    sent = records.in_force(source, Entry.DEBITED)
    assert sent is not None, "complete without a debit"
    if final.digest == sent.digest:
        raise RecordAgrees(transfer_id=asked.transfer_id)

    first = next(one for one in of_log if one.entry is Entry.FINAL)
    assert final is first, "a correction that differs from the registries"
    _document(session, RepairKind.CORRECT, asked, reason, record=first.id, by=by, at=at)
    records.write(
        session, keeper=LOG, asked=asked, entry=Entry.CORRECTED, ranges=sent.ranges,
        corrects=first.id, at=at,
    )  # fmt: skip
    return {"transfer": transfer, "recorded": final.quantity, "corrected": sent.quantity}


def _held_up(session: Session, asked: TransferRequest) -> TransferMessage | None:
    """The message that a transfer waits for: lost or refused, and not handled since."""
    found = select(TransferMessage).where(
        TransferMessage.transfer_id == asked.transfer_id, TransferMessage.transfer_id != ""
    )
    for message in session.exec(found.order_by(col(TransferMessage.id))):
        if needs_repair(session, message):
            return message
    return None


def _find(session: Session, transfer: int) -> TransferRequest:
    found = session.get(TransferRequest, transfer)
    if found is None:
        raise TransferUnknown(transfer=transfer)
    return found


def _require_side(session: Session, by: Actor, step: str, registries: tuple[str, ...]) -> None:
    """Refuse a manager of another registry; a manager without a country serves all."""
    own = participants.find(session, by.seat).country
    if own and own not in registries:
        raise OtherCountry(step=step, country=", ".join(registries), seat=by.seat, own=own)


def _require_reason(reason: str) -> None:
    if not is_readable(reason):
        raise RepairReasonMissing()


def _document(
    session: Session,
    kind: RepairKind,
    asked: TransferRequest,
    reason: str,
    *,
    message: int | None = None,
    record: int | None = None,
    by: Actor,
    at: int,
) -> None:
    session.add(
        TransferRepair(
            id=next_key(session, TransferRepair.id),
            kind=kind,
            transfer_id=asked.transfer_id,
            message=message,
            record=record,
            reason=reason.strip(),
            by=by.seat,
            at=at,
        )
    )
    session.flush()


COMMANDS = (
    Command(
        name="transfer.resend", en="Resend message", zh="重发报文",
        done=("Message sent again", "报文已重发"),
        not_done=("Message not sent again", "未重发报文"),
        arguments=Resend, roles=_MANAGERS, run=on_books(resend),
    ),
    Command(
        name="transfer.redo", en="Redo step", zh="补做步骤",
        done=("Step taken", "步骤已补做"), not_done=("Step not taken", "未补做步骤"),
        arguments=Redo, roles=_MANAGERS, run=on_books(redo),
    ),
    Command(
        name="transfer.correct", en="Correct log record", zh="更正日志记录",
        done=("Record of the log corrected", "日志记录已更正"),
        not_done=("Record not corrected", "未更正日志记录"),
        arguments=Correct, roles=_MANAGERS, run=on_books(correct),
    ),
)  # fmt: skip
