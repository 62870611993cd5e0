"""Contexts of the pages of annual information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice, Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One version of a party's submission; `alpha3` is its code, `name` the country.

    Times are lesson time in ms; `findings` counts what the comparison found. `href` is its page.
    """

    alpha3: str
    name: str
    year: int
    version: str
    state: str
    tone: str
    drafted_at: int
    submitted_at: int | None
    checked_at: int | None
    due_at: int
    late: bool
    findings: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnYear:
    """A frozen year of the visitor's own country; `acts` are the commands that can be given now.

    `href` is the page of the newest version, "" before the first draft.
    """

    year: int
    state: str
    tone: str
    version: str
    due_at: int
    href: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """What one party reports, and what the other one does about the same units.

    `row` and `other_row` count the rows of table 3 from 1, None where one has none. `kind` and
    `other_kind` are types of actions, the ranges first and last numbers, quantities as they are
    written. `codes` are the comparison's findings about either row.
    """

    row: int | None
    kind: str
    day: str
    units: str
    quantity: str
    other_row: int | None
    other_kind: str
    other_day: str
    other_units: str
    other_quantity: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two parties side by side; `missing` are those whose submission is not there."""

    year: int
    one: str
    other: str
    one_name: str
    other_name: str
    rows: tuple[PairLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage(Page):
    """Submissions of all parties, the visitor's own years, and the comparison of two parties.

    `played`: the lesson's parties submit annual information. `year` and the two parties are what
    is chosen for the comparison, 0 and "" while nothing can be. `wanting` authorises the use of
    what other countries have authorised.
    """

    template: ClassVar[str] = "reports/reports.html"
    played: bool
    own: tuple[OwnYear, ...]
    wanting: tuple[Act, ...]
    rows: tuple[ReportLine, ...]
    years: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    year: int
    one: str
    other: str
    compared: Compared | None
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of the format: `code` is its key, `columns` the keys of those that are filled, or
    have to be; each row has a text for each of them. `marked` are rows (from 1) with a finding.
    """

    code: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """What the comparison found about a row of table 3, 0: about the whole."""

    code: str
    row: int
    other: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """What is wrong with a row of a draft; `part` and `field` are keys of table and column."""

    code: str
    part: str
    row: int
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """A cell that the party wrote over; `name` did it."""

    part: str
    row: int
    field: str
    value: str
    remark: str
    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """One version; `files` are the addresses of its files, `acts` the visitor's commands on it."""

    template: ClassVar[str] = "reports/report.html"
    line: ReportLine
    sheets: tuple[Sheet, ...]
    findings: tuple[FindingLine, ...]
    faults: tuple[FaultLine, ...]
    corrections: tuple[CorrectionLine, ...]
    files: tuple[Choice, ...]
    acts: tuple[Act, ...]
    here: str
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (ReportsPage, ReportPage)
