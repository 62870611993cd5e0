"""Monitor projects from the beginning of a lesson; open periods; report what was monitored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import clock_text
from ledger.kernel.numerals import decimal_number
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import CCER_PUBLICATION
from registry.programme.accounts import controls
from registry.programme.accounts.models import Control
from registry.programme.documents import commands as documents
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import parts
from registry.programme.monitoring.errors import (
    FigureMalformed,
    FiguresIncomplete,
    GapUndeclared,
    MonitoringOpen,
    MonitoringOverlaps,
    MonitoringRuns,
    MonitoringUnknown,
    NotMonitored,
)
from registry.programme.monitoring.machine import MONITORING
from registry.programme.monitoring.models import (
    MonitoredProject,
    Monitoring,
    MonitoringReport,
    MonitoringState,
    ReportedFigure,
)
from registry.programme.monitoring.queries import monitorings, row_of
from registry.programme.monitoring.verifiers import unfit
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects.errors import ProjectDeregistered
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.motions import on_deregistration
from registry.programme.projects.queries import days_of, deregistrations
from registry.records import next_key, refuse, require_role
from registry.roles import Actor, Role

REPORT = "monitoring_report"
"""Kind of the documents that reports are; each is about one period: `TH001/1`."""

MOST_MWH = 10**12


class OnePeriod(Arguments):
    """A project's monitoring period."""

    project: Text
    period: Number


class OpenPeriod(OnePeriod):
    """A project's monitoring period, and why days before it are in none; "" where none are."""

    gap: Text = ""


class Figure(Arguments):
    """The generation (MWh, exact decimal text) of a month such as `2027-03`, or of a year."""

    part: Text
    mwh: Text


class Report(OnePeriod):
    """A monitoring report: a figure for each month or calendar year, and who is to verify it."""

    verifier: Text
    figures: Annotated[list[Figure], Field(min_length=1, max_length=120)]


def open_period(
    books: Books, *, project: str, period: int, gap: str = "", by: Actor, at: int
) -> dict[str, Any]:
    """Open a monitoring period: without a day of another one, and without undeclared gap before."""
    session = books.session
    of, monitored = _own(session, project, period, by=by, step="open")
    before = row_of(session, project=project, period=period)
    if before is not None:
        refuse([MonitoringOpen(project=project, period=period, state=str(before.state))])
    if gap and not is_readable(gap):
        refuse([FigureMalformed(given=gap[:60], part="gap")])
    credited = projects.not_credited(session, of, monitored)
    refuse([*credited, *_misplaced(session, monitored, gap=gap)])
    row = Monitoring(
        id=next_key(session, Monitoring.id),
        project=of.code,
        period=period,
        gap=gap.strip(),
        state=MONITORING.initial,
        version=0,
        verifier="",
        partner_statement=None,
        host_statement=None,
        opened_by=by.seat,
        opened_at=at,
    )
    session.add(row)
    session.flush()
    return {"monitoring": row.id, "state": str(row.state)}


