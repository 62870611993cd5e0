"""The records that registries and log keep of a transfer: canonical ranges and their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from ledger.kernel.ids import serial_range
from ledger.serials import CreditBatch
from registry.programme.adjustments.ranges import Range, merged
from registry.programme.participants import queries as participants
from registry.programme.transfers.models import (
    LOG,
    Direction,
    Entry,
    TransferRecord,
    TransferRequest,
)
from registry.records import next_key

CLOSING = (Entry.REFUSED, Entry.TIMED_OUT)
"""Entries after which a keeper takes no further step of the transfer."""


def spelled(session: Session, ranges: Mapping[int, Iterable[Range]]) -> str:
    """Ranges of assets in canonical form: `THA01-TH001-2027-1-679`, rising, one space between."""
    texts = []
    for asset in sorted(ranges):
        batch = session.get(CreditBatch, asset)
        assert batch is not None
        origin = participants.registry(session, batch.host).number
        for first, last in merged(ranges[asset]):
            texts.append(
                (batch.host, first, serial_range(origin, batch.project, batch.vintage, first, last))
            )
    return " ".join(text for _, _, text in sorted(texts))


def parsed(session: Session, text: str) -> dict[int, list[Range]]:
    """Asset -> ranges of a text in canonical form; ranges that no batch has are left out."""
    hosts = {one.number: one.code for one in participants.registries(session)}
    found: dict[int, list[Range]] = {}
    for part in text.split():
        origin, *_, first, last = part.split("-")
        asset = session.exec(
            select(CreditBatch.asset).where(
                CreditBatch.host == hosts.get(origin, ""),
                CreditBatch.first <= int(first),
                CreditBatch.last >= int(first),
            )
        ).first()
        if asset is not None:
            found.setdefault(asset, []).append((int(first), int(last)))
    return found


def of_batch(text: str, *, origin: str, first: int, last: int) -> list[Range]:
    """The ranges of a text in canonical form that begin within one batch: that of a host, whose
    number is `origin`, with the serials `first` to `last`.
    """
    found = []
    for part in text.split():
        number, *_, begins, ends = part.split("-")
        if number == origin and first <= int(begins) <= last:
            found.append((int(begins), int(ends)))
    return found


def shortened(ranges: str, by: int) -> str:
    """A text of ranges whose last range has so many serials less; its first serial always stays."""
    head, last = ranges.rsplit("-", 1)
    first = int(head.rsplit("-", 1)[1])
    return f"{head}-{max(first, int(last) - by)}"


def tonnes(ranges: str) -> int:
    """Number of serials in a text of ranges."""
    ends = (part.rsplit("-", 2)[1:] for part in ranges.split())
    return sum(int(last) - int(first) + 1 for first, last in ends)


def digest(ranges: str) -> str:
    """sha256 of ranges in canonical form, hex."""
    return hashlib.sha256(ranges.encode()).hexdigest()


def write(
    session: Session,
    *,
    keeper: str,
    asked: TransferRequest,
    entry: Entry,
    ranges: str,
    failed_check: int = 0,
    corrects: int = 0,
    posted_as: int | None = None,
    at: int,
) -> None:
    """Write one entry of a registry, or of the log, about a transfer."""
    session.add(
        TransferRecord(
            id=next_key(session, TransferRecord.id),
            registry_code=keeper,
            transfer_id=asked.transfer_id,
            direction=direction_of(keeper, asked),
            entry=entry,
            ranges=ranges,
            quantity=tonnes(ranges),
            digest=digest(ranges),
            failed_check=failed_check,
            corrects=corrects,
            posted_as=posted_as,
            at=at,
        )
    )
    session.flush()


def direction_of(keeper: str, asked: TransferRequest) -> Direction:
    """What a transfer is to this keeper."""
    if keeper == LOG:
        return Direction.LOG
    return Direction.OUT if keeper == asked.source_registry else Direction.IN


def of_keeper(session: Session, keeper: str, transfer_id: str) -> list[TransferRecord]:
    """The entries of one keeper about a transfer, oldest first."""
    found = select(TransferRecord).where(
        TransferRecord.registry_code == keeper, TransferRecord.transfer_id == transfer_id
    )
    return list(session.exec(found.order_by(col(TransferRecord.id))))


def entries(session: Session, keeper: str, transfer_id: str) -> set[Entry]:
    """What one keeper has written down about a transfer."""
    return {one.entry for one in of_keeper(session, keeper, transfer_id)}


def in_force(kept: Iterable[TransferRecord], entry: Entry) -> TransferRecord | None:
    """The entry of this sort among one keeper's about a transfer, or its latest correction."""
    found = None
    for one in kept:
        if one.entry is entry or (found is not None and one.corrects == found.id):
            found = one
    return found


def quoted(*values: str) -> str:
    """Codes as a list of SQL: `('sent', 'credited')`."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
