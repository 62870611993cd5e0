"""Emissions balances of a party by each method, exact (2/CMA.3, annex, paras. 7 to 9 and 12).

Pure. A tonne that was first transferred is added, one that was used is subtracted; what was only
acquired or is held counts nowhere. A figure that is missing leaves a result indeterminate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer

from registry.programme.methodologies.calculator import decimal_text
from registry.programme.ndc.models import Method

Exact = Annotated[Fraction, PlainSerializer(decimal_text, return_type=str)]
"""Tonnes that need not be whole; over JSON an exact text such as 1173.3, or 1916/3."""


class Outcome(StrEnum):
    """Whether a balance keeps its target; indeterminate while a figure is missing."""

    MET = "met"
    MISSED = "missed"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True)
class Figures:
    """Tonnes by year of one NDC period; a year without an inventory or a level is not a key.

    `added` by the vintage of what was first transferred, `used` by the year of use.
    """

    first_year: int
    last_year: int
    emissions: Mapping[int, int]
    levels: Mapping[int, int]
    added: Mapping[int, int]
    used: Mapping[int, int]

    @property
    def years(self) -> range:
        """The years of the period."""
        return range(self.first_year, self.last_year + 1)

    def net(self, year: int) -> int:
        """The corresponding adjustment of a year: first transferred less used."""
        return self.added.get(year, 0) - self.used.get(year, 0)


@dataclass(frozen=True)
class Result:
    """The balance of a period by one method beside its target, in tonnes.

    `emissions_t` and `target_t` are of the last year, by a budget of all years; `adjustment_t` is
    what the method adds to them. None: a figure is missing; `missing` names each as `emissions
    2030`, `level 2030` or `method`.
    """

    method: Method
    emissions_t: int | None
    adjustment_t: Exact
    balance_t: Exact | None
    target_t: int | None
    outcome: Outcome
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Waterfall:
    """From emissions to the balance, in tonnes: what was first transferred is added, what was used
    is subtracted, each as the method does it.

    By averaging they are of the last year, otherwise of all years together. `reported`: each year
    of them has an inventory; one without counts as the newest before it.
    """

    all_years: bool
    reported: bool
    emissions_t: int
    added_t: Exact
    used_t: Exact
    target_t: int | None

    @property
    def balance_t(self) -> Fraction:
        """The emissions with both."""
        return self.emissions_t + self.added_t - self.used_t


def waterfall(figures: Figures, method: Method | None) -> Waterfall | None:
    """The steps from emissions to the balance by a party's method; None without a method or any
    inventory.
    """
    expected = _expected(figures)
    if method is None or not expected:
        return None
    averages, last = method is Method.AVERAGING, figures.last_year
    years = (last,) if averages else tuple(figures.years)
    divided = len(figures.years) if averages else 1
    levels = [figures.levels[year] for year in years if year in figures.levels]
    return Waterfall(
        all_years=not averages,
        reported=all(year in figures.emissions for year in years),
        emissions_t=sum(expected[year] for year in years),
        added_t=Fraction(sum(figures.added.values()), divided),
        used_t=Fraction(sum(figures.used.values()), divided),
        target_t=sum(levels) if len(levels) == len(years) else None,
    )


def balance_of_year(figures: Figures, year: int) -> int | None:
    """Emissions of a year with its own adjustment; None without an inventory."""
    emitted = figures.emissions.get(year)
    return None if emitted is None else emitted + figures.net(year)


def running_average(figures: Figures, year: int) -> Fraction:
    """The adjustments from the first year to this one, divided by the years that they are of."""
    so_far = range(figures.first_year, year + 1)
    return Fraction(sum(figures.net(one) for one in so_far), len(so_far))


def averaging(figures: Figures) -> Result:
    """The last year with all adjustments of the period divided by its years."""
    adjustment = running_average(figures, figures.last_year)
    return _of_last_year(figures, Method.AVERAGING, adjustment)


def trajectory(figures: Figures) -> Result:
    """The last year with its own adjustments; all years together must keep the trajectory, too.

    Without the second condition a party could transfer whatever arose in other years.
    """
    last = figures.last_year
    found = _of_last_year(figures, Method.TRAJECTORY, Fraction(figures.net(last)))
    whole = multi_year_budget(figures)
    missing = tuple(dict.fromkeys((*found.missing, *whole.missing)))
    outcome = found.outcome
    if missing:
        outcome = Outcome.INDETERMINATE
    elif whole.outcome is Outcome.MISSED:
        outcome = Outcome.MISSED
    return Result(
        found.method, found.emissions_t, found.adjustment_t, found.balance_t, found.target_t,
        outcome, missing,
    )  # fmt: skip


def multi_year_budget(figures: Figures) -> Result:
    """All years with all their adjustments, against the budgets of all years."""
    emitted, levels = figures.emissions, figures.levels
    missing = _missing(figures, figures.years)
    adjustment = Fraction(sum(map(figures.net, figures.years)))
    emissions = _sum(emitted, figures.years)
    return _result(
        Method.MULTI_YEAR_BUDGET, emissions, adjustment, _sum(levels, figures.years), missing
    )


RESULTS = {
    Method.AVERAGING: averaging,
    Method.TRAJECTORY: trajectory,
    Method.MULTI_YEAR_BUDGET: multi_year_budget,
}


def result(figures: Figures, method: Method | None) -> Result | None:
    """The result by the party's method; None while it has none, for then nothing is met."""
    return None if method is None else RESULTS[method](figures)


