"""Levels of a lesson: what people may use from which level on, and the command that raises it.

A plan without levels locks nothing. The level is read from the log, as announcements are (D-098).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ledger.books import Books
from registry.classroom.logged import given, named
from registry.classroom.plan_script import LevelPart

RAISED = "lesson.level"
"""The command by which the trainer raises the level."""

PLAIN_ORDER: Mapping[str, tuple[Any, ...]] = {
    "kind": ("limit",), "time_in_force": ("day",), "post_only": (None, False), "peak": (None,),
    "trigger": (None,),
}  # fmt: skip
"""The terms of an order that needs no level of its own; a field that is not given is plain."""


class Locks(NamedTuple):
    """The level from which on each instrument, each command and special orders may be used."""

    instruments: Mapping[str, int]
    commands: Mapping[str, int]
    special_orders: int


def locks_of(levels: Iterable[LevelPart]) -> Locks:
    """The locks of a plan; what no level names is open from the beginning."""
    instruments: dict[str, int] = {}
    commands: dict[str, int] = {}
    special = 0
    for number, level in enumerate(levels, 1):
        instruments.update(dict.fromkeys(level.instruments, number))
        commands.update({str(name): number for name in level.commands})
        special = number if level.special_orders else special
    return Locks(instruments, commands, special)


def is_plain(arguments: Mapping[str, Any]) -> bool:
    """Whether an order has a limit price, is good for the day, and no other terms."""
    return all(
        arguments[name] in allowed for name, allowed in PLAIN_ORDER.items() if name in arguments
    )


class Levels:
    """The level that the room has reached, and the locks of the plan."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.reached = 1
        self.most = 0
        self.locks = locks_of(())
        self.load()
        books.on_rebuild.append(self.load)

    def take_plan(self, levels: list[LevelPart]) -> None:
        """Set the locks; a plan without levels has none."""
        self.most = len(levels)
        self.locks = locks_of(levels)

    def load(self) -> None:
        """Read the level from the log."""
        self.reached = 1
        for one in given(self.books.store, named(RAISED)):
            self.reached = one.arguments["level"]
