"""The numbered checks of a transfer: at its request, in the log, and in the receiving registry.

Each lists every check that failed. `CHECKS` says of every number of the family where it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import HOLDING, KINDS
from ledger.books import Books
from registry.programme.accounts import standing
from registry.programme.accounts.models import MoveSort
from registry.programme.adjustments.queries import (
    first_transfers,
    not_yet_transferred,
    outbound,
)
from registry.programme.adjustments.queries import pledged as pledged_to
from registry.programme.adjustments.ranges import Range, minus, next_in_line, size
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation.covering import Wanted, cover, not_there, of_entity
from registry.programme.authorisation.errors import EntityNotAuthorised, PartyNotAuthorised
from registry.programme.authorisation.models import Purpose
from registry.programme.authorisation.queries import Terms, known, version
from registry.programme.issuance.models import CCER, IMPORTED
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.projects import commands as projects
from registry.programme.transfers import records
from registry.programme.transfers.errors import (
    DiscrepancyOpen,
    ImportedStays,
    ReceivingAccountMissing,
    RegistriesNotLinked,
    SameRegistry,
    SendingAccountMissing,
    UnitStaysHome,
)
from registry.programme.transfers.held import open_between
from registry.programme.transfers.logged import at_registry
from registry.programme.transfers.models import LOG, TransferMessage, TransferRequest
from registry.programme.transfers.queries import targets
from registry.records import CheckFailed

_FINAL = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.final)


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


def failed_checks(books: Books, asked: Asked, *, at: int) -> list[CheckFailed]:
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
    if asked.unit == IMPORTED:
        return [*failed, ImportedStays(unit=asked.unit, registry=asked.source)]
    if asked.source == asked.target:
        return failed
    ranges = _ranges(books, asked, assets)
    failed += linked(books, source=asked.source, target=asked.target, assets=ranges)
    way = Way(asked.source, asked.target, asked.purpose, asked.receiver)
    _, uncovered = covers_of(books, way, ranges, at=at)
    return failed + uncovered


def linked(books: Books, *, source: str, target: str, assets: Iterable[int]) -> list[CheckFailed]:
    """Whether these two registries may send one another credits of these batches at all."""
    session = books.session
    failed: list[CheckFailed] = []
    for asset in assets:
        batch = books.batch(asset)
        if target not in targets(session, project=batch.project, registry=source):
            failed.append(RegistriesNotLinked(project=batch.project, registry=target))
            break
    if found := open_between(session, source, target):
        failed.append(DiscrepancyOpen(source=source, target=target, reconciliation=found))
    return failed


@dataclass(frozen=True)
class Covered:
    """Tonnes of a batch that a transfer moves out of their host first, and the authorisation."""

    asset: int
    quantity: int
    authorisation: str


@dataclass(frozen=True)
class Way:
    """From which registry a transfer goes to which, for what purpose, and to which seat."""

    source: str
    target: str
    purpose: str
    receiver: str


def covers_of(
    books: Books,
    way: Way,
    ranges: Mapping[int, Iterable[Range]],
    *,
    besides: str = "",
    at: int,
) -> tuple[list[Covered], list[CheckFailed]]:
    """What covers the first transfers among these ranges, by batch, and the checks that failed.

    What leaves its host for the first time needs an active agreement and an authorisation for the
    receiving party. Credits that left before need neither again, but a party of their
    authorisation, which was not revoked for them; they may always return to their host. `besides`
    is the transfer whose own pledges do not count: what it first transfers stays under the
    authorisation to which it was pledged at its approval.
    """
    failed: list[CheckFailed] = []
    pledged = pledged_to(books.session, besides)
    fresh: dict[str, dict[int, int]] = {}
    for asset, parts in ranges.items():
        batch = books.batch(asset)
        tonnes = size(staying(books.session, asset=asset, ranges=list(parts)))
        assert batch.host == way.source or not tonnes, "credits abroad that were never transferred"
        if batch.host != way.target:
            failed += _not_for(books, asset, list(parts), way, at=at)
        if tonnes:
            fresh.setdefault(batch.project, {})[asset] = tonnes
    covered: list[Covered] = []
    for project, by_asset in sorted(fresh.items()):
        wanted = Wanted(
            project=project, purpose=way.purpose, party=way.target, entities=(way.receiver,),
            quantity=sum(by_asset.values()), besides=besides,
            vintages=tuple(books.batch(asset).vintage for asset in by_asset),
            under=next((pledged[asset] for asset in by_asset if asset in pledged), ""),
        )  # fmt: skip
        found = cover(books.session, wanted)
        of = projects.find(books.session, project)
        agreed = projects.find_agreement(books.session, of)
        failed += agreements.not_in_force(books.session, agreed.code, at=at)
        if found.failed is not None:
            failed.append(found.failed)
            continue
        covered += [
            Covered(asset, tonnes, found.authorisation) for asset, tonnes in by_asset.items()
        ]
    return covered, failed


def staying(session: Session, *, asset: int, ranges: list[Range]) -> list[Range]:
    """The serials that have neither been first transferred nor left their host for OIMP."""
    fresh = not_yet_transferred(session, asset=asset, ranges=ranges)
    return minus(fresh, [(o.first, o.last) for o in outbound(session, asset=asset, ranges=fresh)])


def _not_for(
    books: Books, asset: int, ranges: list[Range], way: Way, *, at: int
) -> list[CheckFailed]:
    """Why serials that left their host or were marked before may not go to a party and its entity;
    [] if they may.

    What was first transferred keeps the terms of its version, unless a revocation reached it; what
    only its use will first transfer is under the terms of now. For an NDC this transfer is its
    first one, which needs an agreement in force.
    """
    session = books.session
    failed: dict[str, CheckFailed] = {}
    under: dict[str, Terms] = {}
    for part in outbound(session, asset=asset, ranges=ranges):
        one = known(session, part.authorisation)
        under[one.code] = one
        if not not_yet_transferred(session, asset=asset, ranges=[(part.first, part.last)]):
            continue
        if not one.in_force:
            failed[one.code] = not_there(one)
        elif way.purpose == Purpose.NDC and one.serves(way.purpose):
            for closed in agreements.not_in_force(session, one.agreement, at=at):
                failed[one.code] = closed
    for moved in first_transfers(session, asset=asset, ranges=ranges):
        one = known(session, moved.authorisation)
        under[one.code] = version(session, one.code, moved.version)
        if one.reaches_transferred:
            failed[one.code] = not_there(one)
    for code, terms in under.items():
        project = known(session, code).project
        if way.target not in terms.parties:
            named = ", ".join(terms.parties)
            failed[code] = PartyNotAuthorised(project=project, authorised=named, party=way.target)
        elif not of_entity(session, terms, way.receiver):
            named = ", ".join(terms.entities)
            failed[code] = EntityNotAuthorised(project=project, authorised=named, seat=way.receiver)
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


def intact(message: TransferMessage) -> bool:
    """Whether a message's list of serials is the one that its sender took the digest of (7004)."""
    return (
        records.digest(message.ranges) == message.digest
        and records.tonnes(message.ranges) == message.quantity
    )


