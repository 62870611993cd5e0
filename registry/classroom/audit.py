"""Every invariant of a lesson: books, market and programme, asked in one place.

Reads tables only. It knows the packages' own audits and adds no rule to them.
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlmodel import Session

from ledger import audit as books
from ledger.accounts import HOLDING_BLOCKED
from matching import audit as market
from matching.deals import audit as deals
from registry.transfers import audit as programme
from registry.transfers.queries import blocked_by_requests

SENTENCES: dict[str, str] = {
    name: (check.__doc__ or "").strip()
    for part in (books.INVARIANTS, market.INVARIANTS, deals.INVARIANTS, programme.INVARIANTS)
    for name, check in part.items()
}
"""Every invariant by name with the sentence that it checks."""


def audit(session: Session) -> list[tuple[str, str]]:
    """(invariant, what was found) for everything that is broken; empty when all hold."""
    connection = session.connection()
    findings = [
        *books.audit(connection),
        *market.problems(connection, also_blocked=_blocked(session, connection)),
        *deals.problems(connection),
        *programme.audit(connection),
    ]
    return [(finding.invariant, finding.found) for finding in findings]


def _blocked(session: Session, connection: Connection) -> dict[int, int]:
    """Sub-account -> tonnes that open transfer requests set aside there."""
    find = text(
        "SELECT s.id FROM sub_account s JOIN account a ON a.id = s.account"
        " WHERE a.owner = :owner AND a.registry_code = :registry AND s.asset = :asset"
        f" AND s.kind = '{HOLDING_BLOCKED.name}'"
    )
    blocked: dict[int, int] = {}
    for row in blocked_by_requests(session):
        place = {"owner": row.owner, "registry": row.registry, "asset": row.asset}
        sub = connection.execute(find, place).scalar()
        blocked[sub or 0] = blocked.get(sub or 0, 0) + row.quantity
    return blocked
