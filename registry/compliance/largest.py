"""The largest part of a bundle that meets caps, sub-caps and shares: exact, in whole tonnes.

Lots with the same weight in every limit form a class; a small integer programme over the classes
is solved by branch and bound on exact fractions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = list[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of weight times tonnes over all lots is at most `bound`."""

    weights: tuple[int, ...]
    bound: int


def largest(quantities: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """Tonnes per lot of the largest total; at equal totals the earlier lot gets as much as it can.

    Every bound must be at least 0, so that the empty part is admissible.
    """
    assert all(limit.bound >= 0 for limit in limits)
    assert all(len(limit.weights) == len(quantities) for limit in limits)
    if not limits or not quantities:
        return list(quantities)
    signatures = [tuple(limit.weights[i] for limit in limits) for i in range(len(quantities))]
    kinds = list(dict.fromkeys(signatures))
    of = [kinds.index(one) for one in signatures]
    room = [0] * len(kinds)
    for kind, tonnes in zip(of, quantities, strict=True):
        room[kind] += tonnes
    rows = [list(column) for column in zip(*kinds, strict=True)]
    bounds = [limit.bound for limit in limits]

    total, rows, bounds = _largest_total(rows, bounds, room)
    taken, parts = [0] * len(kinds), []
    most: dict[int, int] = {}
    for kind, tonnes in zip(of, quantities, strict=True):
        if kind not in most:
            most = {kind: _most_of(kind, rows, bounds, taken, room)}
        part = min(tonnes, most[kind] - taken[kind])
        taken[kind] += part
        parts.append(part)
    assert sum(parts) == total
    return parts


def _largest_total(rows: list[Row], bounds: Row, room: Row) -> tuple[int, list[Row], Row]:
    """The largest total in whole tonnes, and the rows with that total fixed."""
    none, ones = [0] * len(room), [1] * len(room)
    relaxed = _relaxed(ones, rows, bounds, none, room)
    assert relaxed is not None
    total = math.floor(sum(relaxed))
    while True:
        fixed, limits = _fixed(total, rows, bounds)
        if _whole_maximum(none, fixed, limits, none, room) is not None:
            return total, fixed, limits
        total -= 1


def _fixed(total: int, rows: list[Row], bounds: Row) -> tuple[list[Row], Row]:
    """The rows for a fixed sum `total` of all tonnes, tightened for whole tonnes.

    With a fixed total, a multiple of it may be subtracted from both sides of a row; weights with a
    common divisor are then divided by it and the bound is rounded down. A limit on a share becomes
    a limit on tonnes, and the relaxed solution is usually whole.
    """
    count = len(rows[0])
    fixed = [*rows, [1] * count, [-1] * count]
    limits = [*bounds, total, -total]
    for row, bound in zip(rows, bounds, strict=True):
        most = max(row)
        weights = [weight - most for weight in row]
        divisor = math.gcd(*weights)
        if divisor > 1:
            fixed.append([weight // divisor for weight in weights])
            limits.append((bound - most * total) // divisor)
    return fixed, limits


def _most_of(kind: int, rows: list[Row], bounds: Row, taken: Row, room: Row) -> int:
    """The most tonnes of a class while the others keep at least `taken`."""
    wish = [int(other == kind) for other in range(len(room))]
    found = _whole_maximum(wish, rows, bounds, taken, room)
    assert found is not None
    return found[kind]


def _whole_maximum(wish: Row, rows: list[Row], bounds: Row, low: Row, high: Row) -> Row | None:
    """Whole numbers between low and high that meet every row and maximise wish; None: none do."""
    best: Row | None = None
    best_value = 0
    open_boxes = [(list(low), list(high))]
    while open_boxes:
        low, high = open_boxes.pop()
        found = _relaxed(wish, rows, bounds, low, high)
        if found is None:
            continue
        value = sum(w * x for w, x in zip(wish, found, strict=True))
        if best is not None and value.numerator // value.denominator <= best_value:
            continue
        split = next((i for i, x in enumerate(found) if x.denominator > 1), None)
        if split is None:
            best, best_value = [int(x) for x in found], int(value)
            continue
        below = found[split].numerator // found[split].denominator
        open_boxes.append((low, [*high[:split], below, *high[split + 1 :]]))
        open_boxes.append(([*low[:split], below + 1, *low[split + 1 :]], high))
    return best


def _relaxed(wish: Row, rows: list[Row], bounds: Row, low: Row, high: Row) -> list[Fraction] | None:
    """The same in fractions; None if no values meet every row."""
    if any(bottom > top for bottom, top in zip(low, high, strict=True)):
        return None
    count = len(wish)
    above = [[int(i == j) for j in range(count)] for i in range(count)]
    room = [top - bottom for bottom, top in zip(low, high, strict=True)]
    left = [
        bound - sum(a * x for a, x in zip(row, low, strict=True))
        for row, bound in zip(rows, bounds, strict=True)
    ]
    found = _simplex(wish, [*rows, *above], [*left, *room])
    if found is None:
        return None
    return [x + bottom for x, bottom in zip(found, low, strict=True)]


def _simplex(wish: Row, rows: list[Row], bounds: Row) -> list[Fraction] | None:
    """Maximise wish over x >= 0 with rows x <= bounds: the two-phase method, Bland's rule.

    Columns: the unknowns, one slack a row, the helper of phase one, the right-hand side.
    """
    count, slacks = len(wish), len(rows)
    helper = count + slacks
    table = [
        [Fraction(a) for a in row]
        + [Fraction(int(i == j)) for j in range(slacks)]
        + [Fraction(-1), Fraction(bound)]
        for i, (row, bound) in enumerate(zip(rows, bounds, strict=True))
    ]
    basis = [count + i for i in range(slacks)]
    lowest = min(range(slacks), key=lambda i: bounds[i])
    if bounds[lowest] < 0:
        goal = [Fraction(int(j == helper)) for j in range(helper + 2)]
        _pivot(table, basis, goal, lowest, helper)
        _climb(table, basis, goal, helper + 1)
        if goal[-1] != 0:
            return None
        if helper in basis:
            row = basis.index(helper)
            column = next(j for j in range(helper) if table[row][j] != 0)
            _pivot(table, basis, goal, row, column)
    goal = [Fraction(-w) for w in wish] + [Fraction(0)] * (slacks + 2)
    for row, column in enumerate(basis):
        if goal[column]:
            _subtract(goal, table[row], goal[column])
    _climb(table, basis, goal, helper)
    found = [Fraction(0)] * count
    for row, column in enumerate(basis):
        if column < count:
            found[column] = table[row][-1]
    return found


def _climb(
    table: list[list[Fraction]], basis: list[int], goal: list[Fraction], columns: int
) -> None:
    """Pivot until none of the first `columns` columns improves the goal; the region is bounded."""
    while True:
        enter = next((j for j in range(columns) if goal[j] < 0), None)
        if enter is None:
            return
        leave = min(
            (i for i in range(len(table)) if table[i][enter] > 0),
            key=lambda i: (table[i][-1] / table[i][enter], basis[i]),
        )
        _pivot(table, basis, goal, leave, enter)


def _pivot(
    table: list[list[Fraction]], basis: list[int], goal: list[Fraction], row: int, column: int
) -> None:
    by = table[row][column]
    table[row] = [value / by for value in table[row]]
    for other, line in enumerate(table):
        if other != row and line[column]:
            _subtract(line, table[row], line[column])
    if goal[column]:
        _subtract(goal, table[row], goal[column])
    basis[row] = column


def _subtract(line: list[Fraction], other: list[Fraction], times: Fraction) -> None:
    for j, value in enumerate(other):
        if value:
            line[j] -= times * value
