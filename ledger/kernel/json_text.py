"""JSON from outside, read strictly: UTF-8, no field twice, no half characters, no NaN.

Whole numbers stay whole and all others floats, so that who reads `10.0` can refuse it. Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ledger.kernel.text import is_text

_NAME_LONGEST = 60


class JsonWrong(ValueError):
    """A text that is no JSON, or JSON that two readers could understand differently.

    `field` is the name that is given twice, else "".
    """

    def __init__(self, en: str, zh: str, *, field: str = "") -> None:
        self.en, self.zh, self.field = en, zh, field
        super().__init__(en)


def read_json(text: bytes) -> Any:
    """The value of a JSON text; raises JsonWrong for anything that is not exactly one."""
    try:
        plain = text.decode()
        given = json.loads(plain, object_pairs_hook=_once, parse_constant=_no_number)
    except JsonWrong:
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
        twice = next(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)
        shown = twice[:_NAME_LONGEST].encode(errors="replace").decode().replace("\0", "?")
        raise JsonWrong("is given twice", "出现两次", field=shown)
    return fields


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
