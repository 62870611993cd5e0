"""Bots of owners that report, of verifiers that sample, and of governments that state.

Of a hundred reports of owners so many have more than the meters show, and of a hundred reports
before verifiers so many are hardly sampled, as the plan says (`[monitoring]`). Which ones follows
from the lesson's seed; nobody is told. A verifier compares what is reported with what the project
expects, and sees what the meters measured in its samples only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from ledger.kernel.quantity import exact
from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import queries, verifiers
from registry.programme.monitoring.findings import found
from registry.programme.monitoring.models import MonitoringState
from registry.programme.monitoring.queries import MonitoringView, ReportView
from registry.programme.projects import queries as projects

OUT_OF_LINE = Fraction(5, 4)
"""A month with more than this part of what is expected is one on which governments object."""


def reports(view: View) -> Iterator[Wish]:
    """Open, read and report one period that is over; report anew what was found wrong."""
    mine = frozenset(one.code for one in view.ask(projects.projects) if one.owner == view.seat)
    mine &= view.ask(queries.monitored_projects)
    mine -= frozenset(view.ask(projects.deregistrations))
    if not mine:
        return
    waiting = [
        (one.project, one.period)
        for code in sorted(mine)
        for one in view.ask(queries.monitorings, project=code)
        if one.state in (MonitoringState.MONITORING, MonitoringState.STATED_NEGATIVE)
    ]
    fresh = view.ask(queries.not_open, projects=mine, at=view.at)
    for project, period in (waiting or fresh)[:1]:
        one = {"project": project, "period": period}
        if not waiting:
            yield "monitoring.open", one | {"gap": _gap(view, project, period, fresh)}
            yield "monitoring.read", one
        yield from _reported(view, project, period)


def _gap(view: View, project: str, period: int, fresh: Collection[tuple[str, int]]) -> str:
    """Why days before a period are in none: only where it is not the next of its project."""
    first = min(number for code, number in fresh if code == project)
    opened = view.ask(queries.monitorings, project=project)
    if period == first and (opened or period == 1):
        return ""
    return "此前日期未监测 days before it are not monitored"


def _reported(view: View, project: str, period: int) -> Iterator[Wish]:
    """Report what the meters show, or, the first time, more than that."""
    one = {"project": project, "period": period}
    shown = view.ask(queries.own_readings, seat=view.seat, project=project, period=period)
    entities = view.ask(verifiers.fit, project=project)
    if not shown or not entities:
        return
    random = view.draw(f"report:{project}:{period}")
    verifier = random.choice(entities)
    opened = view.ask(queries.monitoring_of, project=project, period=period)
    assert opened is not None, f"{project}/{period} is open"
    if opened.version == 0 and random.randrange(100) < view.overstating_percent:
        shown = overstated(shown, random)
    figures = [{"part": month, "mwh": mwh} for month, mwh in shown.items()]
    yield "monitoring.report", one | {"verifier": verifier, "figures": figures}


def overstated(shown: dict[str, str], random: Random) -> dict[str, str]:
    """Readings of which one in three, or one, is reported by a tenth to two fifths higher."""
    months = random.sample(sorted(shown), max(1, len(shown) // 3))
    return {
        month: _more(mwh, random.randrange(10, 41)) if month in months else mwh
        for month, mwh in shown.items()
    }


def _more(mwh: str, percent: int) -> str:
    return decimal_text(Fraction(exact(mwh) * (100 + percent) // 10, 10))


def verifications(view: View) -> Iterator[Wish]:
    """Sample and conclude on each report that names this seat, the oldest first.

    A careful one measures the months most out of line with what is expected, until one shows an
    error or its samples are used; a careless one measures a month at random, or none.
    """
    waiting = view.ask(queries.monitorings, verifier=view.seat, state=MonitoringState.SUBMITTED)
    for one in waiting:
        yield from _verified(view, one)


def _verified(view: View, of: MonitoringView) -> Iterator[Wish]:
    one = {"project": of.project, "period": of.period}
    rules = view.ask(queries.rules_of, of.project)
    assert rules is not None, f"{of.project} is monitored"
    materiality = exact(rules.materiality_percent)
    for part in _to_sample(view, of):
        report = view.ask(queries.report_of, **one)
        assert report is not None, "what waits is a report"
        if _found(report, materiality):
            break
        if part not in {sampled.part for sampled in report.samples}:
            yield "verification.sample", one | {"part": part}
    report = view.ask(queries.report_of, **one)
    assert report is not None, "what waits is a report"
    yield "verification.conclude", one | {"positive": not _found(report, materiality)}


def _to_sample(view: View, of: MonitoringView) -> list[str]:
    """The parts of a report that this verifier measures, in order, within its samples."""
    report = view.ask(queries.report_of, project=of.project, period=of.period)
    assert report is not None, "what waits is a report"
    random = view.draw(f"verify:{of.project}:{of.period}:{of.version}")
    left = report.left + sum(
        figure.cost for figure in report.figures for one in report.samples
        if figure.part == one.part
    )  # fmt: skip
    if random.randrange(100) < view.careless_percent:
        figure = random.choice(report.figures)
        return [figure.part] if random.randrange(2) and figure.cost <= left else []
    chosen = []
    for figure in sorted(report.figures, key=_out_of_line, reverse=True):
        if figure.cost <= left:
            chosen.append(figure.part)
            left -= figure.cost
    return chosen


def _out_of_line(figure: queries.FigureView) -> Fraction:
    expected = exact(figure.expected_mwh)
    return exact(figure.reported_mwh) / expected if expected else Fraction(0)


def _found(report: ReportView, materiality: Fraction) -> bool:
    """Whether a sample of this report shows a material error."""
    findings = found(
        {one.part: exact(one.reported_mwh) for one in report.figures},
        [(one.part, exact(one.measured_mwh), exact(one.uncertainty_mwh)) for one in report.samples],
        materiality=materiality,
    )
    return any(one.material for one in findings)


def statements(view: View) -> Iterator[Wish]:
    """State on verified reports of this country's agreements whether their figures are in line."""
    for code in sorted(view.ask(queries.monitored_projects)):
        rules, of = view.ask(queries.rules_of, code), view.ask(projects.project, code)
        assert rules is not None and of is not None, f"{code} is a monitored project"
        if not rules.statements:
            continue
        agreed = view.ask(agreements.known, of.agreement)
        said_by = {agreed.partner: "partner_statement", agreed.host: "host_statement"}
        if view.country not in said_by:
            continue
        for one in view.ask(queries.monitorings, project=code, state=MonitoringState.VERIFIED):
            if not getattr(one, said_by[view.country]):
                yield "verification.state", _statement(view, one)


def _statement(view: View, of: MonitoringView) -> dict[str, Any]:
    report = view.ask(queries.report_of, project=of.project, period=of.period)
    assert report is not None, "what is verified is a report"
    odd = [one.part for one in report.figures if _out_of_line(one) > OUT_OF_LINE]
    one = {"project": of.project, "period": of.period, "positive": not odd}
    return one | ({"reason": f"数据偏高 out of line: {', '.join(odd)}"[:200]} if odd else {})
