"""Reads a typed figure with its unit and compares it exactly, as a fraction, with the right one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.decimals import figure, rounded
from registry.web.frame.figures import MINUS

LONGEST = 40
"""Characters of the longest answer that is read."""

_MASS = {
    **dict.fromkeys(("t", "吨", "tco2", "tonne", "tonnes"), 1),
    **dict.fromkeys(("kt", "千吨"), 10**3),
    **dict.fromkeys(("万吨", "万"), 10**4),
    **dict.fromkeys(("mt", "mtco2", "百万吨"), 10**6),
    **dict.fromkeys(("亿吨", "亿"), 10**8),
    **dict.fromkeys(("gt", "gtco2", "十亿吨"), 10**9),
}
_SHARE = dict.fromkeys(("%", "percent"), 1)
_PRICE = dict.fromkeys(
    ("chf/t", "chf", "瑞士法郎/吨", "瑞士法郎/t", "瑞士法郎", "瑞郎/吨", "瑞郎"), 1
)
SCALES = (_MASS, _SHARE, _PRICE)
"""Units of the same dimension, in lower case -> their size in the smallest of them."""

_WRITTEN = re.compile(
    r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?)(?P<unit>[^0-9.,+-].*)?"
)


@dataclass(frozen=True)
class Sought:
    """The right figure, its unit and its tolerance.

    `places` is the number of decimals shown; `printed` is the figure in the source.
    """

    result: Fraction
    unit: str
    tolerance: Fraction
    places: int
    printed: Fraction | None


@dataclass(frozen=True)
class Judged:
    """The verdict on an answer (right, printed, wrong or unread), and its distance."""

    state: str
    given: Fraction
    apart: Fraction


def judge(sought: Sought, text: str) -> Judged:
    """Compare an answer with the right figure."""
    given = read_figure(text, sought.unit)
    if given is None:
        return Judged("unread", Fraction(0), Fraction(0))
    apart = given - sought.result
    if abs(apart) <= sought.tolerance:
        return Judged("right", given, apart)
    return Judged("printed" if given == sought.printed else "wrong", given, apart)


def read_figure(text: str, unit: str) -> Fraction | None:
    """A decimal with thousands separators and any unit of the same dimension, converted to `unit`.

    Full-width characters and a minus sign (U+2212) are read; None for anything else, including
    misplaced commas.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace(MINUS, "-").split())
    found = _WRITTEN.fullmatch(plain)
    if len(plain) > LONGEST or found is None or not any(s.isdigit() for s in found["number"]):
        return None
    value = exact(found["number"].replace(",", ""))
    named = found["unit"]
    if named is None:
        return value
    scale = _scales(unit).get(named.lower())
    return None if scale is None else value * scale / _scales(unit)[unit.lower()]


def converted(value: Fraction, unit: str, into: str) -> Fraction:
    """A value in another unit of the same dimension."""
    scales = _scales(unit)
    return value * scales[unit.lower()] / scales[into.lower()]


def readable(value: Fraction, *, places: int) -> str:
    """A figure rounded half up, with thousands separators and a minus sign (U+2212)."""
    return grouped(figure(rounded(value, to=Fraction(1, 10**places))))


def grouped(decimal: str) -> str:
    """A decimal with thousands separators and a minus sign (U+2212)."""
    whole, point, rest = decimal.removeprefix("-").partition(".")
    sign = MINUS if decimal.startswith("-") else ""
    return f"{sign}{int(whole):,}{point}{rest}"


def _scales(unit: str) -> dict[str, int]:
    return next(scales for scales in SCALES if unit.lower() in scales)
