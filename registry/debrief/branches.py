"""A lesson and its branches beside one another: the same figures of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.debrief.markets import OutcomeView
from registry.debrief.room import Debrief, RoomCompliance


@dataclass(frozen=True, slots=True)
class MarketFigures:
    """A unit's market in short: what came of it; None where it is not defined."""

    unit: str
    room: OutcomeView
    zero_intelligence: OutcomeView | None


@dataclass(frozen=True, slots=True)
class BranchView:
    """Another open lesson with the same commands up to `command`, and what came of it.

    `lesson` is its code; `source`: this lesson branches off it, otherwise it off this lesson.
    `changes` are the values of the plan that the branch changed; `at` is how far it has come, in ms
    of lesson time.
    """

    lesson: str
    source: bool
    command: int
    changes: dict[str, Any]
    at: int
    over: bool
    compliance: RoomCompliance
    markets: tuple[MarketFigures, ...]


def branches(own: str, found: Debrief, others: dict[str, Debrief]) -> list[BranchView]:
    """The source and the branches of lesson `own` among these lessons, the source first."""
    beside = []
    for code, other in others.items():
        of = found.branched_from
        if of is not None and of.lesson == code:
            beside.append(_beside(code, other, of.command, of.changes, source=True))
        of = other.branched_from
        if of is not None and of.lesson == own:
            beside.append(_beside(code, other, of.command, of.changes, source=False))
    return sorted(beside, key=lambda one: (not one.source, one.lesson))


def _beside(
    code: str, other: Debrief, command: int, changes: dict[str, Any], *, source: bool
) -> BranchView:
    return BranchView(
        lesson=code,
        source=source,
        command=command,
        changes=changes,
        at=other.at,
        over=other.over,
        compliance=other.room.compliance,
        markets=tuple(
            MarketFigures(one.unit, one.room, one.zero_intelligence) for one in other.room.markets
        ),
    )
