"""Draft, correct, validate, submit and revise a party's annual information.

The tables come from the books. A government may write over cells of its draft, with a remark, so
that its own mistakes are its own; what was submitted never changes again.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import ANNUAL_REPORT
from registry.programme.accounts.commands import ground
from registry.programme.accounts.models import Control
from registry.programme.participants import commands as participants
from registry.programme.reports import years
from registry.programme.reports.built import built, corrections_of, effective, freeze_of
from registry.programme.reports.errors import (
    CellUnknown,
    FilledByPlatform,
    ReportedYearNotOver,
    ReportFaulty,
    ReportMissing,
    ReportOutdated,
    ReportsNotPlayed,
    ValueUnreadable,
)
from registry.programme.reports.findings import faults
from registry.programme.reports.machine import GOVERNMENTS, REPORT
from registry.programme.reports.models import (
    STANDING,
    PartyReport,
    ReportCorrection,
    ReportState,
    YearFreeze,
)
from registry.programme.reports.statements import version_text
from registry.programme.reports.stored import dump, load, read
from registry.programme.reports.tables import SUBMISSION, TABLES, Column, Need, Row, Submission
from registry.records import next_key, refuse, require_role
from registry.roles import Actor


class OneYear(Arguments):
    """A year of which the giver's country submits its annual information."""

    year: Number


class Correct(OneYear):
    """A cell of the draft: table, row from 1, column; its new value ("" for none), and why."""

    part: Text
    row: Number
    field: Text
    value: Text = ""
    remark: Text


