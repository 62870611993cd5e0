"""A party's tables of a year as the books have them, and with what the party itself corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlmodel import Session, col, select

from registry.programme.reports.actions import actions
from registry.programme.reports.models import PartyReport, ReportCorrection, YearFreeze
from registry.programme.reports.statements import table_1, table_2
from registry.programme.reports.stored import load, load_rows, read
from registry.programme.reports.tables import ENTITIES, HOLDINGS, TABLES, Row, Submission, Value


def freeze_of(session: Session, party: str, year: int) -> YearFreeze | None:
    """What was frozen of a party at the end of a year, or None."""
    asked = select(YearFreeze).where(YearFreeze.party == party, YearFreeze.year == year)
    return session.exec(asked).first()


def built(session: Session, frozen: YearFreeze, *, version: int, at: int) -> Submission:
    """The five tables of a frozen year, for a version that would be submitted at a lesson time."""
    party, year = frozen.party, frozen.year
    acted = tuple(actions(session.connection(), party, year))
    held = load_rows(HOLDINGS, frozen.holdings)
    referred = {row["authorization"] for row in (*acted, *held)}
    return Submission(
        table_1(session, party, year, version=version, at=at),
        tuple(table_2(session, party, year, referred=referred)),
        acted,
        held,
        load_rows(ENTITIES, frozen.entities),
    )


def corrections_of(session: Session, report: PartyReport) -> list[ReportCorrection]:
    """What a party corrected in the present draft of a report, oldest first."""
    asked = select(ReportCorrection).where(
        ReportCorrection.report == report.id,
        ReportCorrection.drafting == report.drafting,
    )
    return list(session.exec(asked.order_by(col(ReportCorrection.id))))


def effective(report: PartyReport, corrections: Iterable[ReportCorrection]) -> Submission:
    """The tables of a draft as they would be submitted, with its corrections."""
    return corrected(load(report.drafted), corrections)


def corrected(
    submission: Submission, corrections: Iterable[ReportCorrection | SqlRow[Any]]
) -> Submission:
    """A submission with cells written over; a text that is no value of its column is left out."""
    rows = {table.key: list(submission.rows(table)) for table in TABLES}
    for one in corrections:
        table = next(table for table in TABLES if table.key == one.part)
        values: dict[str, Value | None] = dict(rows[one.part][one.row - 1])
        column = table.column(one.field)
        values[one.field] = read(column, one.value) if one.value else None
        rows[one.part][one.row - 1] = Row(table, values)
    first = rows.pop(TABLES[0].key)[0]
    return Submission(first, **{key: tuple(found) for key, found in rows.items()})
