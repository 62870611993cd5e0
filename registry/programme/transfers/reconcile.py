"""The keepers' records against each other and against the books, transfer by transfer.

It lists differences and corrects nothing; `reconciliation.py` compares accounts and blocks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from ledger import queries as books
from ledger.accounts import HOLDING, IN_TRANSIT
from registry.programme.adjustments.ranges import Range
from registry.programme.transfers import records
from registry.programme.transfers.models import (
    LOG,
    Direction,
    Entry,
    TransferRecord,
    TransferRequest,
)
from registry.programme.transfers.records import digest, spelled

QUANTITY, RANGES, DIGEST = "quantity", "ranges", "digest"
MISSING, UNKNOWN, TRANSACTION = "missing", "unknown", "transaction"

_WORDS = {
    QUANTITY: ("the quantity", "数量"),
    RANGES: ("the serial ranges", "序列号段"),
    DIGEST: ("the digest", "摘要"),
    TRANSACTION: ("the transaction", "分录"),
}


@dataclass(frozen=True)
class Difference:
    """One difference: where it was found, in what, what stands there and what should."""

    transfer_id: str
    registry: str
    against: str
    what: str
    recorded: str
    expected: str

    @property
    def en(self) -> str:
        """The difference as a sentence."""
        who = "the log" if self.registry == LOG else f"the {self.registry} registry"
        if self.what == MISSING:
            return f"{self.transfer_id}: {who} has no record."
        if self.what == UNKNOWN:
            return f"{self.transfer_id}: {who} records an unsent transfer."
        return (
            f"{self.transfer_id}: {_WORDS[self.what][0]} in the record of {who}"
            f" is {self.recorded}; {self.against} has {self.expected}."
        )

    @property
    def zh(self) -> str:
        """The difference as a Chinese sentence."""
        who = "日志" if self.registry == LOG else f"{self.registry} 登记簿"
        if self.what == MISSING:
            return f"{self.transfer_id}：{who}没有记录。"
        if self.what == UNKNOWN:
            return f"{self.transfer_id}：{who}记录了从未发出的转让。"
        return (
            f"{self.transfer_id}：{who}记录的{_WORDS[self.what][1]}为"
            f" {self.recorded}，{self.against} 为 {self.expected}。"
        )


@dataclass(frozen=True)
class _Moved:
    """Tonnes and serials that one transaction moved in the books."""

    quantity: int
    ranges: str


def reconcile(session: Session, *registries: str) -> list[Difference]:
    """The differences between the records of each pair of registries, the log, and the books."""
    sent = session.exec(
        select(TransferRequest)
        .where(
            col(TransferRequest.source_registry).in_(registries),
            col(TransferRequest.target_registry).in_(registries),
            col(TransferRequest.sent_as).is_not(None),
        )
        .order_by(col(TransferRequest.sent_as))
    )
    found: list[Difference] = []
    expected: set[tuple[str, str]] = set()
    for transfer in list(sent):
        expected.add((transfer.source_registry, transfer.transfer_id))
        if transfer.received_as is not None:
            expected.add((transfer.target_registry, transfer.transfer_id))
        if transfer.completed_at is not None:
            expected.add((LOG, transfer.transfer_id))
        found += _differences(session, transfer)
    return found + list(_never_sent(session, registries, expected))


def _differences(session: Session, transfer: TransferRequest) -> Iterator[Difference]:
    out = _record(session, transfer.source_registry, transfer, Entry.DEBITED)
    assert transfer.sent_as is not None
    yield from _against_books(session, transfer, out, Direction.OUT, transfer.sent_as)
    received = _record(session, transfer.target_registry, transfer, Entry.CREDITED)
    if transfer.received_as is not None:
        yield from _against_books(session, transfer, received, Direction.IN, transfer.received_as)
    final = _record(session, LOG, transfer, Entry.FINAL)
    if transfer.completed_at is not None and final is None:
        yield Difference(transfer.transfer_id, LOG, "", MISSING, "-", transfer.transfer_id)
    if out is None:
        return
    for other in (received, final):
        if other is not None:
            yield from _between(out, other)


def _between(out: TransferRecord, other: TransferRecord) -> Iterator[Difference]:
    """What differs between the sender's record and another keeper's."""
    first, second = (other, out) if other.registry_code == LOG else (out, other)
    against = second.registry_code
    pairs = (
        (QUANTITY, str(first.quantity), str(second.quantity)),
        (RANGES, first.ranges, second.ranges),
        (DIGEST, first.digest, second.digest),
    )
    for what, here, there in pairs:
        if here != there:
            yield Difference(out.transfer_id, first.registry_code, against, what, here, there)


def _against_books(
    session: Session,
    transfer: TransferRequest,
    record: TransferRecord | None,
    direction: Direction,
    transaction: int,
) -> Iterator[Difference]:
    registry = transfer.source_registry if direction is Direction.OUT else transfer.target_registry
    if record is None:
        yield Difference(transfer.transfer_id, registry, "", MISSING, "-", str(transaction))
        return
    moved = _moved(session, transfer, direction, transaction)
    pairs = (
        (TRANSACTION, str(record.posted_as), str(transaction)),
        (QUANTITY, str(record.quantity), str(moved.quantity)),
        (RANGES, record.ranges, moved.ranges),
        (DIGEST, record.digest, digest(moved.ranges)),
    )
    for what, recorded, expected in pairs:
        if recorded != expected:
            against = f"transaction {transaction}"
            yield Difference(transfer.transfer_id, registry, against, what, recorded, expected)


def _moved(
    session: Session, transfer: TransferRequest, direction: Direction, transaction: int
) -> _Moved:
    """The ranges that reached the in-transit account, or the receiver's holding."""
    if direction is Direction.OUT:
        kind, owner = IN_TRANSIT, transfer.transfer_id
    else:
        kind, owner = HOLDING, transfer.receiver
    ranges: dict[int, list[Range]] = {}
    quantity = 0
    for block in books.blocks_of_transaction(session, transaction):
        if block.kind == kind.name and block.owner == owner:
            ranges.setdefault(block.asset, []).append((block.first, block.last))
            quantity += block.quantity
    return _Moved(quantity, spelled(session, ranges))


def _record(
    session: Session, keeper: str, transfer: TransferRequest, entry: Entry
) -> TransferRecord | None:
    return records.in_force(records.of_keeper(session, keeper, transfer.transfer_id), entry)


_DONE = (Entry.DEBITED, Entry.CREDITED, Entry.FINAL)


def _never_sent(
    session: Session, registries: tuple[str, ...], expected: set[tuple[str, str]]
) -> Iterator[Difference]:
    """Records of a movement, by these registries or the log, without one from or to them.

    Transfers with a registry that is not compared are skipped.
    """
    known = session.exec(
        select(TransferRequest.transfer_id).where(
            or_(
                col(TransferRequest.source_registry).not_in(registries),
                col(TransferRequest.target_registry).not_in(registries),
            )
        )
    )
    elsewhere = set(known)
    moved = session.exec(
        select(TransferRecord)
        .where(
            col(TransferRecord.registry_code).in_((*registries, LOG)),
            col(TransferRecord.entry).in_(_DONE),
            # The log notes the sender's debit while the transfer is still under way.
            (TransferRecord.registry_code != LOG) | (TransferRecord.entry == Entry.FINAL),
        )
        .order_by(col(TransferRecord.id))
    )
    for record in moved:
        place = (record.registry_code, record.transfer_id)
        if place not in expected and record.transfer_id not in elsewhere:
            yield Difference(record.transfer_id, record.registry_code, "", UNKNOWN, "-", "-")