def draft(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Draft the submission of a frozen year, or draft it anew; corrections of the old draft go."""
    session = books.session
    frozen = _frozen(session, year, by, step="draft")
    found = latest(session, frozen.party, year)
    if found is None:
        found = _begin(session, frozen, version=1, by=by, at=at)
    else:
        found.state = REPORT.after(found.state, "redraft", offices=by.offices)
        _fill(session, found, frozen, by=by, at=at)
    return _answer(found)


def revise(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Draft a further version of what was submitted; that one stands until it is submitted."""
    session = books.session
    frozen = _frozen(session, year, by, step="revise")
    found = latest(session, frozen.party, year)
    if found is None:
        raise ReportMissing(party=frozen.party, year=year)
    REPORT.after(found.state, "supersede", offices=by.offices)
    return _answer(_begin(session, frozen, version=found.version + 1, by=by, at=at))


def correct(
    books: Books,
    *,
    year: int,
    part: str,
    row: int,
    field: str,
    remark: str,
    value: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Write over one cell of a draft, for a stated reason; a validated one is a draft again."""
    session = books.session
    found = _own(session, year, by, step="correct")
    after = REPORT.after(found.state, "correct", offices=by.offices)
    column = _column(effective(found, corrections_of(session, found)), part, row, field)
    if column.need is Need.CARP:
        raise FilledByPlatform(field=field)
    given = read(column, value) if value else None
    if value and (given is None or not column.fits(given)):
        raise ValueUnreadable(value=value, field=field)
    refuse(ground(remark))

    # From here on the correction must succeed.
    found.state = after
    session.add(
        ReportCorrection(
            id=next_key(session, ReportCorrection.id),
            report=found.id,
            drafting=found.drafting,
            part=part,
            row=row,
            field=field,
            value=value,
            remark=remark.strip(),
            seat=by.seat,
            at=at,
        )
    )
    session.flush()
    return _answer(found)


def validate(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Check every row of a draft, and rows against rows; one without a fault can be submitted."""
    session = books.session
    found = _own(session, year, by, step="validate")
    after = REPORT.after(found.state, "validate", offices=by.offices)
    _up_to_date(session, found)
    wrong = faults(effective(found, corrections_of(session, found)))
    if wrong:
        first = wrong[0]
        raise ReportFaulty(
            year=year, count=len(wrong), row=first.row, part=first.part, fault=str(first.fault)
        )
    found.state = after
    session.flush()
    return _answer(found)


def submit(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Submit a validated draft: it never changes again, and supersedes the version before."""
    session = books.session
    found = _own(session, year, by, step="submit")
    after = REPORT.after(found.state, "submit", offices=by.offices)
    _up_to_date(session, found)
    before = standing(session, found.party, year)
    content = effective(found, corrections_of(session, found))
    dated = Row(SUBMISSION, dict(content.submission) | {"submitted_on": years.utc_day(at)})

    # From here on the submission must succeed.
    if before is not None:
        before.state = REPORT.after(before.state, "supersede", offices=by.offices)
    found.state, found.submitted_by, found.submitted_at = after, by.seat, at
    found.content = dump(
        Submission(
            dated, content.authorizations, content.actions, content.holdings, content.entities
        )
    )
    session.flush()
    return _answer(found)


def latest(session: Session, party: str, year: int) -> PartyReport | None:
    """The newest version of a party's submission of a year, draft or not."""
    asked = select(PartyReport).where(PartyReport.party == party, PartyReport.year == year)
    return session.exec(asked.order_by(col(PartyReport.version).desc())).first()


def standing(session: Session, party: str, year: int) -> PartyReport | None:
    """The submitted version that counts, or None."""
    asked = select(PartyReport).where(
        PartyReport.party == party,
        PartyReport.year == year,
        col(PartyReport.state).in_(STANDING),
    )
    return session.exec(asked).first()


def _frozen(session: Session, year: int, by: Actor, *, step: str) -> YearFreeze:
    """The frozen year of the giver's country."""
    require_role(by, procedure="report", step=step, roles=GOVERNMENTS)
    if session.get(Control, ANNUAL_REPORT) is None:
        raise ReportsNotPlayed()
    country = participants.find(session, by.seat).country
    found = freeze_of(session, country, year)
    if found is None:
        raise ReportedYearNotOver(year=year)
    return found


def _own(session: Session, year: int, by: Actor, *, step: str) -> PartyReport:
    """The newest version of the giver's country."""
    frozen = _frozen(session, year, by, step=step)
    found = latest(session, frozen.party, year)
    if found is None:
        raise ReportMissing(party=frozen.party, year=year)
    return found


def _begin(
    session: Session, frozen: YearFreeze, *, version: int, by: Actor, at: int
) -> PartyReport:
    report = PartyReport(
        id=next_key(session, PartyReport.id),
        party=frozen.party,
        year=frozen.year,
        version=version,
        state=REPORT.initial,
        drafting=0,
        drafted="",
        drafted_by=by.seat,
        drafted_at=at,
    )
    _fill(session, report, frozen, by=by, at=at)
    session.add(report)
    session.flush()
    return report


def _fill(session: Session, report: PartyReport, frozen: YearFreeze, *, by: Actor, at: int) -> None:
    report.drafted = dump(built(session, frozen, version=report.version, at=at))
    report.drafted_by, report.drafted_at = by.seat, at
    report.drafting += 1
    session.flush()


def _up_to_date(session: Session, report: PartyReport) -> None:
    frozen = freeze_of(session, report.party, report.year)
    assert frozen is not None, "what is drafted is frozen"
    now = built(session, frozen, version=report.version, at=report.drafted_at)
    if now != load(report.drafted):
        raise ReportOutdated(year=report.year)


def _column(draft: Submission, part: str, row: int, field: str) -> Column:
    """The column of a cell that the draft has."""
    for table in TABLES:
        if table.key == part and 1 <= row <= len(draft.rows(table)):
            for column in table.columns:
                if column.key == field:
                    return column
    raise CellUnknown(part=part, row=row, field=field)


def _answer(report: PartyReport) -> dict[str, Any]:
    return {
        "report": report.id,
        "party": report.party,
        "year": report.year,
        "version": version_text(report.version),
        "state": str(ReportState(report.state)),
        "digest": digest(report.content or report.drafted),
    }


def digest(stored: str) -> str:
    """The SHA-256 of tables as they are stored."""
    return sha256(stored.encode()).hexdigest()


COMMANDS = (
    Command(
        name="report.draft", en="Draft annual information", zh="起草年度信息",
        done=("Annual information drafted", "已起草年度信息"),
        not_done=("Annual information not drafted", "未起草年度信息"),
        arguments=OneYear, roles=GOVERNMENTS, run=on_books(draft),
    ),
    Command(
        name="report.correct", en="Correct a figure of a draft", zh="更正草稿数据",
        done=("Figure corrected", "已更正数据"), not_done=("Figure not corrected", "未更正数据"),
        arguments=Correct, roles=GOVERNMENTS, run=on_books(correct),
    ),
    Command(
        name="report.validate", en="Validate a draft", zh="校验草稿",
        done=("Draft validated", "草稿已校验"), not_done=("Draft not validated", "草稿未通过校验"),
        arguments=OneYear, roles=GOVERNMENTS, run=on_books(validate),
    ),
    Command(
        name="report.submit", en="Submit annual information", zh="报送年度信息",
        done=("Annual information submitted", "已报送年度信息"),
        not_done=("Annual information not submitted", "未报送年度信息"),
        arguments=OneYear, roles=GOVERNMENTS, run=on_books(submit), touches_all=True,
    ),
    Command(
        name="report.revise", en="Revise a submission", zh="修订报送",
        done=("Revision begun", "已开始修订"), not_done=("Revision not begun", "未开始修订"),
        arguments=OneYear, roles=GOVERNMENTS, run=on_books(revise),
    ),
)  # fmt: skip
