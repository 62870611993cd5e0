"""Read the offset rule packs of a lesson from TOML files, and list all their mistakes.

The packs become part of the lesson's first command.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from registry.paths import fixtures

BASES = ("surrender_obligation",)
UNITS = ("CCER", "BRC")

_FIELDS: dict[str, type] = {
    "id": str,
    "version": int,
    "market": str,
    "registry": str,
    "base": str,
    "cap_percent": int,
    "admitted": list,
    "exclude_covered_entities": bool,
    "recognise_belt_and_road": bool,
    "valid_from": date,
    "source": str,
    "status": str,
    "text_en": str,
    "text_zh": str,
}
_OPTIONAL: dict[str, type] = {"valid_to": date}


class RulePackErrors(Exception):
    """All mistakes of the rule packs of a folder, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@cache
def shipped_rule_packs() -> dict[str, Any]:
    """The rule packs of this version, read once; see `read_rule_packs`."""
    return read_rule_packs(fixtures() / "rules")


def read_rule_packs(folder: Path) -> dict[str, Any]:
    """The rule packs of a folder by id, as JSON values for the log; raises RulePackErrors.

    Files with a `rule_set` are rule books, which `reader` reads.
    """
    packs: dict[str, Any] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        try:
            read = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        if "rule_set" in read or "rule" in read:
            continue
        wrong = _mistakes(read)
        mistakes += [f"{path.name}, line {_line(text, key)}: {key} {why}" for key, why in wrong]
        if wrong:
            continue
        if read["id"] in packs:
            mistakes.append(f"{path.name}: id {read['id']} is used by another file")
        packs[read["id"]] = _plain(read)
    if not packs and not mistakes:
        mistakes.append(f"{folder}: no rule pack")
    if mistakes:
        raise RulePackErrors(mistakes)
    return packs


def _mistakes(read: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = _FIELDS | _OPTIONAL
    wrong = [(key, "is missing") for key in _FIELDS if key not in read]
    wrong += [(key, "is no field of an offset rule") for key in read if key not in known]
    typed = {
        key: value for key, value in read.items() if key in known and type(value) is known[key]
    }
    wrong += [
        (key, f"must be {known[key].__name__}") for key in read if key in known and key not in typed
    ]
    return wrong + _wrong_values(typed)


def _wrong_values(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    wrong = []
    if typed.get("version", 1) < 1:
        wrong.append(("version", "must be 1 or more"))
    if not 0 <= typed.get("cap_percent", 0) <= 100:
        wrong.append(("cap_percent", "must lie between 0 and 100"))
    if typed.get("base", BASES[0]) not in BASES:
        wrong.append(("base", f"must be one of {', '.join(BASES)}"))
    admitted = typed.get("admitted", list(UNITS))
    if not admitted or any(unit not in UNITS for unit in admitted):
        wrong.append(("admitted", f"must name one or more of {', '.join(UNITS)}"))
    if typed.get("valid_to", date.max) < typed.get("valid_from", date.min):
        wrong.append(("valid_to", "lies before valid_from"))
    wrong += [
        (key, "is empty")
        for key in ("id", "market", "registry", "source", "status", "text_en", "text_zh")
        if key in typed and not typed[key].strip()
    ]
    return wrong


def _line(text: str, key: str) -> int:
    """Number of the line with a key, or 1 if it is missing."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.split("=")[0].strip() == key:
            return number
    return 1


def _plain(read: Mapping[str, Any]) -> dict[str, Any]:
    """The pack as plain JSON values."""
    plain = {
        key: value.isoformat() if isinstance(value, date) else value for key, value in read.items()
    }
    return {"valid_to": "", **plain}
