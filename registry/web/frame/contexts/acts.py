"""Contexts of an act: a command that the visitor may give now, with the fields that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.web.frame.contexts.shared import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ActField:
    """One field of an act's form.

    `kind` is line, number, choice or ticks; `label` a key of `frame.act_words.FIELDS`. `ticked` are
    the values of the boxes that are ticked. `most` is the longest line in characters.
    """

    name: str
    kind: str
    label: str
    value: str
    choices: tuple[Choice, ...]
    ticked: tuple[str, ...]
    required: bool
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A command that can be given by a form; one without fields is a single button.

    `id` is its own on the page. `tone` is primary, refusing or "". `note` says what it does, in the
    page's language. `open`: the form is unfolded, since it was refused just now.
    """

    id: str
    command: str
    label: str
    tone: str
    note: str
    key: str
    arguments: Mapping[str, str]
    fields: tuple[ActField, ...]
    open: bool
