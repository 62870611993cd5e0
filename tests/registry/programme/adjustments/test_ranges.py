"""Goal: arithmetic on serial ranges agrees with arithmetic on sets of serials.

Method: seeded random ranges; the twin writes every serial out.
"""

from __future__ import annotations

from random import Random

import pytest

from registry.programme.adjustments.ranges import Range, merged, minus, size


def some_ranges(random: Random) -> list[Range]:
    starts = [random.randint(1, 60) for _ in range(random.randint(0, 8))]
    return [(first, first + random.randint(0, 9)) for first in starts]


def serials(ranges: list[Range]) -> set[int]:
    return {serial for first, last in ranges for serial in range(first, last + 1)}


@pytest.mark.parametrize("seed", range(200))
def test_ranges_agree_with_sets(seed: int) -> None:
    random = Random(seed)
    ranges, taken = some_ranges(random), some_ranges(random)
    left = minus(ranges, taken)

    assert serials(ranges) - serials(taken) == serials(left)
    assert size(left) == len(serials(left))
    assert serials(ranges) == serials(merged(ranges))
    assert merged(left) == left
