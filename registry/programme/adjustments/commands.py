"""Record first transfers and uses, with their corresponding adjustments.

The calling procedures have made every check before.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from ledger.books import Books
from registry.programme.adjustments.models import (
    AdjustmentKind,
    CorrespondingAdjustment,
    FirstTransferPledge,
    FirstTransferredRange,
    OutboundRange,
    Trigger,
)
from registry.programme.adjustments.queries import not_yet_transferred, outbound
from registry.programme.adjustments.ranges import Range, minus, size
from registry.records import next_key


def first_transfer(
    books: Books,
    *,
    asset: int,
    ranges: Iterable[Range],
    marked_by: Trigger,
    receiver: str,
    authorisation: str,
    version: int,
    because: str,
    at: int,
) -> int:
    """Record the serials of `ranges` that were never first transferred; returns their tonnes.

    The host adds them to its emissions of the vintage's year. `receiver` is "" where no country
    received them: the trigger is the purpose (OIMP) alone.
    """
    session = books.session
    batch = books.batch(asset)
    fresh = not_yet_transferred(session, asset=asset, ranges=ranges)
    if not fresh:
        return 0
    quantity = size(fresh)
    for first, last in fresh:
        session.add(
            FirstTransferredRange(
                id=next_key(session, FirstTransferredRange.id),
                host=batch.host,
                project=batch.project,
                asset=asset,
                first=first,
                last=last,
                vintage=batch.vintage,
                marked_by=marked_by,
                receiver=receiver,
                authorisation=authorisation,
                version=version,
                because=because,
                at=at,
            )
        )
        session.flush()
    # 2/CMA.3, annex, para. 8: added for the calendar year in which the outcome occurred.
    _enter(
        books,
        party=batch.host,
        kind=AdjustmentKind.FIRST_TRANSFER,
        year=batch.vintage,
        quantity=quantity,
        because=because,
        at=at,
    )
    assert not not_yet_transferred(session, asset=asset, ranges=fresh)
    return quantity


def send_out(
    books: Books, *, asset: int, ranges: Iterable[Range], authorisation: str, because: str, at: int
) -> None:
    """Record serials that leave their host under an authorisation and are not first transferred
    by it; those that are recorded already stay under theirs.
    """
    session = books.session
    fresh = not_yet_transferred(session, asset=asset, ranges=ranges)
    before = [(one.first, one.last) for one in outbound(session, asset=asset, ranges=fresh)]
    for first, last in minus(fresh, before):
        session.add(
            OutboundRange(
                id=next_key(session, OutboundRange.id),
                authorisation=authorisation,
                asset=asset,
                first=first,
                last=last,
                because=because,
                at=at,
            )
        )
        session.flush()


def pledge(books: Books, *, asset: int, quantity: int, authorisation: str, because: str) -> None:
    """Keep tonnes of an authorisation for a transfer until it is sent or has failed, or for a
    share that was decided until its registry issues it.
    """
    session = books.session
    assert quantity > 0, "nothing is pledged"
    session.add(
        FirstTransferPledge(
            id=next_key(session, FirstTransferPledge.id),
            authorisation=authorisation,
            asset=asset,
            quantity=quantity,
            because=because,
            open=True,
        )
    )
    session.flush()


def end_pledges(books: Books, *, because: str) -> None:
    """Give back what was kept for a transfer or a share; nothing if nothing is."""
    session = books.session
    found = select(FirstTransferPledge).where(
        FirstTransferPledge.because == because, col(FirstTransferPledge.open)
    )
    for kept in session.exec(found):
        kept.open = False
    session.flush()


def use(books: Books, *, party: str, year: int, quantity: int, because: str, at: int) -> None:
    """Enter the tonnes that a party used, subtracted for the calendar year of use."""
    _enter(
        books,
        party=party,
        kind=AdjustmentKind.USE,
        year=year,
        quantity=quantity,
        because=because,
        at=at,
    )


def take_back(books: Books, *, use: str, because: str, at: int) -> None:
    """Enter again, in the same year, what a use such as `retirement 3` subtracted, if anything."""
    session = books.session
    of_use = select(CorrespondingAdjustment).where(
        CorrespondingAdjustment.because == use,
        CorrespondingAdjustment.kind == AdjustmentKind.USE,
    )
    for entry in list(session.exec(of_use)):
        _enter(
            books,
            party=entry.party,
            kind=AdjustmentKind.USE_REVERSED,
            year=entry.year,
            quantity=entry.quantity,
            because=because,
            at=at,
        )


def _enter(
    books: Books,
    *,
    party: str,
    kind: AdjustmentKind,
    year: int,
    quantity: int,
    because: str,
    at: int,
) -> None:
    session = books.session
    session.add(
        CorrespondingAdjustment(
            id=next_key(session, CorrespondingAdjustment.id),
            party=party,
            kind=kind,
            year=year,
            quantity=quantity,
            because=because,
            at=at,
        )
    )
    session.flush()
