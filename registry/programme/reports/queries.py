"""Queries of submissions: their versions, tables, findings and corrections."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from registry.pace import ANNUAL_REPORT
from registry.programme.accounts.models import Control
from registry.programme.ndc import queries as ndc
from registry.programme.participants import queries as participants
from registry.programme.reports import years
from registry.programme.reports.built import corrections_of, effective
from registry.programme.reports.clock import deadline
from registry.programme.reports.commands import latest
from registry.programme.reports.findings import ENDING, Found, faults, span_of
from registry.programme.reports.machine import REPORT
from registry.programme.reports.models import (
    STANDING,
    PartyReport,
    ReportFinding,
    ReportState,
    YearFreeze,
)
from registry.programme.reports.statements import version_text
from registry.programme.reports.stored import load, load_rows
from registry.programme.reports.tables import (
    ACTIONS,
    HOLDINGS,
    SUBMISSION,
    Row,
    Submission,
    Value,
)
from registry.roles import Actor


@dataclass(frozen=True)
class ReportView:
    """One version of a party's submission of a year; `party` is a registry code, `version` 1.0.

    `findings` counts what the last comparison found. `due_at` is the lesson time (ms) by which the
    year is to be submitted, `late`: its first version was not.
    """

    report: int
    party: str
    alpha3: str
    year: int
    version: str
    state: str
    drafted_by: str
    drafted_at: int
    submitted_by: str
    submitted_at: int | None
    checked_at: int | None
    findings: int
    due_at: int
    late: bool


@dataclass(frozen=True)
class FindingView:
    """What the comparison found about a row of table 3 (0: the whole); `other` is an alpha-3."""

    code: str
    row: int
    other: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class CorrectionView:
    """A cell that the party itself wrote over, and why; `value` "" for an empty one."""

    part: str
    row: int
    field: str
    value: str
    remark: str
    seat: str
    at: int


def played(session: Session) -> bool:
    """Whether parties submit annual information in this lesson."""
    return session.get(Control, ANNUAL_REPORT) is not None


def reports(session: Session, *, party: str = "", year: int = 0) -> list[ReportView]:
    """Submissions and drafts by year, party and version; an empty filter matches all."""
    asked = select(PartyReport)
    if party:
        asked = asked.where(PartyReport.party == party)
    if year:
        asked = asked.where(PartyReport.year == year)
    ordered = asked.order_by(
        col(PartyReport.year), col(PartyReport.party), col(PartyReport.version)
    )
    return [_view(session, one) for one in session.exec(ordered)]


def report(session: Session, number: int) -> ReportView | None:
    """One version by its number, or None."""
    found = session.get(PartyReport, number)
    return _view(session, found) if found is not None else None


def submission(session: Session, number: int) -> Submission:
    """The tables of a version that exists: of a draft with its corrections, of a submitted one as
    it was submitted, with the columns that the platform fills.
    """
    found = session.get(PartyReport, number)
    assert found is not None, f"no report {number}"
    content = as_submitted(session, number)
    return content if found.checked_at is None else _as_checked(session, found, content)


def as_submitted(session: Session, number: int) -> Submission:
    """The tables of a version that exists as the party fills them, for files that are read again:
    the platform's columns are empty.
    """
    found = session.get(PartyReport, number)
    assert found is not None, f"no report {number}"
    if not found.content:
        return effective(found, corrections_of(session, found))
    return load(found.content)


def _as_checked(session: Session, found: PartyReport, content: Submission) -> Submission:
    """A submitted content with the results of its last comparison."""
    by_row: dict[int, list[str]] = {}
    for one in findings(session, found.id):
        by_row.setdefault(one.row, []).append(one.code)
    result = "Inconsistent" if by_row else "Consistent"
    rows = [
        Row(
            ACTIONS,
            dict(row) | {"consistency": ", ".join(dict.fromkeys(by_row.get(n, ["Consistent"])))},
        )
        for n, row in enumerate(content.actions, start=1)
    ]
    filled: dict[str, Value] = {
        "consistency": result,
        **_reviewed(session, found.party, found.year),
    }
    return Submission(
        Row(SUBMISSION, dict(content.submission) | filled),
        content.authorizations,
        tuple(rows),
        content.holdings,
        content.entities,
    )


def _reviewed(session: Session, party: str, year: int) -> dict[str, str]:
    """What the platform says of the initial report of the NDC period that has this year."""
    period = ndc.period_of(session, party, year)
    versions = [
        one
        for one in ndc.reports(session, party=party)
        if period is not None and one.first_year == period.first_year and one.submitted_at
    ]
    if not versions:
        return {}
    newest = versions[-1]
    status = newest.state.replace("_", " ") + (f": {newest.finding}" if newest.finding else "")
    named = f"Initial report of {participants.registry(session, party).alpha3}"
    reviewed = newest.reviewed_at is not None
    return {"review_status": status} | (
        {"review_report": f"{named}, version {newest.version}"} if reviewed else {}
    )


def faults_of(session: Session, number: int) -> list[Found]:
    """What is wrong with a draft; of a submitted version nothing is."""
    found = session.get(PartyReport, number)
    assert found is not None, f"no report {number}"
    return [] if found.content else faults(submission(session, number))


def findings(session: Session, number: int) -> list[FindingView]:
    """What the last comparison found about a submitted version, by row."""
    found = session.get(PartyReport, number)
    assert found is not None, f"no report {number}"
    asked = select(ReportFinding).where(
        ReportFinding.report == number, ReportFinding.at == found.checked_at
    )
    return [
        FindingView(one.code, one.row, one.other, one.ours, one.theirs)
        for one in session.exec(asked.order_by(col(ReportFinding.id)))
    ]


def corrections(session: Session, number: int) -> list[CorrectionView]:
    """The cells that a party wrote over in the draft of this version, oldest first."""
    found = session.get(PartyReport, number)
    assert found is not None, f"no report {number}"
    return [
        CorrectionView(one.part, one.row, one.field, one.value, one.remark, one.seat, one.at)
        for one in corrections_of(session, found)
    ]


def frozen_years(session: Session, *, party: str = "") -> list[tuple[str, int]]:
    """(party, year) of what was frozen, by year; `party` "": of all."""
    asked = select(YearFreeze.party, YearFreeze.year).order_by(
        col(YearFreeze.year), col(YearFreeze.party)
    )
    if party:
        asked = asked.where(YearFreeze.party == party)
    return [(one, year) for one, year in session.exec(asked)]


def frozen_holdings(session: Session, party: str, year: int) -> list[Row] | None:
    """Table 4 as it was frozen; None if the year was not."""
    asked = select(YearFreeze).where(YearFreeze.party == party, YearFreeze.year == year)
    found = session.exec(asked).first()
    return list(load_rows(HOLDINGS, found.holdings)) if found is not None else None


def possible(session: Session, party: str, year: int, by: Actor) -> tuple[str, ...]:
    """The commands on a frozen year that a government of its party can give now."""
    found = latest(session, party, year)
    if found is None:
        return ("report.draft",)
    offices = by.offices
    triggers = {
        move.trigger
        for move in REPORT.moves
        if move.source == found.state and move.by is not None and not move.by.isdisjoint(offices)
    }
    named = {"redraft": "draft", "supersede": "revise"}
    order = ("validate", "submit", "correct", "redraft", "supersede")
    return tuple(f"report.{named.get(one, one)}" for one in order if one in triggers)


def next_step(session: Session, party: str) -> tuple[str, int] | None:
    """The next command, and its year, by which a party comes to submit what it has not yet."""
    for _, year in frozen_years(session, party=party):
        found = latest(session, party, year)
        if found is None:
            return "report.draft", year
        if found.state == ReportState.DRAFT:
            return "report.validate", year
        if found.state == ReportState.VALIDATED:
            return "report.submit", year
    return None


_SPANS = """
    SELECT c.at, s.registry_code, b.host, r.number, k.first, k.last FROM book_transaction t
    JOIN command c ON c.number = t.command
    JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting
    JOIN serial_block k ON k.opened = p.id AND k.asset = p.asset AND k.owner = p.target
    JOIN sub_account s ON s.id = p.source JOIN credit_batch b ON b.asset = p.asset
    JOIN country_registry r ON r.code = b.host WHERE t.id = :transaction
