"""A second, naive reading of the nine printed rules, slow and plain.

The violations are those of the benchmark's reference; here every possible part is tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from registry.bench.plain_offsets import BASE, MARKETS, PERCENT, TYPES, Entity, Lot, Reading, read

__all__ = ["BASE", "MARKETS", "PERCENT", "TYPES", "Reading", "largest", "read"]


def largest(market: str, entity: Entity, lots: Sequence[Lot]) -> tuple[int, ...]:
    """The largest part, by trying every one; at equal totals the earlier lots first."""
    best: tuple[int, tuple[int, ...]] = (0, (0,) * len(lots))
    for parts in itertools.product(*(range(lot["quantity_t"] + 1) for lot in lots)):
        if (sum(parts), parts) <= best:
            continue
        part = [
            {**lot, "quantity_t": tonnes} for lot, tonnes in zip(lots, parts, strict=True) if tonnes
        ]
        if not read(market, entity, part).codes:
            best = (sum(parts), parts)
    return best[1]