def room(figures: Figures, method: Method | None) -> Fraction | None:
    """Tonnes that a party can first transfer, over all years, and keep its target; below zero,
    those that it lacks. Years without an inventory count as the newest one before them, or else
    as the oldest. What was first transferred or used is not counted.

    None without a method, an inventory or a level that the method needs.
    """
    expected = _expected(figures)
    if method is None or not expected:
        return None
    if method is Method.AVERAGING:
        level = figures.levels.get(figures.last_year)
        if level is None:
            return None
        return Fraction((level - expected[figures.last_year]) * len(figures.years))
    levels = _sum(figures.levels, figures.years)
    if levels is None:
        return None
    return Fraction(levels - sum(expected.values()))


def indicator(added: Mapping[int, int], used: Mapping[int, int], year: int) -> int:
    """The adjustment of a year in another metric: of what is better when it is more, a first
    transfer is subtracted and a use added (para. 9). It is never added to tonnes (check 4021).
    """
    return used.get(year, 0) - added.get(year, 0)


def _expected(figures: Figures) -> dict[int, int]:
    """Emissions of every year: reported, or as the newest report before it; {} without any."""
    reported = sorted(year for year in figures.emissions if year in figures.years)
    if not reported:
        return {}
    found, latest = {}, figures.emissions[reported[0]]
    for year in figures.years:
        latest = figures.emissions.get(year, latest)
        found[year] = latest
    return found


def _of_last_year(figures: Figures, method: Method, adjustment: Fraction) -> Result:
    last = figures.last_year
    missing = _missing(figures, (last,))
    return _result(
        method, figures.emissions.get(last), adjustment, figures.levels.get(last), missing
    )


def _result(
    method: Method,
    emissions: int | None,
    adjustment: Fraction,
    target: int | None,
    missing: tuple[str, ...],
) -> Result:
    balance = None if emissions is None else emissions + adjustment
    outcome = Outcome.INDETERMINATE
    if balance is not None and target is not None and not missing:
        outcome = Outcome.MET if balance <= target else Outcome.MISSED
    return Result(method, emissions, adjustment, balance, target, outcome, missing)


def _missing(figures: Figures, years: range | tuple[int, ...]) -> tuple[str, ...]:
    kinds = (("emissions", figures.emissions), ("level", figures.levels))
    return tuple(f"{name} {year}" for name, known in kinds for year in years if year not in known)


def _sum(known: Mapping[int, int], years: range) -> int | None:
    """The sum over the years, None if one is missing."""
    found = [known[year] for year in years if year in known]
    return sum(found) if len(found) == len(years) else None
