"""The submissions of parties, what they corrected in them, frozen years, and findings."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole


class ReportState(StrEnum):
    """State of one version of a party's submission of a year.

    `draft`: its figures can be corrected. `submitted`: it never changes again. `consistent` and
    `inconsistent`: compared with what other parties submitted. `superseded`: a later version is.
    """

    DRAFT = "draft"
    VALIDATED = "validated"
    SUBMITTED = "submitted"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    SUPERSEDED = "superseded"


STANDING = (ReportState.SUBMITTED, ReportState.CONSISTENT, ReportState.INCONSISTENT)
"""States of the version of a year that counts."""


class YearFreeze(Table, table=True):
    """What a party (registry code) held at the end of 31 December of a year (UTC) and whom it had
    authorised: tables 4 and 5 as JSON, never computed again.
    """

    __tablename__ = "year_freeze"
    __table_args__ = (UniqueConstraint("party", "year"),)
    __append_only__ = True
    id: int = key()
    party: str
    year: int = whole()
    holdings: str
    entities: str
    at: int = whole()


class PartyReport(Table, table=True):
    """One version of a party's submission of a year; versions are numbered from 1 (1.0, 1.1, ...).

    `drafted` are the tables as the books had them when it was drafted last, as JSON, and `drafting`
    counts how often it was; `content` is what was submitted, "" until then. Times are lesson time
    in ms.
    """

    __tablename__ = "party_report"
    __table_args__ = (UniqueConstraint("party", "year", "version"),)
    __changes__ = (
        "state", "drafting", "drafted", "drafted_by", "drafted_at", "content", "submitted_by",
        "submitted_at", "checked_at",
    )  # fmt: skip
    __final__ = "OLD.state = 'superseded'"
    id: int = key()
    party: str
    year: int = whole()
    version: int = whole()
    state: ReportState = enum_column(ReportState)
    drafting: int = whole()
    drafted: str
    drafted_by: str
    drafted_at: int = whole()
    content: str = ""
    submitted_by: str = ""
    submitted_at: int | None = whole(optional=True)
    checked_at: int | None = whole(optional=True)


class ReportCorrection(Table, table=True):
    """A value that a party itself wrote into its draft of this `drafting`, and why.

    `part` is the key of the table, `row` the number of the row from 1, `field` the key of the
    column, `value` its text, "" for an empty cell.
    """

    __tablename__ = "report_correction"
    __append_only__ = True
    id: int = key()
    report: int = whole(index=True)
    drafting: int = whole()
    part: str
    row: int = whole()
    field: str
    value: str
    remark: str
    seat: str
    at: int = whole()


class ReportFinding(Table, table=True):
    """What a comparison at `at` found about a row of a submitted report; never changed.

    `row` counts the rows of table 3 from 1, 0: it is about the whole. `other` is the alpha-3 code
    of the other party, "" for none. `ours` and `theirs` are the values that differ, as text.
    """

    __tablename__ = "report_finding"
    __append_only__ = True
    id: int = key()
    report: int = whole(index=True)
    at: int = whole()
    code: str
    row: int = whole()
    other: str
    ours: str
    theirs: str
