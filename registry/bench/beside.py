"""How long traders wait for their orders beside something else, against how long without it.

Four traders place and cancel orders, in each run first alone and then beside it. Knows not what
that is, and no HTTP.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from registry.bench.served import Place
from registry.bench.traders import Line, joined, lasting, measured, slowest_hundredth

Beside = Callable[[list[Line], int], Awaitable[list[float]]]
"""Runs the other thing, in the run of that number, and measures the traders' times meanwhile."""


async def beside_and_alone(
    place: Place, beside: Beside, *, names: str, quiet_s: float, runs: int
) -> list[tuple[float, float]]:
    """(beside, alone): the slowest hundredth of each run, in seconds.

    `names`: how the traders' names begin; a name is held once in a lesson.
    """
    traders = await joined(place, names)
    await measured(traders, lasting(quiet_s / 2), "warm")
    found = []
    for run in range(runs):
        alone = await measured(traders, lasting(quiet_s), f"q{run}")
        times = await beside(traders, run)
        found.append((slowest_hundredth(times), slowest_hundredth(alone)))
    for one in traders:
        one.close()
    return found


def row(name: str, found: list[tuple[float, float]], *, bar: float) -> dict[str, Any]:
    """The run whose ratio is the median; the bar is the highest ratio that meets it."""
    ratio, beside, alone = sorted((b / a, b, a) for b, a in found)[len(found) // 2]
    return {
        "name": name,
        "unit": "microseconds",
        "ours": round(beside * 1e6, 1),
        "reference": round(alone * 1e6, 1),
        "ratio": round(ratio, 3),
        "bar": bar,
        "met": ratio <= bar,
    }
