"""Two sides measured alternately, so that other work of the machine affects both alike."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

Slice = Callable[[], float]
"""Does one slice of the work and returns its rate per second."""


def in_turns(
    name: str, *, ours: Slice, reference: Slice, rounds: int, bar: float | None
) -> dict[str, Any]:
    """Alternate both sides for some rounds; returns the row with the medians and their ratio."""
    rates: list[tuple[float, float]] = []
    for turn in range(rounds):
        first, second = (ours, reference) if turn % 2 else (reference, ours)
        rate = first()
        other = second()
        rates.append((rate, other) if turn % 2 else (other, rate))
    mine = median(pair[0] for pair in rates)
    theirs = median(pair[1] for pair in rates)
    ratio = mine / theirs
    return {
        "name": name,
        "unit": "per second",
        "ours": round(mine, 1),
        "reference": round(theirs, 1),
        "ratio": round(ratio, 3),
        "bar": bar,
        "met": None if bar is None else ratio >= bar,
    }


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder in the working directory, since the system's own may be in memory."""
    made = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
