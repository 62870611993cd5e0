"""Apply one offset rule to one bundle: everything that is violated, the cap, the largest part.

Whole numbers only. Pure: it knows no file, no lesson and no market by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.compliance.bundle import Bundle, Lot, Reader
from registry.compliance.largest import Limit, largest
from registry.compliance.packs import (
    BELT_AND_ROAD_TYPE,
    LIKE_TYPE,
    Condition,
    Group,
    Rule,
    Share,
    SubCap,
    Test,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One printed condition that the bundle does not meet, with figures and the lots concerned."""

    code: str
    figures: dict[str, Any]
    lots: tuple[str, ...]
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class SubCapState:
    """A limit on a part of the bundle: its cap, what the bundle uses of it, what is left."""

    code: str
    percent: int
    base: str
    cap_t: int
    used_t: int
    left_t: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of a bundle; `cap_t` and `left_t` None mean no limit."""

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
    """A bundle under a rule: lots that are used, the type each counts as, and what was found."""

    rule: Rule
    lots: list[Lot]
    kinds: list[str]
    reader: Reader
    admitted: list[bool] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    sub_caps: list[SubCapState] = field(default_factory=list)
    passed: dict[tuple[Test, ...], list[bool]] = field(default_factory=dict)


def evaluate(
    rule: Rule, bundle: Bundle, *, with_largest: bool = True, earlier_t: int = 0
) -> Answer:
    """Check a bundle as a whole; refuses only input that the rule cannot be applied to.

    A lot of 0 t is not used, so no rule looks at it. `earlier_t` was accepted before this bundle
    and counts towards the total cap.
    """
    recognised = rule.recognise_belt_and_road
    if bundle.recognise_belt_and_road is not None:
        recognised = bundle.recognise_belt_and_road
    used = [lot for lot in bundle.lots if lot.quantity_t]
    kinds = [_counts_as(lot.type, recognised=recognised) for lot in used]
    work = _Work(rule, used, kinds, Reader())
    _check_types(work)
    _check_conditions(work)
    for share in rule.shares:
        _check_share(work, share)
    bases: dict[str, int] = {}
    for name in (rule.base, *(one.base for one in rule.sub_caps)):
        if name:
            bases[name] = work.reader.base(bundle.entity, name)
    for sub_cap in rule.sub_caps:
        _check_sub_cap(work, sub_cap, bases[sub_cap.base])
    used_t = sum(lot.quantity_t for lot in used)
    cap_t = cap_of(rule, bases)
    room_t = None if cap_t is None else max(0, cap_t - earlier_t)
    if cap_t is not None and earlier_t + used_t > cap_t:
        work.violations.append(_above_cap(work, bases.get(rule.base, 0), cap_t, used_t))
    work.reader.finish()
    named = {name for one in work.violations for name in one.lots}
    return Answer(
        rule=rule,
        recognised=recognised,
        base_t=bases.get(rule.base),
        accepted=not work.violations,
        violations=tuple(work.violations),
        offending_lots=tuple(lot.name for lot in used if lot.name in named),
        cap_t=cap_t,
        used_t=used_t,
        left_t=None if room_t is None else max(0, room_t - used_t),
        sub_caps=tuple(work.sub_caps),
        largest_admissible=_largest(work, bundle, room_t) if with_largest else None,
    )


def _counts_as(kind: str, *, recognised: bool) -> str:
    return LIKE_TYPE if recognised and kind == BELT_AND_ROAD_TYPE else kind


def cap_of(rule: Rule, bases: Mapping[str, int]) -> int | None:
    """The cap in whole tonnes: "not more than" includes it, and it is never rounded up."""
    if rule.cap_percent is None:
        return None
    return bases[rule.base] * rule.cap_percent // 100 if rule.base else 0


def _check_types(work: _Work) -> None:
    rule = work.rule
    work.admitted = [rule.admits(kind) for kind in work.kinds]
    work.broken = [not admitted for admitted in work.admitted]
    if all(work.admitted):
        return
    lots = tuple(lot.name for lot, fine in zip(work.lots, work.admitted, strict=True) if not fine)
    refused = {
        lot.type: None for lot, fine in zip(work.lots, work.admitted, strict=True) if not fine
    }
    admitted = sorted(rule.admitted or ())
    figures = {"admitted": admitted, "types": list(refused)}
    types, taken = ", ".join(refused), ", ".join(admitted) or "-"
    en = f"Credits of type {types} are not admitted; admitted: {taken}."
    zh = f"不接受类型 {types} 的减排量；可用类型：{taken}。"
    work.violations.append(Violation("credit_type", figures, lots, en, zh))


def _check_conditions(work: _Work) -> None:
    """Each printed condition on lots is a violation of its own, with every lot that breaks it."""
    for condition in work.rule.conditions:
        types = condition.types
        breaking = []
        for i, kind in enumerate(work.kinds):
            if not work.admitted[i] or (types is not None and kind not in types):
                continue
            if not _meets(condition, work.lots[i], work.reader):
                work.broken[i] = True
                breaking.append(work.lots[i])
        if breaking:
            work.violations.append(_condition_broken(condition, breaking))


def _meets(condition: Condition, lot: Lot, reader: Reader) -> bool:
    """Whether a lot meets a condition; what cannot be read was noted and refuses the whole."""
    if condition.when_field:
        when = reader.read(lot, condition.when_field, str)
        if when not in condition.when_in:
            return True
    kind, wanted = condition.kind, condition.value
    if kind == "is":
        said = reader.read(lot, condition.field, bool)
        return said is None or said is wanted
    if kind == "within":
        period = reader.period(lot, condition.field, condition.to_field)
        return period is None or (wanted[0] <= period[0] and period[1] <= wanted[1])
    if kind in ("after", "until"):
        day = reader.read(lot, condition.field, date)
        if day is None:
            return True
        if kind == "until":
            return bool(day <= wanted)
        return bool(day >= wanted if condition.day_counts else day > wanted)
    if condition.yes_counts and isinstance(lot.fields.get(condition.field), bool):
        return lot.fields[condition.field] is True
    word = reader.read(lot, condition.field, str)
    return word is None or (word in wanted) == (kind == "in")


def _condition_broken(condition: Condition, lots: Sequence[Lot]) -> Violation:
    names = tuple(lot.name for lot in lots)
    tonnes = sum(lot.quantity_t for lot in lots)
    wanted = condition.value
    if isinstance(wanted, frozenset):
        wanted = sorted(wanted)
    found: dict[str, Any] = {
        lot.name: lot.fields.get(condition.field)
        if not condition.to_field
        else [lot.fields.get(condition.field), lot.fields.get(condition.to_field)]
        for lot in lots
    }
    figures = {"field": condition.field, "wanted": wanted, "found": found, "quantity_t": tonnes}
    en = f"{condition.en} {tonnes:,} t do not meet this: {', '.join(names)}."
    zh = f"{condition.zh}不符合的有 {tonnes:,} 吨：{'、'.join(names)}。"
    return Violation(condition.code, figures, names, en, zh)


def _belongs(group: Group, lot: Lot, kind: str, reader: Reader) -> bool:
    """Whether a lot belongs to a group; a type decides before any field is asked for."""
    if any(kind in test.types for test in group.tests):
        return not group.inverted
    passed = [_passes(test, lot, reader) for test in group.tests if test.field]
    return any(passed) is not group.inverted


def _passes(test: Test, lot: Lot, reader: Reader) -> bool:
    if test.words is None:
        return reader.read(lot, test.field, bool) is True
    return reader.read(lot, test.field, str) in test.words


def _check_share(work: _Work, share: Share) -> None:
    """At least so many percent: `>=`, compared in whole numbers; an empty group passes."""
    inside: list[Lot] = []
    outside: list[Lot] = []
    weights = []
    for i, lot in enumerate(work.lots):
        counted = work.admitted[i] and (share.of is None or work.kinds[i] in share.of)
        belongs = counted and _belongs(share.where, lot, work.kinds[i], work.reader)
        weights.append(share.percent * counted - 100 * belongs)
        if counted:
            (inside if belongs else outside).append(lot)
    work.limits.append(Limit(tuple(weights), 0))
    part_t = sum(lot.quantity_t for lot in inside)
    of_t = part_t + sum(lot.quantity_t for lot in outside)
    if 100 * part_t >= share.percent * of_t:
        return
    least_t = -(-share.percent * of_t // 100)
    figures = {"percent": share.percent, "of_t": of_t, "part_t": part_t, "least_t": least_t}
    en = f"{share.en} {part_t:,} t of {of_t:,} t are; {least_t:,} t are the least."
    zh = f"{share.zh}{of_t:,} 吨中有 {part_t:,} 吨，至少应为 {least_t:,} 吨。"
    lots = tuple(lot.name for lot in outside)
    work.violations.append(Violation(share.code, figures, lots, en, zh))


def _check_sub_cap(work: _Work, sub_cap: SubCap, base_t: int) -> None:
    passed = work.passed.get(sub_cap.group.tests)
    if passed is None:
        tests = Group(sub_cap.group.tests)
        passed = [
            admitted and _belongs(tests, lot, kind, work.reader)
            for admitted, lot, kind in zip(work.admitted, work.lots, work.kinds, strict=True)
        ]
        work.passed[sub_cap.group.tests] = passed
    belongs = [
        admitted and one is not sub_cap.group.inverted
        for admitted, one in zip(work.admitted, passed, strict=True)
    ]
    lots = [lot for lot, inside in zip(work.lots, belongs, strict=True) if inside]
    used_t = sum(lot.quantity_t for lot in lots)
    cap_t = base_t * sub_cap.percent // 100
    left_t = max(0, cap_t - used_t)
    work.limits.append(Limit(tuple(map(int, belongs)), cap_t))
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
    zh = f"{sub_cap.zh}{base_t:,} 吨的 {sub_cap.percent}% 为 {cap_t:,} 吨，使用 {used_t:,} 吨。"
    names = tuple(lot.name for lot in lots)
    work.violations.append(Violation(sub_cap.code, figures, names, en, zh))


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
        zh = f"{base_t:,} 吨（{base}）的 {percent}% 为 {cap_t:,} 吨；清单共 {used_t:,} 吨。"
    else:
        en = f"The market takes no offsets; the bundle has {used_t:,} t."
        zh = f"该市场不接受抵销；清单共 {used_t:,} 吨。"
    return Violation("total_cap", figures, tuple(lot.name for lot in work.lots), en, zh)


def _largest(work: _Work, bundle: Bundle, room_t: int | None) -> dict[str, int]:
    """Tonnes per lot of the largest part that is accepted; among equals the earlier lot first."""
    able = [i for i, broken in enumerate(work.broken) if not broken]
    quantities = [work.lots[i].quantity_t for i in able]
    limits = [Limit(tuple(one.weights[i] for i in able), one.bound) for one in work.limits]
    if room_t is not None:
        limits.append(Limit((1,) * len(able), room_t))
    parts = dict.fromkeys((lot.name for lot in bundle.lots), 0)
    for i, part in zip(able, largest(quantities, limits), strict=True):
        parts[work.lots[i].name] = part
    return parts
