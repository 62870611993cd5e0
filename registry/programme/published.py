"""What a registry publishes to everybody: projects, issuances, batches with their blocks, endings.

No query here tells cash, orders, votes or anything else of a single seat: blocks are those of an
earlier moment, without their holders, and what an order blocks is held like the rest. Only who
retires or cancels is named. Lists are read by key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.accounts import HOLDING, OWNED
from ledger.paging import Page
from ledger.serials import CreditBatch
from registry.programme.issuance import queries as issuances
from registry.programme.projects import queries as projects
from registry.programme.projects.queries import PeriodView, ProjectView
from registry.programme.retirement import queries as retirement

PAGE = 50


@dataclass(frozen=True)
class PublishedProject:
    """A project with its monitoring periods."""

    project: ProjectView
    periods: list[PeriodView]


@dataclass(frozen=True)
class PublishedIssuance:
    """A request and what came of it; `first` and `last` are its batch's serials, None before."""

    request: int
    project: str
    vintage: int
    host: str
    quantity: int
    item: int
    state: str
    asset: int | None
    first: int | None
    last: int | None
    host_t: int | None
    partner_t: int | None
    requested_at: int
    issued_at: int | None


@dataclass(frozen=True)
class PublishedBatch:
    """A batch with its serials."""

    asset: int
    unit: str
    host: str
    project: str
    methodology: str
    vintage: int
    period_first: str
    period_last: str
    first: int
    last: int
    quantity: int


@dataclass(frozen=True)
class PublishedBlock:
    """A range of a batch: its parent, and the children into which it was divided.

    `closed`: its children, or its owner's next block, have taken its place. `owner` is that of a
    system account, "" for every holder.
    """

    block: int
    first: int
    last: int
    quantity: int
    registry: str
    owner: str
    kind: str
    parent: int | None
    children: tuple[int, ...]
    closed: bool
    type: str
    at: int


@dataclass(frozen=True)
class PublishedEnding:
    """Credits that were retired or cancelled; `reversed_at`: the registry has taken it back."""

    retirement: int
    ending: str
    owner: str
    registry: str
    asset: int
    project: str
    vintage: int
    quantity: int
    purpose: str
    beneficiary: str
    claim: str
    ranges: str
    at: int
    reversed_at: int | None


def published_projects(session: Session) -> list[PublishedProject]:
    """Every project by code."""
    return [
        PublishedProject(one, projects.periods(session, one.code))
        for one in projects.projects(session)
    ]


def published_issuances(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[PublishedIssuance]:
    """Requests for issuance with their batches, newest first; `before` and `after` page."""
    found = issuances.issuances(session, before=before, after=after, limit=limit)
    batches = _batches(session, [one.asset for one in found if one.asset is not None])
    return [
        PublishedIssuance(
            one.request, one.project, one.vintage, one.host, one.quantity, one.item, one.state,
            one.asset,
            batches[one.asset].first if one.asset is not None else None,
            batches[one.asset].last if one.asset is not None else None,
            one.host_t, one.partner_t, one.requested_at, one.issued_at,
        )
        for one in found
    ]  # fmt: skip


def published_batches(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[PublishedBatch]:
    """Batches, newest first; `before` and `after` page."""
    asked = Page(before, after, limit).of(select(CreditBatch), CreditBatch.asset)
    found = list(session.exec(asked))
    return [
        PublishedBatch(
            one.asset, one.unit, one.host, one.project, one.methodology, one.vintage,
            one.period_first, one.period_last, one.first, one.last, one.last - one.first + 1,
        )
        for one in found
    ]  # fmt: skip


def published_batch(session: Session, asset: int) -> PublishedBatch | None:
    """One batch, or None."""
    found = published_batches(session, before=asset + 1, limit=1)
    return found[0] if found and found[0].asset == asset else None


_BLOCKS = """
    SELECT b.id, b.first, b.last, s.registry_code, a.owner, s.kind, b.parent, e.at AS ended, t.type,
           c.at
    FROM serial_block b
    JOIN sub_account s ON s.id = b.owner JOIN account a ON a.id = s.account
    JOIN posting p ON p.id = b.opened JOIN book_transaction t ON t.id = p.book_transaction
    JOIN command c ON c.number = t.command
    LEFT JOIN posting q ON q.id = b.closed LEFT JOIN book_transaction u ON u.id = q.book_transaction
    LEFT JOIN command e ON e.number = u.command
    WHERE b.asset = :asset AND c.at <= :until AND (:before = 0 OR b.id < :before) AND b.id > :after
    ORDER BY b.id DESC LIMIT :limit
"""
_CHILDREN = """
    SELECT b.parent, b.id FROM serial_block b
    JOIN posting p ON p.id = b.opened JOIN book_transaction t ON t.id = p.book_transaction
    JOIN command c ON c.number = t.command
    WHERE b.asset = :asset AND b.parent IS NOT NULL AND c.at <= :until ORDER BY b.id
"""
_OWNED = {kind.name for kind in OWNED}


def published_blocks(
    session: Session,
    asset: int,
    *,
    until: int,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[PublishedBlock]:
    """The blocks of a batch as they were at lesson time `until` (ms), newest first; `before` and
    `after` page.
    """
    sql = _BLOCKS if after is None else _BLOCKS.replace("b.id DESC", "b.id")
    given = {
        "asset": asset, "until": until, "before": before, "after": after or 0, "limit": limit,
    }  # fmt: skip
    rows = session.connection().execute(text(sql), given).all()
    children = _children(session, asset, until)
    return [
        PublishedBlock(
            block=row[0],
            first=row[1],
            last=row[2],
            quantity=row[2] - row[1] + 1,
            registry=row[3],
            owner="" if row[5] in _OWNED else row[4],
            kind=HOLDING.name if row[5] in _OWNED else row[5],
            parent=row[6],
            children=children.get(row[0], ()),
            closed=row[7] is not None and row[7] <= until,
            type=row[8],
            at=row[9],
        )
        for row in rows
    ]


def published_endings(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[PublishedEnding]:
    """Retirements and cancellations, newest first; `before` and `after` page."""
    found = retirement.retirements(session, before=before, after=after, limit=limit)
    batches = _batches(session, [one.asset for one in found])
    return [
        PublishedEnding(
            one.retirement, one.ending, one.seat, one.registry, one.asset,
            batches[one.asset].project, batches[one.asset].vintage, one.quantity, one.purpose,
            one.beneficiary, one.claim, one.ranges, one.at, one.reversed_at,
        )
        for one in found
    ]  # fmt: skip


def _batches(session: Session, assets: Sequence[int]) -> dict[int, CreditBatch]:
    found = session.exec(select(CreditBatch).where(col(CreditBatch.asset).in_(assets)))
    return {one.asset: one for one in found}


def _children(session: Session, asset: int, until: int) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    given = {"asset": asset, "until": until}
    for parent, block in session.connection().execute(text(_CHILDREN), given):
        found[parent] = (*found.get(parent, ()), block)
    return found
