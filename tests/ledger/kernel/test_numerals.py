"""Numbers written as text: digits of ASCII and nothing else. A table of each kind."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.kernel.numerals import decimal_number, ungrouped, whole_number

NO_NUMBER = [
    "", "-", "+5", "--5", "1_0", " 7", "7 ", "7\n", "１０", "٣", "1e1", "0x5", "5,0", "true", "½",
    "²", "−5", "1" * 41,
]  # fmt: skip


WHOLE = [("0", 0), ("10", 10), ("007", 7), ("9" * 40, 10**40 - 1)]


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_digits_are_a_whole_number(text: str, expected: int) -> None:
    assert expected == whole_number(text)
    assert expected == decimal_number(text)


def test_a_minus_is_read_where_it_makes_sense() -> None:
    assert -5 == whole_number("-5", signed=True)
    assert whole_number("-5") is None


@pytest.mark.parametrize("text", NO_NUMBER)
def test_nothing_else_is_a_number(text: str) -> None:
    assert whole_number(text, signed=True) is None
    assert decimal_number(text) is None


@pytest.mark.parametrize("text", ["10.0", "1.", ".5", "-0.8922"])
def test_a_point_makes_a_decimal(text: str) -> None:
    assert Fraction(text if text != "1." else "1") == decimal_number(text)
    assert whole_number(text, signed=True) is None


TYPED = [
    ("12,500", "12500"), (" 12 500 ", "12500"), ("1,234,567.50", "1234567.50"), ("7", "7"),
    ("1,5", "1,5"), ("1,0000", "1,0000"), ("1，000", "1，000"), ("12,500,", "12,500,"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_marks_of_thousands_are_left_out_and_no_other_comma(typed: str, expected: str) -> None:
    assert expected == ungrouped(typed)
