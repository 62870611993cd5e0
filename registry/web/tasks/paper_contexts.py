"""Contexts of the form for the papers of a request for issuance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import FieldError, NotTaken, Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperField:
    """A figure of the papers: `name` is a key of the table paper_fields, `paper` of papers.

    `record` is what the register has, and `differs` whether the owner states something else. `kind`
    is figure, line or day; `unit` stands behind the field.
    """

    name: str
    paper: str
    kind: str
    unit: str
    value: str
    record: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPreview:
    """What submitting does: either `key` and `arguments` (JSON) of the command, or `refused`.

    `quantity` is what the register computes, and what would be issued; `digest` that of all papers.
    `differing` are the fields that are not the register's.
    """

    key: str
    arguments: str
    refused: NotTaken | None
    quantity: int
    digest: str
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersForm:
    """The figures, and what stands beside them: the deduction in MWh, and a statement.

    `record_href` fills the register's figures in for this deduction. `preview` is None before the
    first step, and where a field has an error.
    """

    fields: tuple[PaperField, ...]
    deducted: str
    statement: str
    errors: Mapping[str, FieldError]
    record_href: str
    preview: PapersPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage(Page):
    """The papers of one monitoring period: to submit, to correct, or as they were submitted.

    `command` is issuance.request or issuance.amend; "" where `form` is None, since the request is
    before the committee, or there is nothing to ask for. `item` is that of the request, 0 without
    one, in `state`. `objector`, `about` and `objection` are of the objection that it met.
    """

    template: ClassVar[str] = "tasks/papers.html"
    command: str
    project: str
    project_name: str
    period: int
    period_text: str
    here: str
    item: int
    state: str
    objector: str
    about: str
    objection: str
    form: PapersForm | None
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (PapersPage,)
"""The form for papers."""
