"""Changes of single values of a plan, as `bots.every_minutes=5`; every mistake at once.

A key is the path to a value. A table that stands several times is chosen by its place from 1, by
its code, id, host, role or phase, or all of them by `*`: `instruments[BRC-CN].lot`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from registry.classroom.plan import Plan, checked, dotted

_STEP = re.compile(r"(?P<name>[a-z0-9_]+)(?:\[(?P<chosen>[^\[\]]{1,80})\])?")
_NAMES = ("code", "id", "host", "role", "phase")
"""Keys by which an entry of a list is called."""


class ChangesWrong(Exception):
    """Changes with mistakes; `mistakes` lists all of them, each with its key."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__(f"{len(mistakes)} mistake(s)\n  " + "\n  ".join(mistakes))


class _Wrong(Exception):
    """What is wrong with one change."""


def read_changes(texts: Sequence[str]) -> dict[str, Any]:
    """Changes from texts such as `bots.every_minutes=5`, values as in TOML; raises ChangesWrong.

    A value that is no number, truth value, list or quoted text is text.
    """
    found: dict[str, Any] = {}
    mistakes = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key:
            mistakes.append(f"{text}: must be key=value, as in bots.every_minutes=5")
        elif key in found:
            mistakes.append(f"{key}: is given twice")
        else:
            found[key] = _value(value)
    if mistakes:
        raise ChangesWrong(mistakes)
    return found


def _value(text: str) -> Any:
    try:
        read = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return text
    value = read.get("value")
    # Dates, times and decimals stand in plans as text.
    return value if read.keys() == {"value"} and isinstance(value, int | str | list) else text


def changed(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """The plan with these values; raises ChangesWrong with every mistake of keys and values.

    What is wrong with the plan without them is no mistake of theirs: a plan that was made smaller
    for a quick lesson need not pass every check.
    """
    _, before = checked(plan.model_dump(mode="json", exclude_none=True))
    raw = plan.model_dump(mode="json", exclude_none=True)
    mistakes = []
    for key, value in changes.items():
        try:
            _put(raw, key, value)
        except _Wrong as wrong:
            mistakes.append(f"{key}: {wrong}")
    made, found = checked(raw)
    mistakes += [
        f"{dotted(place)}: {mistake}" for place, mistake in found if (place, mistake) not in before
    ]
    if mistakes:
        raise ChangesWrong(mistakes)
    assert made is not None
    return made


def _put(raw: dict[str, Any], key: str, value: Any) -> None:
    """Put a value in every place that a key names; raises _Wrong."""
    *path, last = key.split(".")
    tables: list[tuple[dict[str, Any], type[BaseModel]]] = [(raw, Plan)]
    for step in path:
        tables = [found for table in tables for found in _below(*table, step)]
    for table, part in tables:
        match = _STEP.fullmatch(last)
        name = _known(part, last if match is None or match["chosen"] else match["name"])
        if (inner := _part_of(part.model_fields[name].annotation)) is not None:
            keys = ", ".join(inner.model_fields)
            raise _Wrong(f"is a table; give one of its keys: {keys}")
        table[name] = value


def _below(
    table: dict[str, Any], part: type[BaseModel], step: str
) -> Iterator[tuple[dict[str, Any], type[BaseModel]]]:
    """The tables to which one step of a path leads."""
    match = _STEP.fullmatch(step)
    name = _known(part, step if match is None else match["name"])
    chosen = None if match is None else match["chosen"]
    inner = _part_of(part.model_fields[name].annotation)
    if inner is None:
        raise _Wrong(f"{name} is no table and has no keys")
    found = table.setdefault(name, {})
    if isinstance(found, dict):
        if chosen is not None:
            raise _Wrong(f"{name} stands once; leave out [{chosen}]")
        yield found, inner
        return
    for entry in _entries(name, found, chosen):
        yield entry, inner


def _entries(name: str, entries: list[dict[str, Any]], chosen: str | None) -> list[dict[str, Any]]:
    called = [next((str(one[key]) for key in _NAMES if key in one), "") for one in entries]
    if chosen == "*":
        return entries
    if chosen is not None and chosen.isascii() and chosen.isdigit():
        found = entries[int(chosen) - 1 : int(chosen)] if int(chosen) else []
    else:
        found = [one for one, by in zip(entries, called, strict=True) if by and by == chosen]
    if not found:
        names = ", ".join(dict.fromkeys(by for by in called if by))
        raise _Wrong(
            f"{name} stands {len(entries)} times; choose one by its place, {name}[1] to"
            f" {name}[{len(entries)}]" + (f", by its name ({names})" if names else "")
            + f", or all by {name}[*]"
        )  # fmt: skip
    return found


def _known(part: type[BaseModel], name: str) -> str:
    if name not in part.model_fields:
        where = "a plan" if part is Plan else "this table"
        raise _Wrong(f"there is no key {name}; {where} has {', '.join(part.model_fields)}")
    return name


def _part_of(annotation: Any) -> type[BaseModel] | None:
    """The table that a key holds, once or several times; None for a value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _part_of(one))), None)
