"""What the meters of a project really measured: a pure function of the lesson's seed.

Nobody is shown it. Only the meter reading of the owner and the verifier's sample import it
(`pyproject.toml` has the contract). Pure: it knows no storage and no clock.
"""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

STEPS = 1_000
"""A draw is one of so many steps to each side of zero."""

TENTH = Fraction(1, 10)
"""Meters show tenths of a MWh."""


def key_of(seed: int) -> str:
    """What a lesson keeps of its seed for its meters: 32 hexadecimal digits."""
    return sha256(f"meters:{seed}".encode()).hexdigest()[:32]


def measured_mwh(
    key: str, *, project: str, period: int, month: str, expected: Fraction, spread: Fraction
) -> Fraction:
    """The MWh that the meters measured in a month of a period, in tenths.

    `expected` is what the project expects of it in MWh. `spread` is a percentage: a year is up to
    so much poorer or half so much richer than expected, and each month departs from its year by
    as much.
    """
    assert expected >= 0 and 0 <= spread < 50
    year = drawn(key, project, month[:4])
    of_year = year if year < 0 else year / 2
    factor = 1 + spread / 100 * (of_year + drawn(key, project, period, month))
    return tenths(expected * factor)


def drawn(key: str, *about: object) -> Fraction:
    """A number from -1 to 1 that follows from the key and from what it is about."""
    said = ":".join(map(str, (key, *about)))
    number = int(sha256(said.encode()).hexdigest()[:16], 16)
    return Fraction(number % (2 * STEPS + 1) - STEPS, STEPS)


def tenths(value: Fraction) -> Fraction:
    """A quantity as a meter shows it: rounded down to tenths."""
    return Fraction(value // TENTH) * TENTH
