"""Checks of a lesson plan beyond its shape: unknown names, times out of order, missing roles, sums
that the books cannot hold.

Every check reads only the parts with the right shape, so that it works when other parts are wrong,
and never repeats a reported mistake. A plan that passes all of them can be played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from registry.classroom.plan_checks import (
    acts,
    aims,
    allocations,
    bodies,
    countries,
    levels,
    markets,
    monitoring,
    ndc,
    projects,
    seats,
    times,
    tonnes,
    undertakings,
)
from registry.classroom.plan_checks.sound import Mistake, Sound
from registry.classroom.toml_lines import Place

CHECKS = (
    *acts.CHECKS,
    *times.CHECKS,
    *countries.CHECKS,
    *projects.CHECKS,
    *allocations.CHECKS,
    *tonnes.CHECKS,
    *seats.CHECKS,
    *markets.CHECKS,
    *aims.CHECKS,
    *bodies.CHECKS,
    *levels.CHECKS,
    *monitoring.CHECKS,
    *undertakings.CHECKS,
    *ndc.CHECKS,
)


def contradictions(raw: dict[str, Any], wrong: Iterable[Place]) -> Iterator[Mistake]:
    """Every contradiction with its place; parts of the wrong shape (`wrong`) are removed first."""
    plan = Sound(raw, wrong)
    for check in CHECKS:
        yield from check(plan)
