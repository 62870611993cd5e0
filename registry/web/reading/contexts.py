"""Contexts of the public registry: lessons that may be read, and what their registries publish.

Quantities are in tonnes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableLesson:
    """A lesson that everybody may read."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage(Page):
    """The lessons whose registries are public."""

    template: ClassVar[str] = "reading/lessons.html"
    lessons: tuple[ReadableLesson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The lesson of a published page: code, title, and its registries as (country, name)."""

    code: str
    title: str
    registries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """A monitoring period; `exact` is text, `whole` in whole tonnes."""

    number: int
    first_day: str
    last_day: str
    exact: str
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLine:
    """A project; `agreement` and `partner` are "" for a domestic one."""

    code: str
    name: str
    host: str
    unit: str
    agreement: str
    owner: str
    partner: str
    methodology: str
    periods: tuple[PeriodLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage(Page):
    """Every project of a lesson."""

    template: ClassVar[str] = "reading/projects.html"
    of: Published
    rows: tuple[ProjectLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuanceLine:
    """A request for issuance; `range` is None before its batch is opened."""

    request: int
    project: str
    name: str
    vintage: int
    quantity: int
    item: int
    state: str
    tone: str
    asset: int | None
    range: SerialRange | None
    partner_t: int | None
    host_t: int | None
    requested_at: int
    issued_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuancesPage(Page):
    """Requests for issuance, newest first."""

    template: ClassVar[str] = "reading/issuances.html"
    of: Published
    rows: tuple[IssuanceLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A batch with its serials."""

    asset: int
    label: str
    name: str
    host: str
    vintage: int
    period: str
    range: SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesPage(Page):
    """Batches, newest first."""

    template: ClassVar[str] = "reading/batches.html"
    of: Published
    rows: tuple[BatchLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLine:
    """A block of a batch: its parent, and the blocks into which it was divided.

    `owner` of a system account is a key of the table owners or a transfer; "" for a holder.
    """

    block: int
    range: SerialRange
    owner: str
    kind: str
    parent: int | None
    children: tuple[int, ...]
    closed: bool
    type: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage(Page):
    """One batch with its blocks as they were at lesson time `until`, newest first."""

    template: ClassVar[str] = "reading/batch.html"
    of: Published
    batch: BatchLine
    until: int
    rows: tuple[BlockLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingLine:
    """Credits that were retired or cancelled; `claim` is "" where none may be made; `reversed_at`
    is when the registry has taken it back.
    """

    retirement: int
    retired: bool
    owner: str
    registry: str
    label: str
    name: str
    quantity: int
    purpose: str
    beneficiary: str
    claim: str
    ranges: tuple[SerialRange, ...]
    at: int
    reversed_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingsPage(Page):
    """Retirements and cancellations, newest first."""

    template: ClassVar[str] = "reading/endings.html"
    of: Published
    rows: tuple[EndingLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """The text that both governments of an agreement published about an incident."""

    incident: int
    agreement: str
    risk: str
    text: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage(Page):
    """Public notes of concluded incidents, newest first."""

    template: ClassVar[str] = "reading/notes.html"
    of: Published
    rows: tuple[NoteLine, ...]


PAGES: tuple[type[Page], ...] = (
    ReadingPage,
    ProjectsPage,
    IssuancesPage,
    BatchesPage,
    BatchPage,
    EndingsPage,
    NotesPage,
)
