"""The values of the five tables as they stand in files, and back.

Dates are dd/mm/yyyy, in JSON yyyy-mm-dd; times are ISO 8601 in UTC with milliseconds. Empty, blank
and "NA" mean that there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from registry.programme.reports.tables import Column, Kind, Value

NOTHING = "NA"
BY_CARP = "Populated by CARP"
"""What stands in a cell that the secretariat's platform (CARP) has not filled yet."""

TEXT_LONGEST = 32_767
"""Characters of a spreadsheet's cell."""

DIGITS_EXACT = 15
"""Significant digits of a number that every spreadsheet program keeps."""

_WHOLE = re.compile(r"-?(?:\d{1,18}|\d{1,3}(?:,\d{3}){1,5})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,12})?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T00:00:00(?:\.0{1,6})?Z)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FLOAT_EXACT = 2**53


class Misread(ValueError):
    """A value is not of the kind of its column."""


class Unfit(ValueError):
    """A text is too long for a cell, or has characters that no spreadsheet can hold."""


def is_absent(given: Any) -> bool:
    """Whether a cell means that there is no value."""
    return given is None or (isinstance(given, str) and given.strip() in ("", NOTHING))


def written(value: Value) -> str:
    """A value as text in a workbook or CSV file."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def moment_text(value: datetime) -> str:
    """A time in UTC with milliseconds."""
    utc = value.astimezone(UTC) if value.tzinfo else value
    return f"{utc.replace(tzinfo=None, microsecond=0).isoformat()}.{utc.microsecond // 1000:03}Z"


def is_exact(number: int | Decimal) -> bool:
    """Whether spreadsheet programs keep every digit of a number."""
    return len(written(number).lstrip("-0.").replace(".", "")) <= DIGITS_EXACT


def read(column: Column, given: Any) -> Value:
    """The value of a cell that is not absent; raises Misread or Unfit.

    Patterns and vocabularies are not checked here.
    """
    return _READERS[column.kind](column, given)


def _text(column: Column, given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise Misread
    text = given if isinstance(given, str) else _number_text(given)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNFIT.search(text) or len(text) > TEXT_LONGEST:
        raise Unfit
    if column.many:
        return ", ".join(re.split(r"\s*[,;\n]\s*", text.strip()))
    return text.strip() if column.pattern or column.values else text


def _number_text(number: int | float) -> str:
    """A number that a program made of a text such as an identification number."""
    if isinstance(number, float):
        if number.is_integer() and abs(number) < _FLOAT_EXACT:
            return str(int(number))
        return repr(number)
    return str(number)


def _whole(column: Column, given: Any) -> int:
    if isinstance(given, float) and given.is_integer() and abs(given) < _FLOAT_EXACT:
        return int(given)
    if type(given) is int:
        return given
    if isinstance(given, str) and _WHOLE.fullmatch(given.strip()):
        return int(given.strip().replace(",", ""))
    raise Misread


def _decimal(column: Column, given: Any) -> Decimal:
    if isinstance(given, str) and _DECIMAL.fullmatch(given.strip()):
        return Decimal(given.strip().replace(",", ""))
    if isinstance(given, int | float) and not isinstance(given, bool):
        try:
            number = Decimal(repr(given))
        except InvalidOperation:
            raise Misread from None
        if number.is_finite():
            return number
    raise Misread


def _date(column: Column, given: Any) -> date:
    if isinstance(given, datetime):
        if given.hour or given.minute or given.second or given.microsecond:
            raise Misread
        return given.date()
    if isinstance(given, str):
        text = given.strip()
        try:
            if parts := _DAY_FIRST.fullmatch(text):
                return date(int(parts[3]), int(parts[2]), int(parts[1]))
            if parts := _YEAR_FIRST.fullmatch(text):
                return date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            raise Misread from None
    raise Misread


def _moment(column: Column, given: Any) -> datetime:
    if isinstance(given, datetime):
        return _to_milliseconds(given)
    if isinstance(given, str) and _MOMENT.fullmatch(given.strip()):
        try:
            return datetime.fromisoformat(given.strip()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Misread from None
    day = _date(column, given)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _to_milliseconds(given: datetime) -> datetime:
    """A spreadsheet's time, which is a fraction of a day, as UTC."""
    parts = (given.hour * 60 + given.minute) * 60 + given.second
    thousandths = round(given.microsecond / 1000) + parts * 1000
    midnight = datetime(given.year, given.month, given.day, tzinfo=UTC)
    try:
        return datetime.fromtimestamp(midnight.timestamp() + thousandths // 1000, tz=UTC).replace(
            microsecond=thousandths % 1000 * 1000
        )
    except (ValueError, OverflowError, OSError):
        raise Misread from None


_READERS: dict[Kind, Callable[[Column, Any], Value]] = {
    Kind.TEXT: _text, Kind.INT: _whole, Kind.DECIMAL: _decimal, Kind.DATE: _date,
    Kind.DATETIME: _moment,
}  # fmt: skip
