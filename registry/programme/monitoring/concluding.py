"""The verifier concludes on a report; both governments make their statements on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, select

from ledger.books import Books
from ledger.kernel.quantity import exact
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Text, on_books
from registry.programme.agreements.queries import known
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring.commands import OnePeriod, find, find_rules, read_mwh
from registry.programme.monitoring.errors import (
    DeductionBeyond,
    FigureMalformed,
    FindingOpen,
    NoFinding,
    StatedBefore,
    StatementsNotAsked,
)
from registry.programme.monitoring.findings import Finding, found, to_deduct
from registry.programme.monitoring.machine import MONITORING
from registry.programme.monitoring.models import (
    MonitoredProject,
    Monitoring,
    MonitoringReport,
    Statement,
    Verification,
    VerificationFinding,
    VerifiedVintage,
)
from registry.programme.monitoring.queries import (
    figures_of,
    generation_by_year,
    samples_of,
    tonnes_of,
)
from registry.programme.monitoring.verifiers import unfit
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.records import next_key, refuse
from registry.roles import SIDE_OF, Actor, Role, Side


class Deduction(Arguments):
    """Generation (MWh, exact decimal text) of a calendar year that is not verified."""

    year: int
    mwh: Text


class Conclude(OnePeriod):
    """A conclusion on the report that waits: positive with what is deducted, or negative."""

    positive: bool
    deductions: Annotated[list[Deduction], Field(max_length=20)] | None = None
    note: Text = ""


class State(OnePeriod):
    """A government's statement on a verified report, and its reason if it is negative."""

    positive: bool
    reason: Text = ""


@dataclass(frozen=True)
class Judged:
    """What a positive conclusion fixes: for each year what was reported, deducted, and tonnes."""

    year: int
    reported: Fraction
    deducted: Fraction
    quantity: int


