"""Reconciliation: registries' records against each other, pair by pair, and against the books.

It lists differences and corrects nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from ledger import queries as books
from ledger.accounts import HOLDING, IN_TRANSIT
from registry.programme.adjustments.ranges import Range
from registry.programme.transfers.models import Direction, TransferRecord, TransferRequest
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
        if self.what == MISSING:
            return f"{self.transfer_id}: the {self.registry} registry has no record."
        if self.what == UNKNOWN:
            return f"{self.transfer_id}: the {self.registry} registry records an unsent transfer."
        return (
            f"{self.transfer_id}: {_WORDS[self.what][0]} in the {self.registry} registry's record"
            f" is {self.recorded}; {self.against} has {self.expected}."
        )

    @property
    def zh(self) -> str:
        """The difference as a Chinese sentence."""
        if self.what == MISSING:
            return f"{self.transfer_id}：{self.registry} 登记簿没有记录。"
        if self.what == UNKNOWN:
            return f"{self.transfer_id}：{self.registry} 登记簿记录了从未发出的转让。"
        return (
            f"{self.transfer_id}：{self.registry} 登记簿记录的{_WORDS[self.what][1]}为"
            f" {self.recorded}，{self.against} 为 {self.expected}。"
        )


@dataclass(frozen=True)
class _Moved:
    """Tonnes and serials that one transaction moved in the books."""

    quantity: int
    ranges: str


def reconcile(session: Session, *registries: str) -> list[Difference]:
    """The differences between the records of each pair of registries, and from the books."""
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
        found += _differences(session, transfer)
    return found + list(_never_sent(session, registries, expected))


def _differences(session: Session, transfer: TransferRequest) -> Iterator[Difference]:
    out = _record(session, transfer.source_registry, transfer.transfer_id)
    assert transfer.sent_as is not None
    yield from _against_books(session, transfer, out, Direction.OUT, transfer.sent_as)
    if transfer.received_as is None:
        return
    received = _record(session, transfer.target_registry, transfer.transfer_id)
    yield from _against_books(session, transfer, received, Direction.IN, transfer.received_as)
    if out is None or received is None:
        return
    other = f"{received.registry_code}"
    pairs = (
        (QUANTITY, str(out.quantity), str(received.quantity)),
        (RANGES, out.ranges, received.ranges),
        (DIGEST, out.digest, received.digest),
    )
    for what, here, there in pairs:
        if here != there:
            yield Difference(transfer.transfer_id, out.registry_code, other, what, here, there)


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
        kind, owner = IN_TRANSIT, f"{transfer.source_registry}>{transfer.target_registry}"
    else:
        kind, owner = HOLDING, transfer.receiver
    ranges: dict[int, list[Range]] = {}
    quantity = 0
    for block in books.blocks_of_transaction(session, transaction):
        if block.kind == kind.name and block.owner == owner:
            ranges.setdefault(block.asset, []).append((block.first, block.last))
            quantity += block.quantity
    return _Moved(quantity, spelled(session, ranges))


def _record(session: Session, registry: str, transfer_id: str) -> TransferRecord | None:
    return session.exec(
        select(TransferRecord).where(
            TransferRecord.registry_code == registry,
            TransferRecord.transfer_id == transfer_id,
        )
    ).first()


def _never_sent(
    session: Session, registries: tuple[str, ...], expected: set[tuple[str, str]]
) -> Iterator[Difference]:
    """Records of these registries without a transfer from or to them.

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
    records = session.exec(
        select(TransferRecord)
        .where(col(TransferRecord.registry_code).in_(registries))
        .order_by(col(TransferRecord.id))
    )
    for record in records:
        place = (record.registry_code, record.transfer_id)
        if place not in expected and record.transfer_id not in elsewhere:
            yield Difference(record.transfer_id, record.registry_code, "", UNKNOWN, "-", "-")
