"""Numbers written as text: digits of ASCII, a minus, a point; nothing else is a number.

Pure. JSON has numbers of its own; this is for forms, addresses and the command line.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ledger.kernel.quantity import exact

DIGITS_MOST = 40
"""No number that somebody writes is longer."""

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"-?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]*)?")


def whole_number(text: str, *, signed: bool = False) -> int | None:
    """The whole number of a text; None if it is anything else. `signed` allows a minus."""
    if len(text) > DIGITS_MOST or not _WHOLE.fullmatch(text):
        return None
    return int(text) if signed or text[0] != "-" else None


def decimal_number(text: str) -> Fraction | None:
    """The exact value of a plain decimal such as `-0.8922`; None if it is anything else."""
    if len(text) > DIGITS_MOST or not _DECIMAL.fullmatch(text):
        return None
    return exact(text)


def ungrouped(typed: str) -> str:
    """What somebody typed into a form, without blanks around it and without its thousands marks.

    `12,500` and `12 500` become `12500`; a comma that parts no thousands stays, so that nothing
    reads the text as a number.
    """
    plain = typed.strip()
    return re.sub("[, ]", "", plain) if _GROUPED.fullmatch(plain) else plain
