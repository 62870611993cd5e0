"""Goal: decimals are read and written exactly, and a refusal lists every faulty input.

Method: known fractions, then hypothesis: written decimals are read back; a cut quotient is near.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.programme.methodologies.calculators.decimals import (
    PLACES,
    Reading,
    figure,
    figures,
    rounded,
    terminating_places,
)
from registry.programme.methodologies.errors import InputsWrong


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0"),
        (Fraction(92000), "92000"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 2**40), "0.0000000000009094947017729282379150390625"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(-2, 3), "-0.666666666667"),
        (Fraction(1, 3 * 10**14), "0.000000000000"),
    ],
)
def test_a_fraction_is_exact_or_has_twelve_decimals(value: Fraction, shown: str) -> None:
    assert shown == figure(value)


def test_what_does_not_terminate_has_its_fraction_beside_it() -> None:
    told = figures({"half": Fraction(1, 2), "third": Fraction(1, 3), "unknown": None})

    assert {"half": "0.5", "third": "0.333333333333", "third_fraction": "1/3"} == told


@given(st.fractions())
def test_what_terminates_is_read_back_and_the_rest_is_rounded_half_even(value: Fraction) -> None:
    shown = figure(value)

    if terminating_places(value) is not None:
        assert value == Fraction(shown)
    else:
        with localcontext() as context:
            context.prec = 400
            quotient = Decimal(value.numerator) / Decimal(value.denominator)
            assert Decimal(shown) == quotient.quantize(
                Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_EVEN
            )


@pytest.mark.parametrize(
    ("value", "to", "near"),
    [("63.684", "0.01", "63.68"), ("77.835", "0.01", "77.84"), ("70.75", "1", "71")],
)
def test_prices_are_rounded_to_the_tick_half_up(value: str, to: str, near: str) -> None:
    assert Fraction(near) == rounded(Fraction(value), to=Fraction(to))


@pytest.mark.parametrize("text", ["20.35", "020.350", "20.35000"])
def test_a_decimal_is_read_exactly(text: str) -> None:
    assert Fraction(2035, 100) == Reading().decimal("price", text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1e5", "1,000", "½", "１", "1/3", "NaN", "inf", "0x1", "--1", ".", "-1", "9" * 41,
     "1000000000000000001"],
)  # fmt: skip
def test_what_is_no_plain_decimal_in_range_is_refused(text: str) -> None:
    reading = Reading()
    read = reading.decimal("price", text)

    assert read is None
    with pytest.raises(InputsWrong) as caught:
        reading.done()
    assert ["price"] == [check.en.partition(":")[0] for check in caught.value.checks]


def test_every_fault_is_told_at_once_in_both_languages() -> None:
    reading = Reading()
    reading.decimal("price", "x")
    reading.whole("tonnes", "1.5")
    reading.needed(tariff=None)

    with pytest.raises(InputsWrong) as caught:
        reading.done()
    assert {"count": 3, "fields": "price, tonnes, tariff"} == caught.value.facts
    assert [1, 2, 3] == [check.number for check in caught.value.checks]
    assert all(any("\u4e00" <= sign for sign in check.zh) for check in caught.value.checks)
