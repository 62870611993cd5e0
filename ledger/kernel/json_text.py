"""A strict reader of JSON: UTF-8, no duplicate field, no lone surrogate, no NaN.

Whole numbers become int and all others float, so that a caller can refuse `10.0`.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ledger.kernel.text import is_text

_NAME_LONGEST, _PATH_LONGEST = 60, 20


class JsonWrong(ValueError):
    """The text is not JSON, or two readers could understand it differently.

    `field` is the duplicate name, else "", and `path` the names and list indexes above it.
    """

    def __init__(self, en: str, zh: str, *, field: str = "") -> None:
        self.en, self.zh, self.field = en, zh, field
        self.path: tuple[str | int, ...] = ()
        super().__init__(en)


def read_json(text: bytes) -> Any:
    """The value of a JSON text; raises JsonWrong for any other text."""
    try:
        plain = text.decode()
        value = json.loads(plain, object_pairs_hook=_once, parse_constant=_no_number)
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
    # Lone surrogates and NUL can only come as escapes.
    if "\\u" in plain and not _all_text(value):
        raise JsonWrong("not valid text", "含有无效的文字")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise JsonWrong("is given twice", "出现两次", field=_shown(_twice(pairs)))
    return fields


def _twice(pairs: list[tuple[str, Any]]) -> str:
    """The first duplicate name."""
    return next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)


def _shown(name: str) -> str:
    return name[:_NAME_LONGEST].encode(errors="replace").decode().replace("\0", "?")


class _Doubled:
    """Marks an object with a duplicate field while its path is searched."""


def _path_of_twice(plain: str) -> tuple[str | int, ...]:
    """Names and list indexes above the first object to end with a duplicate field.

    This reads the text a second time: the parser's hook gets an object without its path. Empty if
    the object is the root, is nested very deep, or is followed by invalid JSON.
    """
    found: list[tuple[str | int, ...]] = []
    first: list[_Doubled] = []

    def mark(pairs: list[tuple[str, Any]]) -> Any:
        if not first and len(dict(pairs)) < len(pairs):
            first.append(_Doubled())
            return first[0]
        return pairs

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(value, _Doubled):
            found.append(path)
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                # Objects are lists of pairs here, so that no field hides another.
                if isinstance(entry, tuple):
                    walk(entry[1], (*path, _shown(entry[0])))
                else:
                    walk(entry, (*path, index))

    try:
        walk(json.loads(plain, object_pairs_hook=mark), ())
    except (ValueError, RecursionError):
        return ()
    return found[0] if len(found[0]) <= _PATH_LONGEST else ()


def _no_number(constant: str) -> None:
    raise JsonWrong("not JSON", "不是 JSON 文本")


def _all_text(value: Any) -> bool:
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, list):
        return all(map(_all_text, value))
    if isinstance(value, dict):
        return all(is_text(name) and _all_text(entry) for name, entry in value.items())
    return True
