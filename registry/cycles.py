"""The rules by which projects come to be registered, from the packs of `fixtures/cycles`.

`jcm` is the cycle of projects under an agreement, `ccer` that of domestic Chinese projects. A
lesson whose plan has a project that is not registered yet keeps the facts in its first command;
the shipped packs are read when a lesson is created, and by pages that show sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ledger.kernel.numerals import decimal_number
from matching.venue_facts import STATUSES
from registry import paths

JCM, CCER = "jcm", "ccer"


class Publisher(StrEnum):
    """Who publishes a design document for comments."""

    SECRETARIAT = "secretariat"
    OWNER = "owner"


class Registrar(StrEnum):
    """Who decides on the registration of a project."""

    COMMITTEE = "committee"
    REGISTRY = "registry"


@dataclass(frozen=True)
class Cycle:
    """The facts of one cycle.

    `starts_with_note`: a project idea note, to which the committee has no objection, comes before
    the design document. `may_recall`: the owner may recall a publication before it ends.
    `reference_assessment`: the committee assesses the reference emissions of a validated project.
    `allocation`: participants and governments sign how credits are shared out.
    `verifier_differs`: who validated a project does not verify its reductions. `publications`: 2 if
    each report on reductions is published as well. `lookback_years`: reductions older than that at
    their application are not registered; 0: no limit. `earliest_start`: a project that began on or
    before this ISO date is not eligible. `materiality_percent`, `common_practice_percent`: exact
    decimal text. `crediting_years` is the most that one crediting period has, `renewals` how often
    it can be renewed.
    """

    starts_with_note: bool
    publisher: Publisher
    may_recall: bool
    reference_assessment: bool
    allocation: bool
    registration: Registrar
    verifier_differs: bool
    publications: int
    lookback_years: int
    earliest_start: str
    materiality_percent: str
    crediting_years: int
    renewals: int
    common_practice_percent: str

    def as_facts(self) -> dict[str, Any]:
        """The facts by name, as a lesson's first command stores them."""
        return {name: _plain(getattr(self, name)) for name in FACTS}


class Source(NamedTuple):
    """Where a fact is written, in both languages, and the status of that source."""

    en: str
    zh: str
    status: str


@dataclass(frozen=True)
class Pack:
    """A cycle with its names and the source of each of its facts."""

    code: str
    version: int
    name_en: str
    name_zh: str
    cycle: Cycle
    sources: Mapping[str, Source]


FACTS = tuple(field.name for field in fields(Cycle))
"""The names of the facts of a cycle; each pack has them all and no other."""

_TYPES: dict[str, type] = {"bool": bool, "int": int}
_SHAPES: dict[str, type] = {field.name: _TYPES.get(str(field.type), str) for field in fields(Cycle)}
_CHOICES: dict[str, type[StrEnum]] = {"publisher": Publisher, "registration": Registrar}
_DECIMALS = frozenset({"materiality_percent", "common_practice_percent"})
_PACK = {"code": str, "version": int, "name_en": str, "name_zh": str, "fact": list}
_SOURCE: dict[str, type] = {"name": str, "source_en": str, "source_zh": str, "status": str}


class CyclesUnreadable(Exception):
    """Everything that is wrong with the packs of cycles, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@cache
def shipped() -> dict[str, Pack]:
    """The packs of this version by code."""
    return read(paths.fixtures() / "cycles")


def from_facts(facts: Mapping[str, Any]) -> Cycle:
    """A cycle from the facts that a lesson keeps."""
    return Cycle(**{name: _typed(name, facts[name]) for name in FACTS})


def read(folder: Path) -> dict[str, Pack]:
    """The packs of a folder by code; raises CyclesUnreadable with all mistakes at once."""
    packs: dict[str, Pack] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        wrong = list(_wrong(found, path.stem))
        mistakes += [f"{path.name}: {mistake}" for mistake in wrong]
        if not wrong:
            packs[found["code"]] = _pack(found)
    if mistakes:
        raise CyclesUnreadable(mistakes)
    return packs


def _pack(found: dict[str, Any]) -> Pack:
    facts = found["fact"]
    return Pack(
        code=found["code"],
        version=found["version"],
        name_en=found["name_en"],
        name_zh=found["name_zh"],
        cycle=from_facts({one["name"]: one["value"] for one in facts}),
        sources={
            one["name"]: Source(one["source_en"], one["source_zh"], one["status"]) for one in facts
        },
    )


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, StrEnum) else value


def _typed(name: str, value: Any) -> Any:
    return _CHOICES[name](value) if name in _CHOICES else value


def _wrong(found: dict[str, Any], stem: str) -> Iterable[str]:
    yield from _shape(found, _PACK, "the pack")
    if found.get("code", stem) != stem:
        yield f"code {found['code']} is not the file's name"
    facts = found.get("fact", [])
    for one in facts:
        place = f"fact {one.get('name', '?')}"
        yield from _shape({k: v for k, v in one.items() if k != "value"}, _SOURCE, place)
        if one.get("status", STATUSES[0]) not in STATUSES:
            yield f"{place}: status must be one of {', '.join(STATUSES)}"
        if one.get("name") in FACTS:
            yield from _unfit(one["name"], one.get("value"), place)
    names = [one.get("name") for one in facts]
    for name in FACTS:
        if name not in names:
            yield f"fact {name} is missing"
    for name in names:
        if name not in FACTS or names.count(name) > 1:
            yield f"fact {name} is read by nobody, or stands twice"


def _unfit(name: str, value: object, place: str) -> Iterable[str]:
    """Why a value cannot be that of a fact."""
    if type(value) is not _SHAPES[name] or value == "":
        yield f"{place}: must be a {_SHAPES[name].__name__} and not empty"
    elif isinstance(value, int) and value < 0:
        yield f"{place}: is not below 0"
    elif name in _CHOICES and value not in list(_CHOICES[name]):
        yield f"{place}: must be one of {', '.join(_CHOICES[name])}"
    elif name in _DECIMALS and not 0 <= (decimal_number(str(value)) or Fraction(-1)) <= 100:
        yield f"{place}: must be a percentage"
    elif name == "earliest_start" and not _is_day(str(value)):
        yield f"{place}: must be a date"


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _shape(table: dict[str, Any], shape: dict[str, type], place: str) -> Iterable[str]:
    for key in sorted(shape.keys() - table.keys()):
        yield f"{place}: {key} is missing"
    for key in sorted(table.keys() - shape.keys()):
        yield f"{place}: {key} is unknown"
    for key in sorted(shape.keys() & table.keys()):
        if type(table[key]) is not shape[key] or table[key] == "":
            yield f"{place}: {key} must be a {shape[key].__name__} and not empty"
