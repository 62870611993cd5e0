"""What is wrong with the shape of a field, in Chinese; the framework says it in English only.

Knows the framework's kinds of mistake, and no field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "未给出",
    "extra_forbidden": "没有这个字段",
    "json_invalid": "不是 JSON",
    "json_type": "不是 JSON",
    "literal_error": "应为 {expected} 之一",
    "enum": "应为 {expected} 之一",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "string_too_long": "最多 {max_length} 个字符",
    "string_too_short": "至少 {min_length} 个字符",
    "string_pattern_mismatch": "写法不符合 {pattern}",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "int_from_float": "应为整数，不带小数",
    "finite_number": "应为有限的数",
}
_KINDS = {
    "int": "应为整数",
    "bool": "应为 true 或 false",
    "string": "应为文字",
    "float": "应为数字",
    "decimal": "应为数字",
    "list": "应为清单",
    "dict": "应为对象",
    "mapping": "应为对象",
    "model": "应为对象",
    "date": "应为日期",
    "datetime": "应为时间",
    "time": "应为时间",
}
"""First word of a kind of mistake such as `int_parsing` -> what the field should be."""

WRONG = "写法不对"
"""What is said of a mistake that has no words of its own."""


def in_chinese(error: Mapping[str, Any]) -> str:
    """A mistake of one field as the framework reports it (`type`, `ctx`), in Chinese."""
    kind, figures = str(error.get("type", "")), error.get("ctx") or {}
    words = _WORDS.get(kind)
    if words is None:
        return _KINDS.get(kind.partition("_")[0], WRONG)
    try:
        return words.format_map(figures).replace(" or ", "、").replace("'", "")
    except KeyError:
        return WRONG
