"""What the shape of a lesson plan cannot tell: names that point nowhere, times out of order, an
office that is missing, sums that no book can hold.

Every check looks only at what has the right shape, so that it speaks even when other parts are
wrong, and never of a mistake that was told already. What passes them all can be played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from registry.classroom.plan_checks import countries, markets, projects, seats, times, tonnes
from registry.classroom.plan_checks.sound import Mistake, Sound
from registry.classroom.toml_lines import Place

CHECKS = (
    *times.CHECKS,
    *countries.CHECKS,
    *projects.CHECKS,
    *tonnes.CHECKS,
    *seats.CHECKS,
    *markets.CHECKS,
)


def contradictions(raw: dict[str, Any], wrong: Iterable[Place]) -> Iterator[Mistake]:
    """Every contradiction with its place; `wrong` is what has no right shape, and is taken out."""
    plan = Sound(raw, wrong)
    for check in CHECKS:
        yield from check(plan)
