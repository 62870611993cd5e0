"""One monitoring period: reported against expected, read and measured, and the forms of its steps.

The owner sees its own readings, the verifier its samples; everybody else sees what a conclusion has
made known.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.programme.monitoring import parts, queries
from registry.programme.monitoring.findings import Finding
from registry.programme.monitoring.models import MonitoringState
from registry.programme.monitoring.queries import ReportView
from registry.programme.projects import queries as projects
from registry.programme.projects.commands import find_period
from registry.web.frame.acts import act, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.frame.questions import Look
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.verification.case import Case, findings_of
from registry.web.verification.contexts import (
    FigureBar,
    FigureRow,
    MonitoringPage,
    VersionLine,
    VintageLine,
)
from registry.web.verification.desk import TONES, statements_of
from registry.web.verification.forms import conclude_form, report_form

_S = MonitoringState


def monitoring_page(
    visitor: Visitor, session: Session, project: str, period: int, look: Look
) -> MonitoringPage | None:
    """The page of one monitoring period; None if it is not open."""
    view = queries.monitoring_of(session, project=project, period=period)
    of, rules = projects.project(session, project), queries.rules_of(session, project)
    if view is None or of is None or rules is None:
        return None
    names, here = Names(session, visitor.language), to("monitoring", project=project, period=period)
    told = told_of(visitor, session, names, back=here)
    case = Case(
        session, visitor, names, told, of,
        find_period(session, project=project, number=period), rules, view,
        tuple(queries.reports(session, project=project, period=period)),
    )  # fmt: skip
    reporting = case.role == "owner" and view.state in (_S.MONITORING, _S.STATED_NEGATIVE)
    judging = case.role == "verifier" and view.state == _S.SUBMITTED
    fixed = queries.verified(session, project=project, period=period)
    return MonitoringPage(
        project=project,
        name=names.project(project),
        period=period,
        days=f"{case.period.first_day} – {case.period.last_day}",
        here=here,
        role=case.role,
        state=view.state,
        tone=TONES.get(view.state, "neutral"),
        gap=view.gap,
        verifier=names.seat(view.verifier) if view.verifier else "",
        left=case.newest.left if case.newest is not None else rules.samples,
        samples=rules.samples,
        uncertainty=rules.uncertainty_percent,
        materiality=rules.materiality_percent,
        rows=tuple(_rows(case)),
        versions=tuple(_version(names, one) for one in reversed(case.reports)),
        vintages=tuple(
            VintageLine(
                year=one.vintage, reported=one.reported_mwh, deducted=one.deducted_mwh,
                quantity=one.quantity,
            )
            for one in fixed
        ),
        statements=tuple(statements_of(session, view).items()),
        acts=tuple(_acts(case)),
        report=report_form(case, look) if reporting else None,
        conclude=conclude_form(case, look) if judging else None,
        request_href=_request_href(case),
        refusal=told.refusal,
        receipt=told.receipt,
    )  # fmt: skip


def _request_href(case: Case) -> str:
    """Where the owner requests issuance of what is verified; "" where it cannot."""
    ready = (case.of.code, case.period.number) in queries.issuable(case.session)
    if case.role != "owner" or not ready or case.of.domestic:
        return ""
    return to("papers", project=case.of.code, period=case.period.number)


def _rows(case: Case) -> list[FigureRow]:
    """The parts of the newest report, or the months of a period without one."""
    due = queries.expected_of(case.session, case.period)
    report, read = case.newest, case.readings
    if report is None:
        return [
            _row(case, month, expected, "", read.get(month, ""), None)
            for month, expected in due.items()
        ]
    reads = {
        one.part: _sum(read[m] for m in parts.months_in(one.part, due) if m in read)
        for one in report.figures
    }
    known = case.role == "verifier" or report.conclusion is not None
    findings = {one.part: one for one in findings_of(case.rules, report)} if known else {}
    samples = {one.part: one for one in report.samples} if known else {}
    return [
        _row(
            case, one.part, exact(one.expected_mwh), one.reported_mwh,
            reads[one.part] if read else "", samples.get(one.part), findings.get(one.part),
        )
        for one in report.figures
    ]  # fmt: skip


def _sum(texts: Iterable[str]) -> str:
    total = sum((exact(one) for one in texts), Fraction(0))
    return queries.rounded(total)


def _row(
    case: Case,
    part: str,
    expected: Fraction,
    reported: str,
    read: str,
    sample: queries.SampleView | None,
    finding: Finding | None = None,
) -> FigureRow:
    measured = exact(sample.measured_mwh) if sample is not None else None
    around = exact(sample.uncertainty_mwh) if sample is not None else Fraction(0)
    said = exact(reported) if reported else Fraction(0)
    difference = queries.rounded(said - measured) if measured is not None else ""
    kind = "" if finding is None else "material" if finding.material else "minor"
    return FigureRow(
        part=part,
        expected=queries.rounded(expected),
        reported=reported,
        read=read,
        measured=sample.measured_mwh if sample is not None else "",
        uncertainty=sample.uncertainty_mwh if sample is not None else "",
        difference=difference,
        finding=kind,
        cost=parts.cost_of(part),
        bar=_bar(said, expected, measured, around),
        sample=_sample(case, part) if sample is None else None,
    )


def _bar(
    reported: Fraction, expected: Fraction, measured: Fraction | None, around: Fraction
) -> FigureBar:
    most = max(reported, expected, (measured or Fraction(0)) + around)
    return FigureBar(
        total=_tenths(most) * 21 // 20 + 1,
        reported=_tenths(reported),
        expected=_tenths(expected),
        low=_tenths(measured - around) if measured is not None else None,
        high=_tenths(measured + around) if measured is not None else None,
        measured=_tenths(measured) if measured is not None else None,
    )


def _tenths(mwh: Fraction) -> int:
    return round(mwh * 10)


def _sample(case: Case, part: str) -> Act | None:
    """The verifier's button to measure a part; None where it cannot."""
    report, cost = case.newest, parts.cost_of(part)
    waits = case.role == "verifier" and case.view.state == _S.SUBMITTED
    if not waits or report is None or report.left < cost:
        return None
    label = word(
        "one_sample" if cost == 1 else "two_samples", "sample_buttons", case.names.language
    )
    return act(
        case.names, "verification.sample", told=case.told, about=part, label=label,
        arguments=case.key | {"part": part},
    )  # fmt: skip


