"""Whether an entity may validate, and whether a methodology is valid: asked in one place."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.entities import commands as entities
from registry.programme.entities.models import Function
from registry.programme.entities.queries import designations
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies.queries import methodology as known
from registry.programme.methodologies.queries import played, valid_version
from registry.programme.participants.queries import participant
from registry.programme.projects.errors import MethodologyOther, NoEntity
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Role


def not_designated(session: Session, seat: str, *, of: Project, at: int) -> list[CheckFailed]:
    """Why a seat cannot validate a project (checks 5020 and 5023); [] if it can.

    Where the plan designates nobody, and where its methodologies name no scope, any entity may.
    """
    who = participant(session, seat)
    if who is None or Role.THIRD_PARTY_ENTITY not in who.offices:
        return [NoEntity(seat=seat)]
    failed = entities.not_independent(session, seat, participants={of.owner, of.partner})
    used = valid_version(session, of.methodology, agreement=of.agreement, at=at)
    if not designations(session) or used is None or not used.scope:
        return failed
    return failed + entities.not_designated(
        session, seat, function=Function.VALIDATION, scope=used.scope, agreement=of.agreement, at=at
    )


def not_valid(session: Session, methodology: str, *, of: Project, at: int) -> list[CheckFailed]:
    """Why a methodology cannot be used for a project on this day (check 5010)."""
    if methodology != of.methodology or known(session, methodology) is None:
        return [MethodologyOther(methodology=methodology, project=of.code, valid=of.methodology)]
    if not played(session):
        return []
    return methodologies.not_valid(session, methodology, at, agreement=of.agreement)
