"""The record that each registry keeps of a transfer: ranges in canonical form, and their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlmodel import Session

from ledger.kernel.ids import serial_range
from ledger.serials import CreditBatch
from registry.programme.adjustments.ranges import Range, merged, size
from registry.programme.participants import queries as participants
from registry.programme.transfers.models import Direction, TransferRecord
from registry.records import next_key


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


def digest(ranges: str) -> str:
    """sha256 of ranges in canonical form, hex."""
    return hashlib.sha256(ranges.encode()).hexdigest()


def write(
    session: Session,
    *,
    registry: str,
    transfer_id: str,
    direction: Direction,
    ranges: Mapping[int, Iterable[Range]],
    posted_as: int,
    at: int,
) -> None:
    """Write one registry's record of a transfer."""
    text = spelled(session, ranges)
    session.add(
        TransferRecord(
            id=next_key(session, TransferRecord.id),
            registry_code=registry,
            transfer_id=transfer_id,
            direction=direction,
            ranges=text,
            quantity=sum(size(parts) for parts in ranges.values()),
            digest=digest(text),
            posted_as=posted_as,
            at=at,
        )
    )
    session.flush()
