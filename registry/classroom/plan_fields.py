"""The kinds of value that a lesson plan is made of, each with its bounds.

TOML distinguishes numbers, texts and dates, so none of them is read as another.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from ledger.kernel.text import is_readable, visible_length

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""The first and last day allowed in a plan."""

NAME_LONGEST, TEXT_LONGEST = 80, 400
ANNOUNCED_LONGEST, ANNOUNCED_SIGNS_MOST = 500, 4_000
"""Most characters of an announcement as people count them, and as they are stored: an emoji of a
family is one of the first and seven of the second."""

DAYS_MOST = 250
"""Most trading days of a lesson, all acts together."""

DIGITS, DECIMALS = 15, 12
"""The largest numbers of digits before and after the point of a decimal."""


def _printable(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if not is_readable(text):
        raise ValueError("has signs in it that cannot be seen")
    return text


def too_long(text: str) -> bool:
    """Whether a text is longer than an announcement may be."""
    return len(text) > ANNOUNCED_SIGNS_MOST or visible_length(text) > ANNOUNCED_LONGEST


def _short(text: str) -> str:
    if too_long(text):
        raise ValueError(f"has more than {ANNOUNCED_LONGEST} characters")
    return text


def _decimal(text: str) -> str:
    if not re.fullmatch(rf"[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?", text):
        raise ValueError(
            f'must be a decimal such as "1234.5", of at most {DIGITS} digits before the point'
            f" and {DECIMALS} behind it"
        )
    return text


def _percent(value: Any) -> str:
    """An exact percentage: decimal text, or a whole number, kept as text."""
    if type(value) is int:
        value = str(value) if 0 <= value <= 100 else ""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,12})?", value):
        raise ValueError('must be a percentage: text such as "33.3", or a whole number to 100')
    return value


def _year(value: Any) -> Any:
    """A year that is the key of a table, which TOML and JSON write as text."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value) else value


def _day(value: Any) -> date:
    """A date of TOML, or its text, as a lesson's log stores it."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"there is no day {value}") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("must be a day such as 2028-03-13")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return value


Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Name = Annotated[str, Field(max_length=NAME_LONGEST), AfterValidator(_printable)]
LongText = Annotated[str, Field(max_length=TEXT_LONGEST), AfterValidator(_printable)]
Announced = Annotated[str, AfterValidator(_printable), AfterValidator(_short)]
PaceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,31}$")]
Decimal = Annotated[str, AfterValidator(_decimal)]
Percent = Annotated[str, BeforeValidator(_percent)]
Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, Strict()]
Days = Annotated[int, Strict(), Field(ge=1, le=DAYS_MOST)]
Year = Annotated[int, Strict(), Field(ge=2013, le=2100)]
YearKey = Annotated[int, BeforeValidator(_year), Field(ge=2013, le=2100)]
YesNo = Annotated[bool, Strict()]
Weight = Annotated[int, Strict(), Field(ge=0, le=10**6)]
Tonnes = Annotated[int, Strict(), Field(ge=0, le=10**12)]
Fen = Annotated[int, Strict(), Field(ge=0, le=10**15)]
Status = Literal["seed", "verified", "recalled", "assumption"]
