"""The log's own copy of where serials are: as issued, then moved by its own final records.

It reads no balance and no transfer transaction, so that an error in either shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import col, select

from ledger.books import Books
from registry.programme.adjustments.ranges import Range, merged, minus
from registry.programme.participants import queries as participants
from registry.programme.transfers import records
from registry.programme.transfers.models import LOG, Entry, TransferRecord, TransferRequest

_ISSUED = """
    SELECT s.registry_code, k.first, k.last FROM serial_block k
    JOIN sub_account s ON s.id = k.owner WHERE k.asset = :asset AND k.parent IS NULL
"""


def at_registry(books: Books, *, asset: int, registry: str) -> list[Range]:
    """The serials of a batch that are in this registry by the log's own records."""
    session, batch = books.session, books.batch(asset)
    origin = participants.registry(session, batch.host).number
    found: list[Range] = []
    for code, first, last in session.connection().execute(text(_ISSUED), {"asset": asset}):
        if code == registry:
            found.append((first, last))
    for asked, record in final_records(books):
        if registry not in (asked.source_registry, asked.target_registry):
            continue
        moved = records.of_batch(record.ranges, origin=origin, first=batch.first, last=batch.last)
        if asked.source_registry == registry:
            found = minus(found, moved)
        elif asked.target_registry == registry:
            found = merged([*found, *moved])
    return merged(found)


def final_records(books: Books) -> Iterator[tuple[TransferRequest, TransferRecord]]:
    """The transfers that the log counts as complete, with its record or the latest correction."""
    session = books.session
    kept: dict[str, list[TransferRecord]] = {}
    found = select(TransferRecord).where(TransferRecord.registry_code == LOG)
    for record in session.exec(found.order_by(col(TransferRecord.id))):
        kept.setdefault(record.transfer_id, []).append(record)
    asked = {
        one.transfer_id: one
        for one in session.exec(select(TransferRequest))
        if one.transfer_id in kept
    }
    finals = {
        transfer_id: final
        for transfer_id, of_one in kept.items()
        if (final := records.in_force(of_one, Entry.FINAL)) is not None
    }
    # A correction keeps the place of the record that it corrects.
    first = {t: next(r.id for r in kept[t] if r.entry is Entry.FINAL) for t in finals}
    for transfer_id in sorted(finals, key=lambda one: first[one]):
        yield asked[transfer_id], finals[transfer_id]
