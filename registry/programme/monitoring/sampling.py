"""The verifier measures one part of a report: one of a limited number of samples.

A sample is what the meters measured, with an error within the stated uncertainty.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.quantity import exact
from registry.command import Command, Text, on_books
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import parts
from registry.programme.monitoring.commands import OnePeriod, find, find_rules
from registry.programme.monitoring.concluding import report_to_verify, require_verifier
from registry.programme.monitoring.errors import PartUnknown, SampledBefore, SamplesUsed
from registry.programme.monitoring.machine import MONITORING
from registry.programme.monitoring.models import MonitoredProject, VerificationSample
from registry.programme.monitoring.queries import expected_of, figures_of, samples_of
from registry.programme.monitoring.truth import TENTH, drawn, measured_mwh, tenths
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod
from registry.records import next_key
from registry.roles import Actor, Role


class Sample(OnePeriod):
    """The month or year of a report that is to be measured."""

    part: Text


class Measured(NamedTuple):
    """A measured quantity, give or take its uncertainty, both in MWh."""

    mwh: Fraction
    uncertainty: Fraction


def sample(
    books: Books, *, project: str, period: int, part: str, by: Actor, at: int
) -> dict[str, Any]:
    """Measure a part of the report that waits; it costs one sample, a whole year two."""
    session = books.session
    row = find(session, project=project, period=period)
    row.state = MONITORING.after(row.state, "sample", offices=by.offices)
    require_verifier(row, by=by)
    rules = find_rules(session, project)
    report = report_to_verify(session, row)
    if part not in figures_of(session, report.id):
        raise PartUnknown(project=project, period=period, part=part[:20])
    before = samples_of(session, report.id)
    for one in before:
        if one.part == part:
            raise SampledBefore(part=part, measured=one.measured_mwh)
    cost, left = parts.cost_of(part), rules.samples - sum(one.cost for one in before)
    if cost > left:
        raise SamplesUsed(part=part, cost=cost, left=left, samples=rules.samples)

    monitored = projects.find_period(session, project=project, number=period)
    measured = measure(session, rules, monitored, part=part, version=report.version)
    session.add(
        VerificationSample(
            id=next_key(session, VerificationSample.id),
            report=report.id,
            part=part,
            cost=cost,
            measured_mwh=decimal_text(measured.mwh),
            uncertainty_mwh=decimal_text(measured.uncertainty),
            sampled_by=by.seat,
            sampled_at=at,
        )
    )
    session.flush()
    return {
        "report": report.id, "part": part, "measured_mwh": decimal_text(measured.mwh),
        "uncertainty_mwh": decimal_text(measured.uncertainty), "left": left - cost,
    }  # fmt: skip


def measure(
    session: Session,
    rules: MonitoredProject,
    monitored: MonitoringPeriod,
    *,
    part: str,
    version: int,
) -> Measured:
    """What a sample of a part of this version of a report gives."""
    uncertainty = exact(rules.uncertainty_percent) / 100
    due = expected_of(session, monitored)
    true = sum(
        (
            measured_mwh(
                rules.key,
                project=monitored.project,
                period=monitored.number,
                month=month,
                expected=due[month],
                spread=exact(rules.spread_percent),
            )
            for month in parts.months_in(part, due)
        ),
        Fraction(0),
    )
    about = ("sample", monitored.project, monitored.number, version, part)
    mwh = tenths(true * (1 + uncertainty * drawn(rules.key, *about)))
    return Measured(mwh, tenths(mwh * uncertainty) + TENTH)


COMMANDS = (
    Command(
        name="verification.sample", en="Take sample", zh="抽样核查",
        done=("Sample taken", "已抽样"), not_done=("No sample taken", "未抽样"),
        arguments=Sample, roles=frozenset({Role.THIRD_PARTY_ENTITY}), run=on_books(sample),
        veiled=("measured_mwh", "uncertainty_mwh"),
    ),
)  # fmt: skip
