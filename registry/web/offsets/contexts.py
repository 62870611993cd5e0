"""Contexts: offset rules side by side, and the offset desk: pages for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Choice, Page
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """How a condition is tested, in codes that the templates put into words."""

    fields: tuple[str, ...] = told("fields of the lot that are read")
    test: str = told("a key of words.TESTS; '' for a type alone")
    values: tuple[str, ...] = told("what the field is compared with")
    types: tuple[str, ...] = told("types of credit it speaks of; () every admitted type")
    when: str = told("field that decides whether the condition holds; '' always")
    when_values: tuple[str, ...] = told("values of that field for which it holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition, share or sub-cap of a rule."""

    code: str = told("permanent code, as refusals name it")
    kind: str = told("lot (each lot by itself), share (at least) or sub_cap (at most)")
    text: str = told("the condition in the page's language")
    percent: int | None = told("of a share or a sub-cap; None for conditions on lots")
    part_of: str = told("base of a sub-cap; '' otherwise")
    others: bool = told("whether the sub-cap speaks of the lots outside the group")
    machine: tuple[Machine, ...] = told("how it is tested; several are joined by or")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """An open point of the printed rule: what was chosen, and why."""

    name: str = told("name of the reading in the rule pack")
    chosen: str = told("the value that was chosen; '' for a note that changes nothing")
    text: str = told("the reason in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One version of one market's rule."""

    rule_set: str = told("code of the rule set")
    market: str = told("code of the market")
    name: str = told("name of the market in the page's language")
    version: int = told("number of the version")
    valid_from: str = told("first day, YYYY-MM-DD; '' open")
    valid_to: str = told("last day, YYYY-MM-DD; '' open")
    status: str = told("seed, verified, recalled or assumption")
    source: str = told("source as it is cited")
    documents: tuple[str, ...] = told("titles of the documents behind it, in Chinese")
    text: str = told("the rule in the page's language")
    text_other: str = told("the rule in the other language")
    base: str = told("code of the base; '' when the cap is no share of anything")
    cap_percent: int | None = told("cap; None = no limit of quantity")
    admitted: tuple[str, ...] | None = told("types that are taken; None = every type")
    terms: tuple[Term, ...] = told("conditions, shares and sub-caps in the order of the check")
    readings: tuple[ReadingLine, ...] = told("open points")
    recognises: bool = told("whether Belt-and-Road credits count like CCERs by this rule")
    try_href: str = told("the offset desk with this market, rule set and year")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """Rules that stand together."""

    code: str = told("a key of words.SETS")
    rules: tuple[RuleVersion, ...] = told("every version of every market, newest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage(Page):
    """The rules of every market side by side."""

    template: ClassVar[str] = "offsets/rules.html"
    sets: tuple[Choice, ...] = told("rule sets that can be looked at alone; first all")
    chosen: str = told("rule set that is looked at alone; '' all")
    unknown: str = told("rule set of the address that there is not; '' when all is well")
    tables: tuple[RuleTable, ...] = told("tables from the top")
    scenario_href: str = told("the desk with a Belt-and-Road credit and the scenario on")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage(Page):
    """One market's rule whole, every version."""

    template: ClassVar[str] = "offsets/rule.html"
    name: str = told("name of the market in the page's language")
    rule_set: str = told("code of the rule set")
    versions: tuple[RuleVersion, ...] = told("newest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskField:
    """One field of the desk's form."""

    id: str = told("id of the field, which links lead to")
    name: str = told("parameter of the address")
    code: str = told("a key of the table offset_fields or offset_bases")
    kind: str = told("text, tonnes, day, yes_no, type or a list of suggestions")
    value: str = told("what stands in it")
    choices: tuple[Choice, ...] = told("what can be chosen; () for fields to write in")
    wanted: bool = told("whether a rule needs it or could not read it")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotForm:
    """One lot of the bundle."""

    number: int = told("number in the form, from 1")
    name: str = told("what the lot is called")
    main: tuple[DeskField, ...] = told("fields that are always open")
    more: tuple[DeskField, ...] = told("fields that are read by few markets")
    foreign: tuple[DeskField, ...] = told("fields that other rule sets read, or none")
    more_open: bool = told("whether the folded fields are unfolded: one of them is wanted")
    foreign_open: bool = told("whether those of other rule sets are")
    more_filled: int = told("how many of the folded fields are filled in")
    foreign_filled: int = told("how many of those of other rule sets are")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is missing or cannot be read, with the field where it is."""

    code: str = told("a key of words.ERRORS; '' where the text says it")
    text: str = told("the engine's own sentence, or the value that is wrong")
    field: str = told("code of the field; '' when none can be named")
    lot: str = told("name of the lot; '' for the entity")
    href: str = told("link to the field; '' when there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationFigure:
    """One figure of a violation."""

    name: str = told("a key of words.FIGURES")
    value: str = told("value as it is read")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationCard:
    """One condition that the bundle does not meet."""

    code: str = told("permanent code of the condition")
    rule: str = told("rule set and market")
    version: int = told("version of the rule")
    source: str = told("source of the rule")
    status: str = told("standing of the rule")
    text: str = told("the violation with its figures, in the page's language")
    figures: tuple[ViolationFigure, ...] = told("figures, a line each")
    lots: tuple[str, ...] = told("lots that are concerned")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPart:
    """What a market would take of one lot."""

    lot: str = told("name of the lot")
    quantity_t: int = told("tonnes in the bundle")
    part_t: int = told("tonnes of the largest part that would be accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCapLine:
    """A limit on a part of the bundle."""

    code: str = told("permanent code")
    percent: int = told("share of the base")
    part_of: str = told("code of the base")
    cap_t: int = told("tonnes it allows")
    used_t: int = told("tonnes the bundle has")
    left_t: int = told("tonnes still possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBar:
    """Cap, admissible and refused tonnes on one scale."""

    total: int = told("width of the whole bar: cap or bundle, whichever is larger")
    takes: int = told("admissible tonnes")
    over: int = told("tonnes that are not taken")
    cap: int | None = told("where the cap stands; None without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one market says of the bundle."""

    market: str = told("code of the market")
    name: str = told("name in the page's language")
    state: str = told("accepted, partly, refused or unanswered")
    rule: str = told("rule set and market")
    version: int | None = told("version that was applied; None when none covers the year")
    source: str = told("source of the rule; '' when unanswered without a rule")
    status: str = told("standing of the rule; ''")
    text: str = told("the rule in the page's language; why there is no answer")
    code: str = told("permanent code of why there is no answer; '' when there is one")
    base: str = told("code of the base; ''")
    base_t: int | None = told("tonnes of the base; None when it has none")
    cap_percent: int | None = told("cap in percent; None without limit")
    cap_t: int | None = told("cap in tonnes; None = no limit or no answer")
    limited: bool = told("whether there is a cap")
    used_t: int = told("tonnes in the bundle")
    left_t: int | None = told("tonnes still possible; None = no limit or no answer")
    takes_t: int = told("tonnes of the largest part that is accepted")
    value_fen: int | None = told("these tonnes at the price that was given; None without a price")
    bar: DeskBar | None = told("the same as a bar; None without an answer")
    violations: tuple[ViolationCard, ...] = told("every condition that is not met")
    problems: tuple[Problem, ...] = told("fields that are needed or cannot be read")
    parts: tuple[LotPart, ...] = told("largest admissible part, lot by lot")
    sub_caps: tuple[SubCapLine, ...] = told("limits on parts of the bundle")
    recognised: bool = told("whether Belt-and-Road credits counted like CCERs")
    detail_href: str = told("the desk with this market in detail")
    mends: bool = told("whether a part of the bundle would pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage(Page):
    """The offset desk: a bundle, and what every market of the rule set says of it."""

    template: ClassVar[str] = "offsets/desk.html"
    general: tuple[DeskField, ...] = told("rule set, year, base for all, price")
    bases: tuple[DeskField, ...] = told("the eight bases")
    bases_open: bool = told("whether the eight bases are unfolded")
    scenario: DeskField = told("the Belt-and-Road switch")
    market: str = told("market in detail, kept by the form; ''")
    lots: tuple[LotForm, ...] = told("the lots of the form")
    full: bool = told("whether no more lots can be added")
    left_out: tuple[str, ...] = told("lots without tonnes")
    first: tuple[Choice, ...] = told("addresses of the first examples, label by code")
    open_examples: tuple[Choice, ...] = told("addresses of the printed examples")
    asked: bool = told("whether there is a bundle to answer to")
    problems: tuple[Problem, ...] = told("what is wrong with the address or the bundle")
    detail: Verdict | None = told("the market that was chosen; None when none was")
    verdicts: tuple[Verdict, ...] = told("the nine markets, or all of another rule set")
    further: tuple[Verdict, ...] = told("other countries of the same rule set")
    accepting: int = told("how many of the verdicts accept the whole bundle")
    partly: int = told("how many accept a part of it")
    used_t: int = told("tonnes of the whole bundle")
    price_fen: int | None = told("price of the trainee; None when none is given")
    question: str = told("the same question as JSON")


PAGES: tuple[type[Page], ...] = (RulesPage, RulePage, DeskPage)
"""The pages of this area."""
