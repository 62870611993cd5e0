"""The scenarios that come with the program, by name: folder and file, as `orders/stop`."""

from __future__ import annotations

from functools import cache

from registry.edge.demonstrations import Offered
from registry.paths import fixtures
from registry.scenario.checks import Ready, read_file
from registry.scenario.reader import read

OTHERS = ("plans", "venues")
"""Folders beside them: plans, and scripts of the order book alone."""


@cache
def offered() -> tuple[Offered, ...]:
    """Every one with its titles, sorted by name; each file has one scenario."""
    found = []
    for file in sorted((fixtures() / "scenarios").glob("*/*.txt")):
        if file.parent.name not in OTHERS:
            ((one,), mistakes) = read(file.read_text(encoding="utf-8"), file=file.name)
            assert not mistakes, mistakes
            name = f"{file.parent.name}/{file.stem}"
            found.append(Offered(name, one.title_en, one.title_zh, len(one.steps)))
    return tuple(found)


def ready_of(one: Offered) -> Ready:
    """The scenario, checked."""
    (ready,) = read_file(fixtures() / "scenarios" / f"{one.name}.txt")
    return ready
