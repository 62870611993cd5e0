"""The pages of the offset rules: all markets side by side, and one market's rule by version."""

from __future__ import annotations

from typing import Any

from registry.compliance.packs import Condition, Group, Rule, RuleBook, Share, SubCap, Test
from registry.compliance.reader import NOTE
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Choice, Language
from registry.web.frame.render import word
from registry.web.offsets.contexts import (
    Machine,
    ReadingLine,
    RulePage,
    RulesPage,
    RuleTable,
    RuleVersion,
    Term,
)
from registry.web.offsets.examples import EXAMPLES

NINE = (
    "national", "guangdong", "shenzhen", "beijing", "shanghai", "tianjin", "hubei", "chongqing",
    "fujian",
)  # fmt: skip
"""The markets of China in the order of the printed table."""
PRINTED = "seed"
TRY_BASE_T = 100_000
"""Round figure in tonnes that a rule's "try it" link puts into every base."""


def rules_page(book: RuleBook, language: Language, *, chosen: str) -> RulesPage:
    """The page of all rule sets, or of one."""
    names = book.rule_sets()
    known = chosen in names
    shown = [chosen] if known else [PRINTED, *(name for name in names if name != PRINTED)]
    tables = [one for name in shown if name in names for one in _tables(book, name, language)]
    scenario = next(one for one in EXAMPLES if one.code == "belt_and_road")
    order = [PRINTED, *(name for name in names if name != PRINTED)]
    return RulesPage(
        sets=tuple(Choice(value=one, label=word(one, "offset_sets", language)) for one in order),
        chosen=chosen if known else "",
        unknown="" if known else chosen[:60],
        tables=tuple(tables),
        scenario_href=scenario.href,
    )


def rule_page(book: RuleBook, language: Language, *, rule_set: str, market: str) -> RulePage | None:
    """One market's rule, newest version first; None when the rule does not exist."""
    versions = book.versions(rule_set=rule_set, market=market)
    if not versions:
        return None
    newest_first = tuple(rule_version(rule, language) for rule in reversed(versions))
    return RulePage(name=newest_first[0].name, rule_set=rule_set, versions=newest_first)


def in_order(book: RuleBook, rule_set: str) -> tuple[list[str], list[str]]:
    """The markets of a rule set: China's nine, then those of other countries."""
    markets = list(dict.fromkeys(book.markets(rule_set)))
    nine = [market for market in NINE if market in markets]
    others = [market for market in markets if market not in NINE]
    return (nine, others) if nine else (others, [])


def rule_version(rule: Rule, language: Language) -> RuleVersion:
    """One version of a rule in the page's language."""
    zh = language == "zh"
    year = rule.valid_to[:4]
    return RuleVersion(
        rule_set=rule.rule_set,
        market=rule.market,
        name=rule.name_zh if zh else rule.name_en,
        version=rule.version,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        status=rule.status,
        source=rule.source,
        documents=rule.documents,
        text=rule.text_zh if zh else rule.text_en,
        text_other=rule.text_en if zh else rule.text_zh,
        base=rule.base,
        cap_percent=rule.cap_percent,
        admitted=None if rule.admitted is None else tuple(_types(rule.admitted)),
        terms=_terms(rule, language),
        readings=tuple(
            ReadingLine(
                name=one.name,
                chosen="" if one.value == NOTE else _chosen(one.value, language),
                text=one.zh if zh else one.en,
            )
            for one in rule.readings
        ),
        recognises=rule.recognise_belt_and_road,
        try_href=to(
            "desk",
            rule_set="" if rule.rule_set == PRINTED else rule.rule_set,
            year=year,
            market=rule.market,
            base=TRY_BASE_T,
        ),
    )


def _tables(book: RuleBook, name: str, language: Language) -> list[RuleTable]:
    nine, others = in_order(book, name)
    parts = [(name, nine)] if name != PRINTED else [("nine", nine), ("elsewhere", others)]
    return [
        RuleTable(
            code=code,
            rules=tuple(
                rule_version(rule, language)
                for market in markets
                for rule in reversed(book.versions(rule_set=name, market=market))
            ),
        )
        for code, markets in parts
        if markets
    ]


def _types(types: frozenset[str] | None) -> list[str]:
    """CCER first, the others by name."""
    return sorted(types or (), key=lambda one: (one != "CCER", one))


def _chosen(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return word("yes" if value else "no", "offset_yes_no", language)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _terms(rule: Rule, language: Language) -> tuple[Term, ...]:
    terms = [_condition(one, language) for one in rule.conditions]
    terms += [_share(one, language) for one in rule.shares]
    return (*terms, *(_sub_cap(one, language) for one in rule.sub_caps))


def _condition(one: Condition, language: Language) -> Term:
    if isinstance(one.value, bool):
        values: tuple[str, ...] = (word("yes" if one.value else "no", "offset_yes_no", language),)
    elif isinstance(one.value, str):
        values = (one.value,)
    else:
        values = tuple(one.value) if one.kind == "within" else tuple(sorted(one.value))
    machine = Machine(
        fields=(one.field, one.to_field) if one.to_field else (one.field,),
        test="after_exclusive" if one.kind == "after" and not one.day_counts else one.kind,
        values=values,
        types=tuple(_types(one.types)),
        when=one.when_field,
        when_values=tuple(sorted(one.when_in)),
    )
    return Term(
        code=one.code,
        kind="lot",
        text=one.zh if language == "zh" else one.en,
        percent=None,
        part_of="",
        others=False,
        machine=(machine,),
    )


def _share(one: Share, language: Language) -> Term:
    return Term(
        code=one.code,
        kind="share",
        text=one.zh if language == "zh" else one.en,
        percent=one.percent,
        part_of="",
        others=False,
        machine=_group(one.where, one.of, language),
    )


def _sub_cap(one: SubCap, language: Language) -> Term:
    return Term(
        code=one.code,
        kind="sub_cap",
        text=one.zh if language == "zh" else one.en,
        percent=one.percent,
        part_of=one.base,
        others=one.group.inverted,
        machine=_group(one.group, None, language),
    )


def _group(group: Group, of: frozenset[str] | None, language: Language) -> tuple[Machine, ...]:
    return tuple(_test(test, of, language) for test in group.tests)


def _test(test: Test, of: frozenset[str] | None, language: Language) -> Machine:
    yes = (word("yes", "offset_yes_no", language),)
    return Machine(
        fields=(test.field,) if test.field else (),
        test="" if not test.field else "is" if test.words is None else "in",
        values=yes if test.words is None else tuple(sorted(test.words)),
        types=tuple(_types(test.types or of)),
        when="",
        when_values=(),
    )
