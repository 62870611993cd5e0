"""The invariants of monitoring, from the tables alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring.commands import REPORT, written
from registry.programme.monitoring.concluding import findings_of
from registry.programme.monitoring.meters import readings
from registry.programme.monitoring.models import (
    MeterReading,
    Monitoring,
    MonitoringState,
    Verification,
    VerifiedVintage,
)
from registry.programme.monitoring.parts import cost_of
from registry.programme.monitoring.queries import (
    figures_of,
    samples_of,
)
from registry.programme.monitoring.recount import (
    due_state,
    fixed_wrongly,
    kept_findings,
    period_of,
    reports_of,
    rules_of,
    told,
)
from registry.programme.monitoring.sampling import measure
from registry.programme.projects.models import Project


def reports_are_what_was_submitted(connection: Connection) -> Iterator[str]:
    """Each version of a monitoring report has the figures of its document, and none is left out."""
    with Session(connection) as session:
        last: dict[int, int] = {}
        for report, row in reports_of(session):
            of = session.get(Project, row.project)
            assert of is not None, f"no project {row.project}"
            figures = figures_of(session, report.id)
            fields = written(of, period_of(session, row), verifier=report.verifier, figures=figures)
            document = connection.execute(
                text("SELECT kind, about, version, text, digest FROM document WHERE id = :id"),
                {"id": report.document},
            ).first()
            said = "\n".join(f"{name}: {value}" for name, value in fields.items())
            due = (REPORT, f"{row.project}/{row.period}", report.version, said, report.digest)
            if document is None or tuple(document) != due:
                yield f"report {report.id}: its figures are not those of document {report.document}"
            if report.version != last.get(row.id, 0) + 1:
                yield f"report {report.id}: version {report.version} after {last.get(row.id, 0)}"
            last[row.id] = report.version
        for row in session.exec(select(Monitoring).order_by(col(Monitoring.id))):
            if row.version != last.get(row.id, 0):
                yield f"{row.project}/{row.period}: version {row.version} of {last.get(row.id, 0)}"


def readings_and_samples_are_of_the_meters(connection: Connection) -> Iterator[str]:
    """Readings are what the meters measured, samples too but for their stated uncertainty, and a
    verifier has taken no more of them than it has.
    """
    with Session(connection) as session:
        rows = {row.id: row for row in session.exec(select(Monitoring))}
        shown: dict[int, dict[str, str]] = {}
        for reading in session.exec(select(MeterReading).order_by(col(MeterReading.id))):
            row = rows[reading.monitoring]
            if row.id not in shown:
                shown[row.id] = readings(session, rules_of(session, row), period_of(session, row))
            if shown[row.id].get(reading.month) != reading.mwh:
                yield f"{row.project}, {reading.month}: read {reading.mwh} MWh"
        for report, row in reports_of(session):
            rules, monitored = rules_of(session, row), period_of(session, row)
            figures, spent = figures_of(session, report.id), 0
            for one in samples_of(session, report.id):
                spent += one.cost
                due = measure(session, rules, monitored, part=one.part, version=report.version)
                wanted = (decimal_text(due.mwh), decimal_text(due.uncertainty), cost_of(one.part))
                found = (one.measured_mwh, one.uncertainty_mwh, one.cost)
                if found != wanted or one.sampled_by != report.verifier:
                    yield f"report {report.id}: {one.part} was sampled as {found[0]} MWh"
                if one.part not in figures:
                    yield f"report {report.id} has no {one.part}, which was sampled"
            if spent > rules.samples:
                yield f"report {report.id}: {spent} samples taken of {rules.samples}"


def verified_amounts_are_those_of_reports_and_samples(connection: Connection) -> Iterator[str]:
    """A conclusion's findings are those of its samples; a positive one deducts the material ones
    and fixes for each year the whole tonnes of what is left, a negative one has a material one.
    """
    with Session(connection) as session:
        of = {report.id: (report, row) for report, row in reports_of(session)}
        for one in session.exec(select(Verification).order_by(col(Verification.id))):
            if one.report not in of:
                yield f"verification {one.id} is of no report"
                continue
            report, row = of[one.report]
            findings = findings_of(session, rules_of(session, row), report.id)
            if kept_findings(session, one.id) != [told(finding) for finding in findings]:
                yield f"verification {one.id}: its findings are not those of its samples"
            if one.concluded_by != report.verifier:
                yield f"verification {one.id} is by {one.concluded_by}, not {report.verifier}"
            fixed = session.exec(
                select(VerifiedVintage)
                .where(VerifiedVintage.verification == one.id)
                .order_by(col(VerifiedVintage.vintage))
            ).all()
            if not one.positive:
                if fixed or not any(finding.material for finding in findings):
                    yield f"verification {one.id} is negative without a ground"
                continue
            yield from fixed_wrongly(session, row, report, findings, list(fixed))


def monitoring_is_where_its_steps_left_it(connection: Connection) -> Iterator[str]:
    """The state of a monitoring period is that of its newest report, its conclusion, both
    governments' statements and the requests for its issuance.
    """
    with Session(connection) as session:
        for row in session.exec(select(Monitoring).order_by(col(Monitoring.id))):
            due = due_state(session, row)
            if row.state not in (due, MonitoringState.ENDED):
                yield f"{row.project}/{row.period} is '{row.state}', not '{due}'"


def no_more_is_issued_than_was_verified(connection: Connection) -> Iterator[str]:
    """What is requested or issued of a monitored project's vintage is what was verified of it."""
    asked = """
        SELECT i.project, i.period, v.vintage, sum(v.quantity) AS issued FROM (
            SELECT id, project, period FROM issuance_request WHERE state <> 'dropped') i
        JOIN issuance_vintage v ON v.request = i.id
        JOIN monitored_project p ON p.project = i.project GROUP BY 1, 2, 3
        UNION ALL SELECT c.project, c.period, b.vintage, sum(c.quantity) FROM ccer_registration c
        JOIN credit_batch b ON b.asset = c.asset
        JOIN monitored_project p ON p.project = c.project GROUP BY 1, 2, 3
    """
    for row in connection.execute(text(asked)):
        verified = connection.execute(text(_VERIFIED), dict(row._mapping)).scalar()
        if verified is None or row.issued > verified:
            yield (
                f"{row.project}/{row.period}, {row.vintage}: {row.issued} t issued,"
                f" {verified or 0} t verified"
            )
    requests = """
        SELECT i.id, i.quantity, i.project, i.period FROM issuance_request i
        JOIN monitored_project p ON p.project = i.project WHERE i.state <> 'dropped'
    """
    for row in connection.execute(text(requests)):
        verified = connection.execute(text(_ALL_VERIFIED), dict(row._mapping)).scalar()
        if row.quantity != verified:
            yield f"issuance {row.id}: {row.quantity} t requested, {verified or 0} t verified"


_FROM = """
    FROM verified_vintage f JOIN verification k ON k.id = f.verification
    JOIN monitoring_report r ON r.id = k.report JOIN monitoring m ON m.id = r.monitoring
        AND m.version = r.version
    WHERE m.project = :project AND m.period = :period
"""
_VERIFIED = f"SELECT sum(f.quantity) {_FROM} AND f.vintage = :vintage"
_ALL_VERIFIED = f"SELECT sum(f.quantity) {_FROM}"
