"""Reconciliation in stages: totals, then accounts, then serials of two registries and of the log.

What differs is classified, and the accounts concerned send nothing (check 3016) until it is
repaired and compared again. The log's holdings of an account are the registry's, without the
transfers that the registry has posted and with those that the log has on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from ledger.accounts import KINDS
from ledger.books import Books
from registry.command import Arguments, Text
from registry.programme.adjustments.ranges import Range, minus, size
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import OtherCountry
from registry.programme.transfers import records
from registry.programme.transfers.errors import SameRegistry
from registry.programme.transfers.models import (
    LOG,
    Entry,
    Mismatch,
    Reconciliation,
    ReconciliationFinding,
    ReconciliationStage,
    ReconciliationState,
    TransferRecord,
    TransferRepair,
    TransferRequest,
)
from registry.records import next_key, require_choice
from registry.roles import Actor, Role

_S = ReconciliationState
_FINAL = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.final)
_TOTALS = """
    SELECT a.registry_code, a.code, b.vintage, sum(s.balance)
    FROM sub_account s JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset
    WHERE a.registry_code IN (:one, :other) GROUP BY a.registry_code, a.code, b.vintage
"""


class Compare(Arguments):
    """Two registries that are compared with each other and with the log."""

    one: Text
    other: Text


@dataclass(frozen=True)
class Gap:
    """Serials of one batch about which a registry's account and the log's copy differ."""

    transfer_id: str
    registry: str
    owner: str
    asset: int
    here: tuple[Range, ...]
    log: tuple[Range, ...]

    @property
    def place(self) -> tuple[str, str, str, int]:
        """What tells two gaps apart."""
        return self.transfer_id, self.registry, self.owner, self.asset


def run(books: Books, *, one: str, other: str, by: Actor, at: int) -> dict[str, Any]:
    """Compare two registries with the log now."""
    session = books.session
    codes = [registry.code for registry in registries.registries(session)]
    require_choice("one", one, codes)
    require_choice("other", other, codes)
    if one == other:
        raise SameRegistry(registry=one)
    if by.role is not Role.TRAINER:
        own = participants.find(session, by.seat).country
        if own not in ("", one, other):
            raise OtherCountry(
                step="reconciliation.run", country=f"{one}, {other}", seat=by.seat, own=own
            )
    return _compare(books, one, other, by=by.seat, at=at)


def daily(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """Compare each two registries between which a transfer went, as a trading day closes."""
    sides = select(TransferRequest.source_registry, TransferRequest.target_registry)
    sent = books.session.exec(sides.where(TransferRequest.transfer_id != "").distinct())
    pairs = sorted({(min(pair), max(pair)) for pair in sent})
    return {"compared": [_compare(books, *pair, by=by.seat, at=at) for pair in pairs]}


def _compare(books: Books, one: str, other: str, *, by: str, at: int) -> dict[str, Any]:
    session = books.session
    number = next_key(session, Reconciliation.id)
    kept = _kept(session, one, other)
    found = list(_gaps(session, one, other, kept))
    rows = [row for of_one in kept.values() for row in of_one]
    # A record is sound if it is what its digest says.
    unsound = sum(
        row.digest != records.digest(row.ranges) or row.quantity != records.tonnes(row.ranges)
        for row in rows
    )
    totals, off = _totals(session, one, other, found)
    stages = [(_S.INITIATED, 2, 0), (_S.VALIDATED, len(rows), unsound)]
    if found:
        accounts = {(gap.registry, gap.owner) for gap in found}
        stages.append((_S.TOTALS_INCONSISTENT, totals, off))
        stages.append((_S.BLOCKS_INCONSISTENT, len(accounts), len(found)))
    cleared = _clear(session, one, other, found, by=number, at=at)
    fresh = _enter(books, number, one, other, found, at=at)
    repaired = set(session.exec(select(TransferRepair.transfer_id))).intersection(cleared)
    done = _S.COMPLETED_WITH_INTERVENTION if repaired else _S.COMPLETED
    state = _S.MANUAL if found else done
    stages.append((state, totals, len(found)))
    for stage, compared, differ in stages:
        session.add(
            ReconciliationStage(
                id=next_key(session, ReconciliationStage.id), reconciliation=number, state=stage,
                compared=compared, differ=differ,
            )
        )  # fmt: skip
        session.flush()
    session.add(Reconciliation(id=number, one=one, other=other, state=state, by=by, at=at))
    session.flush()
    return {
        "reconciliation": number,
        "one": one,
        "other": other,
        "state": str(state),
        "found": len(found),
        "new": fresh,
        "cleared": len(cleared),
    }


Kept = Mapping[tuple[str, str], Sequence[TransferRecord]]
"""(keeper, transfer) -> its records, oldest first."""


def _kept(session: Session, one: str, other: str) -> Kept:
    """All records of two registries and of the log, read at once."""
    asked = select(TransferRecord).where(col(TransferRecord.registry_code).in_((one, other, LOG)))
    found: dict[tuple[str, str], list[TransferRecord]] = {}
    for row in session.exec(asked.order_by(col(TransferRecord.id))):
        found.setdefault((row.registry_code, row.transfer_id), []).append(row)
    return found


def _gaps(session: Session, one: str, other: str, kept: Kept) -> Iterator[Gap]:
    """Every account of two registries in which serials differ from the log's copy of it."""
    asked = select(TransferRequest).where(
        TransferRequest.transfer_id != "",
        or_(
            (col(TransferRequest.source_registry) == one)
            & (col(TransferRequest.target_registry) == other),
            (col(TransferRequest.source_registry) == other)
            & (col(TransferRequest.target_registry) == one),
        ),
    )
    for transfer in session.exec(asked.order_by(col(TransferRequest.id))):
        yield from _gaps_of(session, transfer, kept)


