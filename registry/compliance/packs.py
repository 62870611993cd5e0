"""Offset rules in machine form, and the version that applies to a compliance year.

`reader` reads them from files, `evaluator` applies them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

BASES = (
    "surrender_obligation_t",
    "emissions_t",
    "actual_emissions_t",
    "confirmed_emissions_t",
    "verified_emissions_t",
    "allowances_issued_t",
    "approved_allowances_t",
    "shortfall_t",
)
"""The quantities of an entity of which a cap may be a share; each market has its own."""

STATUSES = ("seed", "verified", "recalled", "assumption")
BELT_AND_ROAD_TYPE = "BRC"
LIKE_TYPE = "CCER"
"""The type that recognised Belt-and-Road credits count as."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on each lot of the named types; `types` None means every admitted type.

    `kind` is the test of `field`: `is` (yes or no), `in` and `not_in` (words), `after` (a day;
    with `day_counts` the day itself passes), `until` (a day, inclusive), `within` (from `field`
    to `to_field`, both inclusive). With `several` the field may have several words, of which one
    is enough (`in` only). With `when_field` the condition applies only to lots whose field is one
    of `when_in`. With `yes_counts` the field may also be yes or no.
    """

    code: str
    types: frozenset[str] | None
    field: str
    kind: str
    value: Any
    en: str
    zh: str
    day_counts: bool = True
    to_field: str = ""
    when_field: str = ""
    when_in: frozenset[str] = frozenset()
    yes_counts: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """One way to belong to a group: a type, or a field that is true or one of some words."""

    types: frozenset[str] = frozenset()
    field: str = ""
    words: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lots that pass any of the tests; `inverted`: those that pass none."""

    tests: tuple[Test, ...]
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """At least `percent` of the tonnes of some types must belong to a group."""

    code: str
    of: frozenset[str] | None
    where: Group
    percent: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class SubCap:
    """The tonnes of a group are at most `percent` of a base."""

    code: str
    group: Group
    percent: int
    base: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The interpretation of an ambiguous point of the printed rule."""

    name: str
    value: Any
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one market's offset rule.

    `admitted` None means every type. A `cap_percent` None is no limit; without a `base` it is 0,
    which admits nothing. Empty dates are open ends.
    """

    rule_set: str
    market: str
    version: int
    valid_from: str
    valid_to: str
    source: str
    status: str
    text_en: str
    text_zh: str
    admitted: frozenset[str] | None
    base: str
    cap_percent: int | None
    conditions: tuple[Condition, ...] = ()
    shares: tuple[Share, ...] = ()
    sub_caps: tuple[SubCap, ...] = ()
    readings: tuple[Reading, ...] = ()
    name_en: str = ""
    name_zh: str = ""
    documents: tuple[str, ...] = ()
    recognise_belt_and_road: bool = False

    @property
    def id(self) -> str:
        """Rule set and market; with the version it identifies one rule."""
        return f"{self.rule_set}/{self.market}"

    def admits(self, kind: str) -> bool:
        """Whether credits of a type are admitted."""
        return self.admitted is None or kind in self.admitted

    def in_force(self, year: int) -> bool:
        """Whether this version is in force on the last day of a compliance year."""
        day = f"{year:04d}-12-31"
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


class RuleBook:
    """Every rule of every pack, by rule set and market, oldest version first."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: (rule.rule_set, rule.market, rule.valid_from)):
            self._rules.setdefault((rule.rule_set, rule.market), []).append(rule)

    def versions(self, *, rule_set: str, market: str) -> list[Rule]:
        """All versions of a market's rule, oldest first; empty when there is none."""
        return list(self._rules.get((rule_set, market), ()))

    def pick(self, *, rule_set: str, market: str, year: int | None) -> Rule | None:
        """The version that applies to a compliance year, without a year the newest; or None."""
        versions = self.versions(rule_set=rule_set, market=market)
        if year is None:
            return versions[-1] if versions else None
        return next((rule for rule in versions if rule.in_force(year)), None)

    def markets(self, rule_set: str) -> list[str]:
        """The markets of a rule set."""
        return [market for name, market in self._rules if name == rule_set]

    def rule_sets(self) -> list[str]:
        """The names of the rule sets."""
        return list(dict.fromkeys(name for name, _ in self._rules))

    def rules(self) -> list[Rule]:
        """Every rule."""
        return [rule for versions in self._rules.values() for rule in versions]
