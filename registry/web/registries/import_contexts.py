"""Contexts of the imports' page: credits of other registries that are taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """A request for an import, in tonnes; `acts` are the visitor's on it.

    `first` to `last` are the serials in the registry `origin`, `range` those that stand for them
    here, None before the admission.
    """

    request: int
    name: str
    registry: str
    origin: str
    project: str
    installation: str
    first_day: str
    last_day: str
    first: int
    last: int
    quantity: int
    proof: str
    state: str
    tone: str
    range: SerialRange | None
    requested_at: int
    decided_by: str
    decided_for: str
    decided_at: int | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage(Page):
    """Requests for imports, newest first; `ask` is the form for one more, None without accounts."""

    template: ClassVar[str] = "registries/imports.html"
    ask: Act | None
    rows: tuple[ImportLine, ...]
    older_href: str
    newest_href: str
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (ImportsPage,)