def _gaps_of(session: Session, transfer: TransferRequest, kept: Kept) -> Iterator[Gap]:
    source, target = transfer.source_registry, transfer.target_registry
    texts = [
        _recorded(kept, keeper, transfer, entry)
        for keeper, entry in (
            (source, Entry.DEBITED), (target, Entry.CREDITED), (LOG, Entry.FINAL)
        )
    ]  # fmt: skip
    if len(set(texts)) == 1:
        return
    debited, credited, final = (records.parsed(session, text) for text in texts)
    for registry, owner, moved, out in (
        (source, transfer.holder, debited, True),
        (target, transfer.receiver, credited, False),
    ):
        for asset in sorted(moved.keys() | final.keys()):
            only_moved = minus(moved.get(asset, []), final.get(asset, []))
            only_log = minus(final.get(asset, []), moved.get(asset, []))
            # What the registry alone has debited, the log still counts here.
            here, there = (only_log, only_moved) if out else (only_moved, only_log)
            if here or there:
                yield Gap(transfer.transfer_id, registry, owner, asset, tuple(here), tuple(there))


def _recorded(kept: Kept, keeper: str, transfer: TransferRequest, entry: Entry) -> str:
    """The ranges of the entry in force, "" without one."""
    found = records.in_force(kept.get((keeper, transfer.transfer_id), ()), entry)
    return "" if found is None else found.ranges


def _totals(session: Session, one: str, other: str, found: list[Gap]) -> tuple[int, int]:
    """How many totals by registry, account type and vintage there are, and how many differ."""
    rows = session.connection().execute(text(_TOTALS), {"one": one, "other": other})
    kept = {(row[0], row[1], row[2]): row[3] for row in rows}
    logged = dict(kept)
    for gap in found:
        type_, vintage = _type_and_vintage(session, gap)
        place = (gap.registry, type_, vintage)
        logged[place] = logged.get(place, 0) + size(gap.log) - size(gap.here)
    return len(kept), sum(kept.get(place, 0) != total for place, total in logged.items())


def _type_and_vintage(session: Session, gap: Gap) -> tuple[int, int]:
    sql = """
        SELECT a.code, b.vintage FROM account a, credit_batch b
        WHERE a.owner = :owner AND a.registry_code = :registry AND b.asset = :asset
    """
    place = {"owner": gap.owner, "registry": gap.registry, "asset": gap.asset}
    code, vintage = session.connection().execute(text(sql), place).one()
    return code, vintage


def mismatch_of(session: Session, gap: Gap) -> Mismatch:
    """The class of a gap: which side lacks the serials, or that they are used already."""
    if gap.here and gap.log:
        return Mismatch.ATTRIBUTE
    if any(_is_final(session, gap.asset, *one) for one in (*gap.here, *gap.log)):
        return Mismatch.TERMINAL
    return Mismatch.MISSING_HERE if gap.log else Mismatch.MISSING_THERE


def _is_final(session: Session, asset: int, first: int, last: int) -> bool:
    sql = f"""
        SELECT 1 FROM serial_block k JOIN sub_account s ON s.id = k.owner
        WHERE k.closed IS NULL AND k.asset = :asset AND k.first <= :last AND k.last >= :first
        AND s.kind IN ({_FINAL}) LIMIT 1
    """
    place = {"asset": asset, "first": first, "last": last}
    return session.connection().execute(text(sql), place).first() is not None


def _open(session: Session, one: str, other: str) -> list[ReconciliationFinding]:
    found = (
        select(ReconciliationFinding)
        .join(Reconciliation, col(Reconciliation.id) == col(ReconciliationFinding.reconciliation))
        .where(
            col(ReconciliationFinding.cleared_by).is_(None),
            col(Reconciliation.one).in_((one, other)),
            col(Reconciliation.other).in_((one, other)),
        )
    )
    return list(session.exec(found.order_by(col(ReconciliationFinding.id))))


def _clear(
    session: Session, one: str, other: str, found: list[Gap], *, by: int, at: int
) -> list[str]:
    """Clear the findings that are no longer there as they were; the transfer of each."""
    now = {(*gap.place, _text(gap.here), _text(gap.log)) for gap in found}
    cleared = []
    for finding in _open(session, one, other):
        if (*_place(finding), finding.registry_ranges, finding.log_ranges) not in now:
            finding.cleared_by, finding.cleared_at = by, at
            cleared.append(finding.transfer_id)
    session.flush()
    return cleared


def _enter(books: Books, number: int, one: str, other: str, found: list[Gap], *, at: int) -> int:
    """Enter the gaps that are not on record as open; how many."""
    session = books.session
    known = {_place(finding) for finding in _open(session, one, other)}
    fresh = [gap for gap in found if gap.place not in known]
    for gap in fresh:
        session.add(
            ReconciliationFinding(
                id=next_key(session, ReconciliationFinding.id),
                reconciliation=number,
                transfer_id=gap.transfer_id,
                registry_code=gap.registry,
                owner=gap.owner,
                asset=gap.asset,
                mismatch=mismatch_of(session, gap),
                registry_t=size(gap.here),
                log_t=size(gap.log),
                registry_ranges=_text(gap.here),
                log_ranges=_text(gap.log),
                found_at=at,
            )
        )
        session.flush()
    return len(fresh)


def _place(finding: ReconciliationFinding) -> tuple[str, str, str, int]:
    return finding.transfer_id, finding.registry_code, finding.owner, finding.asset


def _text(ranges: Iterable[Range]) -> str:
    return " ".join(f"{first}-{last}" for first, last in ranges)
