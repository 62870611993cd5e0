"""Account numbers with check digits, and printed serial ranges."""

from __future__ import annotations


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


def serial_range(registry: str, project: str, vintage: int, first: int, last: int) -> str:
    """A printed range of serials: `KHM01-KH001-2026-1-679`."""
    return f"{registry}-{project}-{vintage}-{first}-{last}"
