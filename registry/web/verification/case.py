"""What the page of a monitoring period is made from: what is stored, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.programme.monitoring import queries
from registry.programme.monitoring.findings import Finding, found
from registry.programme.monitoring.queries import MonitoringView, ReportView, RulesView
from registry.programme.projects.models import MonitoringPeriod
from registry.programme.projects.queries import ProjectView
from registry.web.frame.acts import Told
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor
from registry.web.verification.desk import side_of


@dataclass(frozen=True, slots=True)
class Case:
    """A monitoring period as its page has it: what is stored, and who looks at it."""

    session: Session
    visitor: Visitor
    names: Names
    told: Told
    of: ProjectView
    period: MonitoringPeriod
    rules: RulesView
    view: MonitoringView
    reports: tuple[ReportView, ...]

    @property
    def key(self) -> dict[str, str | int]:
        """The period as arguments of its commands."""
        return {"project": self.of.code, "period": self.period.number}

    @property
    def newest(self) -> ReportView | None:
        """The newest version of the report; None before the first."""
        return self.reports[-1] if self.reports else None

    @property
    def role(self) -> str:
        """What the visitor is here: owner, verifier, government, or ""."""
        seat = self.visitor.seated.seat
        if seat == self.of.owner:
            return "owner"
        if seat == self.view.verifier:
            return "verifier"
        return "government" if side_of(self.visitor, self.session, self.view) else ""

    @property
    def readings(self) -> dict[str, str]:
        """The owner's own readings by month; {} for everybody else."""
        seat = self.visitor.seated.seat
        return queries.own_readings(
            self.session, seat=seat, project=self.of.code, period=self.period.number
        )


def findings_of(rules: RulesView, report: ReportView) -> list[Finding]:
    """What the samples of a report have found."""
    return found(
        {one.part: exact(one.reported_mwh) for one in report.figures},
        [(one.part, exact(one.measured_mwh), exact(one.uncertainty_mwh)) for one in report.samples],
        materiality=exact(rules.materiality_percent),
    )
