"""Words and values of a line: whole numbers, text, lists, tables, names of answers, hours.

Pure. Whole numbers may have underscores (80_000_000); text with spaces stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.scenario.model import Hour, Reference, Value

_WHOLE = re.compile(r"[+-]?\d{1,3}(?:_?\d{3})*|[+-]?\d+", re.ASCII)
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)(?:([+-])(\d+))?", re.ASCII)
_PAIRS = {"[": "]", "{": "}"}
_WORDS = {"true": True, "false": False, "null": None, "yes": True, "no": False}
_DEEPEST = 8


class Malformed(Exception):
    """Text that is no value, with the reason."""


def split(text: str, at: str = "") -> list[str]:
    """The parts of a text, cut at blanks or at a sign, never inside quotes or brackets.

    Raises Malformed for a quote or bracket that is not closed.
    """
    parts, part, waiting, quoted = [], "", [], ""
    for sign in text:
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'" and (not part or part[-1] in "=[{,: "):
            quoted = sign
        elif sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
        if not quoted and not waiting and (sign == at or (not at and sign.isspace())):
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    if quoted or waiting:
        raise Malformed(f"{quoted or waiting[-1]} is missing in: {text}")
    parts.append(part.strip())
    return [one for one in parts if one] if not at else parts


def value(text: str, depth: int = 0) -> Value:
    """The value that a text stands for; raises Malformed."""
    text = text.strip()
    if depth > _DEEPEST:
        raise Malformed("brackets stand too deep in one another")
    if not text:
        raise Malformed("a value is missing")
    if text[0] in "\"'":
        if len(text) < 2 or text[-1] != text[0]:
            raise Malformed(f"the quotes of {text} are not closed")
        return text[1:-1]
    if text[0] in _PAIRS:
        if text[-1] != _PAIRS[text[0]]:
            raise Malformed(f"{_PAIRS[text[0]]} is missing at the end of {text}")
        inner = [one for one in split(text[1:-1], ",") if one]
        if text[0] == "[":
            return [value(one, depth + 1) for one in inner]
        return dict(_pair(one, depth) for one in inner)
    return _plain(text)


def _pair(text: str, depth: int) -> tuple[str, Value]:
    found = re.fullmatch(r"\"?([A-Za-z_][A-Za-z0-9_]*)\"?\s*[:=](.+)", text)
    if found is None:
        raise Malformed(f"{text} is no pair of a field and its value")
    return found[1], value(found[2], depth + 1)


def _plain(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if found := _REFERENCE.fullmatch(text):
        name, sign, more = found.groups()
        return Reference(name, int(f"{sign}{more}") if more else 0)
    if text.startswith("$"):
        raise Malformed(f"{text} is no name: small letters, digits and _, then perhaps +1 or -1")
    if found := _HOUR.fullmatch(text):
        return Hour(int(found[1]), int(found[2]))
    return int(text.replace("_", "")) if _WHOLE.fullmatch(text) else text


def references(given: Value) -> Iterator[Reference]:
    """Every name of an earlier answer in a value."""
    if isinstance(given, Reference):
        yield given
    elif isinstance(given, list):
        for one in given:
            yield from references(one)
    elif isinstance(given, dict):
        for one in given.values():
            yield from references(one)


def is_open(given: Value) -> bool:
    """Whether a value, or one in it, is known only when the step runs."""
    if isinstance(given, Reference | Hour):
        return True
    inner = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    return any(is_open(one) for one in inner)