def report(
    books: Books,
    *,
    project: str,
    period: int,
    verifier: str,
    figures: Sequence[dict[str, str]],
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Report what a period generated, or report it anew: the next version; earlier ones stay.

    Figures may be wrong: it is the verifier who finds it. What was published before is published
    anew, and its verification and statements do not count for the new version.
    """
    session = books.session
    of, monitored = _own(session, project, period, by=by, step="report")
    row = find(session, project=project, period=period)
    after = MONITORING.after(row.state, "report", offices=by.offices)
    ends = parts.over_at(
        monitored.last_day[:7], first_day=monitored.first_day, last_day=monitored.last_day
    )
    if at < ends:
        raise MonitoringRuns(
            project=project, period=period, available=clock_text(ends), now=clock_text(at)
        )
    given = _figures(monitored, figures)
    refuse(unfit(session, of, verifier, at=None))

    kept = documents.submit(
        books,
        kind=REPORT,
        about=f"{project}/{period}",
        fields=written(of, monitored, verifier=verifier, figures=given),
        by=by,
        at=at,
    )
    row.state, row.verifier, row.version = after, verifier, row.version + 1
    row.partner_statement = row.host_statement = None
    public = _published_until(session, of, at=at)
    added = MonitoringReport(
        id=next_key(session, MonitoringReport.id),
        monitoring=row.id,
        version=row.version,
        verifier=verifier,
        document=kept["document"],
        digest=kept["digest"],
        reported_by=by.seat,
        reported_at=at,
        public_until=public,
    )
    session.add(added)
    session.flush()
    _keep_figures(session, added.id, given)
    answer = {
        "report": added.id, "version": row.version, "state": str(row.state),
        "document": added.document, "digest": added.digest,
        "total_mwh": decimal_text(sum(given.values(), Fraction(0))),
    }  # fmt: skip
    return answer if public is None else answer | {"public_until": public}


def _keep_figures(session: Session, report: int, figures: dict[str, Fraction]) -> None:
    for part, mwh in figures.items():
        number = next_key(session, ReportedFigure.id)
        session.add(ReportedFigure(id=number, report=report, part=part, mwh=decimal_text(mwh)))
        session.flush()


def _published_until(session: Session, of: Project, *, at: int) -> int | None:
    """The lesson time at which the publication of a domestic project's report ends; None: none."""
    control = session.get(Control, CCER_PUBLICATION)
    if of.partner or control is None or not control.days:
        return None
    return controls.end(control, since=at)


def written(
    of: Project, monitored: MonitoringPeriod, *, verifier: str, figures: dict[str, Fraction]
) -> dict[str, str]:
    """The fields of a report as its document has them."""
    return {
        "project": of.code,
        "period": f"{monitored.number}: {monitored.first_day} - {monitored.last_day}",
        "verifier": verifier,
        **{part: f"{decimal_text(mwh)} MWh" for part, mwh in figures.items()},
    }


def find(session: Session, *, project: str, period: int) -> Monitoring:
    """The monitoring of a period; refuses with MonitoringUnknown."""
    found = row_of(session, project=project, period=period)
    if found is None:
        raise MonitoringUnknown(project=project, period=period)
    return found


def find_rules(session: Session, project: str) -> MonitoredProject:
    """How a project is monitored; refuses with NotMonitored."""
    found = session.get(MonitoredProject, project)
    if found is None:
        raise NotMonitored(project=project)
    return found


def end_open(books: Books, project: str, by: Actor, at: int) -> list[int]:
    """End the monitoring of a deregistered project; what is requested goes its own way."""
    found = monitorings(books.session, project=project)
    for one in found:
        row = find(books.session, project=project, period=one.period)
        if row.state not in (MonitoringState.ENDED, MonitoringState.REQUESTED):
            row.state = MONITORING.after(row.state, "end_with_project", offices=())
    books.session.flush()
    return []


on_deregistration.append(end_open)


def _own(
    session: Session, project: str, period: int, *, by: Actor, step: str
) -> tuple[Project, MonitoringPeriod]:
    """A registered project of this owner that is monitored, and its period."""
    require_role(by, procedure=MONITORING.name, step=step, roles=[Role.PROJECT_OWNER])
    of = projects.find(session, project)
    find_rules(session, project)
    if of.owner != by.seat:
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    if project in deregistrations(session):
        refuse([ProjectDeregistered(project=project)])
    return of, projects.find_period(session, project=project, number=period)


def _misplaced(
    session: Session, monitored: MonitoringPeriod, *, gap: str
) -> list[GapUndeclared | MonitoringOverlaps]:
    """Why a period cannot be opened beside those that are open (check 5050)."""
    every = days_of(session, [monitored.project])[monitored.project]
    opened = {one.period for one in monitorings(session, project=monitored.project)}
    for one in every:
        shared = one.first_day <= monitored.last_day and monitored.first_day <= one.last_day
        if one.number in opened and shared:
            return [
                MonitoringOverlaps(
                    project=monitored.project, period=monitored.number, other=one.number
                )
            ]
    first = date.fromisoformat(monitored.first_day)
    earlier = [one for one in every if one.last_day < monitored.first_day]
    if not earlier:
        return []
    ends = [date.fromisoformat(one.last_day) for one in earlier if one.number in opened]
    begins = date.fromisoformat(min(one.first_day for one in earlier))
    since = max(ends) + timedelta(days=1) if ends else begins
    if since == first or gap.strip():
        return []
    return [
        GapUndeclared(
            project=monitored.project, period=monitored.number, first=monitored.first_day,
            gap=(first - since).days,
        )
    ]  # fmt: skip


def _figures(monitored: MonitoringPeriod, figures: Sequence[dict[str, str]]) -> dict[str, Fraction]:
    """Reported figures by part, in order; refuses what cannot be read or does not cover all."""
    given: dict[str, Fraction] = {}
    twice = False
    for one in figures:
        twice = twice or one["part"] in given
        given[one["part"]] = read_mwh(one["mwh"], part=one["part"])
    months = parts.months(monitored.first_day, monitored.last_day)
    if twice or not parts.covered_once(given, months):
        refuse(
            [
                FiguresIncomplete(
                    project=monitored.project, period=monitored.number, first=months[0],
                    last=months[-1],
                )
            ]
        )  # fmt: skip
    return dict(sorted(given.items()))


def read_mwh(given: str, *, part: str) -> Fraction:
    """A quantity of MWh with at most nine decimals; refuses with FigureMalformed."""
    found = decimal_number(given)
    fine = found is not None and 0 <= found <= MOST_MWH and (found * 10**9).denominator == 1
    if not fine:
        refuse([FigureMalformed(given=given[:40], part=part[:20])])
    assert found is not None
    return found


_OWNERS = frozenset({Role.PROJECT_OWNER})

COMMANDS = (
    Command(
        name="monitoring.open", en="Open monitoring period", zh="开启监测期",
        done=("Monitoring period opened", "监测期已开启"),
        not_done=("Monitoring period not opened", "未开启监测期"),
        arguments=OpenPeriod, roles=_OWNERS, run=on_books(open_period),
    ),
    Command(
        name="monitoring.report", en="Submit monitoring report", zh="提交监测报告",
        done=("Monitoring report submitted", "监测报告已提交"),
        not_done=("Monitoring report not submitted", "未提交监测报告"),
        arguments=Report, roles=_OWNERS, run=on_books(report),
    ),
)  # fmt: skip
