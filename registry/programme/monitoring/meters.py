"""The owner reads its own meters, month by month, once a month's days are over.

Nobody else is shown the readings.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import clock_text
from ledger.kernel.quantity import exact
from registry.command import Command, on_books
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import parts
from registry.programme.monitoring.commands import OnePeriod, find, find_rules
from registry.programme.monitoring.errors import NothingToRead
from registry.programme.monitoring.machine import MONITORING
from registry.programme.monitoring.models import MeterReading, MonitoredProject
from registry.programme.monitoring.queries import expected_of, own_readings
from registry.programme.monitoring.truth import key_of, measured_mwh
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod
from registry.records import next_key
from registry.roles import Actor, Role


def monitor(
    books: Books,
    *,
    project: str,
    seed: int,
    spread_percent: str,
    samples: int,
    uncertainty_percent: str,
    materiality_percent: str,
    verifier_differs: bool,
    statements: bool,
    look_back_years: int,
) -> None:
    """Let a project's credits need verified reports, from the beginning of a lesson; its meters
    follow from the lesson's seed.
    """
    session = books.session
    projects.find(session, project)
    session.add(
        MonitoredProject(
            project=project,
            key=key_of(seed),
            spread_percent=spread_percent,
            samples=samples,
            uncertainty_percent=uncertainty_percent,
            materiality_percent=materiality_percent,
            verifier_differs=verifier_differs,
            statements=statements,
            look_back_years=look_back_years,
        )
    )
    session.flush()


def read(books: Books, *, project: str, period: int, by: Actor, at: int) -> dict[str, Any]:
    """Read the meters of every month of a period that is over and was not read."""
    session = books.session
    of = projects.find(session, project)
    rules = find_rules(session, project)
    if of.owner != by.seat:
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    monitored = projects.find_period(session, project=project, number=period)
    row = find(session, project=project, period=period)
    row.state = MONITORING.after(row.state, "read", offices=by.offices)
    kept = own_readings(session, seat=by.seat, project=project, period=period)
    first_day, last_day = monitored.first_day, monitored.last_day
    left = {
        month: parts.over_at(month, first_day=first_day, last_day=last_day)
        for month in parts.months(first_day, last_day)
        if month not in kept
    }
    due = [month for month, over in left.items() if over <= at]
    if not due:
        available = clock_text(min(left.values())) if left else "-"
        raise NothingToRead(project=project, period=period, available=available)
    shown = readings(session, rules, monitored)
    for month in due:
        session.add(
            MeterReading(
                id=next_key(session, MeterReading.id),
                monitoring=row.id,
                month=month,
                mwh=shown[month],
                read_at=at,
            )
        )
        session.flush()
    return {"monitoring": row.id, "months": due}


def readings(
    session: Session, rules: MonitoredProject, monitored: MonitoringPeriod
) -> dict[str, str]:
    """What the meters of a period show for each month, MWh as exact text."""
    return {
        month: decimal_text(
            measured_mwh(
                rules.key,
                project=monitored.project,
                period=monitored.number,
                month=month,
                expected=expected,
                spread=exact(rules.spread_percent),
            )
        )
        for month, expected in expected_of(session, monitored).items()
    }


COMMANDS = (
    Command(
        name="monitoring.read", en="Read meters", zh="抄录计量表",
        done=("Meters read", "已抄表"), not_done=("Meters not read", "未抄表"),
        arguments=OnePeriod, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(read),
    ),
)  # fmt: skip
