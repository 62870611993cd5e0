"""What the invariants of monitoring count again, from the tables alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring.findings import Finding, to_deduct
from registry.programme.monitoring.models import (
    MonitoredProject,
    Monitoring,
    MonitoringReport,
    MonitoringState,
    Statement,
    Verification,
    VerificationFinding,
    VerifiedVintage,
)
from registry.programme.monitoring.queries import (
    generation_by_year,
    tonnes_of,
)
from registry.programme.projects.models import MonitoringPeriod

_S = MonitoringState


def fixed_wrongly(
    session: Session,
    row: Monitoring,
    report: MonitoringReport,
    findings: list[Finding],
    fixed: list[VerifiedVintage],
) -> Iterator[str]:
    """What is wrong with the amounts that a positive conclusion has fixed."""
    reported = generation_by_year(session, report.id)
    if [one.vintage for one in fixed] != list(reported):
        yield f"report {report.id}: its years are not those that were verified"
        return
    due = to_deduct(findings)
    for one in fixed:
        said, deducted = exact(one.reported_mwh), exact(one.deducted_mwh)
        left = reported[one.vintage] - deducted
        if said != reported[one.vintage] or deducted < due.get(one.vintage, 0) or left < 0:
            yield f"report {report.id}, {one.vintage}: {deducted} MWh deducted"
        elif one.quantity != tonnes_of(session, row.project, row.period, left):
            yield f"report {report.id}, {one.vintage}: {one.quantity} t verified"


def due_state(session: Session, row: Monitoring) -> MonitoringState:
    """The state in which its report, conclusion, statements and requests leave a period."""
    report = session.exec(
        select(MonitoringReport).where(
            MonitoringReport.monitoring == row.id, MonitoringReport.version == row.version
        )
    ).first()
    if report is None:
        return _S.MONITORING
    concluded = session.exec(select(Verification).where(Verification.report == report.id)).first()
    if concluded is None:
        return _S.SUBMITTED
    if not concluded.positive:
        return _S.MONITORING
    if _requested(session, row):
        return _S.REQUESTED
    said = (row.partner_statement, row.host_statement)
    if Statement.NEGATIVE in said:
        return _S.STATED_NEGATIVE
    both = said == (Statement.POSITIVE, Statement.POSITIVE)
    return _S.STATED_POSITIVE if both else _S.VERIFIED


def _requested(session: Session, row: Monitoring) -> bool:
    """Whether a request for the period's issuance stands, or it was registered."""
    found = session.connection().execute(
        text(
            "SELECT 1 FROM issuance_request WHERE project = :project AND period = :period"
            " AND state <> 'dropped' UNION ALL SELECT 1 FROM ccer_registration"
            " WHERE project = :project AND period = :period"
        ),
        {"project": row.project, "period": row.period},
    )
    return found.first() is not None


def reports_of(session: Session) -> Iterator[tuple[MonitoringReport, Monitoring]]:
    """Every version of every report with its monitoring, in their order."""
    rows = {row.id: row for row in session.exec(select(Monitoring))}
    for report in session.exec(select(MonitoringReport).order_by(col(MonitoringReport.id))):
        yield report, rows[report.monitoring]


def rules_of(session: Session, row: Monitoring) -> MonitoredProject:
    """How the project of a monitoring period is monitored."""
    found = session.get(MonitoredProject, row.project)
    assert found is not None, f"{row.project} is monitored"
    return found


def period_of(session: Session, row: Monitoring) -> MonitoringPeriod:
    """The project's monitoring period that was opened."""
    return session.exec(
        select(MonitoringPeriod).where(
            MonitoringPeriod.project == row.project, MonitoringPeriod.number == row.period
        )
    ).one()


def kept_findings(session: Session, verification: int) -> list[tuple[str, ...]]:
    """The findings that a conclusion has, as `told` writes one."""
    rows = session.exec(
        select(VerificationFinding)
        .where(VerificationFinding.verification == verification)
        .order_by(col(VerificationFinding.id))
    )
    return [
        (one.part, one.reported_mwh, one.measured_mwh, one.difference_mwh, str(one.material))
        for one in rows
    ]


def told(one: Finding) -> tuple[str, ...]:
    """A finding as texts: part, reported, measured, difference, whether it is material."""
    amounts = (decimal_text(mwh) for mwh in (one.reported, one.measured, one.difference))
    return (one.part, *amounts, str(one.material))
