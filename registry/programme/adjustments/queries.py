"""Queries of first transfers and adjustments, and of the unused maximum of an authorisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlmodel import Session, col, func, select

from registry.programme.adjustments.models import (
    CorrespondingAdjustment,
    FirstTransferPledge,
    FirstTransferredRange,
)
from registry.programme.adjustments.ranges import Range, minus
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.errors import (
    AboveMaximum,
    NotAuthorised,
    PartyNotAuthorised,
    PurposeNotAuthorised,
)
from registry.records import CheckFailed


@dataclass(frozen=True)
class Cover:
    """The code of the authorisation that covers a first transfer, or the check that failed."""

    authorisation: str = ""
    failed: CheckFailed | None = None


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
    because: str
    at: int


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


@dataclass(frozen=True)
class StandingView(authorisations.AuthorisationView):
    """An authorisation with the tonnes first transferred under it, and those that are left."""

    used_t: int
    left_t: int


def standings(session: Session, *, project: str = "") -> list[StandingView]:
    """What each authorisation gave, what is used and left, oldest first; "": of all projects."""
    found = []
    for one in authorisations.authorisations(session, project=project):
        left = left_under(session, one.code)
        used = one.max_quantity - left
        given = {part.name: getattr(one, part.name) for part in fields(one)}
        found.append(StandingView(**given, used_t=used, left_t=left))
    return found


def left_under(session: Session, authorisation: str, *, besides: str = "") -> int:
    """Tonnes that may still be first transferred under an authorisation.

    Those pledged to open transfers are not among them, except to `besides`, such as `transfer 3`.
    """
    found = authorisations.authorisation(session, authorisation)
    assert found is not None
    spent = session.exec(
        select(func.sum(FirstTransferredRange.last - FirstTransferredRange.first + 1)).where(
            FirstTransferredRange.authorisation == authorisation
        )
    ).one()
    pledged = session.exec(
        select(func.sum(FirstTransferPledge.quantity)).where(
            FirstTransferPledge.authorisation == authorisation,
            col(FirstTransferPledge.open),
            FirstTransferPledge.because != besides,
        )
    ).one()
    return found.max_quantity - int(spent or 0) - int(pledged or 0)


def first_transferred_t(session: Session, because: str) -> int:
    """Tonnes that one record, such as `transfer 3`, first transferred."""
    moved = select(func.sum(FirstTransferredRange.last - FirstTransferredRange.first + 1))
    return session.exec(moved.where(FirstTransferredRange.because == because)).one() or 0


def cover(
    session: Session,
    *,
    host: str,
    project: str,
    purpose: str,
    party: str,
    quantity: int,
    besides: str = "",
) -> Cover:
    """The oldest authorisation of a project that covers this first transfer, or why none does.

    `party` is the registry code of the country that would receive the credits; `besides` is the
    transfer whose own pledges do not count.
    """
    granted = authorisations.authorisations(session, project=project)
    if not granted:
        return Cover(failed=NotAuthorised(host=host, project=project))
    fitting = [a for a in granted if purpose in a.purposes]
    if not fitting:
        named = sorted({p for a in granted for p in a.purposes})
        return Cover(
            failed=PurposeNotAuthorised(
                project=project, authorised=", ".join(named), purpose=purpose
            )
        )
    for_party = [a for a in fitting if party in a.parties]
    if not for_party:
        named = sorted({p for a in fitting for p in a.parties})
        return Cover(
            failed=PartyNotAuthorised(project=project, authorised=", ".join(named), party=party)
        )
    fitting = for_party
    for authorisation in fitting:
        if left_under(session, authorisation.code, besides=besides) >= quantity:
            return Cover(authorisation.code)
    most = max(fitting, key=lambda a: left_under(session, a.code, besides=besides))
    return Cover(
        failed=AboveMaximum(
            quantity=quantity,
            maximum=most.max_quantity,
            project=project,
            left=left_under(session, most.code, besides=besides),
        )
    )


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
