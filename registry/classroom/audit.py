"""Every invariant of a lesson: books, market and programme, asked in one place.

Reads tables only. It knows the packages' own audits and adds no rule to them.
"""

from __future__ import annotations

from sqlmodel import Session

from ledger.audit import audit as audit_books


def audit(session: Session) -> list[tuple[str, str]]:
    """(invariant, what was found) for everything that is broken; empty when all hold."""
    return [(finding.invariant, finding.found) for finding in audit_books(session.connection())]
