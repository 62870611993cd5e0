"""What is asked of a period and its agreement at the request, at the decision and at the issue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registry.programme.agreements import commands as agreements
from registry.programme.issuance.errors import (
    AskedBefore,
    ClaimedElsewhere,
    ImportedBefore,
    PeriodOverlaps,
)
from registry.programme.issuance.imported import imported_days
from registry.programme.issuance.queries import DoubleClaim
from registry.programme.projects import commands as projects
from registry.programme.projects import queries as registered
from registry.programme.projects.errors import ProjectDeregistered, TypeNotEligible
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.records import CheckFailed


def not_covered(
    session: Session, of: Project, monitored: MonitoringPeriod, *, at: int
) -> list[CheckFailed]:
    """Why a period's reductions cannot be taken up under the project's agreement now."""
    agreed = projects.find_agreement(session, of)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    for year in range(monitored.vintage, int(monitored.last_day[:4]) + 1):
        failed += agreements.not_agreed(session, agreed.code, vintage=year)
    return failed


def not_eligible(session: Session, of: Project) -> list[CheckFailed]:
    """Why nothing is requested for a project: it is deregistered, or its type was excluded."""
    failed: list[CheckFailed] = []
    if of.code in registered.deregistrations(session):
        failed.append(ProjectDeregistered(project=of.code))
    answer = registered.answer_on(session, agreement=of.agreement, type=of.kind)
    if answer is registered.Answer.EXCLUDED:
        failed.append(TypeNotEligible(project=of.code, activity=of.kind, agreement=of.agreement))
    return failed


def refuse_counted(found: Sequence[tuple[int, str]], monitored: MonitoringPeriod) -> None:
    """Refuse a period if it, or a day of it, was requested, issued or registered before."""
    for other, state in found:
        if other == monitored.number:
            raise AskedBefore(project=monitored.project, period=other, state=state)
        raise PeriodOverlaps(
            project=monitored.project, period=monitored.number, other=other, state=state
        )


def refuse_elsewhere(found: Sequence[DoubleClaim], monitored: MonitoringPeriod) -> None:
    """Refuse a period of an installation whose days another project has claimed (check 5041)."""
    for one in found:
        raise ClaimedElsewhere(
            installation=one.installation,
            project=monitored.project,
            period=monitored.number,
            elsewhere=one.elsewhere,
            other=one.other,
            agreement=one.agreement or "-",
            state=one.state,
        )


def refuse_imported(session: Session, monitored: MonitoringPeriod) -> None:
    """Refuse a period of an installation whose days another registry credited (check 5041)."""
    found = imported_days(session, monitored)
    if found is not None:
        raise ImportedBefore(
            installation=found.installation,
            project=monitored.project,
            period=monitored.number,
            quantity=found.quantity,
            origin=found.origin,
            there=found.project,
            request=found.request,
        )
