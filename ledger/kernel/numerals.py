"""Numbers in forms, addresses and on the command line: ASCII digits, a minus, a point only."""

from __future__ import annotations

import re
from fractions import Fraction

from ledger.kernel.quantity import exact

DIGITS_MOST = 40
"""Longest number that is read, in characters."""

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"-?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]*)?")


def whole_number(text: str, *, signed: bool = False) -> int | None:
    """The whole number of a text; None for any other text. `signed` allows a minus."""
    if len(text) > DIGITS_MOST or not _WHOLE.fullmatch(text):
        return None
    return int(text) if signed or text[0] != "-" else None


def decimal_number(text: str) -> Fraction | None:
    """The exact value of a plain decimal such as `-0.8922`; None for any other text."""
    if len(text) > DIGITS_MOST or not _DECIMAL.fullmatch(text):
        return None
    return exact(text)


def ungrouped(typed: str) -> str:
    """A form's input without blanks around it and without thousands separators.

    `12,500` and `12 500` become `12500`; any other comma stays, so that the text is not a number.
    """
    plain = typed.strip()
    return re.sub("[, ]", "", plain) if _GROUPED.fullmatch(plain) else plain
