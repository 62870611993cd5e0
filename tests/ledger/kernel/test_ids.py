"""Account numbers: the check digits of published examples, and of some of this program's."""

from __future__ import annotations

import pytest

from ledger.kernel.ids import account_number, check_digits, serial_range

# Test data of the United Kingdom's registry: six numbers with their check digits.
PUBLISHED = (
    "UK-100-900000025-2-60", "UK-100-900000930-2-94", "UK-100-900000140-2-67",
    "UK-100-10000052-0-92", "UK-100-10000025-0-33", "UK-100-50001-2-11",
)  # fmt: skip
OURS = (
    "KH-100-10000001-0-42", "CN-100-10000001-0-52", "KH-230-10000002-0-31",
    "CN-300-10000003-0-85",
)  # fmt: skip


@pytest.mark.parametrize("number", [*PUBLISHED, *OURS])
def test_check_digits_are_those_of_the_example(number: str) -> None:
    country, kind, identifier, period, _ = number.split("-")

    assert number == account_number(country, int(kind), int(identifier), int(period))


@pytest.mark.parametrize("number", [*PUBLISHED, *OURS])
def test_one_wrong_digit_or_two_exchanged_are_found(number: str) -> None:
    country, kind, identifier, period, check = number.split("-")

    def passes(other: str) -> bool:
        return int(check) == check_digits(country, int(kind), int(other), int(period))

    for place, digit in enumerate(identifier):
        other = str((int(digit) + 1) % 10)
        assert not passes(identifier[:place] + other + identifier[place + 1 :])
    for place in range(len(identifier) - 1):
        one, two = identifier[place], identifier[place + 1]
        exchanged = identifier[:place] + two + one + identifier[place + 2 :]
        assert passes(exchanged) == (one == two)


def test_a_serial_range_is_printed() -> None:
    assert "KHM01-KH001-2026-1-679" == serial_range("KHM01", "KH001", 2026, 1, 679)
