"""The numbered checks of a transfer between registries; it lists every failed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.accounts import HOLDING
from ledger.books import Books
from registry.programme.accounts import standing
from registry.programme.accounts.models import MoveSort
from registry.programme.adjustments.queries import cover, not_yet_transferred
from registry.programme.adjustments.ranges import Range, next_in_line, size
from registry.programme.issuance.models import CCER
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.transfers.errors import (
    ReceivingAccountMissing,
    SameRegistry,
    SendingAccountMissing,
    UnitStaysHome,
)
from registry.records import CheckFailed


@dataclass(frozen=True)
class Asked:
    """The transfer that a holder requests; `asset` None means any batch of the unit."""

    source: str
    target: str
    unit: str
    asset: int | None
    quantity: int
    purpose: str
    holder: str
    receiver: str

    def assets(self, books: Books) -> list[int]:
        """The assets that may be moved."""
        if self.asset is not None:
            return [self.asset]
        free = books.free(self.holder, self.source)
        return [asset for asset, _ in free if books.batch(asset).unit == self.unit]

    def of_unit(self, books: Books) -> list[int]:
        """Every batch of the unit, whether the holder has free tonnes of it or not."""
        return [asset for asset, batch in books.batches.items() if batch.unit == self.unit]


def sending_account(books: Books, *, holder: str, source: str) -> list[CheckFailed]:
    """The checks of the sending account's state that a transfer fails."""
    return standing.sending_checks(books, seat=holder, registry=source, sort=MoveSort.TRANSFER)


def failed_checks(books: Books, asked: Asked) -> list[CheckFailed]:
    """The numbered checks that this request fails, in order of precedence."""
    failed: list[CheckFailed] = []
    if asked.source == asked.target:
        failed.append(SameRegistry(registry=asked.source))
    if not books.has_account(asked.holder, asked.source):
        failed.append(SendingAccountMissing(seat=asked.holder, registry=asked.source))
    if not books.has_account(asked.receiver, asked.target):
        failed.append(ReceivingAccountMissing(receiver=asked.receiver, registry=asked.target))
    failed += sending_account(books, holder=asked.holder, source=asked.source)
    failed += standing.receiving_checks(books, seat=asked.receiver, registry=asked.target)
    if asked.quantity < 1:
        failed.append(QuantityNotPositive(quantity=asked.quantity))
    assets = asked.assets(books)
    free = sum(
        tonnes for asset, tonnes in books.free(asked.holder, asked.source) if asset in assets
    )
    failed += standing.frozen_checks(
        books,
        seat=asked.holder,
        registry=asked.source,
        assets=assets if asked.asset is not None else asked.of_unit(books),
        quantity=asked.quantity,
    )
    if asked.quantity > free:
        failed.append(QuantityNotFree(quantity=asked.quantity, free=free, registry=asked.source))
    if asked.unit == CCER:
        return [*failed, UnitStaysHome(unit=asked.unit, registry=asked.source)]
    if asked.source == asked.target:
        return failed
    _, uncovered = covers_of(books, asked.source, asked.purpose, _ranges(books, asked, assets))
    return failed + uncovered


def covers_of(
    books: Books, source: str, purpose: str, ranges: Mapping[int, Iterable[Range]]
) -> tuple[dict[str, str], list[CheckFailed]]:
    """Project -> the authorisation that covers its first transfers, and the checks that failed.

    Credits that were first transferred before need no authorisation again.
    """
    fresh: dict[str, int] = {}
    for asset, parts in ranges.items():
        batch = books.batch(asset)
        tonnes = size(not_yet_transferred(books.session, asset=asset, ranges=parts))
        assert batch.host == source or not tonnes, "credits abroad that were never transferred"
        if tonnes:
            fresh[batch.project] = fresh.get(batch.project, 0) + tonnes
    covers, failed = {}, []
    for project, tonnes in sorted(fresh.items()):
        found = cover(books.session, host=source, project=project, purpose=purpose, quantity=tonnes)
        covers[project] = found.authorisation
        if found.failed is not None:
            failed.append(found.failed)
    return covers, failed


def _ranges(books: Books, asked: Asked, assets: list[int]) -> dict[int, list[Range]]:
    """Asset -> the serials that would move if the request were sent now."""
    lots = books.fifo(asked.holder, asked.source, assets, asked.quantity)
    return {
        asset: next_in_line(
            books, HOLDING, asset, owner=asked.holder, registry=asked.source, quantity=tonnes
        )
        for asset, tonnes in lots
    }
