"""Whether an entity may validate, and whether a methodology is valid: asked in one place."""

from __future__ import annotations

from sqlmodel import Session

from ledger.kernel.clock import day_of
from registry.programme.methodologies.queries import methodology as known
from registry.programme.participants.queries import participant
from registry.programme.projects.errors import MethodologyNotValid, NotDesignated
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Role

VALIDATION = "validation"
"""The function for which an entity is designated."""


def not_designated(session: Session, seat: str, *, of: Project, at: int) -> list[CheckFailed]:
    """Why a seat cannot validate a project: it is no entity designated for it (check 5020)."""
    who = participant(session, seat)
    if who is not None and Role.THIRD_PARTY_ENTITY in who.offices:
        return []
    return [NotDesignated(seat=seat, scope=of.kind)]


def not_valid(session: Session, methodology: str, *, of: Project, at: int) -> list[CheckFailed]:
    """Why a methodology cannot be used for a project on this day (check 5010)."""
    if methodology == of.methodology and known(session, methodology) is not None:
        return []
    return [
        MethodologyNotValid(
            methodology=methodology,
            project=of.code,
            day=day_of(at).isoformat(),
            valid=of.methodology,
        )
    ]
