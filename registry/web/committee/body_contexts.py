"""Contexts of the page of third-party entities and methodologies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyStep:
    """A step with a designation or a version; `href` is the decided item, "" without one."""

    trigger: str
    name: str
    reason: str
    at: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationLine:
    """A designation in words; `under` is "" for domestic projects, `acts` are the visitor's."""

    designation: int
    name: str
    under: str
    function: str
    scope: int
    scope_name: str
    state: str
    tone: str
    steps: tuple[BodyStep, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version of a methodology; `under` "" on the list for domestic projects.

    `methodology` is its number, 0 where the plan names no procedure; `conditions` are sentences.
    `buffer` is a percentage as text, "" where nothing is stored. `ends_at` is the time for the
    present step, None without one, `valid_until` that of a superseded version.
    """

    methodology: int
    code: str
    name: str
    version: int
    under: str
    source: str
    status: str
    scope: int
    scope_name: str
    crediting_years: int
    storage: str
    buffer: str
    conditions: tuple[str, ...]
    state: str
    tone: str
    overdue: bool
    ends_at: int | None
    valid_until: int | None
    revisions: str
    steps: tuple[BodyStep, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLine:
    """A tightening of a baseline: the factor is `percent` lower from `first_day` on (ISO)."""

    code: str
    under: str
    percent: str
    first_day: str
    name: str
    reason: str
    at: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """A methodology on record outside the lesson, with its source and the status of that."""

    code: str
    name: str
    scope: int
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesPage(Page):
    """Methodologies with their versions and baselines, and the designations of entities.

    `asks` are the forms of the visitor for something new; `entities`: the lesson has some.
    """

    template: ClassVar[str] = "committee/bodies.html"
    asks: tuple[Act, ...]
    entities: bool
    designations: tuple[DesignationLine, ...]
    versions: tuple[VersionLine, ...]
    baselines: tuple[BaselineLine, ...]
    known: tuple[KnownLine, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (BodiesPage,)
