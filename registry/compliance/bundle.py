"""The input of a check: entity, year and lots; a refusal lists all unreadable fields.

Only the fields that every rule reads are checked here: market, lot names, types, tonnes. Others
are read when a rule needs them, so that a field without a rule never changes an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple, TypeGuard

from ledger.kernel.errors import Check
from ledger.kernel.text import is_readable
from registry.compliance.errors import OffsetFieldsMissing, OffsetInputWrong

TONNES_MAX = 10**15
LOTS_MAX = 1_000
TEXT_LONGEST = 200
CHECKS_MOST = 50
"""Most mistakes of a bundle that a refusal lists; it counts all of them."""

DAYS = re.compile(r"(\d{4}-\d{2}-\d{2},?)*", re.ASCII)
BETWEEN_WORDS = re.compile(r"\s*[+,，、]\s*|\s+and\s+")
PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川",
    "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
)  # fmt: skip
"""Short names of the provinces, in the order of the national statistics."""

PROVINCE_FIELDS = ("origin_province", "registered_in_province")
IN_ORDER = (
    ("crediting_start", "crediting_end"),
    ("crediting_start", "generated_on"),
    ("generated_on", "crediting_end"),
    ("generated_on", "issued_on"),
    ("registered_on", "issued_on"),
)
"""Pairs of a lot's days, of which the second is never before the first.

A reduction may occur before its project's registration, so that pair is not among them.
"""


class Words:
    """Kind of a field with one word or several: a text, or a list of texts."""


class Province:
    """Kind of a field with a province of China."""


KINDS: dict[type, tuple[str, str]] = {
    bool: ("true or false", "true 或 false"),
    str: ("a text", "文字"),
    date: ("a day, YYYY-MM-DD", "日期 YYYY-MM-DD"),
    int: (f"whole tonnes, 0 to {TONNES_MAX:,}", f"0 到 {TONNES_MAX:,} 的整数吨"),
    Words: ("a text or a list of texts", "文字或文字的清单"),
    Province: (f"one of {', '.join(PROVINCES)}", f"以下省份之一：{'、'.join(PROVINCES)}"),
}


class Lot(NamedTuple):
    """Tonnes of one type of credit; `fields` are all fields of the lot's JSON object."""

    name: str
    type: str
    quantity_t: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The credits that one entity submits for one year."""

    market: str
    rule_set: str
    year: int | None
    entity: Mapping[str, Any]
    lots: tuple[Lot, ...]
    recognise_belt_and_road: bool | None = None


@dataclass(slots=True)
class Reader:
    """Reads the fields that rules need, and collects those that are missing or of another kind."""

    missing: dict[tuple[str, str], None] = field(default_factory=dict)
    wrong: dict[tuple[str, str], type] = field(default_factory=dict)
    days: dict[str, dict[str, str]] = field(default_factory=dict)
    """Days read so far: field -> lot -> day."""

    def column(self, lots: Sequence[Lot], name: str, kind: type) -> list[Any]:
        """A field of every lot, None where it is missing or wrong, which is recorded.

        The column is checked as a whole, for speed; value by value only if that check fails.
        """
        values: list[Any] = [lot.fields.get(name) for lot in lots]
        if kind is str and name in PROVINCE_FIELDS:
            kind = Province
        fits = set(map(type, values)) <= {str if kind in (date, Province) else kind}
        if kind is date:
            fits = fits and _all_days(values)
        elif kind is Province:
            fits = fits and set(values) <= set(PROVINCES)
        if not fits:
            values = [
                self._read(value, lot.name, name, kind)
                for lot, value in zip(lots, values, strict=True)
            ]
        if kind is date:
            read = {lot.name: day for lot, day in zip(lots, values, strict=True) if day}
            self.days.setdefault(name, {}).update(read)
        return values

    def words(self, lots: Sequence[Lot], name: str) -> list[frozenset[str] | None]:
        """The words of a field of every lot, None where it is missing or wrong, which is recorded.

        A text may have several, as an authorisation does: "NDC+OIMP", "NDC and OIMP".
        """
        found = self.column(lots, name, Words)
        return [None if value is None else _words(value) for value in found]

    def base(self, entity: Mapping[str, Any], name: str) -> int:
        """Tonnes of the entity's base; 0 if it is missing or wrong, which is recorded."""
        value = self._read(entity.get(name), "", name, int)
        return value if value is not None else 0

    def periods(self, lots: Sequence[Lot], first: str, last: str) -> list[tuple[Any, Any]]:
        """Two days of every lot, None where one is missing or wrong, which is recorded."""
        return list(zip(self.column(lots, first, date), self.column(lots, last, date), strict=True))

    def _crossed(self) -> list[tuple[str, str, str]]:
        """(lot, first, last) of days that rules have read and that are in the wrong order."""
        return [
            (lot, first, last)
            for first, last in IN_ORDER
            for lot, day in self.days.get(first, {}).items()
            if day > self.days.get(last, {}).get(lot, day)
        ]

    def finish(self) -> None:
        """Refuse with OffsetInputWrong for wrong fields, OffsetFieldsMissing for missing ones."""
        wrong = [_of_kind(*place, kind) for place, kind in self.wrong.items()]
        wrong += [
            (
                f"{_place(lot, 'en')}: {last} lies before {first}.",
                f"{_place(lot, 'zh')}：{last} 早于 {first}。",
            )
            for lot, first, last in self._crossed()
        ]
        if wrong:
            raise input_wrong(wrong)
        if self.missing:
            fields = ", ".join(dict.fromkeys(name for _, name in self.missing))
            checks = [
                Check(
                    number,
                    f"{_place(lot, 'en')}: {name} is needed.",
                    f"{_place(lot, 'zh')}：缺少 {name}。",
                )
                for number, (lot, name) in enumerate(islice(self.missing, CHECKS_MOST), start=1)
            ]
            raise OffsetFieldsMissing(checks=checks, count=len(self.missing), fields=fields)

    def _read(self, value: Any, lot: str, name: str, kind: type) -> Any:
        if value is None:
            self.missing[lot, name] = None
            return None
        if not _is(value, kind):
            self.wrong[lot, name] = kind
            return None
        return value


