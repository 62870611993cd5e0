"""Apply one offset rule to one bundle: violations, the cap, and the largest admissible part.

Pure functions on whole numbers; no market is treated by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from registry.compliance.bundle import Bundle, Lot, Reader
from registry.compliance.largest import Limit, largest
from registry.compliance.packs import (
    BELT_AND_ROAD_TYPE,
    LIKE_TYPE,
    Condition,
    Rule,
    Share,
    SubCap,
    Test,
)


class Violation(NamedTuple):
    """One condition that the bundle does not meet, with figures and the names of the lots."""

    code: str
    figures: dict[str, Any]
    lots: tuple[str, ...]
    en: str
    zh: str


class SubCapState(NamedTuple):
    """A limit on a part of the bundle in tonnes: cap, used and unused."""

    code: str
    percent: int
    base: str
    cap_t: int
    used_t: int
    left_t: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a rule for a bundle; `cap_t` and `left_t` None mean no limit.

    `largest_admissible` is lot -> tonnes, None if it was not computed.
    """

    rule: Rule
    recognised: bool
    base_t: int | None
    accepted: bool
    violations: tuple[Violation, ...]
    offending_lots: tuple[str, ...]
    cap_t: int | None
    used_t: int
    left_t: int | None
    sub_caps: tuple[SubCapState, ...]
    largest_admissible: dict[str, int] | None


@dataclass(slots=True)
class _Work:
    """A bundle under evaluation: its used lots, the type that each counts as, and the results."""

    rule: Rule
    lots: list[Lot]
    kinds: list[str]
    reader: Reader
    broken: set[str] = field(default_factory=set)
    """Names of lots that no admissible part contains."""
    violations: list[Violation] = field(default_factory=list)
    limits: list[tuple[list[tuple[int, list[Lot]]], int]] = field(default_factory=list)
    """Weighted groups of lots, and the bound on the sum of weight times tonnes."""
    sub_caps: list[SubCapState] = field(default_factory=list)
    taken: dict[frozenset[str] | None, list[Lot]] = field(default_factory=dict)
    grouped: dict[tuple[Test, ...], set[str]] = field(default_factory=dict)

    def of_types(self, types: frozenset[str] | None) -> list[Lot]:
        """The admitted lots that count as one of these types; None for every type."""
        found = self.taken.get(types)
        if found is None:
            wanted = set(filter(self.rule.admits, set(self.kinds)))
            if types is not None:
                wanted &= types
            pairs = zip(self.lots, self.kinds, strict=True)
            found = self.taken[types] = [lot for lot, kind in pairs if kind in wanted]
        return found


def evaluate(
    rule: Rule, bundle: Bundle, *, with_largest: bool = True, earlier_t: int = 0
) -> Answer:
    """Check a bundle as a whole; refuses only input that the rule cannot be applied to.

    A lot of 0 t is not used and no rule applies to it. `earlier_t` are tonnes accepted before this
    bundle, which count towards the total cap.
    """
    recognised = rule.recognise_belt_and_road
    if bundle.recognise_belt_and_road is not None:
        recognised = bundle.recognise_belt_and_road
    used = [lot for lot in bundle.lots if lot.quantity_t]
    kinds = [lot.type for lot in used]
    if recognised:
        kinds = [LIKE_TYPE if kind == BELT_AND_ROAD_TYPE else kind for kind in kinds]
    work = _Work(rule, used, kinds, Reader())
    _check_types(work)
    _check_conditions(work)
    for share in rule.shares:
        _check_share(work, share)
    bases: dict[str, int] = {}
    for name in (rule.base, *(sub_cap.base for sub_cap in rule.sub_caps)):
        if name:
            bases[name] = work.reader.base(bundle.entity, name)
    for sub_cap in rule.sub_caps:
        _check_sub_cap(work, sub_cap, bases[sub_cap.base])
    used_t = _total(used)
    cap_t = cap_of(rule, bases)
    room_t = None if cap_t is None else max(0, cap_t - earlier_t)
    if cap_t is not None and earlier_t + used_t > cap_t:
        work.violations.append(_above_cap(work, bases.get(rule.base, 0), cap_t, used_t))
    work.reader.finish()
    named = set[str]().union(*(violation.lots for violation in work.violations))
    return Answer(
        rule=rule,
        recognised=recognised,
        base_t=bases.get(rule.base),
        accepted=not work.violations,
        violations=tuple(work.violations),
        offending_lots=tuple([name for name in _names(used) if name in named]),
        cap_t=cap_t,
        used_t=used_t,
        left_t=None if room_t is None else max(0, room_t - used_t),
        sub_caps=tuple(work.sub_caps),
        largest_admissible=_largest(work, bundle, room_t) if with_largest else None,
    )


