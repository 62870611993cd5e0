"""The parts of a monitoring period: its months and calendar years, and what is expected of each.

Pure: no storage and no clock.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from fractions import Fraction

from ledger.kernel.clock import moment
from ledger.kernel.quantity import exact

COST_OF_MONTH, COST_OF_YEAR = 1, 2
"""Samples that measuring a month, or the meter of a whole year, costs a verifier (assumption)."""


def months(first_day: str, last_day: str) -> list[str]:
    """The months of which a period has days, in order: `2027-01`."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    count = (last.year - first.year) * 12 + last.month - first.month
    numbers = (first.year * 12 + first.month - 1 + step for step in range(count + 1))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def days(month: str, *, first_day: str, last_day: str) -> tuple[date, date]:
    """The first and last day of a month that a period has."""
    year, number = int(month[:4]), int(month[5:])
    ends = date(year, number, monthrange(year, number)[1])
    first = max(date.fromisoformat(first_day), date(year, number, 1))
    return first, min(date.fromisoformat(last_day), ends)


def over_at(month: str, *, first_day: str, last_day: str) -> int:
    """The lesson time (ms) from which a period's days of a month are over."""
    return moment(days(month, first_day=first_day, last_day=last_day)[1] + timedelta(days=1))


def expected(by_year: Mapping[int, str], *, first_day: str, last_day: str) -> dict[str, Fraction]:
    """The MWh that a period's generation by year gives for each month, by its days."""
    sizes: dict[str, int] = {}
    for month in months(first_day, last_day):
        first, last = days(month, first_day=first_day, last_day=last_day)
        sizes[month] = (last - first).days + 1
    of_year = {year: sum(n for m, n in sizes.items() if int(m[:4]) == year) for year in by_year}
    return {
        month: exact(by_year[int(month[:4])]) * size / of_year[int(month[:4])]
        for month, size in sizes.items()
    }


def months_in(part: str, all_months: Collection[str]) -> list[str]:
    """The months of a part: itself, or those of the calendar year that it names."""
    return [month for month in all_months if month == part or month[:4] == part]


def covered_once(given: Collection[str], all_months: Collection[str]) -> bool:
    """Whether parts have each month of a period once, and nothing else."""
    found = [month for part in given for month in months_in(part, all_months)]
    empty = any(not months_in(part, all_months) for part in given)
    return not empty and sorted(found) == sorted(all_months)


def cost_of(part: str) -> int:
    """How many samples it costs to measure a part."""
    return COST_OF_YEAR if len(part) == 4 else COST_OF_MONTH
