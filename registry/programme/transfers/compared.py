"""Queries of reconciliations: their stages, and the accounts that they have blocked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ledger.paging import Page
from registry.programme.transfers.models import (
    Reconciliation,
    ReconciliationFinding,
    ReconciliationStage,
    TransferRequest,
)

PAGE = 50


@dataclass(frozen=True)
class StageView:
    """One stage: what was compared, and how many of them differ."""

    state: str
    compared: int
    differ: int


@dataclass(frozen=True)
class ReconciliationView:
    """A comparison of two registries with the log."""

    reconciliation: int
    one: str
    other: str
    state: str
    by: str
    at: int
    stages: tuple[StageView, ...]


@dataclass(frozen=True)
class FindingView:
    """An account that differs from the log's copy, in tonnes and serials of one batch."""

    finding: int
    reconciliation: int
    transfer_id: str
    registry: str
    owner: str
    asset: int
    mismatch: str
    registry_t: int
    log_t: int
    registry_ranges: str
    log_ranges: str
    found_at: int
    cleared_by: int | None
    cleared_at: int | None


def reconciliations(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[ReconciliationView]:
    """The comparisons with their stages, newest first; `before` and `after` page."""
    asked = Page(before, after, limit).of(select(Reconciliation), Reconciliation.id)
    return [
        ReconciliationView(
            one.id, one.one, one.other, str(one.state), one.by, one.at,
            tuple(_stages(session, one.id)),
        )
        for one in session.exec(asked)
    ]  # fmt: skip


def findings(session: Session, *, open_only: bool = False) -> list[FindingView]:
    """What comparisons have found, newest first; `open_only`: what is not cleared yet."""
    found = select(ReconciliationFinding).order_by(col(ReconciliationFinding.id).desc())
    if open_only:
        found = found.where(col(ReconciliationFinding.cleared_by).is_(None))
    return [
        FindingView(
            one.id, one.reconciliation, one.transfer_id, one.registry_code, one.owner, one.asset,
            str(one.mismatch), one.registry_t, one.log_t, one.registry_ranges, one.log_ranges,
            one.found_at, one.cleared_by, one.cleared_at,
        )
        for one in session.exec(found)
    ]  # fmt: skip


def latest(session: Session) -> list[ReconciliationView]:
    """The comparisons of the last moment at which registries were compared, newest first."""
    found = reconciliations(session)
    return [one for one in found if one.at == found[0].at]


def last_at(session: Session, one: str, other: str) -> int:
    """When two registries were compared last, lesson time in ms; 0 for never."""
    found = select(func.max(Reconciliation.at)).where(
        col(Reconciliation.one).in_((one, other)), col(Reconciliation.other).in_((one, other))
    )
    return session.exec(found).one() or 0


def to_repair(session: Session) -> list[str]:
    """Ids of the transfers that differ from the log by a comparison, or are overdue, in order."""
    differing = select(ReconciliationFinding.transfer_id).where(
        col(ReconciliationFinding.cleared_by).is_(None)
    )
    late = select(TransferRequest.transfer_id).where(
        col(TransferRequest.overdue), col(TransferRequest.completed_at).is_(None)
    )
    return sorted({*session.exec(differing), *session.exec(late)})


def _stages(session: Session, number: int) -> list[StageView]:
    found = select(ReconciliationStage).where(ReconciliationStage.reconciliation == number)
    return [
        StageView(str(one.state), one.compared, one.differ)
        for one in session.exec(found.order_by(col(ReconciliationStage.id)))
    ]
