"""The input of a check: entity, year, lots; what cannot be read is said all at once.

Only what every rule reads is looked at here: market, lot names, types, tonnes. Other fields are
read when a rule asks for them, so that a field no rule looks at never changes an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.kernel.errors import Check
from registry.compliance.errors import OffsetFieldsMissing, OffsetInputWrong

TONNES_MAX = 10**15
LOTS_MAX = 1_000
TEXT_LONGEST = 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
KINDS = {
    bool: ("true or false", "true 或 false"),
    str: ("a text", "文字"),
    date: ("a day, YYYY-MM-DD", "日期 YYYY-MM-DD"),
    int: (f"whole tonnes, 0 to {TONNES_MAX:,}", f"0 到 {TONNES_MAX:,} 的整数吨"),
}


@dataclass(frozen=True, slots=True)
class Lot:
    """Tonnes of one kind of credit; `fields` is everything that was said of it."""

    name: str
    type: str
    quantity_t: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one entity wants to hand in for one year."""

    market: str
    rule_set: str
    year: int | None
    entity: Mapping[str, Any]
    lots: tuple[Lot, ...]
    recognise_belt_and_road: bool | None = None


@dataclass(slots=True)
class Reader:
    """Reads fields that rules ask for and remembers those that are missing or of another kind."""

    missing: dict[tuple[str, str], None] = field(default_factory=dict)
    wrong: dict[tuple[str, str], type] = field(default_factory=dict)
    crossed: dict[tuple[str, str, str], None] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)

    def read(self, lot: Lot, name: str, kind: type) -> Any:
        """The value of a lot's field, or None after noting what is wrong with it."""
        value = lot.fields.get(name)
        if type(value) is kind or (kind is date and value.__class__ is str and value in self.days):
            return value
        value = self._read(value, lot.name, name, kind)
        if kind is date and value is not None:
            self.days.add(value)
        return value

    def base(self, entity: Mapping[str, Any], name: str) -> int:
        """Tonnes of the entity's base; 0 after noting what is wrong with it."""
        value = self._read(entity.get(name), "", name, int)
        return value if value is not None else 0

    def period(self, lot: Lot, first: str, last: str) -> tuple[str, str] | None:
        """Two days of a lot in order, or None after noting what is wrong with them."""
        start, end = self.read(lot, first, date), self.read(lot, last, date)
        if start is None or end is None:
            return None
        if start > end:
            self.crossed[lot.name, first, last] = None
            return None
        return start, end

    def finish(self) -> None:
        """Refuse if a field that a rule needs is missing, or could not be read."""
        wrong = [_of_kind(*place, kind) for place, kind in self.wrong.items()]
        wrong += [
            (
                f"{_place(lot, 'en')}: {last} lies before {first}.",
                f"{_place(lot, 'zh')}：{last} 早于 {first}。",
            )
            for lot, first, last in self.crossed
        ]
        if wrong:
            raise _input_wrong(wrong)
        if self.missing:
            fields = ", ".join(dict.fromkeys(name for _, name in self.missing))
            checks = [
                Check(
                    number,
                    f"{_place(lot, 'en')}: {name} is needed.",
                    f"{_place(lot, 'zh')}：缺少 {name}。",
                )
                for number, (lot, name) in enumerate(self.missing, start=1)
            ]
            raise OffsetFieldsMissing(checks=checks, count=len(checks), fields=fields)

    def _read(self, value: Any, lot: str, name: str, kind: type) -> Any:
        if value is None:
            self.missing[lot, name] = None
            return None
        fits = _tonnes(value) if kind is int else _is(value, kind)
        if not fits:
            self.wrong[lot, name] = kind
            return None
        return value


def read_bundle(given: Any) -> Bundle:
    """The bundle of a parsed JSON value; refuses with every mistake at once."""
    if not isinstance(given, Mapping):
        raise _input_wrong([("the whole: must be an object", "整个输入必须是一个对象")])
    wrong: list[tuple[str, str]] = []
    market, rule_set = given.get("market"), given.get("rule_set", "seed")
    for name, value in (("market", market), ("rule_set", rule_set)):
        if not _named(value):
            wrong.append((f"{name}: must be a text", f"{name}：应为文字"))
    year = given.get("year")
    if year is not None and not (type(year) is int and 1 <= year <= 9999):
        wrong.append(("year: must be a year such as 2023", "year：应为年份，例如 2023"))
    entity = given.get("entity", {})
    if not isinstance(entity, Mapping):
        wrong.append(("entity: must be an object", "entity：应为对象"))
    switch = given.get("recognise_belt_and_road")
    if switch is not None and not isinstance(switch, bool):
        wrong.append(
            (
                "recognise_belt_and_road: must be true or false",
                "recognise_belt_and_road：应为 true 或 false",
            )
        )
    lots = _lots(given.get("credits"), wrong)
    if wrong:
        raise _input_wrong(wrong)
    return Bundle(str(market), str(rule_set), year, entity, lots, switch)


def _lots(given: Any, wrong: list[tuple[str, str]]) -> tuple[Lot, ...]:
    if not isinstance(given, list):
        wrong.append(("credits: must be a list of lots", "credits：应为清单"))
        return ()
    if len(given) > LOTS_MAX:
        wrong.append(
            (f"credits: at most {LOTS_MAX:,} lots", f"credits：最多 {LOTS_MAX:,} 笔"),
        )
        return ()
    lots: dict[str, Lot] = {}
    for number, fields in enumerate(given, start=1):
        place = f"credits[{number}]"
        if not isinstance(fields, Mapping):
            wrong.append((f"{place}: must be an object", f"{place}：应为对象"))
            continue
        name, kind, quantity = fields.get("lot"), fields.get("type"), fields.get("quantity_t")
        known = name if _named(name) else f"#{number}"
        if not _named(name):
            wrong.append((f"{place}.lot: must be a name", f"{place}.lot：应为名称"))
        elif name in lots:
            wrong.append((f"{place}.lot: {name} is used twice", f"{place}.lot：{name} 重复"))
        if not _named(kind):
            wrong.append((f"{place}.type: must be a text", f"{place}.type：应为文字"))
        if not isinstance(quantity, int) or not _tonnes(quantity):
            wrong.append(_of_kind(str(known), "quantity_t", int))
        else:
            lots[str(known)] = Lot(str(known), str(kind), quantity, fields)
    return tuple(lots.values())


def _named(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= TEXT_LONGEST


def _tonnes(value: Any) -> bool:
    return type(value) is int and 0 <= value <= TONNES_MAX


def _is(value: Any, kind: type) -> bool:
    if kind is not date:
        return isinstance(value, kind)
    if not isinstance(value, str) or DAY.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _place(lot: str, language: str) -> str:
    if lot:
        return f"lot {lot}" if language == "en" else f"批次 {lot}"
    return "entity" if language == "en" else "主体"


def _of_kind(lot: str, name: str, kind: type) -> tuple[str, str]:
    en, zh = KINDS[kind]
    return (
        f"{_place(lot, 'en')}: {name} must be {en}.",
        f"{_place(lot, 'zh')}：{name} 应为{zh}。",
    )


def _input_wrong(wrong: list[tuple[str, str]]) -> OffsetInputWrong:
    checks = [Check(number, en, zh) for number, (en, zh) in enumerate(wrong, start=1)]
    return OffsetInputWrong(checks=checks, count=len(checks), first=wrong[0][0])
