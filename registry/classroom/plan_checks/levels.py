"""Checks of the levels of a lesson: what each opens is there, and is opened once."""

from __future__ import annotations

from collections.abc import Iterator

from registry.classroom.plan_checks.sound import Check, Mistake, Sound
from registry.classroom.toml_lines import Place


def known(plan: Sound) -> Iterator[Mistake]:
    """Instruments of levels are those of the lesson."""
    if not (plan.reached("instruments") and plan.all_have("instruments", "code")):
        return
    codes = [one["code"] for one in plan.tables("instruments")]
    for index, level in enumerate(plan.tables("levels")):
        for place, code in enumerate(level.get("instruments", [])):
            if code is not None and code not in codes:
                said = f"there is no instrument {code}: write one of {', '.join(codes)}"
                yield ("levels", index, "instruments", place), said


def once(plan: Sound) -> Iterator[Mistake]:
    """Nothing is opened by two levels."""
    seen: dict[str, int] = {}
    for index, level in enumerate(plan.tables("levels")):
        opened: list[tuple[Place, str]] = []
        for key in ("instruments", "commands"):
            names = enumerate(level.get(key, []))
            opened += [((key, place), name) for place, name in names if name is not None]
        if level.get("special_orders"):
            opened.append((("special_orders",), "special_orders"))
        for inner, name in opened:
            first = seen.setdefault(name, index)
            if first != index:
                place = ("levels", index, *inner)
                yield place, f"{name} is opened by level {first + 1} already"


def something(plan: Sound) -> Iterator[Mistake]:
    """Some instrument is open from the first level on, and a further level opens something."""
    levels = plan.tables("levels")
    if not levels or not plan.whole("levels") or not plan.all_have("instruments", "code"):
        return
    later = {code for level in levels[1:] for code in level.get("instruments", [])}
    later -= set(levels[0].get("instruments", []))
    codes = {one["code"] for one in plan.tables("instruments")}
    if codes and codes <= later:
        yield ("levels", 0), "opens no instrument: write instruments, or open one in no later level"
    for index, level in enumerate(levels[1:], 1):
        if not {"instruments", "commands", "special_orders"} & level.keys():
            said = "opens nothing: write instruments, commands or special_orders"
            yield ("levels", index), said


CHECKS: tuple[Check, ...] = (known, once, something)
