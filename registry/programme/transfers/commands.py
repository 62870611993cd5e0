"""Request a transfer, approve, accept, reject or withdraw it.

Sending and crediting are two transactions through the in-transit account; no posting links the
accounts of two registries.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, func, select

from ledger.accounts import HOLDING, HOLDING_BLOCKED, IN_TRANSIT
from ledger.books import Books
from ledger.posting import Leg, Posted
from ledger.transactions import CREDIT_BLOCK, CREDIT_RELEASE, TRANSFER_RECEIVE, TRANSFER_SEND
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.models import Trigger
from registry.programme.adjustments.ranges import merged, next_in_line
from registry.programme.authorisation.models import Purpose
from registry.programme.issuance.models import BELT_AND_ROAD, CCER
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours
from registry.programme.transfers import records
from registry.programme.transfers.checks import Asked, covers_of, failed_checks, sending_account
from registry.programme.transfers.errors import OutOfOrder, TransferUnknown
from registry.programme.transfers.machine import GOVERNMENTS, HOLDERS, TRANSFER
from registry.programme.transfers.models import (
    Direction,
    TransferLine,
    TransferRequest,
    TransferState,
)
from registry.records import next_key, refuse, require_choice, require_role
from registry.roles import Actor, Role


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
    units = (
        (BELT_AND_ROAD, CCER) if asset is None else (participants.find_credit(books, asset).unit,)
    )
    require_choice("unit", unit, units)
    require_choice("purpose", purpose, Purpose)
    seat, kept_in, unknown = standing.receiver_of(books, receiver or by.seat)
    refuse(unknown)
    if kept_in:
        require_choice("target", target, [kept_in])
    asked = Asked(source, target, unit, asset, quantity, purpose, by.seat, seat)
    refuse(failed_checks(books, asked))

    number = next_key(session, TransferRequest.id)
    lots = books.fifo(by.seat, source, asked.assets(books), quantity)
    legs = [_blocking(books, by.seat, source, asset, tonnes) for asset, tonnes in lots]
    books.post(CREDIT_BLOCK, legs=legs, because=f"transfer {number}")
    session.add(
        TransferRequest(
            id=number,
            source_registry=source,
            target_registry=target,
            unit=unit,
            holder=by.seat,
            receiver=asked.receiver,
            purpose=purpose,
            quantity=quantity,
            state=TRANSFER.initial,
            requested_at=at,
        )
    )
    for batch, tonnes in lots:
        line = next_key(session, TransferLine.id)
        session.add(TransferLine(id=line, request=number, asset=batch, quantity=tonnes))
        session.flush()
    named = {"receiver": seat} if kept_in else {}
    return {"transfer": number, "quantity": quantity, "lots": [list(lot) for lot in lots]} | named


def approve(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Send the credits into transit; those that were never first transferred are now.

    The authorisation is checked again, since other transfers may have used it in the meantime.
    """
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "approve", role=by.role)
    participants.require_country(
        session, by=by, country=asked.source_registry, step="transfer.approve"
    )
    lines = lines_of(session, transfer)
    ranges = {
        line.asset: next_in_line(
            books,
            HOLDING_BLOCKED,
            line.asset,
            owner=asked.holder,
            registry=asked.source_registry,
            quantity=line.quantity,
        )
        for line in lines
    }
    covers, failed = covers_of(books, asked.source_registry, asked.purpose, ranges)
    refuse(sending_account(books, holder=asked.holder, source=asked.source_registry) + failed)

    # From here on the transfer must be sent.
    transfer_id = _next_transfer_id(session, asked)
    posted = books.post(
        TRANSFER_SEND,
        legs=[_sending(books, asked, line) for line in lines],
        because=f"transfer {transfer}",
    )
    sent = _by_asset(lines, posted)
    assert sent == {asset: merged(parts) for asset, parts in ranges.items()}
    marked = _mark(books, asked, sent, covers, because=f"transfer {transfer}", at=at)
    records.write(
        session,
        registry=asked.source_registry,
        transfer_id=transfer_id,
        direction=Direction.OUT,
        ranges=sent,
        posted_as=posted.transaction,
        at=at,
    )
    asked.transfer_id, asked.sent_as = transfer_id, posted.transaction
    asked.decided_by, asked.decided_at = by.seat, at
    asked.state = after
    session.flush()
    return {
        "transfer": transfer,
        "transfer_id": transfer_id,
        "state": str(after),
        "quantity": asked.quantity,
        "first_transferred": marked,
    }


