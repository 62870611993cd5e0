"""Request a transfer, approve, accept, refuse, reject or withdraw it; what falls due.

An approved transfer goes from registry to log to registry by messages, which these commands begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from ledger.accounts import HOLDING, HOLDING_BLOCKED, SET_ASIDE
from ledger.books import Books
from ledger.kernel.text import is_readable
from ledger.posting import Leg, Posted
from ledger.transactions import CREDIT_BLOCK, CREDIT_RELEASE, TRANSFER_PROPOSE
from registry.command import Arguments, Command, Nothing, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments import queries as adjusted
from registry.programme.adjustments.ranges import next_in_line
from registry.programme.authorisation.models import Purpose
from registry.programme.issuance.models import CCER, SHARED
from registry.programme.movements import commands as movements
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours
from registry.programme.transfers import records
from registry.programme.transfers.checks import (
    Asked,
    covers_of,
    failed_checks,
    linked,
    sending_account,
)
from registry.programme.transfers.deadlines import reply_due
from registry.programme.transfers.errors import (
    ApprovalMissing,
    RepairReasonMissing,
    TransferUnknown,
)
from registry.programme.transfers.faults import require_online
from registry.programme.transfers.held import refuse_held
from registry.programme.transfers.machine import BEFORE_ACCEPTED, GOVERNMENTS, HOLDERS, TRANSFER
from registry.programme.transfers.models import (
    LOG,
    Entry,
    MessageKind,
    TransferLine,
    TransferMessage,
    TransferRequest,
    TransferState,
)
from registry.programme.transfers.network import Network
from registry.programme.transfers.queries import lines_of
from registry.programme.transfers.steps import (
    TIMED_OUT,
    because_of,
    call_off,
    is_closed,
    network,
    way_of,
)
from registry.records import next_key, refuse, require_choice, require_role
from registry.roles import Actor, Role

NOT_TAKEN = 7007
"""The check under which a manager refuses: the receiving account does not take the credits."""


class RequestTransfer(Arguments):
    """A cross-border transfer; `asset` null takes batches first in first out.

    `receiver` is a seat or the number of an account, null for the holder itself.
    """

    source: Text
    target: Text
    unit: Text = "BRC"
    asset: Number | None = None
    quantity: Tonnes
    purpose: Text
    receiver: Text | None = None


class OneTransfer(Arguments):
    """A transfer request by its number."""

    transfer: Number


class Declined(OneTransfer):
    """A transfer request by its number, and why it is refused."""

    reason: Text


def request(
    books: Books,
    *,
    source: str,
    target: str,
    unit: str,
    asset: int | None,
    quantity: int,
    purpose: str,
    receiver: str | None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Request a transfer to another registry; the credits are blocked until the decision."""
    session = books.session
    require_role(by, procedure="transfer", step="request", roles=HOLDERS)
    codes = [registry.code for registry in registries.registries(session)]
    require_choice("source", source, codes)
    require_choice("target", target, codes)
    units = (*SHARED, CCER) if asset is None else (participants.find_credit(books, asset).unit,)
    require_choice("unit", unit, units)
    require_choice("purpose", purpose, Purpose)
    seat, kept_in, unknown = standing.receiver_of(books, receiver or by.seat)
    refuse(unknown)
    if kept_in:
        require_choice("target", target, [kept_in])
    asked = Asked(source, target, unit, asset, quantity, purpose, by.seat, seat)
    refuse(failed_checks(books, asked, at=at))
    refuse_held(books, owner=by.seat, registry=source)

    lots = books.fifo(by.seat, source, asked.assets(books), quantity)
    if held := _held(books, asked, receiver, lots, by=by, at=at):
        return held

    number = enter(books, asked, lots, at=at)
    named = {"receiver": seat} if kept_in else {}
    return {"transfer": number, "quantity": quantity, "lots": [list(lot) for lot in lots]} | named


