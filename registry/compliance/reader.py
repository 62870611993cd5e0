"""Read rule books, offset rules in machine form, from TOML files, and list all their mistakes.

A file has one `rule_set`, and one `[[rule]]` per version of a market's rule. A value `"@name"` is
the value of the reading of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from registry import paths
from registry.compliance.packs import (
    BASES,
    STATUSES,
    Condition,
    Group,
    Reading,
    Rule,
    RuleBook,
    Share,
    SubCap,
    Test,
)
from registry.compliance.rules import RulePackErrors

_RULE = {
    "market": str, "version": int, "source": str, "status": str, "text_en": str, "text_zh": str,
    "name_en": str, "name_zh": str, "admitted": list,
}  # fmt: skip
_RULE_MAY = {
    "valid_from": date, "valid_to": date, "base": str, "cap_percent": int, "documents": list,
    "condition": list, "share": list, "sub_cap": list, "reading": list,
    "recognise_belt_and_road": bool,
}  # fmt: skip
_CONDITION = {"code": str, "field": str, "en": str, "zh": str}
_CONDITION_MAY = {
    "types": list, "is": bool, "in": list, "not_in": list, "after": date, "until": date,
    "within": list, "day_counts": bool, "to_field": str, "when_field": str, "when_in": list,
    "yes_counts": bool, "several": bool,
}  # fmt: skip
_SHARE = {"code": str, "where": list, "percent": int, "en": str, "zh": str}
_SUB_CAP = {"code": str, "group": list, "percent": int, "base": str, "en": str, "zh": str}
_READING = {"name": str, "value": object, "en": str, "zh": str}
_TEST_MAY = {"types": list, "fields": list, "is": bool, "in": list}
_WORDS = {"admitted", "documents", "types", "in", "not_in", "when_in", "of", "fields"}
_KINDS = ("is", "in", "not_in", "after", "until", "within")

NOTE = "note"
"""Value of a reading that only explains."""

Mistakes = list[str]


@cache
def shipped() -> RuleBook:
    """The rules of the fixtures."""
    return read_rule_book(paths.fixtures() / "rules")


def read_rule_book(folder: Path) -> RuleBook:
    """The rules of every file with a `rule_set`; raises RulePackErrors with all mistakes."""
    rules: list[Rule] = []
    mistakes: Mistakes = []
    for path in sorted(folder.glob("*.toml")):
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        if "rule_set" in read or "rule" in read:
            rules += _read_file(path.name, read, mistakes)
    if not rules and not mistakes:
        mistakes.append(f"{folder}: no rule pack")
    mistakes += _overlaps(rules)
    if mistakes:
        raise RulePackErrors(mistakes)
    return RuleBook(rules)


def _read_file(name: str, read: Mapping[str, Any], mistakes: Mistakes) -> list[Rule]:
    rule_set, tables = read.get("rule_set"), read.get("rule")
    if not isinstance(rule_set, str) or not rule_set:
        mistakes.append(f"{name}: rule_set is missing")
    mistakes += [
        f"{name}: {key} is no field of a pack" for key in read.keys() - {"rule_set", "rule"}
    ]
    if not isinstance(tables, list) or not tables:
        mistakes.append(f"{name}: no [[rule]]")
        return []
    rules = []
    for number, table in enumerate(tables, start=1):
        where = f"{name}, rule {number}"
        if not isinstance(table, Mapping):
            mistakes.append(f"{where}: must be a table")
            continue
        where = f"{name}, {table.get('market', 'rule')} v{table.get('version', number)}"
        wrong: Mistakes = []
        rule = _rule(str(rule_set), table, wrong)
        mistakes += [f"{where}: {mistake}" for mistake in wrong]
        if rule is not None:
            rules.append(rule)
    return rules


def _rule(rule_set: str, table: Mapping[str, Any], wrong: Mistakes) -> Rule | None:
    given = table.get("reading", [])
    readings = [
        Reading(entry["name"], entry["value"], entry["en"], entry["zh"])
        for entry in (given if isinstance(given, list) else [])
        if _shape("reading", entry, _READING, {}, wrong)
    ]
    values = {reading.name: reading.value for reading in readings}
    used: set[str] = set()
    plain = {key: value for key, value in table.items() if key != "reading"}
    whole = _resolved(plain, values, used, wrong)
    wrong += [
        f"reading {name} is used nowhere"
        for name, value in values.items()
        if name not in used and value != NOTE
    ]
    if not _shape("", whole, _RULE, _RULE_MAY, wrong):
        return None
    conditions = [_condition(entry, wrong) for entry in whole.get("condition", ())]
    shares = [_share(entry, wrong) for entry in whole.get("share", ())]
    sub_caps = [_sub_cap(entry, wrong) for entry in whole.get("sub_cap", ())]
    if wrong:
        return None
    rule = Rule(
        rule_set=rule_set,
        market=whole["market"],
        version=whole["version"],
        valid_from=_day(whole.get("valid_from")),
        valid_to=_day(whole.get("valid_to")),
        source=whole["source"],
        status=whole["status"],
        text_en=whole["text_en"].strip(),
        text_zh=whole["text_zh"].strip(),
        admitted=None if whole["admitted"] == ["*"] else frozenset(whole["admitted"]),
        base=whole.get("base", ""),
        cap_percent=whole.get("cap_percent"),
        conditions=tuple(condition for condition in conditions if condition is not None),
        shares=tuple(share for share in shares if share is not None),
        sub_caps=tuple(sub_cap for sub_cap in sub_caps if sub_cap is not None),
        readings=tuple(readings),
        name_en=whole["name_en"],
        name_zh=whole["name_zh"],
        documents=tuple(whole.get("documents", ())),
        recognise_belt_and_road=whole.get("recognise_belt_and_road", False),
    )
    wrong += _contradictions(rule)
    return None if wrong else rule


def _shape(
    what: str, table: Any, must: Mapping[str, Any], may: Mapping[str, Any], wrong: Mistakes
) -> bool:
    """Whether a table has every required field and no unknown one; adds the mistakes."""
    before = len(wrong)
    called = f"{what} " if what else ""
    if not isinstance(table, Mapping):
        wrong.append(f"{what} must be a table")
        return False
    wrong += [f"{called}{key} is missing" for key in must if key not in table]
    wrong += [f"{called}{key} is no field" for key in table if key not in must and key not in may]
    for key, value in table.items():
        kind = must.get(key) or may.get(key)
        if kind in (None, object):
            continue
        if type(value) is not kind:
            wrong.append(f"{called}{key} must be {kind.__name__}")
        elif kind is str and not value.strip():
            wrong.append(f"{called}{key} is empty")
        elif key in _WORDS and not all(isinstance(word, str) for word in value):
            wrong.append(f"{called}{key} must be a list of words")
    return len(wrong) == before


def _resolved(value: Any, readings: Mapping[str, Any], used: set[str], wrong: Mistakes) -> Any:
    """The value with every `@name` replaced by the reading of that name."""
    if isinstance(value, str) and value.startswith("@"):
        if value[1:] not in readings:
            wrong.append(f"there is no reading {value[1:]}")
        used.add(value[1:])
        return readings.get(value[1:])
    if isinstance(value, Mapping):
        return {key: _resolved(entry, readings, used, wrong) for key, entry in value.items()}
    if isinstance(value, list):
        return [_resolved(entry, readings, used, wrong) for entry in value]
    return value


def _condition(table: Any, wrong: Mistakes) -> Condition | None:
    if not _shape("condition", table, _CONDITION, _CONDITION_MAY, wrong):
        return None
    kinds = [kind for kind in _KINDS if kind in table]
    if len(kinds) != 1:
        wrong.append(f"condition {table['code']} needs exactly one of {', '.join(_KINDS)}")
        return None
    kind = kinds[0]
    value = table[kind]
    if "several" in table and kind != "in":
        wrong.append(f"condition {table['code']}: several goes with in")
        return None
    if kind in ("in", "not_in"):
        value = frozenset(value)
    elif kind in ("after", "until"):
        value = _day(value)
    elif kind == "within":
        value = tuple(map(_day, value))
        if len(value) != 2 or value[0] > value[1] or "to_field" not in table:
            wrong.append(f"condition {table['code']}: within needs two days in order and to_field")
            return None
    return Condition(
        code=table["code"],
        types=frozenset(table["types"]) if "types" in table else None,
        field=table["field"],
        kind=kind,
        value=value,
        en=table["en"],
        zh=table["zh"],
        day_counts=table.get("day_counts", True),
        to_field=table.get("to_field", ""),
        when_field=table.get("when_field", ""),
        when_in=frozenset(table.get("when_in", ())),
        yes_counts=table.get("yes_counts", False),
        several=table.get("several", False),
    )


def _group(what: str, tables: list[Any], wrong: Mistakes, *, inverted: bool = False) -> Group:
    tests: list[Test] = []
    for table in tables:
        if not _shape(what, table, {}, _TEST_MAY, wrong):
            continue
        if ("types" in table) == ("fields" in table) or ("is" in table and "in" in table):
            wrong.append(f"{what}: a test names types, or fields with `is` or `in`")
        elif "types" in table:
            tests.append(Test(types=frozenset(table["types"])))
        else:
            words = frozenset(table["in"]) if "in" in table else None
            tests += [Test(field=name, words=words) for name in table["fields"]]
    return Group(tuple(tests), inverted=inverted)


def _share(table: Any, wrong: Mistakes) -> Share | None:
    if not _shape("share", table, _SHARE, {"of": list}, wrong):
        return None
    of = frozenset(table["of"]) if table.get("of") else None
    where = _group("share", table["where"], wrong)
    return Share(table["code"], of, where, table["percent"], table["en"], table["zh"])


def _sub_cap(table: Any, wrong: Mistakes) -> SubCap | None:
    if not _shape("sub_cap", table, _SUB_CAP, {"others": bool}, wrong):
        return None
    group = _group("sub_cap", table["group"], wrong, inverted=table.get("others", False))
    return SubCap(table["code"], group, table["percent"], table["base"], table["en"], table["zh"])


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else ""


def _contradictions(rule: Rule) -> Mistakes:
    """Contradictions in a rule, and conditions that no lot can meet."""
    wrong: Mistakes = []
    if rule.version < 1:
        wrong.append("version must be 1 or more")
    if rule.status not in STATUSES:
        wrong.append(f"status must be one of {', '.join(STATUSES)}")
    if rule.valid_to and rule.valid_to < rule.valid_from:
        wrong.append("valid_to lies before valid_from")
    bases = [base for base in (rule.base, *(sub.base for sub in rule.sub_caps)) if base]
    wrong += [
        f"base {base} is not one of {', '.join(BASES)}" for base in bases if base not in BASES
    ]
    if rule.base and rule.cap_percent is None:
        wrong.append("a base without cap_percent")
    if not rule.base and rule.cap_percent:
        wrong.append("cap_percent without a base")
    percents = [("cap_percent", rule.cap_percent or 0)]
    percents += [(share.code, share.percent) for share in rule.shares]
    percents += [(sub_cap.code, sub_cap.percent) for sub_cap in rule.sub_caps]
    wrong += [
        f"{name}: {percent} must lie between 0 and 100"
        for name, percent in percents
        if not 0 <= percent <= 100
    ]
    wrong += [
        f"{sub_cap.code}: {sub_cap.percent} % lies above the total cap of {rule.cap_percent} %"
        for sub_cap in rule.sub_caps
        if rule.cap_percent is not None
        if sub_cap.base == rule.base and sub_cap.percent > rule.cap_percent
    ]
    return wrong + _conflicts(rule)


def _conflicts(rule: Rule) -> Mistakes:
    wrong: Mistakes = []
    named = [(condition.code, condition.types) for condition in rule.conditions]
    named += [(share.code, share.of) for share in rule.shares]
    for code, types in named:
        foreign = sorted(kind for kind in types or () if not rule.admits(kind))
        if foreign:
            wrong.append(f"{code} speaks of {', '.join(foreign)}, which is not admitted")
    for number, one in enumerate(rule.conditions):
        if one.kind == "in" and not one.value:
            wrong.append(f"{one.code}: nothing could meet an empty list")
        wrong += [
            f"{one.code} and {other.code} contradict each other on {one.field}"
            for other in rule.conditions[number + 1 :]
            if one.field == other.field and one.when_field == other.when_field
            if one.types is None or other.types is None or one.types & other.types
            if _excludes(one, other) or _excludes(other, one)
        ]
    return wrong


def _excludes(one: Condition, other: Condition) -> bool:
    """Whether no lot can meet both conditions."""
    match one.kind, other.kind:
        case "is", "is":
            return one.value is not other.value
        case "in", "in":
            return not one.value & other.value and not (one.several and other.several)
        case "in", "not_in":
            return bool(one.value <= other.value)
        case "after", "until":
            return bool(
                one.value > other.value or (one.value == other.value and not one.day_counts)
            )
    return False


def _overlaps(rules: list[Rule]) -> Mistakes:
    """Versions of one rule that are in force on the same day, or are not numbered by date."""
    wrong = []
    markets: dict[str, list[Rule]] = {}
    for rule in rules:
        markets.setdefault(rule.id, []).append(rule)
    for name, versions in markets.items():
        for old, new in pairwise(
            sorted(versions, key=lambda rule: (rule.valid_from, rule.version))
        ):
            if not old.valid_to or new.valid_from <= old.valid_to:
                wrong.append(f"{name}: versions {old.version} and {new.version} overlap in time")
            if new.version <= old.version:
                wrong.append(f"{name}: version {new.version} follows version {old.version}")
    return wrong