def _acts(case: Case) -> list[Act]:
    """Buttons that need no form of their own: read the meters, make a statement."""
    acts: list[Act] = []
    if case.role == "owner" and case.view.state == _S.MONITORING:
        months = parts.months(case.period.first_day, case.period.last_day)
        if len(case.readings) < len(months):
            acts.append(
                act(case.names, "monitoring.read", told=case.told, tone="primary",
                    arguments=case.key)
            )  # fmt: skip
    if case.role == "government" and case.view.state == _S.VERIFIED:
        for positive in (True, False):
            label = word("accept" if positive else "contest", "statement_buttons",
                         case.names.language)  # fmt: skip
            acts.append(
                act(
                    case.names, "verification.state", told=case.told, label=label,
                    about="yes" if positive else "no", tone="primary" if positive else "refusing",
                    arguments=case.key | {"positive": str(positive).lower()},
                    fields=() if positive else (line("reason"),),
                )
            )  # fmt: skip
    return acts


def _version(names: Names, one: ReportView) -> VersionLine:
    concluded = one.conclusion
    total = sum((exact(figure.reported_mwh) for figure in one.figures), Fraction(0))
    return VersionLine(
        version=one.version,
        reported_at=one.reported_at,
        digest=one.digest,
        verifier=names.seat(one.verifier),
        total=queries.rounded(total),
        samples=len(one.samples) if concluded is not None else 0,
        outcome="" if concluded is None else "positive" if concluded.positive else "negative",
        note=concluded.note if concluded is not None else "",
        concluded_at=concluded.concluded_at if concluded is not None else None,
        quantity=sum(vintage.quantity for vintage in concluded.vintages) if concluded else 0,
        public_until=one.public_until,
    )
