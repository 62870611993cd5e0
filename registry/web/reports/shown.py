"""One version of a submission for its page: tables with the columns that say something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from registry.programme.participants.queries import participant
from registry.programme.reports import queries
from registry.programme.reports.findings import Found
from registry.programme.reports.queries import FindingView, ReportView
from registry.programme.reports.stored import written
from registry.programme.reports.tables import ACTIONS, TABLES, Need, Submission, Table
from registry.roles import Actor
from registry.web.frame.acts import Told, act, actor_of, choice, line, number, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.reports.contexts import (
    CorrectionLine,
    FaultLine,
    FindingLine,
    ReportLine,
    ReportPage,
    Sheet,
)

ROWS_MOST = 200
"""Rows of one table on the page; its files have all."""

TONES = {
    "draft": "wait", "validated": "wait", "submitted": "wait", "consistent": "done",
    "inconsistent": "refuse", "superseded": "neutral",
}  # fmt: skip
_FILES = (("xlsx", "XLSX"), ("csv", "CSV"), ("json", "JSON"))


def report_page(visitor: Visitor, session: Session, report: int) -> ReportPage | None:
    """The page of a version; None where there is none that the visitor may see."""
    found = queries.report(session, report)
    if found is None or not may_see(visitor, session, found):
        return None
    names, here = Names(session, visitor.language), to("report", report=report)
    told = told_of(visitor, session, names, back=here)
    findings, faults = queries.findings(session, report), queries.faults_of(session, report)
    return ReportPage(
        line=line_of(names, found),
        sheets=_sheets(queries.submission(session, report), findings, faults),
        findings=tuple(FindingLine(**vars(one)) for one in findings),
        faults=tuple(
            FaultLine(
                code=str(one.fault), part=one.part, row=one.row, field=one.field, value=one.value
            )
            for one in faults
        ),
        corrections=tuple(
            CorrectionLine(
                part=one.part, row=one.row, field=one.field, value=one.value, remark=one.remark,
                name=names.seat(one.seat), at=one.at,
            )
            for one in queries.corrections(session, report)
        ),
        files=tuple(
            Choice(value=f"/api/reports/{report}/file?format={kind}", label=label)
            for kind, label in _FILES
        ),
        acts=acts_of(session, names, found, actor_of(visitor), told),
        here=here,
        refusal=told.refusal,
        receipt=told.receipt,
    )  # fmt: skip


def may_see(visitor: Visitor, session: Session, found: ReportView) -> bool:
    """Whether a version is submitted, or the visitor's own government or the trainer asks."""
    if found.submitted_at is not None:
        return True
    by = actor_of(visitor)
    return by is None or country_of(session, by) == found.party


def country_of(session: Session, by: Actor | None) -> str:
    """The country for which a government's seat acts; "" for every other seat."""
    own = participant(session, by.seat) if by is not None else None
    return own.country if own is not None and own.role.startswith("government") else ""


def line_of(names: Names, one: ReportView) -> ReportLine:
    """A version in a list."""
    return ReportLine(
        alpha3=one.alpha3,
        name=names.nation(one.party),
        year=one.year,
        version=one.version,
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        drafted_at=one.drafted_at,
        submitted_at=one.submitted_at,
        checked_at=one.checked_at,
        due_at=one.due_at,
        late=one.late,
        findings=one.findings,
        href=to("report", report=one.report),
    )


def acts_of(
    session: Session, names: Names, one: ReportView, by: Actor | None, told: Told
) -> tuple[Act, ...]:
    """The commands on a version that the visitor's government can give now: on the newest only."""
    if by is None or country_of(session, by) != one.party:
        return ()
    newest = queries.reports(session, party=one.party, year=one.year)[-1]
    if newest.report != one.report:
        return ()
    steps = queries.possible(session, one.party, one.year, by)
    return tuple(_act(names, step, one.year, told) for step in steps)


def year_acts(
    session: Session, names: Names, party: str, year: int, by: Actor, told: Told
) -> tuple[Act, ...]:
    """The commands on a frozen year that ask for nothing more."""
    steps = queries.possible(session, party, year, by)
    return tuple(_act(names, step, year, told) for step in steps if step != "report.correct")


def _act(names: Names, command: str, year: int, told: Told) -> Act:
    noted = word(command, "report_notes", names.language)
    return act(
        names,
        command,
        told=told,
        about=year,
        tone="primary" if command in ("report.validate", "report.submit") else "",
        note="" if noted == command else noted,
        arguments={"year": year},
        fields=_fields(names) if command == "report.correct" else (),
    )


def _fields(names: Names) -> tuple[ActField, ...]:
    language = names.language
    parts = [Choice(value=t.key, label=word(t.key, "report_tables", language)) for t in TABLES]
    columns = dict.fromkeys(
        column.key for table in TABLES for column in table.columns if column.need is not Need.CARP
    )
    named = [Choice(value=key, label=word(key, "report_columns", language)) for key in columns]
    return (
        choice("part", parts, "report_part"),
        number("row", "report_row"),
        choice("field", named, "report_field"),
        line("value", "report_value", required=False),
        line("remark", "report_remark"),
    )


def _sheets(
    submission: Submission, findings: Sequence[FindingView], faults: Sequence[Found]
) -> tuple[Sheet, ...]:
    found = []
    for table in TABLES:
        rows = submission.rows(table)
        columns = _columns(table, {key for row in rows for key in row})
        marked = {one.row for one in faults if one.part == table.key}
        if table is ACTIONS:
            marked |= {one.row for one in findings}
        shown = rows[:ROWS_MOST]
        found.append(
            Sheet(
                code=table.key,
                sheet=table.sheet,
                columns=columns,
                rows=tuple(
                    tuple(written(row[key]) if key in row else "" for key in columns)
                    for row in shown
                ),
                marked=frozenset(marked),
                more=len(rows) - len(shown),
            )
        )
    return tuple(found)


def _columns(table: Table, filled: Iterable[str]) -> tuple[str, ...]:
    """The columns that are filled in some row, or required, in the order of the table."""
    keys = set(filled)
    return tuple(c.key for c in table.columns if c.key in keys or c.need is Need.REQUIRED)
