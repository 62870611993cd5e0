"""JSON from outside, read strictly: UTF-8, no field twice, no half characters, no NaN.

Whole numbers stay whole and all others floats, so that who reads `10.0` can refuse it. Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ledger.kernel.text import is_text

_NAME_LONGEST, _PATH_LONGEST = 60, 20


class JsonWrong(ValueError):
    """A text that is no JSON, or JSON that two readers could understand differently.

    `field` is the name that is given twice, else "", and `path` the names and places above it.
    """

    def __init__(self, en: str, zh: str, *, field: str = "") -> None:
        self.en, self.zh, self.field = en, zh, field
        self.path: tuple[str | int, ...] = ()
        super().__init__(en)


def read_json(text: bytes) -> Any:
    """The value of a JSON text; raises JsonWrong for anything that is not exactly one."""
    try:
        plain = text.decode()
        given = json.loads(plain, object_pairs_hook=_once, parse_constant=_no_number)
    except JsonWrong as wrong:
        if wrong.field:
            wrong.path = _path_of_twice(plain)
        raise
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise JsonWrong(
            f"not JSON: line {line}, column {column}", f"不是 JSON：第 {line} 行第 {column} 列"
        ) from None
    except (ValueError, RecursionError):
        raise JsonWrong("not JSON", "不是 JSON 文本") from None
    # Halves of characters and NUL can only come in as escapes.
    if "\\u" in plain and not _all_text(given):
        raise JsonWrong("not valid text", "含有无效的文字")
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise JsonWrong("is given twice", "出现两次", field=_shown(_twice(pairs)))
    return fields


def _twice(pairs: list[tuple[str, Any]]) -> str:
    """The first name that is given more than once."""
    return next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)


def _shown(name: str) -> str:
    return name[:_NAME_LONGEST].encode(errors="replace").decode().replace("\0", "?")


class _Doubled:
    """Stands where an object has a field twice, while its place is looked for."""


def _path_of_twice(plain: str) -> tuple[str | int, ...]:
    """Names and places above the object that ends first with a field given twice.

    Read a second time, and only then: the reader tells of an object when it ends, not where it
    stands. Empty where the object is the whole, lies very deep, or what follows it is no JSON.
    """
    found: list[tuple[str | int, ...]] = []
    first: list[_Doubled] = []

    def mark(pairs: list[tuple[str, Any]]) -> Any:
        if not first and len(dict(pairs)) < len(pairs):
            first.append(_Doubled())
            return first[0]
        return pairs

    def walk(given: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(given, _Doubled):
            found.append(path)
        elif isinstance(given, list):
            for number, one in enumerate(given):
                # Objects are lists of pairs here, so that no field hides another.
                if isinstance(one, tuple):
                    walk(one[1], (*path, _shown(one[0])))
                else:
                    walk(one, (*path, number))

    try:
        walk(json.loads(plain, object_pairs_hook=mark), ())
    except (ValueError, RecursionError):
        return ()
    return found[0] if len(found[0]) <= _PATH_LONGEST else ()


def _no_number(constant: str) -> None:
    raise JsonWrong("not JSON", "不是 JSON 文本")


def _all_text(given: Any) -> bool:
    if isinstance(given, str):
        return is_text(given)
    if isinstance(given, list):
        return all(map(_all_text, given))
    if isinstance(given, dict):
        return all(is_text(name) and _all_text(value) for name, value in given.items())
    return True
