"""Account numbers with check digits, and printed serial ranges."""

from __future__ import annotations

import re


def check_digits(country: str, kind: int, identifier: int, period: int) -> int:
    """Two check digits of an account number: 98 minus the value modulo 97.

    Letters count as ord - 55 (A = 10). This is the scheme of the Kyoto registries' account
    numbers; the tests have six published examples.
    """
    letters = "".join(str(ord(c) - 55) for c in country)
    return 98 - int(f"{identifier}{letters}{kind:03d}{period:02d}00") % 97


def account_number(country: str, kind: int, identifier: int, period: int = 0) -> str:
    """`KH-100-10000001-0-42`: country, type, identifier, period, check digits."""
    check = check_digits(country, kind, identifier, period)
    return f"{country}-{kind}-{identifier}-{period}-{check:02d}"


_NUMBER = re.compile(r"([A-Z]{2})-([0-9]{3})-([0-9]{1,15})-([0-9])-([0-9]{2})")


def looks_like_account(text: str) -> bool:
    """Whether a text has the form of an account number, whatever its check digits."""
    return _NUMBER.fullmatch(text) is not None


def digits_expected(number: str) -> str:
    """The two check digits that belong to a text of that form, whatever digits it has."""
    found = _NUMBER.fullmatch(number)
    assert found is not None, number
    country, kind, identifier, period, _ = found.groups()
    return f"{check_digits(country, int(kind), int(identifier), int(period)):02d}"


def serial_range(registry: str, project: str, vintage: int, first: int, last: int) -> str:
    """A printed range of serials: `KHM01-KH001-2026-1-679`."""
    return f"{registry}-{project}-{vintage}-{first}-{last}"
