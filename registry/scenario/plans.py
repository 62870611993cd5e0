"""The plan of a scenario: found by its name, changed by its lines, written as TOML for a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from registry.classroom.plan import Plan, parse_plan, read_plan, shipped_plans
from registry.classroom.plan_changes import changed, read_changes
from registry.paths import fixtures
from registry.roles import Role

PLANS = Path("scenarios") / "plans"
"""Where the small plans of our own scenarios are kept, among the fixtures."""


@cache
def named(name: str, folder: str) -> Plan:
    """A plan by the name of a lesson or of a scenario's plan, or a .toml file beside the scenario.

    Raises PlanUnreadable.
    """
    if name.endswith(".toml"):
        return read_plan(str(Path(folder) / name))
    own = fixtures() / PLANS / f"{name}.toml"
    if name not in shipped_plans() and own.is_file():
        return parse_plan(own.read_text(encoding="utf-8"), name=name)
    return read_plan(name)


def with_changes(plan: Plan, lines: dict[str, str]) -> Plan:
    """The plan with other values by key, written as in TOML; raises ChangesWrong."""
    return changed(plan, read_changes([f"{key}={text}" for key, text in lines.items()]))


def seats_of(plan: Plan) -> Iterator[tuple[str, Role, str]]:
    """Name, role and country of every seat, in the order in which a lesson opens them."""
    number = 0
    for group in plan.seats:
        first = group.registries[0] if group.registries else ""
        for ordinal in range(group.count):
            number += 1
            countries = group.countries
            country = countries[ordinal % len(countries)] if countries else first
            yield f"S{number:02d}", group.role, country


def as_toml(plan: Plan) -> str:
    """The whole plan as TOML text."""
    return "\n".join(_table(plan.model_dump(mode="json", exclude_none=True), "")) + "\n"


def _table(table: dict[str, Any], path: str) -> Iterator[str]:
    """Plain values first, then the tables below, as TOML demands it."""
    below = {key: one for key, one in table.items() if _is_table(one)}
    for key, one in table.items():
        if key not in below:
            yield f"{key} = {json.dumps(one, ensure_ascii=False)}"
    for key, one in below.items():
        at = f"{path}.{key}" if path else key
        if isinstance(one, dict):
            yield f"[{at}]"
            yield from _table(one, at)
        else:
            for entry in one:
                yield f"[[{at}]]"
                yield from _table(entry, at)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )
