"""Queries of first transfers, of what is kept for them, and of adjustments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from registry.programme.adjustments.models import (
    AdjustmentKind,
    CorrespondingAdjustment,
    FirstTransferPledge,
    FirstTransferredRange,
    OutboundRange,
)
from registry.programme.adjustments.ranges import Range, minus, size


@dataclass(frozen=True)
class FirstTransferView:
    """A range that was first transferred."""

    host: str
    project: str
    asset: int
    first: int
    last: int
    vintage: int
    marked_by: str
    receiver: str
    authorisation: str
    version: int
    because: str
    at: int


@dataclass(frozen=True)
class OutboundView:
    """Serials that only their use will first transfer, and the authorisation by which they left."""

    authorisation: str
    first: int
    last: int


@dataclass(frozen=True)
class AdjustedView:
    """What a party has entered for a year, in tonnes: first transferred, and used less what was
    taken back of it.
    """

    added_t: int
    used_t: int


@dataclass(frozen=True)
class AdjustmentView:
    """One entry of a party."""

    adjustment: int
    party: str
    kind: str
    year: int
    quantity: int
    because: str
    at: int


def not_yet_transferred(session: Session, *, asset: int, ranges: Iterable[Range]) -> list[Range]:
    """The serials of `ranges` that were never first transferred."""
    marked = session.exec(
        select(FirstTransferredRange.first, FirstTransferredRange.last).where(
            FirstTransferredRange.asset == asset
        )
    )
    return minus(ranges, [(first, last) for first, last in marked])


def tonnes_under(session: Session, authorisation: str) -> int:
    """Tonnes that were first transferred under an authorisation."""
    spent = select(func.sum(FirstTransferredRange.last - FirstTransferredRange.first + 1))
    of_one = spent.where(FirstTransferredRange.authorisation == authorisation)
    return int(session.exec(of_one).one() or 0)


def received_t(session: Session, party: str) -> int:
    """Tonnes that were first transferred to a party, by its registry's code."""
    moved = select(func.sum(FirstTransferredRange.last - FirstTransferredRange.first + 1))
    return int(session.exec(moved.where(FirstTransferredRange.receiver == party)).one() or 0)


def versions_under(session: Session, authorisation: str) -> list[int]:
    """The versions of an authorisation under which credits were first transferred."""
    found = select(FirstTransferredRange.version).distinct()
    of_one = found.where(FirstTransferredRange.authorisation == authorisation)
    return sorted(session.exec(of_one))


def kept_under(session: Session, authorisation: str, *, besides: str = "") -> int:
    """Tonnes of an authorisation that are kept: pledged to open transfers and to decided shares,
    and of credits that left their host and are first transferred by their use only.

    Those pledged to `besides`, such as `transfer 3`, are not among them.
    """
    pledges = sum(_pledged_under(session, authorisation, besides=besides).values())
    return pledges + sum(_away_under(session, authorisation).values())


def assets_kept_under(session: Session, authorisation: str) -> tuple[set[int], set[int]]:
    """The batches of which tonnes are kept under an authorisation: pledged ones, and those away."""
    away = {asset for asset, tonnes in _away_under(session, authorisation).items() if tonnes}
    return set(_pledged_under(session, authorisation)), away


def _pledged_under(session: Session, authorisation: str, *, besides: str = "") -> dict[int, int]:
    """Asset -> tonnes that are pledged to open transfers and to decided shares."""
    found = select(FirstTransferPledge.asset, func.sum(FirstTransferPledge.quantity)).where(
        FirstTransferPledge.authorisation == authorisation,
        col(FirstTransferPledge.open),
        FirstTransferPledge.because != besides,
    )
    pledged = session.exec(found.group_by(col(FirstTransferPledge.asset))).all()
    return {asset: int(tonnes) for asset, tonnes in pledged}


def _away_under(session: Session, authorisation: str) -> dict[int, int]:
    """Asset -> tonnes that left their host and wait for their use."""
    found = select(OutboundRange).where(OutboundRange.authorisation == authorisation)
    away: dict[int, int] = {}
    for one in session.exec(found):
        waiting = not_yet_transferred(session, asset=one.asset, ranges=[(one.first, one.last)])
        away[one.asset] = away.get(one.asset, 0) + size(waiting)
    return away


