"""Checks of NDC accounts and of the stocktakes that raise their targets."""

from __future__ import annotations

from collections.abc import Iterator

from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table
from registry.classroom.toml_lines import Place
from registry.programme.ndc.models import FITTING, Method, TargetType

YEARS_MOST = 30
"""Most years of an NDC period."""


def accounts(plan: Sound) -> Iterator[Mistake]:
    """Each account is of a registry; its years are in order, and of no other account of it."""
    known = plan.registries()
    taken: dict[tuple[str, int], int] = {}
    for index, one in enumerate(plan.tables("ndc")):
        place: Place = ("ndc", index)
        party, first, last = one.get("party"), one.get("first_year"), one.get("last_year")
        if party is not None and known is not None and party not in known:
            yield (*place, "party"), f"there is no registry {party}"
        if first is not None and last is not None:
            if last < first:
                yield (*place, "last_year"), f"last_year {last} is before first_year {first}"
                continue
            if last - first >= YEARS_MOST:
                yield (*place, "last_year"), f"an NDC period has at most {YEARS_MOST} years"
                continue
            years = [(party, year) for year in range(first, last + 1) if party is not None]
            twice = next((year for year in years if year in taken), None)
            if twice is not None:
                yield (*place, "first_year"), f"{twice[0]} has an NDC period for {twice[1]} already"
            taken |= dict.fromkeys(years, index)
        yield from _method(place, one)
        yield from _years(place, one)


def _method(place: Place, one: Table) -> Iterator[Mistake]:
    """The method is one for the type of target."""
    target_type, method = one.get("target_type"), one.get("method")
    if target_type is None or method is None:
        return
    fitting = FITTING[TargetType(target_type)]
    if Method(method) not in fitting:
        said = f"{method} is no method for {target_type}; one of {', '.join(fitting)}"
        yield (*place, "method"), said


def _years(place: Place, one: Table) -> Iterator[Mistake]:
    """Levels and inventories are of years of the period, each year once."""
    first, last = one.get("first_year"), one.get("last_year")
    if first is None or last is None:
        return
    for key in one.get("levels_t") or {}:
        if not first <= int(key) <= last:
            yield (*place, "levels_t", key), f"{key} is not in the NDC period {first} to {last}"
    seen: set[int] = set()
    for number, fact in enumerate(one.get("inventory") or []):
        year: int | None = (fact or {}).get("year")
        if year is None:
            continue
        if not first <= year <= last:
            said = f"{year} is not in the NDC period {first} to {last}"
            yield (*place, "inventory", number, "year"), said
        elif year in seen:
            yield (*place, "inventory", number, "year"), f"{year} stands twice"
        seen.add(year)


def stocktakes(plan: Sound) -> Iterator[Mistake]:
    """Each target of a stocktake is of an account, and below every one before it."""
    if not plan.whole("ndc"):
        return
    allowed: dict[tuple[str, int], int | None] = {}
    for one in plan.tables("ndc"):
        for year in range(one["first_year"], one["last_year"] + 1):
            allowed[one["party"], year] = None
        for key, level in one.get("levels_t", {}).items():
            allowed[one["party"], int(key)] = level
    for index, held in enumerate(plan.tables("stocktakes")):
        for number, target in enumerate(held.get("targets") or []):
            place = ("stocktakes", index, "targets", number)
            stated: Table = target or {}
            party, of, level = stated.get("party"), stated.get("year"), stated.get("level_t")
            if party is None or of is None:
                continue
            if (party, of) not in allowed:
                yield place, f"{party} has no NDC account for {of}"
                continue
            before = allowed[party, of]
            if level is None:
                continue
            if before is not None and level >= before:
                said = f"{level} t is not below the {before} t before: ambition never falls"
                yield (*place, "level_t"), said
            else:
                allowed[party, of] = level


CHECKS: tuple[Check, ...] = (accounts, stocktakes)
