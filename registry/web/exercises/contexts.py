"""Contexts: find the mistake, and the glossary: pages for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """One entry of the filter by kind of mistake."""

    text: str = told("the kind in the page's language; '' for all kinds")
    count: int = told("how many exercises are of this kind")
    href: str = told("the list of these")
    chosen: bool = told("whether the list shows just these now")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says, and where."""

    id: str = told("permanent id of the mistake, E01 to E30")
    kind: str = told("kind of mistake in the page's language")
    documents: tuple[str, ...] = told("codes of the documents: S0, S4")
    place: str = told("place in the document, in the page's language")
    text: str = told("what stands there, in the page's language")
    original: str = told("the Chinese words as printed, on an English page; else ''")
    quoted: bool = told("whether `text` is what is printed, or its translation; else a summary")
    asked: str = told("the question, in the page's language")
    href: str = told("address of the exercise")


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakesPage(Page):
    """All exercises, or those of one kind of mistake."""

    template: ClassVar[str] = "exercises/mistakes.html"
    kinds: tuple[KindChoice, ...] = told("the filter; all kinds first")
    cards: tuple[Statement, ...] = told("the exercises that are shown")
    documents: tuple[str, ...] = told("codes of all source documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenInput:
    """One input of a calculation."""

    symbol: str = told("its name in the formula; the word tables have what it means")
    value: str = told("value with thousands commas")
    unit: str = told("unit code; the word tables have it in the page's language")
    parts: str = told("the sum that makes the value, 163.7 + 589.3; '' where it is no sum")
    source: str = told("source of its own as a key of the word tables; '' for the exercise's")
    status: str = told("status of the value: seed, verified, recalled or assumption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers to choose from."""

    value: str = told("what is sent: a, b or c")
    text: str = told("the answer, in the page's language")
    chosen: bool = told("whether it was chosen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said about an answer."""

    state: str = told("right, printed (the misprint itself), wrong or unread")
    given: str = told("the answer as it was understood; as typed when it was not")
    apart: str = told("how far a wrong figure is away, with commas; '' for words")
    above: bool = told("whether a wrong figure is too large")
    why: str = told("why a wrong choice is wrong, in the page's language; '' for figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One recomputed result."""

    label: str = told("what it is of, in the page's language; '' where there is one result")
    value: str = told("the result, rounded to be read")
    unit: str = told("unit code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The full solution of an exercise."""

    open: bool = told("whether it is unfolded: after a right answer, or when it was asked for")
    right: str = told("what is right, in the page's language")
    answer: str = told("the right answer of a choice; '' for figures")
    basis: str = told("status of what is right")
    formula: str = told("the formula; '' where nothing is computed")
    results: tuple[ResultLine, ...] = told("recomputed results; () where nothing is computed")
    note: str = told("a remark on the calculation, in the page's language")
    see: str = told("name of a page that helps; '' for none")
    see_href: str = told("its address")


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakePage(Page):
    """One exercise: statement, inputs, the answer so far, and the solution after an answer."""

    template: ClassVar[str] = "exercises/mistake.html"
    statement: Statement = told("what the source says, and the question")
    number: int = told("number of the exercise, from 1")
    total: int = told("how many there are")
    inputs: tuple[GivenInput, ...] = told("inputs of the calculation; () where words decide")
    inputs_status: str = told("status of all inputs; '' where they differ")
    unit: str = told("unit code of the figure that is asked for; '' for a choice")
    tolerance: str = told("how far an answer may be away; '' for a choice")
    answer: str = told("what stands in the field")
    options: tuple[Option, ...] = told("answers to choose from; () where a figure is asked for")
    hint: str = told("a hint, in the page's language")
    verdict: Verdict | None = told("what is said about the answer; None before one")
    solution: Solution | None = told("the solution; None before an answer")
    show_href: str = told("this page with the solution unfolded")
    previous_href: str = told("the exercise before; '' at the first")
    next_href: str = told("the exercise after; '' at the last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One word of the glossary, in both languages."""

    id: str = told("its id, which is its anchor: term.block")
    en: str = told("English word")
    zh: str = told("Chinese word")
    meaning_en: str = told("meaning in English")
    meaning_zh: str = told("meaning in Chinese")
    why: str = told("why this Chinese word; in English")
    source: str = told("source; in English")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of one kind."""

    code: str = told("term, role, kind, type, state, trigger or stage")
    entries: tuple[Entry, ...] = told("the entries that are shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """One abbreviation of a source document, put right."""

    id: str = told("its anchor: abbreviation.ndc")
    short: str = told("the abbreviation")
    en: str = told("what it stands for in English; '' where the source has nothing")
    zh: str = told("what it means in Chinese")
    printed: str = told("the slip that stands in the source; '' for none")


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryPage(Page):
    """The glossary, whole or searched."""

    template: ClassVar[str] = "exercises/glossary.html"
    query: str = told("what is searched for; '' for the whole")
    count: int = told("how many entries and abbreviations are shown")
    total: int = told("how many there are")
    groups: tuple[Group, ...] = told("groups with entries that fit")
    abbreviations: tuple[Abbreviation, ...] = told("abbreviations that fit")
    source: str = told("source of the abbreviations")
    status: str = told("their status")


PAGES: tuple[type[Page], ...] = (MistakesPage, MistakePage, GlossaryPage)
"""The pages of this area."""
