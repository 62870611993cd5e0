"""Contexts of the exercise "find the mistake" and of the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """One entry of the filter by kind of mistake."""

    text: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of a source, and its place.

    `id` is E01 to E30. `original` is the printed Chinese, on an English page only. `quoted`: `text`
    is the printed text or its translation, not a summary.
    """

    id: str
    kind: str
    documents: tuple[str, ...]
    place: str
    text: str
    original: str
    quoted: bool
    asked: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakesPage(Page):
    """All exercises, or those of one kind of mistake."""

    template: ClassVar[str] = "exercises/mistakes.html"
    kinds: tuple[KindChoice, ...]
    cards: tuple[Statement, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenInput:
    """One input of a calculation.

    `symbol` is its name in the formula. `parts` is the sum behind the value, 163.7 + 589.3.
    `source` is '' for the exercise's own.
    """

    symbol: str
    value: str
    unit: str
    parts: str
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers to choose from."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on an answer.

    `state` is right, printed (the misprint itself), wrong or unread. `given` is the answer as
    understood, or as typed when unread. `apart` is the distance of a wrong figure, `above`: it is
    too large; `why` is the reason why a choice is wrong.
    """

    state: str
    given: str
    apart: str
    above: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One recomputed result."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The full solution of an exercise.

    `open` after a right answer, or on request. `answer` is the right choice, '' for figures;
    `basis` is the status of the right answer. `see` names a page that helps.
    """

    open: bool
    right: str
    answer: str
    basis: str
    formula: str
    results: tuple[ResultLine, ...]
    note: str
    see: str
    see_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakePage(Page):
    """One exercise: statement, inputs, the answer so far, and the solution after an answer.

    `number` counts from 1. `inputs` is () for exercises without a calculation, `options` where the
    answer is a figure; `unit` and `tolerance` are '' for a choice. `inputs_status` is '' where they
    differ. `verdict` and `solution` are None before an answer.
    """

    template: ClassVar[str] = "exercises/mistake.html"
    statement: Statement
    number: int
    total: int
    inputs: tuple[GivenInput, ...]
    inputs_status: str
    unit: str
    tolerance: str
    answer: str
    options: tuple[Option, ...]
    hint: str
    verdict: Verdict | None
    solution: Solution | None
    show_href: str
    previous_href: str
    next_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One term of the glossary, in both languages.

    `id` is its anchor, term.block. `also_en` and `also_zh` are its other names, '' where
    none is usual. `why` (the reason for the Chinese term) and `source` are English.
    """

    id: str
    en: str
    zh: str
    also_en: str
    also_zh: str
    meaning_en: str
    meaning_zh: str
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of one kind.

    `code` is term, role, kind, type, state, trigger or stage.
    """

    code: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """One abbreviation of a source document, corrected.

    `id` is its anchor, abbreviation.ndc. `en` is '' where the source has none; `printed` is the
    error in the source.
    """

    id: str
    short: str
    en: str
    zh: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryPage(Page):
    """The glossary, complete or searched."""

    template: ClassVar[str] = "exercises/glossary.html"
    query: str
    count: int
    total: int
    groups: tuple[Group, ...]
    abbreviations: tuple[Abbreviation, ...]
    source: str
    status: str


PAGES: tuple[type[Page], ...] = (MistakesPage, MistakePage, GlossaryPage)
"""The pages of this area."""
