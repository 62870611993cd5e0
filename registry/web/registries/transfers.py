"""Transfers between registries: the list, and one with its messages, records and repairs."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.participants.queries import registries
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.faults import offline_until
from registry.programme.transfers.models import LOG
from registry.programme.transfers.queries import MessageView, RecordView, TransferView
from registry.programme.transfers.reconcile import reconcile
from registry.programme.transfers.records import digest
from registry.roles import Actor, Role
from registry.web.frame.acts import Told, act, actor_of, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.holdings import transfer_serials
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.registries.contexts import (
    MessageLine,
    RecordLine,
    RepairLine,
    TransferLine,
    TransferPage,
    TransfersPage,
)
from registry.web.registries.paging import before_of, pages
from registry.web.registries.reconciliation import line_of

ROWS = 30
MESSAGES_MOST = 200
_ENDED_BADLY = ("refused", "timed_out", "rejected", "returned")
_MESSAGE_TONES = {"delivered": "done", "lost": "refuse", "refused": "refuse", "void": "neutral",
                  "repeated": "neutral"}  # fmt: skip


def transfers_page(visitor: Visitor, session: Session) -> TransfersPage:
    """The transfers of the lesson, newest first."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    before = before_of(visitor)
    found = transfers.transfers(session, before=before, limit=ROWS + 1)
    at = visitor.view["clock"]["at"]
    codes = [one.code for one in registries(session)]
    off = [(code, until) for code in codes if (until := offline_until(session, code, at))]
    older, newest = pages("registry_transfers", found, ROWS, before, key=lambda one: one.transfer)
    return TransfersPage(
        rows=tuple(_line(session, names, one, by) for one in found[:ROWS]),
        offline=tuple(off),
        compared=tuple(line_of(names, one) for one in compared.latest(session)),
        older_href=older,
        newest_href=newest,
    )


def transfer_page(visitor: Visitor, session: Session, number: int) -> TransferPage | None:
    """One transfer; None if there is none of this number."""
    one = transfers.transfer_by(session, number)
    if one is None:
        return None
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("registry_transfer", transfer=number))
    of_it = one.transfer_id
    kept = transfers.records(session, transfer_id=of_it) if of_it else []
    sent = transfers.messages(session, transfer_id=of_it, limit=MESSAGES_MOST) if of_it else []
    differing = reconcile(session, one.source_registry, one.target_registry) if of_it else []
    return TransferPage(
        line=_line(session, names, one, by),
        purpose=one.purpose,
        decided_at=one.decided_at,
        accepted_by=names.seat(one.accepted_by),
        completed_at=one.completed_at,
        ranges=transfer_serials(session, names, one),
        records=tuple(_record(one, record, kept[0].digest) for record in kept),
        messages=tuple(_message(message) for message in reversed(sent)),
        repairs=_repairs(session, names, of_it),
        differences=tuple(
            names.both(zh=d.zh, en=d.en) for d in differing if d.transfer_id == of_it
        ),
        acts=_acts(session, names, one, by, told),
        repairing=_repairing(session, names, one, by, told),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _line(session: Session, names: Names, one: TransferView, by: Actor | None) -> TransferLine:
    steps = transfers.possible(session, one.transfer, by) if by is not None else ()
    return TransferLine(
        transfer=one.transfer,
        transfer_id=one.transfer_id,
        source=one.source_registry,
        target=one.target_registry,
        sender=names.seat(one.holder),
        receiver=names.seat(one.receiver),
        unit=one.unit,
        quantity=one.quantity,
        state=one.state,
        tone=_tone(one),
        requested_at=one.requested_at,
        ends_at=one.ends_at,
        overdue=one.overdue,
        failed_check=one.failed_check,
        mine=any(step != "withdraw" for step in steps),
        repair=bool(transfers.needed_repairs(session, one.transfer)),
    )


def _tone(one: TransferView) -> str:
    if one.state in _ENDED_BADLY or one.overdue:
        return "refuse"
    return {"completed": "done", "withdrawn": "neutral"}.get(one.state, "wait")


def _record(one: TransferView, record: RecordView, proposed: str) -> RecordLine:
    lane = "log" if record.registry == LOG else "source"
    if record.registry == one.target_registry:
        lane = "target"
    return RecordLine(
        record=record.record,
        lane=lane,
        keeper=record.registry,
        entry=record.entry,
        quantity=record.quantity,
        ranges=record.ranges,
        digest=record.digest,
        differs=record.digest != proposed,
        failed_check=record.failed_check,
        corrects=record.corrects,
        posted_as=record.posted_as,
        at=record.at,
    )


def _message(one: MessageView) -> MessageLine:
    return MessageLine(
        message=one.message,
        sender=one.sender,
        receiver=one.receiver,
        sequence=one.sequence,
        attempt=one.attempt,
        repeats=one.repeats,
        kind=one.kind,
        quantity=one.quantity,
        digest=one.digest,
        changed=digest(one.ranges) != one.digest,
        state=one.state,
        tone=_MESSAGE_TONES.get(one.state, "wait"),
        sent_at=one.sent_at,
        due_at=one.due_at,
        delivered_at=one.delivered_at,
        answered_check=one.answered_check,
    )


def _repairs(session: Session, names: Names, transfer_id: str) -> tuple[RepairLine, ...]:
    found = transfers.repairs(session, transfer_id=transfer_id) if transfer_id else []
    return tuple(
        RepairLine(
            repair=one.repair,
            kind=one.kind,
            message=one.message,
            record=one.record,
            reason=one.reason,
            name=names.seat(one.by),
            at=one.at,
        )
        for one in found
    )


def _acts(
    session: Session, names: Names, one: TransferView, by: Actor | None, told: Told
) -> tuple[Act, ...]:
    """The steps of a request that the visitor's seat can take now."""
    steps = transfers.possible(session, one.transfer, by) if by is not None else ()
    return tuple(
        act(
            names,
            f"transfer.{step}",
            told=told,
            tone="primary" if step in ("approve", "accept") else "refusing",
            arguments={"transfer": one.transfer},
            fields=(line("reason"),) if step == "refuse" else (),
        )
        for step in steps
    )


def _repairing(
    session: Session, names: Names, one: TransferView, by: Actor | None, told: Told
) -> tuple[Act, ...]:
    """The repairs that the visitor, as a registry's manager, can document now."""
    if by is None or not by.holds({Role.REGISTRY_MANAGER}):
        return ()
    country = names.country(by.seat)
    found = []
    for step in transfers.needed_repairs(session, one.transfer):
        if country and country not in step.registries:
            continue
        command = f"transfer.{step.kind}"
        named = {"message": step.message} if step.message else {"transfer": one.transfer}
        label = word(command, "actions", names.language)
        found.append(
            act(
                names, command, told=told, about=step.message or "", tone="primary",
                label=f"{label} {step.message}" if step.message else label,
                note=word(command, "registry_notes", names.language), arguments=named,
                fields=(line("reason"),),
            )
        )  # fmt: skip
    return tuple(found)
