"""Contexts of the offset rules and of the offset form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Choice, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The test of a condition, in codes that the templates turn into words.

    `test`, a key of `words.TESTS` ('' for a type alone), compares `fields` of the lot with
    `values`. `types` is () for every admitted type. The condition holds when the field `when` has
    one of `when_values`, always when that is ''.
    """

    fields: tuple[str, ...]
    test: str
    values: tuple[str, ...]
    types: tuple[str, ...]
    when: str
    when_values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition, share or sub-cap of a rule.

    `kind` is lot (each lot by itself), share (at least) or sub_cap (at most). `percent` is None for
    conditions on lots; `part_of` is the base of a sub-cap. `others`: the sub-cap limits the lots
    outside the group. One passing test of `machine` is enough.
    """

    code: str
    kind: str
    text: str
    percent: int | None
    part_of: str
    others: bool
    machine: tuple[Machine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """An ambiguity of the printed rule: the chosen reading, and why."""

    name: str
    chosen: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One version of one market's rule.

    Days are YYYY-MM-DD, '' when open. `base` is '' when the cap is not a share of a base;
    `cap_percent` is None without a limit of quantity, `admitted` for every type. `terms` are in the
    order in which they are checked. `recognises` says whether Belt-and-Road credits count like
    CCERs.
    """

    rule_set: str
    market: str
    name: str
    version: int
    valid_from: str
    valid_to: str
    status: str
    source: str
    documents: tuple[str, ...]
    text: str
    text_other: str
    base: str
    cap_percent: int | None
    admitted: tuple[str, ...] | None
    terms: tuple[Term, ...]
    readings: tuple[ReadingLine, ...]
    recognises: bool
    try_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """The rules of one table on the page.

    `code` is a key of `words.SETS`.
    """

    code: str
    rules: tuple[RuleVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage(Page):
    """The rules of every market side by side.

    `chosen` is the only rule set shown, '' for all; `unknown` is a rule set in the address that
    does not exist.
    """

    template: ClassVar[str] = "offsets/rules.html"
    sets: tuple[Choice, ...]
    chosen: str
    unknown: str
    tables: tuple[RuleTable, ...]
    scenario_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage(Page):
    """One market's rule with every version."""

    template: ClassVar[str] = "offsets/rule.html"
    name: str
    rule_set: str
    versions: tuple[RuleVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetField:
    """One field of the offset form.

    `id` is the target of links, `name` the parameter of the address, `code` a key of offset_fields
    or offset_bases. `kind` is text, tonnes, day, yes_no, type or a list of suggestions. `wanted`
    is true when a rule needs the field or could not read it.
    """

    id: str
    name: str
    code: str
    kind: str
    value: str
    choices: tuple[Choice, ...]
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LotForm:
    """One lot of the bundle.

    `main` fields are always open; few markets read `more`; only other rule sets read `foreign`.
    """

    number: int
    name: str
    main: tuple[OffsetField, ...]
    more: tuple[OffsetField, ...]
    foreign: tuple[OffsetField, ...]
    more_open: bool
    foreign_open: bool
    more_filled: int
    foreign_filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A missing or unreadable field.

    `code` is a key of `words.ERRORS`, '' where `text` is the sentence. `lot` is '' for the entity.
    """

    code: str
    text: str
    field: str
    lot: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationFigure:
    """One figure of a violation.

    `name` is a key of `words.FIGURES`.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationCard:
    """One condition that the bundle violates."""

    code: str
    rule: str
    version: int
    source: str
    status: str
    text: str
    figures: tuple[ViolationFigure, ...]
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPart:
    """The tonnes of one lot that a market would accept."""

    lot: str
    quantity_t: int
    part_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCapLine:
    """A sub-cap and its use, in tonnes."""

    code: str
    percent: int
    part_of: str
    cap_t: int
    used_t: int
    left_t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetBar:
    """Cap, admissible and refused tonnes on one scale.

    `total` is the larger of cap and bundle; `cap` is None without one.
    """

    total: int
    takes: int
    over: int
    cap: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One market's verdict on the bundle.

    `state` is accepted, partly, refused or unanswered; for unanswered, `text` and `code` say why
    and `bar` is None. `version` is None when no version covers the year. `cap_percent` is None
    without a limit; `cap_t` and `left_t` also without an answer. `takes_t` is the largest
    admissible part, `value_fen` its value at the given price. `fixable` is true when reducing the
    bundle to that part makes it pass. `recognised`: Belt-and-Road credits counted like CCERs.
    """

    market: str
    name: str
    state: str
    rule: str
    version: int | None
    source: str
    status: str
    text: str
    code: str
    base: str
    base_t: int | None
    cap_percent: int | None
    cap_t: int | None
    limited: bool
    used_t: int
    left_t: int | None
    takes_t: int
    value_fen: int | None
    bar: OffsetBar | None
    violations: tuple[ViolationCard, ...]
    problems: tuple[Problem, ...]
    parts: tuple[LotPart, ...]
    sub_caps: tuple[SubCapLine, ...]
    recognised: bool
    detail_href: str
    fixable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPage(Page):
    """A bundle, and the verdict of every market of the rule set on it.

    `general` is rule set, year, base for all and price; `market` is shown in detail. `left_out`
    are lots without tonnes. `first` and `open_examples` are addresses of examples. `asked` is
    true when the form has a bundle. `verdicts` are the nine markets, or all of another rule set;
    `further` the other countries of the same set. `question` is the request as JSON.
    """

    template: ClassVar[str] = "offsets/offsets.html"
    general: tuple[OffsetField, ...]
    bases: tuple[OffsetField, ...]
    bases_open: bool
    scenario: OffsetField
    market: str
    lots: tuple[LotForm, ...]
    full: bool
    left_out: tuple[str, ...]
    first: tuple[Choice, ...]
    open_examples: tuple[Choice, ...]
    asked: bool
    problems: tuple[Problem, ...]
    detail: Verdict | None
    verdicts: tuple[Verdict, ...]
    further: tuple[Verdict, ...]
    accepting: int
    partly: int
    used_t: int
    price_fen: int | None
    question: str


PAGES: tuple[type[Page], ...] = (RulesPage, RulePage, OffsetPage)
"""The pages of this area."""
