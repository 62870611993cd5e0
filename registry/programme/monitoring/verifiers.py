"""Who may verify a project's reports: a designated entity that takes no part in the project."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.programme.monitoring.errors import VerifierIsParticipant, VerifierNotDesignated
from registry.programme.participants.commands import find
from registry.programme.participants.models import Participant
from registry.programme.projects import queries as projects
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Role, offices_of


def unfit(session: Session, of: Project, seat: str, *, at: int) -> list[CheckFailed]:
    """Why a seat may not verify a project now (checks 5020, 5022, 5023); [] if it may.

    Refuses with ParticipantUnknown a seat that is none.
    """
    who = find(session, seat)
    failed: list[CheckFailed] = []
    if Role.THIRD_PARTY_ENTITY not in {who.role, *offices_of(who.offices)}:
        failed.append(VerifierNotDesignated(seat=seat))
    if seat in participants(session, of):
        failed.append(VerifierIsParticipant(seat=seat, project=of.code))
    return failed


def fit(session: Session, *, project: str, at: int) -> list[str]:
    """The seats that may verify a project now, sorted."""
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    seats = session.exec(select(Participant).order_by(col(Participant.seat)))
    entities = [
        one.seat for one in seats if Role.THIRD_PARTY_ENTITY in {one.role, *offices_of(one.offices)}
    ]
    return [seat for seat in entities if not unfit(session, of, seat, at=at)]


def participants(session: Session, of: Project) -> frozenset[str]:
    """The seats that take part in a project: owner, partner and everybody who receives credits."""
    receiving = {one.seat for one in projects.allocation(session, of.code)}
    return frozenset({of.owner, of.partner} | receiving) - {""}
