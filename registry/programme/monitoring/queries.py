"""Queries of monitoring periods, their reports, samples and verifications."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculator import decimal_text, reduction
from registry.programme.monitoring import parts
from registry.programme.monitoring.findings import by_year
from registry.programme.monitoring.models import (
    MeterReading,
    MonitoredProject,
    Monitoring,
    MonitoringReport,
    MonitoringState,
    ReportedFigure,
    Verification,
    VerificationFinding,
    VerificationSample,
    VerifiedVintage,
)
from registry.programme.projects.commands import find_period
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import days_of, generation_of, margin_of, not_registered

ISSUABLE = (MonitoringState.VERIFIED, MonitoringState.STATED_POSITIVE)
"""States from which issuance can be requested, where no statements are asked for in the first."""


@dataclass(frozen=True)
class RulesView:
    """How a project is monitored; percentages are exact decimal text."""

    project: str
    samples: int
    uncertainty_percent: str
    materiality_percent: str
    verifier_differs: bool
    statements: bool
    look_back_years: int


@dataclass(frozen=True)
class MonitoringView:
    """An open monitoring period; `version` 0 and `verifier` "" before the first report."""

    monitoring: int
    project: str
    period: int
    gap: str
    state: str
    version: int
    verifier: str
    partner_statement: str
    host_statement: str
    opened_at: int


@dataclass(frozen=True)
class FigureView:
    """A reported figure beside what is expected of its part; MWh as exact decimal text."""

    part: str
    reported_mwh: str
    expected_mwh: str
    cost: int


@dataclass(frozen=True)
class SampleView:
    """What a verifier measured for a part, give or take its uncertainty; MWh as text."""

    part: str
    measured_mwh: str
    uncertainty_mwh: str
    sampled_at: int


@dataclass(frozen=True)
class FindingView:
    """A finding of a conclusion; MWh as exact decimal text."""

    part: str
    reported_mwh: str
    measured_mwh: str
    difference_mwh: str
    material: bool


@dataclass(frozen=True)
class VintageView:
    """The verified amount of one vintage: whole tonnes of what was reported less the deduction."""

    vintage: int
    reported_mwh: str
    deducted_mwh: str
    quantity: int


@dataclass(frozen=True)
class ConclusionView:
    """A verifier's conclusion on a version of a report."""

    positive: bool
    note: str
    concluded_by: str
    concluded_at: int
    findings: tuple[FindingView, ...]
    vintages: tuple[VintageView, ...]


@dataclass(frozen=True)
class ReportView:
    """A version of a report with its figures, samples and, once there is one, its conclusion."""

    report: int
    project: str
    period: int
    version: int
    verifier: str
    digest: str
    reported_by: str
    reported_at: int
    public_until: int | None
    figures: tuple[FigureView, ...]
    samples: tuple[SampleView, ...]
    left: int
    conclusion: ConclusionView | None


def rules_of(session: Session, project: str) -> RulesView | None:
    """How a project is monitored; None: it is not."""
    found = session.get(MonitoredProject, project)
    if found is None:
        return None
    return RulesView(**found.model_dump(exclude={"key", "spread_percent"}))


def monitored_projects(session: Session) -> frozenset[str]:
    """The projects whose credits need a verified report."""
    return frozenset(session.exec(select(MonitoredProject.project)))


def monitorings(
    session: Session, *, project: str = "", verifier: str = "", state: str = ""
) -> list[MonitoringView]:
    """Open monitoring periods in the order of opening: of a project, for a verifier, in a state."""
    asked = select(Monitoring)
    if project:
        asked = asked.where(Monitoring.project == project)
    if verifier:
        asked = asked.where(Monitoring.verifier == verifier)
    if state:
        asked = asked.where(Monitoring.state == state)
    return [_view(one) for one in session.exec(asked.order_by(col(Monitoring.id)))]


def monitoring_of(session: Session, *, project: str, period: int) -> MonitoringView | None:
    """The monitoring of one period; None: it is not open."""
    found = row_of(session, project=project, period=period)
    return None if found is None else _view(found)


def row_of(session: Session, *, project: str, period: int) -> Monitoring | None:
    """The row of a monitoring period, or None."""
    return session.exec(
        select(Monitoring).where(Monitoring.project == project, Monitoring.period == period)
    ).first()


def not_open(session: Session, *, projects: frozenset[str], at: int) -> list[tuple[str, int]]:
    """(project, period) of monitored projects' periods that are over and not open, in order."""
    kept = (projects & monitored_projects(session)) - frozenset(not_registered(session))
    opened = {(one.project, one.period) for one in monitorings(session)}
    return [
        (code, one.number)
        for code, found in sorted(days_of(session, kept).items())
        for one in found
        if (code, one.number) not in opened and _ends_at(one) <= at
    ]


def _ends_at(period: MonitoringPeriod) -> int:
    return parts.over_at(period.last_day[:7], first_day=period.first_day, last_day=period.last_day)


def own_readings(session: Session, *, seat: str, project: str, period: int) -> dict[str, str]:
    """What the owner read off its meters, MWh by month; {} for every other seat."""
    of, found = session.get(Project, project), row_of(session, project=project, period=period)
    if of is None or found is None or of.owner != seat:
        return {}
    rows = session.exec(
        select(MeterReading)
        .where(MeterReading.monitoring == found.id)
        .order_by(col(MeterReading.month))
    )
    return {one.month: one.mwh for one in rows}


def expected_of(session: Session, monitored: MonitoringPeriod) -> dict[str, Fraction]:
    """The MWh that the project expects of each month of a period, by its days."""
    return parts.expected(
        generation_of(session, monitored),
        first_day=monitored.first_day,
        last_day=monitored.last_day,
    )


