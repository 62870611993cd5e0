"""Checks of the values that people are given: who has them, their order, and who can pay."""

from __future__ import annotations

from collections.abc import Iterator

from registry.classroom.plan_checks.sound import NO_SEATS, Check, Mistake, Sound, Table
from registry.roles import Role

_FALLING, _RISING = Role.VOLUNTARY_BUYER.value, Role.PROJECT_OWNER.value


def holders(plan: Sound) -> Iterator[Mistake]:
    """Voluntary buyers have private values, project owners have costs, nobody else has an aim."""
    for index, role, seat in plan.seats():
        if "aim" in seat and role not in {_FALLING, _RISING, *NO_SEATS}:
            said = f"only a {_FALLING} (values) and a {_RISING} (costs) have an aim"
            yield ("seats", index, "aim"), said


def steps(plan: Sound) -> Iterator[Mistake]:
    """Values fall and costs rise from step to step; a step has a tonne, and is worth a fen."""
    for index, role, aim in _aims(plan):
        place = ("seats", index, "aim")
        first, last = aim.get("first_fen"), aim.get("last_fen")
        tonnes, count = aim.get("tonnes"), aim.get("steps")
        if tonnes is not None and count is not None and count > tonnes:
            yield (*place, "steps"), f"{count} steps for {tonnes} t: each has at least one"
        if first is not None and last is not None:
            if role == _FALLING and last > first:
                said = f"values of a {role} fall: at most first_fen, {first}"
                yield (*place, "last_fen"), said
            elif role == _RISING and last < first:
                said = f"costs of a {role} rise: at least first_fen, {first}"
                yield (*place, "last_fen"), said
        lowest = min((one for one in (first, last) if one is not None), default=None)
        spread = aim.get("spread_fen", 0)
        if lowest is not None and spread >= lowest:
            yield (*place, "spread_fen"), f"a step could be worth nothing: below {lowest}"


def tradable(plan: Sound) -> Iterator[Mistake]:
    """An instrument in a registry where the seats have accounts delivers the unit."""
    known = plan.all_have("instruments", "unit") and plan.all_have("instruments", "registry")
    if not known or not plan.reached("instruments"):
        return
    for index, _, aim in _aims(plan):
        held = plan.held(index)
        if "unit" not in aim or None in held or not held:
            continue
        listed = {one["unit"] for one in plan.tables("instruments") if one["registry"] in held}
        if aim["unit"] not in listed:
            said = f"no instrument in {', '.join(map(str, held))} delivers {aim['unit']}"
            yield ("seats", index, "aim", "unit"), said


def affordable(plan: Sound) -> Iterator[Mistake]:
    """A buyer's cash pays for all tonnes at all that they can be worth to it."""
    for index, role, aim in _aims(plan):
        sound = all(plan.whole("seats", index, key) for key in ("aim", "cash_fen"))
        if role != _FALLING or not sound:
            continue
        most = (aim["first_fen"] + aim["last_fen"]) * aim["tonnes"] // 2
        most += aim.get("spread_fen", 0) * aim["tonnes"]
        cash = plan.tables("seats")[index].get("cash_fen", 0)
        ordered = aim["first_fen"] >= aim["last_fen"] > aim.get("spread_fen", 0)
        if ordered and most > cash:
            said = f"these tonnes can be worth {most} fen; the seat has {cash}"
            yield ("seats", index, "aim", "tonnes"), said


def _aims(plan: Sound) -> Iterator[tuple[int, str, Table]]:
    """The aims of those roles that may have one."""
    for index, role, seat in plan.seats():
        aim = seat.get("aim")
        if aim is not None and role in (_FALLING, _RISING):
            yield index, role, aim


CHECKS: tuple[Check, ...] = (holders, steps, tradable, affordable)