def conclude(
    books: Books,
    *,
    project: str,
    period: int,
    positive: bool,
    deductions: Sequence[dict[str, Any]] | None = None,
    note: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Verify a report with fixed tonnes per vintage, or send it back with its findings."""
    session = books.session
    row = find(session, project=project, period=period)
    after = MONITORING.after(row.state, "verify" if positive else "find_wrong", offices=by.offices)
    require_verifier(row, by=by)
    of = projects.find(session, project)
    refuse(unfit(session, of, by.seat, at=None))
    _readable(note)
    rules, report = find_rules(session, project), report_to_verify(session, row)
    findings = findings_of(session, rules, report.id)
    judged = judge(session, row, report.id, findings, deductions or ()) if positive else []
    if not positive and not any(one.material for one in findings):
        refuse([NoFinding(project=project, period=period)])

    row.state = after
    concluded = Verification(
        id=next_key(session, Verification.id),
        report=report.id,
        positive=positive,
        note=note.strip(),
        concluded_by=by.seat,
        concluded_at=at,
    )
    session.add(concluded)
    session.flush()
    _keep(session, concluded.id, findings, judged)
    return {
        "verification": concluded.id,
        "state": str(row.state),
        "findings": [_told(one) for one in findings],
        "vintages": [
            {
                "vintage": one.year, "reported_mwh": decimal_text(one.reported),
                "deducted_mwh": decimal_text(one.deducted), "quantity": one.quantity,
            }
            for one in judged
        ],
        "quantity": sum(one.quantity for one in judged),
    }  # fmt: skip


def state(
    books: Books,
    *,
    project: str,
    period: int,
    positive: bool,
    reason: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """State as one of the two governments whether a verified report is accepted."""
    session = books.session
    row = find(session, project=project, period=period)
    of = projects.find(session, project)
    if not find_rules(session, project).statements:
        raise StatementsNotAsked(project=project)
    agreed = known(session, of.agreement)
    country = participants.find(session, by.seat).country
    step = "state" if positive else "contest"
    row_after = MONITORING.after(row.state, step, offices=by.offices)
    if country not in (agreed.partner, agreed.host):
        participants.require_country(session, by=by, country=agreed.host, step="verification.state")
    side = Side.PARTNER if country == agreed.partner else Side.HOST
    said = {Side.PARTNER: row.partner_statement, Side.HOST: row.host_statement}
    if said[side] is not None:
        refuse([StatedBefore(country=country, project=project, period=period)])
    _readable(reason, wanted=not positive)
    said[side] = Statement.POSITIVE if positive else Statement.NEGATIVE
    if all(one is Statement.POSITIVE for one in said.values()):
        row_after = MONITORING.after(row.state, "agree", offices=by.offices)
    row.state = row_after
    row.partner_statement, row.host_statement = said[Side.PARTNER], said[Side.HOST]
    session.flush()
    return {"monitoring": row.id, "state": str(row.state), "side": str(side)}


def require_verifier(row: Monitoring, *, by: Actor) -> None:
    """Refuse a seat that is not the one that the report names."""
    if row.verifier != by.seat:
        raise NotYours(subject=f"{row.project}/{row.period}", owner=row.verifier, seat=by.seat)


def report_to_verify(session: Session, row: Monitoring) -> MonitoringReport:
    """The newest version of the report of a period that has one."""
    return session.exec(
        select(MonitoringReport).where(
            MonitoringReport.monitoring == row.id, MonitoringReport.version == row.version
        )
    ).one()


def findings_of(session: Session, rules: MonitoredProject, report: int) -> list[Finding]:
    """What the samples of a version of a report have found."""
    return found(
        figures_of(session, report),
        [
            (one.part, exact(one.measured_mwh), exact(one.uncertainty_mwh))
            for one in samples_of(session, report)
        ],
        materiality=exact(rules.materiality_percent),
    )


def judge(
    session: Session,
    row: Monitoring,
    report: int,
    findings: Sequence[Finding],
    deductions: Sequence[dict[str, Any]],
) -> list[Judged]:
    """What a positive conclusion fixes for each year; refuses deductions that do not fit.

    Each year's tonnes are rounded down by themselves (check 5052).
    """
    reported = generation_by_year(session, report)
    deducted = dict.fromkeys(reported, Fraction(0))
    for one in deductions:
        mwh = read_mwh(one["mwh"], part=str(one["year"]))
        if mwh + deducted.get(one["year"], Fraction(0)) > reported.get(one["year"], Fraction(-1)):
            most = decimal_text(reported.get(one["year"], Fraction(0)))
            refuse([DeductionBeyond(year=one["year"], deducted=one["mwh"], reported=most)])
        deducted[one["year"]] += mwh
    refuse(
        [
            FindingOpen(year=year, found=decimal_text(due), deducted=decimal_text(deducted[year]))
            for year, due in to_deduct(findings).items()
            if deducted[year] < due
        ]
    )
    fixed = []
    for year, mwh in reported.items():
        tonnes = tonnes_of(session, row.project, row.period, mwh - deducted[year])
        fixed.append(Judged(year, mwh, deducted[year], tonnes))
    return fixed


def _keep(
    session: Session, verification: int, findings: Sequence[Finding], judged: Sequence[Judged]
) -> None:
    for finding in findings:
        session.add(
            VerificationFinding(
                id=next_key(session, VerificationFinding.id),
                verification=verification,
                **_told(finding),
            )
        )
        session.flush()
    for one in judged:
        session.add(
            VerifiedVintage(
                id=next_key(session, VerifiedVintage.id),
                verification=verification,
                vintage=one.year,
                reported_mwh=decimal_text(one.reported),
                deducted_mwh=decimal_text(one.deducted),
                quantity=one.quantity,
            )
        )
        session.flush()


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "part": finding.part,
        "reported_mwh": decimal_text(finding.reported),
        "measured_mwh": decimal_text(finding.measured),
        "difference_mwh": decimal_text(finding.difference),
        "material": finding.material,
    }


def _readable(text: str, *, wanted: bool = False) -> None:
    if (text.strip() or wanted) and not is_readable(text.strip()):
        refuse([FigureMalformed(given=text[:40], part="reason")])


COMMANDS = (
    Command(
        name="verification.conclude", en="Conclude verification", zh="作出核查结论",
        done=("Verification concluded", "核查结论已作出"),
        not_done=("Verification not concluded", "未作出核查结论"),
        arguments=Conclude, roles=frozenset({Role.THIRD_PARTY_ENTITY}), run=on_books(conclude),
    ),
    Command(
        name="verification.state", en="Make statement on report", zh="就报告作出声明",
        done=("Statement made", "声明已作出"), not_done=("No statement made", "未作出声明"),
        arguments=State, roles=frozenset(SIDE_OF), run=on_books(state),
    ),
)  # fmt: skip
