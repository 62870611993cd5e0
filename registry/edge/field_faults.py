"""Sentences about invalid fields, in both languages: one for each kind of error.

Pydantic supplies the kind and its figures; its own sentences are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ledger.kernel.errors import Check
from registry.edge.errors import ShapeWrong

CHECKS_MOST, FIELD_LONGEST = 50, 60
"""Faults of one request that are listed, and characters of a field's name that are shown."""

_WHOLE = (
    "must be a whole number: digits only, without quotes, point or exponent",
    "应为整数：只写数字，不加引号，不带小数点或指数",
)
_TRUTH = ("must be true or false", "应为 true 或 false")
_CHOICE = ("must be one of: {expected}", "应为以下之一：{expected}")
_OBJECT = ("must be an object with named fields", "应为含有字段的对象")
_LIST = ("must be a list", "应为列表")
_MOMENT = (
    "must be a moment with its offset, such as 2026-03-16T09:00:00+08:00",
    "应为带时区的时刻，例如 2026-03-16T09:00:00+08:00",
)
_TEXT = ("must be text", "应为文字")

SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("is missing", "未填写"),
    "extra_forbidden": ("is no field of this request", "不是本请求的字段"),
    "empty": ("is empty; leave it out, or give a value", "为空；请不写此项，或填写内容"),
    "given_twice": ("is given twice", "出现两次"),
    "not_with_before": ("cannot be given together with before", "不能与 before 同时填写"),
    "not_json": ("is not JSON", "不是 JSON 文本"),
    "not_text": (
        "is not valid Unicode text, or contains the NUL character",
        "不是有效的 Unicode 文字，或含有空字符",
    ),
    "not_utf_8": ("must be in UTF-8", "应使用 UTF-8 编码"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": ("is too large a number", "数字过大"),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": (
        "must have at least {min_length} characters",
        "至少 {min_length} 个字符",
    ),
    "string_too_long": ("must have at most {max_length} characters", "最多 {max_length} 个字符"),
    "string_pattern_mismatch": ("must have the form {pattern}", "应符合格式 {pattern}"),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "greater_than": ("must be greater than {gt}", "应大于 {gt}"),
    "greater_than_equal": ("must be at least {ge}", "不得小于 {ge}"),
    "less_than": ("must be less than {lt}", "应小于 {lt}"),
    "less_than_equal": ("must be at most {le}", "不得大于 {le}"),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "list_type": _LIST,
    "too_short": ("must have at least {min_length} entries", "至少 {min_length} 项"),
    "too_long": ("must have at most {max_length} entries", "最多 {max_length} 项"),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}
"""Kind of error -> the fault in English and in Chinese, with the error's figures in braces."""

OTHER = (
    "does not have the form that the description of this address gives",
    "与接口说明中的格式不符",
)
"""For every other kind."""


def wrong_with(kind: str, figures: Mapping[str, Any]) -> tuple[str, str]:
    """The fault of a field in English and in Chinese, from the kind of error and its figures."""
    en, zh = SENTENCES.get(kind, OTHER)
    shown = dict(figures)
    if "expected" in shown:
        # The library lists choices as a phrase: 'buy' or 'sell'.
        shown["expected"] = ", ".join(re.findall(r"'([^']*)'", str(shown["expected"])))
    return en.format_map(shown), zh.format_map(shown)


def shape_wrong(errors: Sequence[Any]) -> ShapeWrong:
    """The refusal of input with invalid fields, listing each field once.

    An error has its place (`loc`), its kind (`type`) and perhaps its figures (`ctx`).
    """
    checks, fields = [], []
    for number, error in enumerate(errors[:CHECKS_MOST], start=1):
        where = ".".join(str(part)[:FIELD_LONGEST] for part in error["loc"]) or "body"
        en, zh = wrong_with(error["type"], error.get("ctx") or {})
        checks.append(Check(number, f"{where}: {en}", f"{where}：{zh}"))
        fields.append(where)
    return ShapeWrong(checks=checks, count=len(errors), fields=", ".join(sorted(set(fields))))


def field_wrong(kind: str, *place: str) -> ShapeWrong:
    """The refusal of one field, by the kind of error and the field's place."""
    return shape_wrong([{"type": kind, "loc": place}])