"""


def reported_in(session: Session, *, transaction: int) -> tuple[int, str] | None:
    """(year, party) of a submitted version that reports the units of a use; None if none does."""
    spans = list(session.connection().execute(text(_SPANS), {"transaction": transaction}))
    if not spans:
        return None
    year, party = years.year_of(spans[0].at), spans[0].registry_code
    asked = select(PartyReport).where(PartyReport.party == party, PartyReport.year == year)
    for one in session.exec(asked):
        if not one.content:
            continue
        for row in load(one.content).actions:
            if row["action_type"] not in ENDING or (span := span_of(row)) is None:
                continue
            if any(
                row["itmo_registry"] == used.number
                and span[0] <= used.last
                and used.first <= span[1]
                for used in spans
            ):
                return year, party
    return None


def _view(session: Session, one: PartyReport) -> ReportView:
    due = deadline(session, one.year)
    first = one.version == 1 and one.submitted_at is not None
    return ReportView(
        report=one.id,
        party=one.party,
        alpha3=participants.registry(session, one.party).alpha3,
        year=one.year,
        version=version_text(one.version),
        state=str(one.state),
        drafted_by=one.drafted_by,
        drafted_at=one.drafted_at,
        submitted_by=one.submitted_by,
        submitted_at=one.submitted_at,
        checked_at=one.checked_at,
        findings=len(findings(session, one.id)) if one.state in STANDING else 0,
        due_at=due,
        late=first and (one.submitted_at or 0) >= due,
    )
