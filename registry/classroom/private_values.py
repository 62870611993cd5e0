"""What tonnes are worth to each seat: the private values and costs that a plan gives people.

They follow from plan, seed and the seat alone, so nothing stores them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import ge, le
from random import Random
from typing import NamedTuple

from registry.classroom.plan import Plan
from registry.classroom.plan_parts import AimPart, SeatPart
from registry.classroom.room import SeatState
from registry.roles import Role


class Step(NamedTuple):
    """So many tonnes that are worth, or cost, so many fen each."""

    tonnes: int
    fen: int


class Schedule(NamedTuple):
    """A seat's steps in the order in which it comes to them, for tonnes of a unit.

    `buys`: the steps are values and fall; else they are costs and rise. `opening_fen` is the price
    of the first day in the unit's best market for the seat, None where it is not known.
    """

    unit: str
    buys: bool
    steps: tuple[Step, ...]
    opening_fen: int | None = None

    @property
    def tonnes(self) -> int:
        """All tonnes of the schedule."""
        return sum(step.tonnes for step in self.steps)

    @property
    def paying_tonnes(self) -> int:
        """Tonnes that pay at the price of the first day; all where that is not known.

        A buyer values them at it or more, or they cost an owner no more than it.
        """
        if self.opening_fen is None:
            return self.tonnes
        pays = ge if self.buys else le
        return sum(step.tonnes for step in self.steps if pays(step.fen, self.opening_fen))

    def worth_fen(self, tonnes: int, *, after: int = 0) -> int:
        """Fen that the next `tonnes` are worth together, after the first `after` of them.

        Tonnes beyond the schedule are worth nothing to a buyer.
        """
        total, passed = 0, 0
        for step in self.steps:
            here = min(passed + step.tonnes, after + tonnes) - max(passed, after)
            total += max(0, here) * step.fen
            passed += step.tonnes
        return total

    def step_after(self, tonnes: int) -> Step:
        """What is left of the step at which the seat stands after so many tonnes of the schedule.

        After all of them 0 tonnes, at the fen of the last step.
        """
        passed = 0
        for step in self.steps:
            passed += step.tonnes
            if passed > tonnes:
                return Step(min(step.tonnes, passed - tonnes), step.fen)
        return Step(0, self.steps[-1].fen)


def schedules(plan: Plan, seats: Iterable[SeatState], *, seed: int) -> Mapping[str, Schedule]:
    """The schedule of each seat that has one, by the seat's name."""
    found = {}
    for seat in seats:
        aim = _group(plan, seat).aim
        if aim is not None:
            prices = [one.reference for one in plan.instruments if one.unit == aim.unit]
            found[seat.name] = _schedule(aim, seat, seed=seed, prices=prices)
    return found


def _group(plan: Plan, seat: SeatState) -> SeatPart:
    """The group of a seat: seats of the beginning by number, later ones as they were opened."""
    passed = 0
    for group in plan.seats:
        passed += group.count
        if seat.number <= passed:
            return group
    return next(one for one in plan.seats if one.role == seat.role and not one.fixed)


def _schedule(aim: AimPart, seat: SeatState, *, seed: int, prices: Sequence[int]) -> Schedule:
    draw = Random(f"{seed}:{seat.name}:{aim.unit}")
    buys = seat.role is Role.VOLUNTARY_BUYER
    slope, last = aim.last_fen - aim.first_fen, max(1, aim.steps - 1)
    values = [
        aim.first_fen + slope * number // last + draw.randrange(-aim.spread_fen, aim.spread_fen + 1)
        for number in range(aim.steps)
    ]
    values.sort(reverse=buys)
    size, more = divmod(aim.tonnes, aim.steps)
    sizes = [size + (number < more) for number in range(aim.steps)]
    steps = zip(sizes, values, strict=True)
    opening_fen = (min if buys else max)(prices) if prices else None
    return Schedule(aim.unit, buys, tuple(Step(tonnes, fen) for tonnes, fen in steps), opening_fen)
