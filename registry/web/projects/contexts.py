"""Contexts of the pages of projects. Times are lesson time in ms; tonnes are whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A project of the list; `state` "" for one that is registered from the beginning, or its
    deregistration. `mine`: the visitor's seat can take a step; `ends_at` None: no time runs.
    """

    code: str
    name: str
    host: str
    agreement: str
    owner: str
    state: str
    tone: str
    ends_at: int | None
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage(Page):
    """Every project, those that wait for the visitor first."""

    template: ClassVar[str] = "projects/projects.html"
    rows: tuple[ProjectRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStep:
    """A state on the way to the register: passed, here, or still to come."""

    state: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """A step that was taken; `by` "" for the clock, `item` "" where no committee decided."""

    trigger: str
    state: str
    by: str
    remark: str
    item: str
    item_href: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A version of a document with its digest and fields, as they were written."""

    id: int
    kind: str
    version: int
    digest: str
    by: str
    at: int
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLine:
    """A comment with its answer, "" without one; `acts` answer it."""

    comment: int
    by: str
    text: str
    at: int
    answer: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """The test of additionality by the figures of the newest design document; percent as text."""

    return_percent: str
    benchmark_percent: str
    share_percent: str
    most_percent: str
    investment: bool
    practice: bool
    surplus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """Days that are credited, or were monitored with their tonnes; `state` "" for the former."""

    number: int
    first_day: str
    last_day: str
    tonnes: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """A change or renewal; `acts` endorse it."""

    revision: int
    sort: str
    state: str
    reason: str
    at: int
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Tonnes of a batch of the project: in which registry, and as what."""

    label: str
    registry: str
    kind: str
    tonnes: int
    trace_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage(Page):
    """One project with everything that happened to it.

    `found` are figures of the site as (name, on site, stated) for owner, validator and trainer, and
    `differs` the names of those that differ; `to_sign` are the names of who has not signed.
    `public_href`: what everybody can read of it, "" where nothing is public.
    """

    template: ClassVar[str] = "projects/project.html"
    code: str
    name: str
    host: str
    agreement: str
    owner: str
    partner: str
    kind: str
    methodology: str
    state: str
    tone: str
    ends_at: int | None
    validator: str
    here: str
    refusal: RefusalCard | None
    receipt: Receipt | None
    acts: tuple[Act, ...]
    track: tuple[TrackStep, ...]
    history: tuple[HistoryLine, ...]
    documents: tuple[DocumentLine, ...]
    comments: tuple[CommentLine, ...]
    test: Test | None
    found: tuple[tuple[str, str, str], ...]
    to_sign: tuple[str, ...]
    crediting: tuple[PeriodRow, ...]
    monitored: tuple[PeriodRow, ...]
    revisions: tuple[RevisionLine, ...]
    held: tuple[HeldLine, ...]
    public_href: str


PAGES: tuple[type[Page], ...] = (ProjectsPage, ProjectPage)
"""The pages of this area."""