def accept(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Credit a sent transfer to its receiver; transfers are credited in the order of sending."""
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "accept", role=by.role)
    participants.require_country(
        session, by=by, country=asked.target_registry, step="transfer.accept"
    )
    first = _first_sent(session, asked)
    if first.id != asked.id:
        raise OutOfOrder(
            earlier=first.transfer_id, transfer_id=asked.transfer_id, expected=first.id
        )

    refuse(standing.receiving_checks(books, seat=asked.receiver, registry=asked.target_registry))

    lines = lines_of(session, transfer)
    posted = books.post(
        TRANSFER_RECEIVE,
        legs=[_receiving(books, asked, line) for line in lines],
        because=f"transfer {transfer}",
    )
    records.write(
        session,
        registry=asked.target_registry,
        transfer_id=asked.transfer_id,
        direction=Direction.IN,
        ranges=_by_asset(lines, posted),
        posted_as=posted.transaction,
        at=at,
    )
    asked.received_as, asked.completed_at = posted.transaction, at
    asked.state = after
    session.flush()
    return {
        "transfer": transfer,
        "transfer_id": asked.transfer_id,
        "state": str(after),
        "credited": asked.quantity,
    }


def reject(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Reject a request; its credits are released to the holder."""
    session = books.session
    asked = find(session, transfer)
    after = TRANSFER.after(asked.state, "reject", role=by.role)
    participants.require_country(
        session, by=by, country=asked.source_registry, step="transfer.reject"
    )
    return _call_off(books, asked, after, by=by, at=at)


def withdraw(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's own request before the decision; its credits are released."""
    asked = find(books.session, transfer)
    after = TRANSFER.after(asked.state, "withdraw", role=by.role)
    if asked.holder != by.seat:
        raise NotYours(subject=f"transfer {transfer}", owner=asked.holder, seat=by.seat)
    return _call_off(books, asked, after, by=by, at=at)


def find(session: Session, transfer: int) -> TransferRequest:
    """The request with this number; refuses with TransferUnknown."""
    found = session.get(TransferRequest, transfer)
    if found is None:
        raise TransferUnknown(transfer=transfer)
    return found


def lines_of(session: Session, transfer: int) -> list[TransferLine]:
    """The lines of a request, in the order in which they were blocked."""
    found = select(TransferLine).where(TransferLine.request == transfer)
    return list(session.exec(found.order_by(col(TransferLine.id))))


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


def _mark(
    books: Books,
    asked: TransferRequest,
    sent: dict[int, list[tuple[int, int]]],
    covers: dict[str, str],
    *,
    because: str,
    at: int,
) -> int:
    """Record the first transfers among the sent serials; returns their tonnes.

    Credits that return to their host were first transferred before.
    """
    return sum(
        adjustments.first_transfer(
            books,
            asset=asset,
            ranges=parts,
            marked_by=Trigger.TRANSFER,
            receiver=asked.target_registry,
            authorisation=covers.get(books.batch(asset).project, ""),
            because=because,
            at=at,
        )
        for asset, parts in sent.items()
    )


def _by_asset(lines: list[TransferLine], posted: Posted) -> dict[int, list[tuple[int, int]]]:
    moved = zip(lines, posted.ranges, strict=True)
    return {line.asset: merged(parts) for line, parts in moved}


def _next_transfer_id(session: Session, asked: TransferRequest) -> str:
    source = registries.registry(session, asked.source_registry).number
    target = registries.registry(session, asked.target_registry).number
    before = (
        select(func.count())
        .select_from(TransferRequest)
        .where(
            TransferRequest.source_registry == asked.source_registry,
            TransferRequest.target_registry == asked.target_registry,
            col(TransferRequest.sent_as).is_not(None),
        )
    )
    return f"{source}>{target}-{session.exec(before).one() + 1:06d}"


def _first_sent(session: Session, asked: TransferRequest) -> TransferRequest:
    """The transfer sent first, in the same direction, of those not credited yet.

    The in-transit account is first in, first out, so only in this order a transfer keeps its own
    serials.
    """
    return (
        session.exec(
            select(TransferRequest)
            .where(
                TransferRequest.source_registry == asked.source_registry,
                TransferRequest.target_registry == asked.target_registry,
                TransferRequest.state == TransferState.SENT,
            )
            .order_by(col(TransferRequest.sent_as))
        ).first()
        or asked
    )


def _blocking(books: Books, holder: str, registry: str, asset: int, quantity: int) -> Leg:
    return Leg(
        books.place(HOLDING, asset, owner=holder, registry=registry),
        books.place(HOLDING_BLOCKED, asset, owner=holder, registry=registry),
        asset,
        quantity,
    )


def _sending(books: Books, asked: TransferRequest, line: TransferLine) -> Leg:
    holder, registry = asked.holder, asked.source_registry
    blocked = books.place(HOLDING_BLOCKED, line.asset, owner=holder, registry=registry)
    return Leg(blocked, _in_transit(books, asked, line.asset), line.asset, line.quantity)


def _receiving(books: Books, asked: TransferRequest, line: TransferLine) -> Leg:
    receiver, registry = asked.receiver, asked.target_registry
    holding = books.place(HOLDING, line.asset, owner=receiver, registry=registry)
    return Leg(_in_transit(books, asked, line.asset), holding, line.asset, line.quantity)


def _in_transit(books: Books, asked: TransferRequest, asset: int) -> int:
    pair = f"{asked.source_registry}>{asked.target_registry}"
    return books.place(IN_TRANSIT, asset, owner=pair)


COMMANDS = (
    Command(
        name="transfer.request", en="Request transfer", zh="申请转让",
        done=("Transfer requested", "已申请转让"),
        not_done=("Transfer not requested", "未申请转让"),
        arguments=RequestTransfer, roles=HOLDERS, run=on_books(request),
    ),
    Command(
        name="transfer.approve", en="Approve transfer", zh="批准转让",
        done=("Transfer approved and sent", "转让已批准并发出"),
        not_done=("Transfer not approved", "转让未批准"),
        arguments=OneTransfer, roles=GOVERNMENTS, run=on_books(approve),
    ),
    Command(
        name="transfer.accept", en="Accept transfer", zh="接收转让",
        done=("Transfer accepted and credited", "转让已接收并入账"),
        not_done=("Transfer not accepted", "转让未接收"),
        arguments=OneTransfer, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(accept),
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
)  # fmt: skip