def enter(books: Books, asked: Asked, lots: Sequence[tuple[int, int]], *, at: int) -> int:
    """Enter a request for these (batch, tonnes), and block them; the number of it."""
    session = books.session
    number = next_key(session, TransferRequest.id)
    legs = [_blocking(books, asked.holder, asked.source, asset, tonnes) for asset, tonnes in lots]
    books.post(CREDIT_BLOCK, legs=legs, because=f"transfer {number}")
    session.add(
        TransferRequest(
            id=number,
            source_registry=asked.source,
            target_registry=asked.target,
            unit=asked.unit,
            holder=asked.holder,
            receiver=asked.receiver,
            purpose=asked.purpose,
            quantity=asked.quantity,
            state=TRANSFER.initial,
            requested_at=at,
            failed_check=0,
        )
    )
    for batch, tonnes in lots:
        line = next_key(session, TransferLine.id)
        session.add(TransferLine(id=line, request=number, asset=batch, quantity=tonnes))
        session.flush()
    return number


def _held(
    books: Books,
    asked: Asked,
    receiver: str | None,
    lots: list[tuple[int, int]],
    *,
    by: Actor,
    at: int,
) -> dict[str, Any] | None:
    """The movement as which a request waits for its approval; None: it needs none."""
    given = {
        "source": asked.source, "target": asked.target, "unit": asked.unit, "asset": asked.asset,
        "quantity": asked.quantity, "purpose": asked.purpose, "receiver": receiver,
    }  # fmt: skip
    return movements.hold(
        books, command="transfer.request", registry=asked.source, lots=lots, arguments=given,
        to=(asked.receiver, asked.target), by=by, at=at,
    )  # fmt: skip