def cap_of(rule: Rule, bases: Mapping[str, int]) -> int | None:
    """The cap in whole tonnes, rounded down and inclusive; None: no limit."""
    if rule.cap_percent is None:
        return None
    return bases[rule.base] * rule.cap_percent // 100 if rule.base else 0


def _total(lots: Sequence[Lot]) -> int:
    return sum([lot.quantity_t for lot in lots])


def _names(lots: Iterable[Lot]) -> tuple[str, ...]:
    return tuple([lot.name for lot in lots])


def _check_types(work: _Work) -> None:
    rule = work.rule
    if len(work.of_types(None)) == len(work.lots):
        return
    foreign = {kind for kind in set(work.kinds) if not rule.admits(kind)}
    refused = [lot for lot, kind in zip(work.lots, work.kinds, strict=True) if kind in foreign]
    lots = _names(refused)
    work.broken.update(lots)
    refused_types = list(dict.fromkeys(lot.type for lot in refused))
    admitted = sorted(rule.admitted or ())
    figures = {"admitted": admitted, "types": refused_types}
    types, taken = ", ".join(refused_types), ", ".join(admitted) or "-"
    en = f"Credits of type {types} are not admitted; admitted: {taken}."
    zh = f"不接受类型 {types} 的减排量；可用类型：{taken}。"
    work.violations.append(Violation("credit_type", figures, lots, en, zh))


def _check_conditions(work: _Work) -> None:
    """Add one violation for each broken condition, with every lot that breaks it."""
    for condition in work.rule.conditions:
        lots = work.of_types(condition.types)
        if condition.when_field:
            words = work.reader.column(lots, condition.when_field, str)
            pairs = zip(lots, words, strict=True)
            lots = [lot for lot, word in pairs if word in condition.when_in]
        breaking = _breaking(condition, lots, work.reader)
        if breaking:
            violation = _condition_broken(condition, breaking)
            work.broken.update(violation.lots)
            work.violations.append(violation)


def _breaking(condition: Condition, lots: list[Lot], reader: Reader) -> list[Lot]:
    """The lots that do not meet a condition.

    An unreadable field is None here and counts as met: the reader refuses the bundle at the end.
    """
    kind, wanted, name = condition.kind, condition.value, condition.field
    if kind == "is":
        values = reader.column(lots, name, bool)
        return [lot for lot, yes in zip(lots, values, strict=True) if yes is (not wanted)]
    if kind == "within":
        first, last = wanted
        periods = zip(lots, reader.periods(lots, name, condition.to_field), strict=True)
        return [
            lot
            for lot, (start, end) in periods
            if start and end and not (first <= start and end <= last)
        ]
    if kind in ("after", "until"):
        days = zip(lots, reader.column(lots, name, date), strict=True)
        if kind == "until":
            return [lot for lot, day in days if day and day > wanted]
        if condition.day_counts:
            return [lot for lot, day in days if day and day < wanted]
        return [lot for lot, day in days if day and day <= wanted]
    if condition.several:
        several = zip(lots, reader.words(lots, name), strict=True)
        return [lot for lot, words in several if words is not None and not words & wanted]
    worded = lots
    if condition.yes_counts:
        worded = [lot for lot in lots if not isinstance(lot.fields.get(name), bool)]
    words = zip(worded, reader.column(worded, name, str), strict=True)
    listed = kind == "in"
    breaking = [lot for lot, word in words if word is not None and (word in wanted) is not listed]
    if len(worded) == len(lots):
        return breaking
    names = {lot.name for lot in breaking}
    return [lot for lot in lots if lot.name in names or lot.fields.get(name) is False]


def _condition_broken(condition: Condition, lots: Sequence[Lot]) -> Violation:
    names = _names(lots)
    tonnes = _total(lots)
    wanted = condition.value
    if isinstance(wanted, frozenset):
        wanted = sorted(wanted)
    first, last = condition.field, condition.to_field
    found: dict[str, Any] = {lot.name: lot.fields.get(first) for lot in lots}
    if last:
        found = {lot.name: [found[lot.name], lot.fields.get(last)] for lot in lots}
    figures = {"field": first, "wanted": wanted, "found": found, "quantity_t": tonnes}
    en = f"{condition.en} {tonnes:,} t do not meet this: {', '.join(names)}."
    zh = f"{condition.zh}不符合的有 {tonnes:,} t：{'、'.join(names)}。"
    return Violation(condition.code, figures, names, en, zh)


