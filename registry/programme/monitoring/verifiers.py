"""Who may verify a project's reports: a designated entity that takes no part in the project."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.programme.entities.commands import not_designated, not_independent
from registry.programme.entities.models import Function
from registry.programme.methodologies.queries import versions
from registry.programme.monitoring.errors import VerifierNotDesignated, VerifierValidated
from registry.programme.monitoring.models import MonitoredProject
from registry.programme.participants.commands import find
from registry.programme.participants.models import Participant
from registry.programme.projects import queries as projects
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Role, offices_of


def unfit(session: Session, of: Project, seat: str, *, at: int | None) -> list[CheckFailed]:
    """Why a seat may not verify a project (checks 5020, 5022, 5023); [] if it may; `at` None: now.

    A designation is asked for where the project's methodology has a sectoral scope; elsewhere every
    third-party entity may. Refuses with ParticipantUnknown a seat that is none.
    """
    who = find(session, seat)
    failed: list[CheckFailed] = []
    scope = _scope_of(session, of)
    if not _is_entity(who):
        failed.append(VerifierNotDesignated(seat=seat))
    elif scope:
        failed += not_designated(
            session, seat, function=Function.VERIFICATION, scope=scope, agreement=of.agreement,
            at=at,
        )  # fmt: skip
    rules = session.get(MonitoredProject, of.code)
    differs = rules is not None and rules.verifier_differs
    if differs and projects.validator_of(session, of.code) == seat:
        failed.append(VerifierValidated(seat=seat, project=of.code))
    return failed + not_independent(session, seat, participants=participants(session, of))


def fit(session: Session, *, project: str, at: int | None = None) -> list[str]:
    """The seats that may verify a project, sorted; `at` None: now."""
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    seats = session.exec(select(Participant).order_by(col(Participant.seat)))
    entities = [one.seat for one in seats if _is_entity(one)]
    return [seat for seat in entities if not unfit(session, of, seat, at=at)]


def participants(session: Session, of: Project) -> frozenset[str]:
    """The seats that take part in a project: owner, partner and everybody who receives credits."""
    receiving = {one.seat for one in projects.allocation(session, of.code)}
    return frozenset({of.owner, of.partner} | receiving) - {""}


def _scope_of(session: Session, of: Project) -> int:
    """The sectoral scope of a project's methodology under its agreement; 0: none is played."""
    found = versions(session, code=of.methodology)
    return next((one.scope for one in reversed(found) if one.agreement == of.agreement), 0)


def _is_entity(who: Participant) -> bool:
    return Role.THIRD_PARTY_ENTITY in {who.role, *offices_of(who.offices)}