def approve(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Propose the transfer to the log: its serials are fixed and set aside until it is decided.

    The authorisation is checked again, since other transfers may have used it in the meantime;
    from now on its tonnes are kept for this one.
    """
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "approve", offices=by.offices)
    source = asked.source_registry
    participants.require_country(session, by=by, country=source, step="transfer.approve")
    require_online(session, source, at)
    refuse_held(books, owner=asked.holder, registry=source)
    lines = lines_of(session, transfer)
    ranges = {
        line.asset: next_in_line(
            books,
            HOLDING_BLOCKED,
            line.asset,
            owner=asked.holder,
            registry=source,
            quantity=line.quantity,
        )
        for line in lines
    }
    failed = sending_account(books, holder=asked.holder, source=source)
    failed += linked(books, source=source, target=asked.target_registry, assets=ranges)
    covered, uncovered = covers_of(books, way_of(asked), ranges, at=at)
    refuse([*failed, *uncovered])
    # From here on the transfer must be proposed.
    asked.transfer_id = _next_transfer_id(session, asked)
    posted = books.post(
        TRANSFER_PROPOSE,
        legs=[_setting_aside(books, asked, line) for line in lines],
        because=because_of(asked),
    )
    assert ranges == _by_asset(lines, posted), "other serials were set aside than were checked"
    for one in covered:
        adjustments.pledge(
            books,
            asset=one.asset,
            quantity=one.quantity,
            authorisation=one.authorisation,
            because=because_of(asked),
        )
    asked.set_aside_as, asked.decided_by, asked.decided_at = posted.transaction, by.seat, at
    asked.state, asked.ends_at = after, reply_due(session, at)
    records.write(
        session,
        keeper=source,
        asked=asked,
        entry=Entry.PROPOSED,
        ranges=records.spelled(session, ranges),
        posted_as=posted.transaction,
        at=at,
    )
    network(books, at=at).send(MessageKind.PROPOSAL, asked, to_log=True, other=source)
    return _as_it_stands(asked)


def accept(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Accept a proposed transfer; with the log's record of it the sender must debit."""
    session = books.session
    asked = find(session, transfer)
    partner = asked.target_registry
    if asked.state is TransferState.REQUESTED and by.holds([Role.REGISTRY_MANAGER]):
        participants.require_country(session, by=by, country=partner, step="transfer.accept")
        raise ApprovalMissing(transfer=transfer, registry=asked.source_registry)
    after = TRANSFER.after(asked.state, "accept", offices=by.offices)
    participants.require_country(session, by=by, country=partner, step="transfer.accept")
    require_online(session, partner, at)

    refuse(standing.receiving_checks(books, seat=asked.receiver, registry=partner))
    kept = records.of_keeper(session, partner, asked.transfer_id)[0]
    records.write(
        session, keeper=partner, asked=asked, entry=Entry.ACCEPTED, ranges=kept.ranges, at=at
    )
    asked.accepted_by, asked.state, asked.ends_at = by.seat, after, reply_due(session, at)
    network(books, at=at).send(MessageKind.ACCEPTANCE, asked, to_log=True, other=partner)
    credited = asked.quantity if asked.received_as is not None else 0
    first = adjusted.first_transferred_t(session, because_of(asked))
    return _as_it_stands(asked) | {"credited": credited, "first_transferred": first}


def decline(books: Books, *, transfer: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """The receiving registry's manager refuses a proposed transfer; the sender gives it back."""
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "refuse", offices=by.offices)
    partner = asked.target_registry
    participants.require_country(session, by=by, country=partner, step="transfer.refuse")
    if not is_readable(reason):
        raise RepairReasonMissing()
    require_online(session, partner, at)

    kept = records.of_keeper(session, partner, asked.transfer_id)[0]
    asked.accepted_by, asked.state, asked.ends_at = by.seat, after, reply_due(session, at)
    asked.failed_check = NOT_TAKEN
    records.write(
        session, keeper=partner, asked=asked, entry=Entry.REFUSED, ranges=kept.ranges,
        failed_check=NOT_TAKEN, at=at,
    )  # fmt: skip
    network(books, at=at).send(
        MessageKind.REFUSAL, asked, to_log=True, other=partner, check=NOT_TAKEN
    )
    return _as_it_stands(asked)


def due(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """Deliver the messages whose delay is over, and end or mark the transfers without a reply."""
    session = books.session
    net = network(books, at=at)
    delivered, late = [], []
    waiting = select(TransferMessage.id).where(col(TransferMessage.due_at) <= at)
    for number in list(session.exec(waiting.order_by(col(TransferMessage.id)))):
        message = session.get(TransferMessage, number)
        # An earlier one may have ended the transfer, and with it this message.
        if message is not None and message.due_at is not None:
            net.deliver_due(message)
            delivered.append(number)
    ending = select(TransferRequest).where(col(TransferRequest.ends_at) <= at)
    for asked in list(session.exec(ending.order_by(col(TransferRequest.id)))):
        if asked.ends_at is None or asked.ends_at > at:
            continue
        late.append([asked.id, _too_late(net, asked)])
    session.flush()
    return {"delivered": delivered, "late": late}


def _too_late(net: Network, asked: TransferRequest) -> str:
    """End a transfer without a reply, or mark it if it can no longer be called off."""
    undecided = asked.state in BEFORE_ACCEPTED or asked.state is TransferState.REFUSED
    if undecided and not is_closed(net.session, LOG, asked):
        call_off(net, asked, "time_out", TIMED_OUT)
    else:
        asked.overdue, asked.ends_at = True, None
    return str(asked.state)


def reject(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Reject a request; its credits are released to the holder."""
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "reject", offices=by.offices)
    participants.require_country(
        session, by=by, country=asked.source_registry, step="transfer.reject"
    )
    return _call_off(books, asked, after, by=by, at=at)


def withdraw(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's own request before the decision; its credits are released."""
    asked = find(books.session, transfer)
    after = TRANSFER.after(asked.state, "withdraw", offices=by.offices)
    if asked.holder != by.seat:
        raise NotYours(subject=f"transfer {transfer}", owner=asked.holder, seat=by.seat)
    return _call_off(books, asked, after, by=by, at=at)


def find(session: Session, transfer: int) -> TransferRequest:
    """The request with this number; refuses with TransferUnknown."""
    found = session.get(TransferRequest, transfer)
    if found is None:
        raise TransferUnknown(transfer=transfer)
    return found


def _call_off(
    books: Books, asked: TransferRequest, after: TransferState, *, by: Actor, at: int
) -> dict[str, Any]:
    legs = []
    for line in lines_of(books.session, asked.id):
        block = _blocking(books, asked.holder, asked.source_registry, line.asset, line.quantity)
        legs.append(Leg(block.target, block.source, block.asset, block.quantity))
    books.post(CREDIT_RELEASE, legs=legs, because=f"transfer {asked.id}")
    asked.decided_by, asked.decided_at = by.seat, at
    asked.state = after
    books.session.flush()
    return {"transfer": asked.id, "state": str(after), "released": asked.quantity}


def _as_it_stands(asked: TransferRequest) -> dict[str, Any]:
    return {
        "transfer": asked.id,
        "transfer_id": asked.transfer_id,
        "state": str(asked.state),
        "quantity": asked.quantity,
        "failed_check": asked.failed_check,
    }


def _by_asset(lines: list[TransferLine], posted: Posted) -> dict[int, list[tuple[int, int]]]:
    moved = zip(lines, posted.ranges, strict=True)
    return {line.asset: list(parts) for line, parts in moved}


def _next_transfer_id(session: Session, asked: TransferRequest) -> str:
    source = registries.registry(session, asked.source_registry).number
    target = registries.registry(session, asked.target_registry).number
    before = (
        select(func.count())
        .select_from(TransferRequest)
        .where(
            TransferRequest.source_registry == asked.source_registry,
            TransferRequest.target_registry == asked.target_registry,
            TransferRequest.transfer_id != "",
        )
    )
    return f"{source}>{target}-{session.exec(before).one() + 1:06d}"


def _blocking(books: Books, holder: str, registry: str, asset: int, quantity: int) -> Leg:
    return Leg(
        books.place(HOLDING, asset, owner=holder, registry=registry),
        books.place(HOLDING_BLOCKED, asset, owner=holder, registry=registry),
        asset,
        quantity,
    )


def _setting_aside(books: Books, asked: TransferRequest, line: TransferLine) -> Leg:
    holder, registry = asked.holder, asked.source_registry
    blocked = books.place(HOLDING_BLOCKED, line.asset, owner=holder, registry=registry)
    aside = books.place(SET_ASIDE, line.asset, owner=asked.transfer_id, registry=registry)
    return Leg(blocked, aside, line.asset, line.quantity)


movements.declare("transfer.request", request)

COMMANDS = (
    Command(
        name="transfer.request", en="Request transfer", zh="申请转让",
        done=("Transfer requested", "已申请转让"),
        not_done=("Transfer not requested", "未申请转让"),
        arguments=RequestTransfer, roles=HOLDERS, run=on_books(request),
    ),
    Command(
        name="transfer.approve", en="Approve transfer", zh="批准转让",
        done=("Transfer approved and proposed", "转让已批准并提出"),
        not_done=("Transfer not approved", "转让未批准"),
        arguments=OneTransfer, roles=GOVERNMENTS, run=on_books(approve),
    ),
    Command(
        name="transfer.accept", en="Accept transfer", zh="接收转让",
        done=("Transfer accepted", "转让已接收"),
        not_done=("Transfer not accepted", "转让未接收"),
        arguments=OneTransfer, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(accept),
    ),
    Command(
        name="transfer.refuse", en="Refuse transfer", zh="拒收转让",
        done=("Transfer refused", "转让已拒收"), not_done=("Transfer not refused", "转让未拒收"),
        arguments=Declined, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(decline),
    ),
    Command(
        name="transfer.reject", en="Reject transfer", zh="驳回转让",
        done=("Transfer rejected", "转让已驳回"),
        not_done=("Transfer not rejected", "转让未驳回"),
        arguments=OneTransfer, roles=GOVERNMENTS, run=on_books(reject),
    ),
    Command(
        name="transfer.withdraw", en="Withdraw transfer request", zh="撤回转让申请",
        done=("Transfer request withdrawn", "转让申请已撤回"),
        not_done=("Transfer request not withdrawn", "转让申请未撤回"),
        arguments=OneTransfer, roles=HOLDERS, run=on_books(withdraw),
    ),
    Command(
        name="transfer.due", en="Messages and replies due", zh="报文与答复到期",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_books(due), paused=True,
        by_people=False,
    ),
)  # fmt: skip