def reports(session: Session, *, project: str, period: int) -> list[ReportView]:
    """Every version of the reports on a period, the oldest first."""
    found = row_of(session, project=project, period=period)
    if found is None:
        return []
    rows = session.exec(
        select(MonitoringReport)
        .where(MonitoringReport.monitoring == found.id)
        .order_by(col(MonitoringReport.version))
    )
    return [_report(session, found, one) for one in rows]


def report_of(session: Session, *, project: str, period: int) -> ReportView | None:
    """The newest version of the report on a period; None before the first."""
    found = reports(session, project=project, period=period)
    return found[-1] if found else None


def verified(session: Session, *, project: str, period: int) -> tuple[VintageView, ...]:
    """The amounts that the verification of the newest report fixed; () if there is none."""
    report = report_of(session, project=project, period=period)
    if report is None or report.conclusion is None or not report.conclusion.positive:
        return ()
    return report.conclusion.vintages


def issuable(session: Session) -> dict[tuple[str, int], int]:
    """(project, period) of what can be requested now by its verification, with its whole tonnes."""
    found = {}
    for one in session.exec(select(Monitoring).where(col(Monitoring.state).in_(ISSUABLE))):
        rules = session.get(MonitoredProject, one.project)
        assert rules is not None, f"{one.project} is monitored"
        if not rules.statements or one.state is MonitoringState.STATED_POSITIVE:
            fixed = verified(session, project=one.project, period=one.period)
            found[one.project, one.period] = sum(vintage.quantity for vintage in fixed)
    return found


def tonnes_of(session: Session, project: str, period: int, generation: Fraction) -> int:
    """The whole tonnes that a generation in MWh comes to by the project's factor in a period."""
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    monitored = find_period(session, project=project, number=period)
    margin = margin_of(session, of, monitored)
    return reduction(generation_mwh=str(generation), margin=margin).whole_t


def _view(found: Monitoring) -> MonitoringView:
    return MonitoringView(
        monitoring=found.id,
        project=found.project,
        period=found.period,
        gap=found.gap,
        state=str(found.state),
        version=found.version,
        verifier=found.verifier,
        partner_statement=str(found.partner_statement or ""),
        host_statement=str(found.host_statement or ""),
        opened_at=found.opened_at,
    )


def _report(session: Session, of: Monitoring, found: MonitoringReport) -> ReportView:
    rules = session.get(MonitoredProject, of.project)
    assert rules is not None, f"{of.project} is monitored"
    sampled = samples_of(session, found.id)
    return ReportView(
        report=found.id,
        project=of.project,
        period=of.period,
        version=found.version,
        verifier=found.verifier,
        digest=found.digest,
        reported_by=found.reported_by,
        reported_at=found.reported_at,
        public_until=found.public_until,
        figures=tuple(_figures(session, of, found.id)),
        samples=tuple(
            SampleView(one.part, one.measured_mwh, one.uncertainty_mwh, one.sampled_at)
            for one in sampled
        ),
        left=rules.samples - sum(one.cost for one in sampled),
        conclusion=_conclusion(session, found.id),
    )


def samples_of(session: Session, report: int) -> list[VerificationSample]:
    """The samples of a version of a report, in their order."""
    return list(
        session.exec(
            select(VerificationSample)
            .where(VerificationSample.report == report)
            .order_by(col(VerificationSample.id))
        )
    )


def figures_of(session: Session, report: int) -> dict[str, Fraction]:
    """The figures of a version of a report, exact MWh by part, in order."""
    rows = session.exec(
        select(ReportedFigure)
        .where(ReportedFigure.report == report)
        .order_by(col(ReportedFigure.part))
    )
    return {one.part: exact(one.mwh) for one in rows}


def generation_by_year(session: Session, report: int) -> dict[int, Fraction]:
    """What a version of a report has for each calendar year, exact MWh."""
    return by_year(figures_of(session, report).items())


def _figures(session: Session, of: Monitoring, report: int) -> list[FigureView]:
    period = session.exec(
        select(MonitoringPeriod).where(
            MonitoringPeriod.project == of.project, MonitoringPeriod.number == of.period
        )
    ).one()
    due = expected_of(session, period)
    return [
        FigureView(
            part=part,
            reported_mwh=decimal_text(mwh),
            expected_mwh=rounded(sum((due[m] for m in parts.months_in(part, due)), Fraction(0))),
            cost=parts.cost_of(part),
        )
        for part, mwh in figures_of(session, report).items()
    ]


def rounded(mwh: Fraction) -> str:
    """A quantity to the nearest tenth, as text."""
    return decimal_text(Fraction(round(mwh * 10), 10))


def _conclusion(session: Session, report: int) -> ConclusionView | None:
    found = session.exec(select(Verification).where(Verification.report == report)).first()
    if found is None:
        return None
    findings = session.exec(
        select(VerificationFinding)
        .where(VerificationFinding.verification == found.id)
        .order_by(col(VerificationFinding.id))
    )
    vintages = session.exec(
        select(VerifiedVintage)
        .where(VerifiedVintage.verification == found.id)
        .order_by(col(VerifiedVintage.vintage))
    )
    return ConclusionView(
        positive=found.positive,
        note=found.note,
        concluded_by=found.concluded_by,
        concluded_at=found.concluded_at,
        findings=tuple(
            FindingView(**one.model_dump(exclude={"id", "verification"})) for one in findings
        ),
        vintages=tuple(
            VintageView(**one.model_dump(exclude={"id", "verification"})) for one in vintages
        ),
    )
