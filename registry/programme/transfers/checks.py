"""The numbered checks of a transfer between registries; it lists every failed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.accounts import HOLDING
from ledger.books import Books
from registry.programme.adjustments.queries import cover, first_transfers, not_yet_transferred
from registry.programme.adjustments.ranges import Range, next_in_line, size
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation.errors import PartyNotAuthorised
from registry.programme.authorisation.queries import authorisation
from registry.programme.issuance.models import CCER
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.projects import commands as projects
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


def failed_checks(books: Books, asked: Asked, *, at: int) -> list[CheckFailed]:
    """The numbered checks that this request fails, in order of precedence."""
    failed: list[CheckFailed] = []
    if asked.source == asked.target:
        failed.append(SameRegistry(registry=asked.source))
    if not books.has_account(asked.holder, asked.source):
        failed.append(SendingAccountMissing(seat=asked.holder, registry=asked.source))
    if not books.has_account(asked.receiver, asked.target):
        failed.append(ReceivingAccountMissing(receiver=asked.receiver, registry=asked.target))
    if asked.quantity < 1:
        failed.append(QuantityNotPositive(quantity=asked.quantity))
    assets = asked.assets(books)
    free = sum(
        tonnes for asset, tonnes in books.free(asked.holder, asked.source) if asset in assets
    )
    if asked.quantity > free:
        failed.append(QuantityNotFree(quantity=asked.quantity, free=free, registry=asked.source))
    if asked.unit == CCER:
        return [*failed, UnitStaysHome(unit=asked.unit, registry=asked.source)]
    if asked.source == asked.target:
        return failed
    _, uncovered = covers_of(
        books, asked.source, asked.target, asked.purpose, _ranges(books, asked, assets), at=at
    )
    return failed + uncovered


def covers_of(
    books: Books,
    source: str,
    target: str,
    purpose: str,
    ranges: Mapping[int, Iterable[Range]],
    *,
    at: int,
) -> tuple[dict[str, str], list[CheckFailed]]:
    """Project -> the authorisation that covers its first transfers, and the checks that failed.

    A first transfer needs an active agreement and an authorisation for the receiving party. Credits
    that were first transferred before need neither again, but a party of their authorisation; they
    may always return to their host.
    """
    covers: dict[str, str] = {}
    failed: list[CheckFailed] = []
    fresh: dict[str, int] = {}
    for asset, parts in ranges.items():
        batch = books.batch(asset)
        tonnes = size(not_yet_transferred(books.session, asset=asset, ranges=parts))
        assert batch.host == source or not tonnes, "credits abroad that were never transferred"
        if batch.host != target:
            failed += _not_for(books, asset, parts, target)
        if tonnes:
            fresh[batch.project] = fresh.get(batch.project, 0) + tonnes
    for project, tonnes in sorted(fresh.items()):
        found = cover(
            books.session,
            host=source,
            project=project,
            purpose=purpose,
            party=target,
            quantity=tonnes,
        )
        covers[project] = found.authorisation
        of = projects.find(books.session, project)
        agreed = projects.find_agreement(books.session, of)
        failed += agreements.not_in_force(books.session, agreed.code, at=at)
        if found.failed is not None:
            failed.append(found.failed)
    return covers, failed


def _not_for(books: Books, asset: int, ranges: Iterable[Range], target: str) -> list[CheckFailed]:
    """Why serials that were first transferred before may not go to a party; [] if they may."""
    failed: dict[str, CheckFailed] = {}
    for moved in first_transfers(books.session, asset=asset, ranges=ranges):
        granted = authorisation(books.session, moved.authorisation)
        assert granted is not None
        if target not in granted.parties:
            named = ", ".join(granted.parties)
            failed[granted.code] = PartyNotAuthorised(
                project=granted.project, authorised=named, party=target
            )
    return list(failed.values())


def _ranges(books: Books, asked: Asked, assets: list[int]) -> dict[int, list[Range]]:
    """Asset -> the serials that would move if the request were sent now."""
    lots = books.fifo(asked.holder, asked.source, assets, asked.quantity)
    return {
        asset: next_in_line(
            books, HOLDING, asset, owner=asked.holder, registry=asked.source, quantity=tonnes
        )
        for asset, tonnes in lots
    }