def log_checks(books: Books, asked: TransferRequest, message: TransferMessage) -> list[int]:
    """The numbers of the checks that a proposal fails in the log, in the order of the numbers."""
    session = books.session
    ranges = records.parsed(session, message.ranges)
    failed = []
    if not intact(message):
        failed.append(7004)
    failed += _link_checks(books, asked, ranges)
    if not asked.decided_by:
        failed.append(7008)
    if not books.has_account(asked.holder, asked.source_registry):
        failed.append(10001)
    if not books.has_account(asked.receiver, asked.target_registry):
        failed.append(10002)
    kept = {
        asset: at_registry(books, asset=asset, registry=asked.source_registry) for asset in ranges
    }
    if message.quantity > sum(size(parts) for parts in kept.values()):
        failed.append(10003)
    if any(minus(parts, kept[asset]) for asset, parts in ranges.items()):
        failed.append(10005)
    if records.of_keeper(session, LOG, message.transfer_id):
        failed.append(10006)
    return sorted(failed)


def partner_checks(books: Books, asked: TransferRequest, message: TransferMessage) -> list[int]:
    """The numbers of the checks that a notification fails in the receiving registry."""
    ranges = records.parsed(books.session, message.ranges)
    failed = []
    if not intact(message):
        failed.append(7004)
    if any(_known_there(books.session, asked.target_registry, *one) for one in _flat(ranges)):
        failed.append(7005)
    failed += _link_checks(books, asked, ranges)
    if not books.has_account(asked.receiver, asked.target_registry):
        failed.append(7007)
    if not asked.decided_by:
        failed.append(7008)
    return sorted(failed)


def _link_checks(
    books: Books, asked: TransferRequest, ranges: Mapping[int, list[Range]]
) -> list[int]:
    source, target = asked.source_registry, asked.target_registry
    return [one.number for one in linked(books, source=source, target=target, assets=ranges)]


def _flat(ranges: Mapping[int, list[Range]]) -> list[tuple[int, int, int]]:
    return [(asset, first, last) for asset, parts in ranges.items() for first, last in parts]


def _known_there(session: Session, registry: str, asset: int, first: int, last: int) -> bool:
    """Whether serials lie in this registry already, or were used or cancelled anywhere."""
    sql = f"""
        SELECT 1 FROM serial_block k JOIN sub_account s ON s.id = k.owner
        WHERE k.closed IS NULL AND k.asset = :asset AND k.first <= :last AND k.last >= :first
        AND (s.registry_code = :registry OR s.kind IN ({_FINAL})) LIMIT 1
    """
    place = {"asset": asset, "first": first, "last": last, "registry": registry}
    return session.connection().execute(text(sql), place).first() is not None
