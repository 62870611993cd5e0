"""Decimals as text to exact fractions and back; a reader that collects all faulty inputs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ledger.kernel.errors import Check
from ledger.kernel.numerals import decimal_number
from ledger.kernel.quantity import exact
from registry.programme.methodologies.errors import InputsWrong

PLACES = 12
"""Decimals shown of a quotient that does not terminate."""

LONGEST = 40
"""Most characters of an input."""

LARGEST = 10**18
"""Largest input of a calculator."""


def terminating_places(value: Fraction) -> int | None:
    """Number of decimals that write a fraction exactly; None if it does not terminate."""
    left = value.denominator
    powers = []
    for prime in (2, 5):
        power = 0
        while left % prime == 0:
            left //= prime
            power += 1
        powers.append(power)
    return max(powers) if left == 1 else None


def figure(value: Fraction) -> str:
    """A fraction as an exact decimal, or with 12 decimals, half even, if it does not terminate."""
    places = terminating_places(value)
    if places is None:
        return _decimal(round(value * 10**PLACES), PLACES)
    scaled = value * 10**places
    return _decimal(scaled.numerator, places)


def figures(values: Mapping[str, Fraction | None]) -> dict[str, str]:
    """Named results as text, without those that are None.

    A result that does not terminate has its fraction beside it, named `..._fraction`.
    """
    texts: dict[str, str] = {}
    for name, value in values.items():
        if value is None:
            continue
        texts[name] = figure(value)
        if terminating_places(value) is None:
            texts[f"{name}_fraction"] = f"{value.numerator}/{value.denominator}"
    return texts


def rounded(value: Fraction, *, to: Fraction) -> Fraction:
    """The nearest multiple of `to`, halves up, as prices and printed figures are rounded."""
    return (value / to + Fraction(1, 2)).__floor__() * to


def _decimal(scaled: int, places: int) -> str:
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


class Reading:
    """Reads the inputs of one calculation and collects every fault, for one refusal."""

    def __init__(self) -> None:
        self.faults: dict[str, tuple[str, str]] = {}

    def wrong(self, field: str, *, en: str, zh: str) -> None:
        """Add a fault; only the first of a field is kept."""
        self.faults.setdefault(field, (en, zh))

    def decimal(
        self,
        field: str,
        text: str | None,
        *,
        least: str = "0",
        most: str = str(LARGEST),
    ) -> Fraction | None:
        """A decimal between two bounds, inclusive; None without an input, or after a fault."""
        if text is None:
            return None
        value = decimal_number(text) if len(text) <= LONGEST else None
        if value is None:
            shown = text[:LONGEST]
            self.wrong(
                field,
                en=f"'{shown}' is no plain decimal of at most {LONGEST} signs",
                zh=f"“{shown}”不是普通小数，或超过 {LONGEST} 个字符",
            )
            return None
        if not exact(least) <= value <= exact(most):
            self.wrong(
                field,
                en=f"{text} does not lie between {least} and {most}",
                zh=f"{text} 不在 {least} 到 {most} 之间",
            )
            return None
        return value

    def whole(self, field: str, text: str | None, *, least: int = 0) -> int | None:
        """A whole number, such as tonnes; None without an input, or after a fault."""
        value = self.decimal(field, text, least=str(least))
        if value is None:
            return None
        if value.denominator != 1:
            self.wrong(field, en=f"{text} is no whole number", zh=f"{text} 不是整数")
            return None
        return value.numerator

    def needed(self, **given: str | None) -> None:
        """Add a fault for each missing input."""
        for field, text in given.items():
            if text is None:
                self.wrong(field, en="is missing", zh="未给出")

    def done(self) -> None:
        """Refuse with InputsWrong if there is a fault."""
        if not self.faults:
            return
        checks = [
            Check(number, f"{field}: {en}", f"{field}：{zh}")
            for number, (field, (en, zh)) in enumerate(self.faults.items(), start=1)
        ]
        raise InputsWrong(checks=checks, count=len(checks), fields=", ".join(self.faults))
