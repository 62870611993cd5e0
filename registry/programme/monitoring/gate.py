"""What an issuance may ask for: the verified amount of a monitored period, or the register's.

The issuance reads tonnes, generation and the report's digest here, whether or not a project is
monitored, and moves the monitoring with its request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import clock_text, day_of
from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculator import Reduction, decimal_text
from registry.programme.monitoring.errors import (
    AmountNotVerified,
    LookBackOver,
    MonitoringUnknown,
    NotVerified,
    ReportIsPublic,
)
from registry.programme.monitoring.machine import MONITORING
from registry.programme.monitoring.models import MonitoredProject, MonitoringState
from registry.programme.monitoring.queries import ISSUABLE, report_of, row_of, verified
from registry.programme.projects import queries as projects
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.records import CheckFailed, refuse


@dataclass(frozen=True)
class Basis:
    """What a period's issuance rests on: reductions by vintage, generation in MWh, the digest of
    its monitoring report.
    """

    reductions: dict[int, Reduction]
    generation_mwh: str
    report: str


def basis_of(
    session: Session, of: Project, monitored: MonitoringPeriod, *, deducted_mwh: str = "0"
) -> Basis:
    """The verified figures of a monitored period, the register's of any other.

    A monitored period that is not verified yet has the figures that its project expects: no
    request can be made for it.
    """
    fixed = verified(session, project=of.code, period=monitored.number)
    if not fixed:
        return Basis(
            projects.reductions_of(session, of, monitored, deducted_mwh=deducted_mwh),
            monitored.generation_mwh,
            projects.report_digest(monitored),
        )
    report = report_of(session, project=of.code, period=monitored.number)
    assert report is not None, "what is verified is a report"
    margin = projects.margin_of(session, of, monitored)
    found = {}
    for one in fixed:
        generation = exact(one.reported_mwh) - exact(one.deducted_mwh)
        found[one.vintage] = Reduction(
            generation, margin, generation * margin.combined, one.quantity
        )
    total = sum((one.generation_mwh for one in found.values()), Fraction(0))
    return Basis(found, decimal_text(total), report.digest)


def reductions(
    session: Session, of: Project, monitored: MonitoringPeriod, *, deducted_mwh: str = "0"
) -> dict[int, Reduction]:
    """The reductions of each vintage that an issuance is about."""
    return basis_of(session, of, monitored, deducted_mwh=deducted_mwh).reductions


def require_issuable(
    session: Session, of: Project, monitored: MonitoringPeriod, *, at: int
) -> None:
    """Refuse a request for a monitored period that is not verified, too old or still published.

    Checks 5054 and 5059. Nothing is asked of a project that is not monitored.
    """
    rules = session.get(MonitoredProject, of.code)
    if rules is None:
        return
    row = row_of(session, project=of.code, period=monitored.number)
    if row is None:
        raise MonitoringUnknown(project=of.code, period=monitored.number)
    wanted = ISSUABLE[1:] if rules.statements else ISSUABLE
    failed: list[CheckFailed] = []
    if row.state not in wanted:
        failed.append(NotVerified(project=of.code, period=monitored.number, state=str(row.state)))
    refuse([*failed, *_too_old(rules, monitored, at=at)])
    report = report_of(session, project=of.code, period=monitored.number)
    assert report is not None, "what is verified is a report"
    if report.public_until is not None and at < report.public_until:
        raise ReportIsPublic(
            project=of.code, period=monitored.number,
            available=clock_text(report.public_until), now=clock_text(at),
        )  # fmt: skip


def refuse_other_amount(session: Session, monitored: MonitoringPeriod, deducted_mwh: str) -> None:
    """Refuse a request that deducts from a verified amount (check 5054)."""
    fixed = verified(session, project=monitored.project, period=monitored.number)
    if fixed and deducted_mwh.strip("0.") != "":
        quantity = sum(one.quantity for one in fixed)
        refuse(
            [
                AmountNotVerified(
                    deducted=deducted_mwh[:40], period=monitored.number, verified=quantity
                )
            ]
        )


def _too_old(rules: MonitoredProject, monitored: MonitoringPeriod, *, at: int) -> list[CheckFailed]:
    """A period that ended before the years that the rules look back (check 5059)."""
    today = day_of(at)
    if not rules.look_back_years:
        return []
    year = today.year - rules.look_back_years
    # The last day of a leap February looks back to the day before March.
    earliest = (
        today.replace(year=year) if (today.month, today.day) != (2, 29) else date(year, 2, 28)
    )
    if date.fromisoformat(monitored.last_day) >= earliest:
        return []
    return [
        LookBackOver(
            project=monitored.project, period=monitored.number, last=monitored.last_day,
            years=rules.look_back_years, today=today.isoformat(),
        )
    ]  # fmt: skip


def requested(books: Books, *, project: str, period: int) -> None:
    """Take a period's monitoring into the request for its issuance, if it is monitored."""
    row = row_of(books.session, project=project, period=period)
    if row is not None:
        row.state = MONITORING.after(row.state, "request", offices=())
        books.session.flush()


def released(books: Books, *, project: str, period: int, ended: bool) -> None:
    """Give a period's monitoring back when its request was dropped; `ended`: for good."""
    row = row_of(books.session, project=project, period=period)
    if row is None or row.state is not MonitoringState.REQUESTED:
        return
    rules = books.session.get(MonitoredProject, project)
    assert rules is not None, f"{project} is monitored"
    back = "release_stated" if rules.statements else "release"
    row.state = MONITORING.after(row.state, "end_with_project" if ended else back, offices=())
    books.session.flush()
