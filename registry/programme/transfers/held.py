"""Accounts under an open discrepancy: until it is repaired and compared again they send nothing.

Check 3016. The open ones are asked for at every command that could move units.
"""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from ledger.books import Books
from registry.programme.transfers.errors import UnderDiscrepancy
from registry.programme.transfers.models import Reconciliation, ReconciliationFinding

_OPEN = (
    "SELECT reconciliation FROM reconciliation_finding"
    " WHERE cleared_by IS NULL AND owner = ? AND registry_code = ? LIMIT 1"
)


def refuse_held(books: Books, *, owner: str, registry: str) -> None:
    """Refuse with UnderDiscrepancy if units must not leave this account now."""
    found = books.store.fetch(_OPEN, owner, registry)
    if found:
        raise UnderDiscrepancy(seat=owner, registry=registry, reconciliation=found[0][0])


def blocked_by(session: Session, reconciliation: int) -> list[tuple[str, str]]:
    """Owner and registry of the accounts that a reconciliation has blocked and that still are."""
    found = select(ReconciliationFinding.owner, ReconciliationFinding.registry_code).where(
        ReconciliationFinding.reconciliation == reconciliation,
        col(ReconciliationFinding.cleared_by).is_(None),
    )
    return sorted(set(session.exec(found)))


def open_between(session: Session, one: str, other: str) -> int:
    """The latest reconciliation of two registries with an open finding; 0 if there is none."""
    found = session.exec(
        select(Reconciliation.id)
        .join(
            ReconciliationFinding,
            col(ReconciliationFinding.reconciliation) == col(Reconciliation.id),
        )
        .where(
            col(ReconciliationFinding.cleared_by).is_(None),
            or_(
                (col(Reconciliation.one) == one) & (col(Reconciliation.other) == other),
                (col(Reconciliation.one) == other) & (col(Reconciliation.other) == one),
            ),
        )
        .order_by(col(Reconciliation.id).desc())
    ).first()
    return found or 0
