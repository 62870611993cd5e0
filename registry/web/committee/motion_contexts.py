"""Contexts of the form of a motion, and of what a motion changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    Choice,
    FieldError,
    NotTaken,
    Page,
    Receipt,
    RefusalCard,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionWay:
    """A kind of motion that the visitor may bring, with the address of its form."""

    kind: str
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutLink:
    """Something that the motion can be about: an agreement, a project, an issuance."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionField:
    """A field of the form.

    `kind` is line, figure, choice or ticks; `label` a key of the table motion_fields, `number`
    tells several of one label apart, 0 where there is one. `now` is the present value in words, ""
    where nothing is in force. `unit` stands behind the field, `offered` are values that a line
    proposes. `ticked` are the values of boxes that are ticked.
    """

    name: str
    kind: str
    label: str
    number: int
    value: str
    now: str
    unit: str
    choices: tuple[Choice, ...]
    ticked: tuple[str, ...]
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """What a motion changes: `term` a key of the table motion_terms, or `name` where it is a seat.

    `now` is the present value and `then` the proposed one, in words.
    """

    term: str
    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeSide:
    """The members of one side who will be asked, by name."""

    country: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionPreview:
    """What a motion would change, and whom it is put before.

    Either `key` and `arguments` (JSON) of `command` are given, or `refused`. `cancelled` counts the
    open requests that would end. It is circulated for `days` of `day_kind`, 0 without a clock;
    `sides` begin with the partner's.
    """

    command: str
    key: str
    arguments: str
    refused: NotTaken | None
    changes: tuple[TermLine, ...]
    cancelled: int
    days: int
    day_kind: str
    sides: tuple[CommitteeSide, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionForm:
    """The form about one thing: `about` in words, `about_value` as its field has it.

    `preview` is None before the first step, and where a field has an error.
    """

    about: str
    about_value: str
    fields: tuple[MotionField, ...]
    errors: Mapping[str, FieldError]
    preview: MotionPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionPage(Page):
    """The form of one kind of motion, whose name in words is `title`.

    `abouts` are what it can be about, () and `form` None for a visitor who has nothing to bring it
    about. `back` is this address with what was typed.
    """

    template: ClassVar[str] = "committee/motion.html"
    kind: str
    title: str
    here: str
    back: str
    abouts: tuple[AboutLink, ...]
    form: MotionForm | None
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (MotionPage,)
"""The form of a motion."""
