"""Traders' waiting times during a disturbance, compared with those without it.

Four traders place and cancel orders, in each run first alone and then during the disturbance.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from registry.bench.served import Place
from registry.bench.traders import Line, joined, lasting, measured, slowest_hundredth

Beside = Callable[[list[Line], int], Awaitable[list[float]]]
"""Causes the disturbance in the run of that number; returns the traders' times during it."""


async def beside_and_alone(
    place: Place, beside: Beside, *, names: str, quiet_s: float, runs: int
) -> list[tuple[float, float]]:
    """(disturbed, alone): the 99th percentile of each run, in seconds.

    `names` is the prefix of the traders' names, which must be unique in a lesson.
    """
    traders = await joined(place, names)
    await measured(traders, lasting(quiet_s / 2), "warm")
    found = []
    for run in range(runs):
        alone = await measured(traders, lasting(quiet_s), f"q{run}")
        times = await beside(traders, run)
        found.append((slowest_hundredth(times), slowest_hundredth(alone)))
    for trader in traders:
        trader.close()
    return found


def row(name: str, found: list[tuple[float, float]], *, bar: float) -> dict[str, Any]:
    """The row of the run with the median ratio; `bar` is the highest allowed ratio."""
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
