"""What is asked of a period and its agreement at the request, at the decision and at the issue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registry.programme.agreements import commands as agreements
from registry.programme.issuance.errors import AskedBefore, ClaimedElsewhere, PeriodOverlaps
from registry.programme.issuance.queries import DoubleClaim
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.records import CheckFailed


def not_covered(
    session: Session, of: Project, monitored: MonitoringPeriod, *, at: int
) -> list[CheckFailed]:
    """Why a period's reductions cannot be taken up under the project's agreement now."""
    agreed = projects.find_agreement(session, of)
    failed = agreements.not_in_force(session, agreed.code, at=at)
    return failed + agreements.not_agreed(session, agreed.code, vintage=monitored.vintage)


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
