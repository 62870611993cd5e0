"""Formats exact figures: thousands separators, at most twelve decimals, and the fraction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.decimals import PLACES, figure, terminating_places
from registry.web.calculators.contexts import Exact
from registry.web.frame import figures

_PLAIN = re.compile(r"(-?)([0-9]*)(?:\.([0-9]*))?")
_NAME = re.compile(r"[a-z_][a-z_0-9]*")
_SIGNS = (
    (" ** 17", "¹⁷"), (" ** 18", "¹⁸"), ("*", "×"), (" - ", f" {figures.MINUS} "), ("/", "÷"),
)  # fmt: skip


def grouped(text: str) -> str:
    """A plain decimal with thousands separators and a minus sign (U+2212); other text unchanged."""
    found = _PLAIN.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        return text
    whole = f"{int(found[2] or '0'):,}"
    return (figures.MINUS if found[1] else "") + whole + (f".{found[3]}" if found[3] else "")


def rounded_text(value: Fraction, places: int) -> str:
    """A fraction with at most so many decimals, rounded half to even, without trailing zeros."""
    scaled = round(value * 10**places)
    text = f"{abs(scaled):0{places + 1}d}"
    whole, rest = (text[:-places], text[-places:].rstrip("0")) if places else (text, "")
    sign = "-" if scaled < 0 else ""
    return grouped(f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}")


def fixed_text(value: Fraction, places: int) -> str:
    """A non-negative fraction with exactly so many decimals, rounded half to even."""
    text = f"{round(value * 10**places):0{places + 1}d}"
    return grouped(f"{text[:-places]}.{text[-places:]}")


def exact_figure(value: str, fraction: str | None = None, *, cut: bool = False) -> Exact:
    """A figure of the engine; a `cut` one has more decimals than the text gives."""
    places = len(value.partition(".")[2])
    shown = rounded_text(exact(value), PLACES) if places > PLACES else grouped(value)
    return Exact(
        value=value,
        shown=shown,
        more="fraction" if fraction else "value" if places > PLACES else "cut" if cut else "",
        fraction=fraction or "",
    )


def named(results: Mapping[str, object], name: str) -> Exact:
    """One figure of an engine's answer, with its fraction if it has one."""
    fraction = results.get(f"{name}_fraction")
    return exact_figure(str(results[name]), None if fraction is None else str(fraction))


def of_fraction(value: Fraction) -> Exact:
    """An exact fraction as a figure."""
    ends = terminating_places(value) is not None
    return exact_figure(figure(value), None if ends else f"{value.numerator}/{value.denominator}")


def signed_formula(formula: str) -> str:
    """A formula with typographic operators."""
    for plain, sign in _SIGNS:
        formula = formula.replace(plain, sign)
    return formula


def filled_formula(formula: str, inputs: Mapping[str, str]) -> str:
    """A formula with figures in place of names."""
    return signed_formula(_NAME.sub(lambda name: grouped(inputs[name[0]]), formula))