def read_bundle(parsed: Any) -> Bundle:
    """The bundle of a parsed JSON value; refuses with OffsetInputWrong, listing every mistake."""
    if not isinstance(parsed, Mapping):
        raise input_wrong([("the whole: must be an object", "整个输入：应为对象")])
    wrong: list[tuple[str, str]] = []
    market, rule_set = parsed.get("market"), parsed.get("rule_set", "seed")
    for name, value in (("market", market), ("rule_set", rule_set)):
        if not _named(value):
            wrong.append((f"{name}: must be a text", f"{name}：应为文字"))
    year = parsed.get("year")
    if year is not None and not (type(year) is int and 1 <= year <= 9999):
        wrong.append(("year: must be a year such as 2023", "year：应为年份，例如 2023"))
    entity = parsed.get("entity", {})
    if not isinstance(entity, Mapping):
        wrong.append(("entity: must be an object", "entity：应为对象"))
    switch = parsed.get("recognise_belt_and_road")
    if switch is not None and not isinstance(switch, bool):
        wrong.append(
            (
                "recognise_belt_and_road: must be true or false",
                "recognise_belt_and_road：应为 true 或 false",
            )
        )
    lots = _lots(parsed.get("credits"), wrong)
    if wrong:
        raise input_wrong(wrong)
    return Bundle(str(market), str(rule_set), year, entity, lots, switch)


def _lots(entries: Any, wrong: list[tuple[str, str]]) -> tuple[Lot, ...]:
    if not isinstance(entries, list):
        wrong.append(("credits: must be a list of lots", "credits：应为清单"))
        return ()
    if len(entries) > LOTS_MAX:
        wrong.append(
            (f"credits: at most {LOTS_MAX:,} lots", f"credits：最多 {LOTS_MAX:,} 个批次"),
        )
        return ()
    if set(map(type, entries)) <= {dict}:
        names, kinds, tonnes = (
            [fields.get(name) for fields in entries] for name in ("lot", "type", "quantity_t")
        )
        readable = _all_named(names) and _all_named(kinds) and _all_tonnes(tonnes)
        if readable and len(set(names)) == len(names):
            return tuple(map(Lot._make, zip(names, kinds, tonnes, entries, strict=True)))
    wrong += _wrong_lots(entries)
    return ()


def _wrong_lots(entries: Sequence[Any]) -> list[tuple[str, str]]:
    """The mistakes in the fields that every rule reads, lot by lot."""
    wrong = []
    names: set[str] = set()
    for number, fields in enumerate(entries, start=1):
        place, known = f"credits[{number}]", f"#{number}"
        if not isinstance(fields, dict):
            wrong.append((f"{place}: must be an object", f"{place}：应为对象"))
            continue
        name = fields.get("lot")
        if not _named(name):
            wrong.append((f"{place}.lot: must be a name", f"{place}.lot：应为名称"))
        else:
            known = name
            if name in names:
                wrong.append((f"{place}.lot: {name} is used twice", f"{place}.lot：{name} 重复"))
            names.add(name)
        if not _named(fields.get("type")):
            wrong.append((f"{place}.type: must be a text", f"{place}.type：应为文字"))
        if not _is(fields.get("quantity_t"), int):
            wrong.append(_of_kind(known, "quantity_t", int))
    return wrong


def _all_named(values: list[Any]) -> bool:
    if not set(map(type, values)) <= {str}:
        return False
    return max(map(len, values), default=0) <= TEXT_LONGEST and all(map(is_readable, values))


def _all_tonnes(values: list[Any]) -> bool:
    if not set(map(type, values)) <= {int}:
        return False
    return not values or (min(values) >= 0 and max(values) <= TONNES_MAX)


def _named(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= TEXT_LONGEST and is_readable(value)


def _is(value: Any, kind: type) -> bool:
    if kind is int:
        return _all_tonnes([value])
    if kind is date:
        return isinstance(value, str) and _all_days([value])
    if kind is Province:
        return value in PROVINCES
    if kind is Words:
        texts = value if isinstance(value, list) else [value]
        return all(isinstance(text, str) for text in texts)
    return isinstance(value, kind)


def _words(value: str | list[str]) -> frozenset[str]:
    """Every word of a text or of a list of texts."""
    texts = value if isinstance(value, list) else [value]
    return frozenset(word for text in texts for word in BETWEEN_WORDS.split(text.strip()) if word)


def _all_days(texts: Sequence[str]) -> bool:
    """Whether each is a calendar day in the form YYYY-MM-DD; `fromisoformat` reads others too."""
    try:
        for _ in map(date.fromisoformat, texts):
            pass
    except ValueError:
        return False
    return DAYS.fullmatch(",".join(texts)) is not None


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


def input_wrong(wrong: list[tuple[str, str]]) -> OffsetInputWrong:
    """The refusal of an input with these mistakes, each in English and Chinese."""
    listed = enumerate(wrong[:CHECKS_MOST], start=1)
    checks = [Check(number, en, zh) for number, (en, zh) in listed]
    en, zh = wrong[0]
    return OffsetInputWrong(
        checks=checks, count=len(wrong), first=en.removesuffix("."), first_zh=zh.removesuffix("。")
    )
