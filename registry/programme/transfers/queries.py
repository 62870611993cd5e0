"""Queries of transfers and of the registries' records of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger.paging import Page
from registry.programme.agreements import queries as agreements
from registry.programme.projects import queries as projects
from registry.programme.transfers.models import (
    TransferLine,
    TransferRecord,
    TransferRequest,
    TransferState,
)

PAGE = 50


@dataclass(frozen=True)
class TransferView:
    """A transfer request with its lots: (asset, tonnes)."""

    transfer: int
    source_registry: str
    target_registry: str
    unit: str
    holder: str
    receiver: str
    purpose: str
    quantity: int
    state: str
    requested_at: int
    decided_by: str
    decided_at: int | None
    transfer_id: str
    sent_as: int | None
    received_as: int | None
    completed_at: int | None
    lots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class RecordView:
    """What a registry wrote down about a transfer."""

    record: int
    registry: str
    transfer_id: str
    direction: str
    ranges: str
    quantity: int
    digest: str
    posted_as: int
    at: int


@dataclass(frozen=True)
class Blocked:
    """Tonnes that open transfer requests block in one holder's blocked sub-account."""

    owner: str
    registry: str
    asset: int
    quantity: int


def transfers(
    session: Session,
    *,
    holder: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[TransferView]:
    """Requests, newest first; `holder` "": of all holders, `before` and `after` page."""
    asked = Page(before, after, limit).of(select(TransferRequest), TransferRequest.id)
    if holder:
        asked = asked.where(TransferRequest.holder == holder)
    return [_view(session, found) for found in session.exec(asked)]


def waiting_to_be_sent(session: Session, registry: str) -> list[TransferView]:
    """Requests that the government of this sending registry has to decide, oldest first."""
    asked = select(TransferRequest).where(
        TransferRequest.state == TransferState.REQUESTED,
        TransferRequest.source_registry == registry,
    )
    found = session.exec(asked.order_by(col(TransferRequest.id)))
    return [_view(session, row) for row in found]


def waiting_to_be_accepted(session: Session, registry: str) -> list[TransferView]:
    """Transfers in transit to this registry, in the order in which they must be accepted."""
    asked = select(TransferRequest).where(
        TransferRequest.state == TransferState.SENT,
        TransferRequest.target_registry == registry,
    )
    found = session.exec(asked.order_by(col(TransferRequest.sent_as)))
    return [_view(session, row) for row in found]


def targets(session: Session, *, project: str, registry: str) -> list[str]:
    """The registries of a project's agreement other than `registry`: where its credits may go."""
    of = projects.project(session, project)
    if of is None or of.domestic:
        return []
    agreed = agreements.known(session, of.agreement)
    return [code for code in (agreed.partner, agreed.host) if code != registry]


def records(session: Session, *, transfer_id: str = "") -> list[RecordView]:
    """The registries' records, oldest first; `transfer_id` "": of all transfers."""
    asked = select(TransferRecord).order_by(col(TransferRecord.id))
    if transfer_id:
        asked = asked.where(TransferRecord.transfer_id == transfer_id)
    return [
        RecordView(
            r.id, r.registry_code, r.transfer_id, str(r.direction), r.ranges, r.quantity,
            r.digest, r.posted_as, r.at,
        )
        for r in session.exec(asked)
    ]  # fmt: skip


def blocked_by_requests(session: Session) -> list[Blocked]:
    """Tonnes that open requests block, by holder, registry and batch, in that order."""
    lines = session.exec(
        select(
            TransferRequest.holder,
            TransferRequest.source_registry,
            TransferLine.asset,
            TransferLine.quantity,
        )
        .join(TransferLine, col(TransferLine.request) == col(TransferRequest.id))
        .where(TransferRequest.state == TransferState.REQUESTED)
    )
    sums: dict[tuple[str, str, int], int] = {}
    for holder, registry, asset, quantity in lines:
        place = (holder, registry, asset)
        sums[place] = sums.get(place, 0) + quantity
    return [Blocked(*place, quantity) for place, quantity in sorted(sums.items())]


def _view(session: Session, found: TransferRequest) -> TransferView:
    lines = session.exec(
        select(TransferLine.asset, TransferLine.quantity)
        .where(TransferLine.request == found.id)
        .order_by(col(TransferLine.id))
    )
    kept = found.model_dump(exclude={"id", "state"})
    lots = tuple((asset, quantity) for asset, quantity in lines)
    return TransferView(transfer=found.id, state=str(found.state), lots=lots, **kept)