def outbound(session: Session, *, asset: int, ranges: Iterable[Range]) -> list[OutboundView]:
    """The parts of `ranges` that left their host for OIMP, with the authorisation of each."""
    touched = list(ranges)
    found = session.exec(
        select(OutboundRange).where(OutboundRange.asset == asset).order_by(col(OutboundRange.id))
    )
    return [
        OutboundView(row.authorisation, max(first, row.first), min(last, row.last))
        for row in found
        for first, last in touched
        if first <= row.last and last >= row.first
    ]


def first_transferred_t(session: Session, because: str) -> int:
    """Tonnes that one record, such as `transfer 3`, first transferred."""
    moved = select(func.sum(FirstTransferredRange.last - FirstTransferredRange.first + 1))
    return session.exec(moved.where(FirstTransferredRange.because == because)).one() or 0


def pledged(session: Session, because: str) -> dict[int, str]:
    """Asset -> the authorisation under which an open transfer will first transfer its serials."""
    found = session.exec(
        select(FirstTransferPledge.asset, FirstTransferPledge.authorisation).where(
            FirstTransferPledge.because == because, col(FirstTransferPledge.open)
        )
    )
    return dict(found.all())


def first_transfer_at(session: Session, *, asset: int, serial: int) -> FirstTransferView | None:
    """The first transfer of one serial, or None."""
    found = first_transfers(session, asset=asset, ranges=[(serial, serial)])
    assert len(found) <= 1, f"serial {serial} was first transferred twice"
    return found[0] if found else None


def first_transfers(
    session: Session, *, asset: int, ranges: Iterable[Range]
) -> list[FirstTransferView]:
    """The first transfers that touch any of these serials, oldest first."""
    touched = list(ranges)
    found = session.exec(
        select(FirstTransferredRange)
        .where(FirstTransferredRange.asset == asset)
        .order_by(col(FirstTransferredRange.id))
    )
    return [
        FirstTransferView(**row.model_dump(exclude={"id", "marked_by"}), marked_by=row.marked_by)
        for row in found
        if any(first <= row.last and last >= row.first for first, last in touched)
    ]


def adjusted_by_year(session: Session, party: str) -> dict[int, AdjustedView]:
    """What a party has entered, by calendar year; a year without entries is no key."""
    sums: dict[tuple[int, AdjustmentKind], int] = {}
    asked = select(
        CorrespondingAdjustment.year,
        CorrespondingAdjustment.kind,
        func.sum(CorrespondingAdjustment.quantity),
    ).where(CorrespondingAdjustment.party == party)
    grouped = asked.group_by(col(CorrespondingAdjustment.year), col(CorrespondingAdjustment.kind))
    for year, kind, tonnes in session.exec(grouped):
        sums[year, AdjustmentKind(kind)] = int(tonnes)
    return {
        year: AdjustedView(
            sums.get((year, AdjustmentKind.FIRST_TRANSFER), 0),
            sums.get((year, AdjustmentKind.USE), 0)
            - sums.get((year, AdjustmentKind.USE_REVERSED), 0),
        )
        for year in sorted({year for year, _ in sums})
    }


def entries_of(session: Session, party: str) -> list[AdjustmentView]:
    """Every entry of a party, oldest first."""
    found = session.exec(
        select(CorrespondingAdjustment)
        .where(CorrespondingAdjustment.party == party)
        .order_by(col(CorrespondingAdjustment.id))
    )
    return [_view(row) for row in found]


def because_of(session: Session, because: str) -> list[AdjustmentView]:
    """The adjustments that one record caused, such as `transfer 3`."""
    found = session.exec(
        select(CorrespondingAdjustment)
        .where(CorrespondingAdjustment.because == because)
        .order_by(col(CorrespondingAdjustment.id))
    )
    return [_view(row) for row in found]


def _view(row: CorrespondingAdjustment) -> AdjustmentView:
    return AdjustmentView(
        row.id, row.party, str(row.kind), row.year, row.quantity, row.because, row.at
    )