def _passing(work: _Work, tests: tuple[Test, ...], lots: list[Lot]) -> set[str]:
    """Names of lots that pass any of the tests; types are tested first, so fields may be missing.

    All lots of the bundle are tested by type, only `lots` by their fields.
    """
    passed: set[str] = set()
    for test in tests:
        if test.types:
            passed |= {lot.name for lot in work.of_types(test.types)}
    if passed:
        lots = [lot for lot in lots if lot.name not in passed]
    for test in tests:
        wanted = test.words
        if test.field and wanted is None:
            values = zip(lots, work.reader.column(lots, test.field, bool), strict=True)
            passed |= {lot.name for lot, yes in values if yes}
        elif test.field and wanted is not None:
            words = zip(lots, work.reader.column(lots, test.field, str), strict=True)
            passed |= {lot.name for lot, word in words if word in wanted}
    return passed


def _check_share(work: _Work, share: Share) -> None:
    """Check that a group has at least `percent` of the tonnes; an empty group passes."""
    counted = work.of_types(share.of)
    passed = _passing(work, share.where.tests, counted)
    inside = [lot for lot in counted if (lot.name in passed) is not share.where.inverted]
    work.limits.append(([(share.percent, counted), (-100, inside)], 0))
    part_t, of_t = _total(inside), _total(counted)
    if 100 * part_t >= share.percent * of_t:
        return
    least_t = -(-share.percent * of_t // 100)
    figures = {"percent": share.percent, "of_t": of_t, "part_t": part_t, "least_t": least_t}
    en = f"{share.en} {part_t:,} t of {of_t:,} t are; {least_t:,} t are the least."
    zh = f"{share.zh}{of_t:,} t 中有 {part_t:,} t，至少应为 {least_t:,} t。"
    outside = _names(lot for lot in counted if (lot.name in passed) is share.where.inverted)
    work.violations.append(Violation(share.code, figures, outside, en, zh))


def _check_sub_cap(work: _Work, sub_cap: SubCap, base_t: int) -> None:
    admitted, group = work.of_types(None), sub_cap.group
    passed = work.grouped.get(group.tests)
    if passed is None:
        passed = work.grouped[group.tests] = _passing(work, group.tests, admitted)
    lots = [lot for lot in admitted if (lot.name in passed) is not group.inverted]
    used_t = _total(lots)
    cap_t = base_t * sub_cap.percent // 100
    left_t = max(0, cap_t - used_t)
    work.limits.append(([(1, lots)], cap_t))
    work.sub_caps.append(
        SubCapState(sub_cap.code, sub_cap.percent, sub_cap.base, cap_t, used_t, left_t)
    )
    if used_t <= cap_t:
        return
    figures = {
        "percent": sub_cap.percent,
        "base": sub_cap.base,
        "base_t": base_t,
        "cap_t": cap_t,
        "used_t": used_t,
        "excess_t": used_t - cap_t,
    }
    en = f"{sub_cap.en} {sub_cap.percent} % of {base_t:,} t are {cap_t:,} t; used: {used_t:,} t."
    zh = f"{sub_cap.zh}{base_t:,} t 的 {sub_cap.percent}% 为 {cap_t:,} t，使用 {used_t:,} t。"
    work.violations.append(Violation(sub_cap.code, figures, _names(lots), en, zh))


def _above_cap(work: _Work, base_t: int, cap_t: int, used_t: int) -> Violation:
    percent, base = work.rule.cap_percent, work.rule.base
    figures = {
        "percent": percent,
        "base": base,
        "base_t": base_t,
        "cap_t": cap_t,
        "used_t": used_t,
        "excess_t": used_t - cap_t,
    }
    if base:
        en = f"{percent} % of {base_t:,} t ({base}) are {cap_t:,} t; the bundle has {used_t:,} t."
        zh = f"{base_t:,} t（{base}）的 {percent}% 为 {cap_t:,} t；清单共 {used_t:,} t。"
    else:
        en = f"The market takes no offsets; the bundle has {used_t:,} t."
        zh = f"该市场不接受抵销；清单共 {used_t:,} t。"
    return Violation("total_cap", figures, _names(work.lots), en, zh)


def _largest(work: _Work, bundle: Bundle, room_t: int | None) -> dict[str, int]:
    """Tonnes per lot of the largest admissible part; at equal totals the earlier lot first."""
    able = [lot for lot in work.lots if lot.name not in work.broken]
    limits = []
    for groups, bound in work.limits:
        weights = dict.fromkeys((lot.name for lot in work.lots), 0)
        for weight, lots in groups:
            for lot in lots:
                weights[lot.name] += weight
        limits.append(Limit(tuple(weights[lot.name] for lot in able), bound))
    if room_t is not None:
        limits.append(Limit((1,) * len(able), room_t))
    parts = dict.fromkeys((lot.name for lot in bundle.lots), 0)
    found = largest([lot.quantity_t for lot in able], limits)
    return parts | {lot.name: part for lot, part in zip(able, found, strict=True)}
