"""Contexts of monitoring and verification. Generation is in MWh, as text with its decimals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice, NotTaken, Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """A monitoring period on the list; `state` "" before it is open, `verified_t` None before its
    verification. `waits`: the visitor has the next step. `acts` are the visitor's on it.
    """

    project: str
    name: str
    period: int
    days: str
    state: str
    tone: str
    version: int
    verifier: str
    verified_t: int | None
    waits: bool
    href: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringsPage(Page):
    """Every monitored period that is open or the visitor's to open; its own first."""

    template: ClassVar[str] = "verification/list.html"
    rows: tuple[PeriodLine, ...]
    waiting: int
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBar:
    """Reported, expected and measured on one scale, in tenths of a MWh; measured None: unknown."""

    total: int
    reported: int
    expected: int
    low: int | None
    high: int | None
    measured: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One part of the period; `reported` "" before the first report.

    `read` is the owner's own reading, "" for everybody else. `measured` is the sample's result,
    give or take `uncertainty`; `difference` what was reported beyond it. `finding` is "", minor or
    material. `sample` is the verifier's button, which costs `cost` samples.
    """

    part: str
    expected: str
    reported: str
    read: str
    measured: str
    uncertainty: str
    difference: str
    finding: str
    cost: int
    bar: FigureBar
    sample: Act | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A field of a form: its name, what it is of, what is in it."""

    name: str
    part: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VintageLine:
    """What is or would be verified of a calendar year, in whole tonnes."""

    year: int
    reported: str
    deducted: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPreview:
    """What submitting does: either `key` and `arguments` (JSON) of the command, or `refused`.

    `total` is the reported generation; `vintages` what a positive conclusion fixes, `findings`
    how many findings it has; `version` that of the report.
    """

    key: str
    arguments: str
    refused: NotTaken | None
    total: str
    version: int
    findings: int
    vintages: tuple[VintageLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """The owner's form: a figure for each month, and the entity that is to verify it."""

    fields: tuple[NamedText, ...]
    verifiers: tuple[Choice, ...]
    verifier: str
    preview: FormPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeForm:
    """The verifier's form: positive with a deduction for each year, or negative; a note.

    `least` are the material findings of each year, what a positive one has to deduct.
    """

    positive: bool
    deductions: tuple[NamedText, ...]
    least: tuple[NamedText, ...]
    note: str
    preview: FormPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version of the report; `outcome` is "", positive or negative, with the note of it."""

    version: int
    reported_at: int
    digest: str
    verifier: str
    total: str
    samples: int
    outcome: str
    note: str
    concluded_at: int | None
    quantity: int
    public_until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringPage(Page):
    """One monitoring period: figures by month, versions, what the visitor can do.

    `role` is owner, verifier, government or "". `left` of `samples` are left to the verifier.
    `statements` are the governments' (country, positive or negative or "") where they are asked.
    """

    template: ClassVar[str] = "verification/monitoring.html"
    project: str
    name: str
    period: int
    days: str
    here: str
    role: str
    state: str
    tone: str
    gap: str
    verifier: str
    left: int
    samples: int
    uncertainty: str
    materiality: str
    rows: tuple[FigureRow, ...]
    versions: tuple[VersionLine, ...]
    vintages: tuple[VintageLine, ...]
    statements: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    report: ReportForm | None
    conclude: ConcludeForm | None
    request_href: str
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (MonitoringsPage, MonitoringPage)
"""The pages of monitoring and verification."""
