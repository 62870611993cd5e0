"""Demonstrations: scenarios that a server plays step by step, each in a lesson of its own.

The application puts in place what plays them: `registry/scenario/demonstrations.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offered:
    """A scenario that comes with the program; `name` is its folder and file, as orders/stop."""

    name: str
    title_en: str
    title_zh: str
    steps: int

    @property
    def area(self) -> str:
        """The folder: what it is about."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class StepDifference:
    """What was expected of a step, and what came instead."""

    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as its line says; `held` is None until it was taken."""

    line: int
    text: str
    held: bool | None = None
    differences: tuple[StepDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How far a demonstration has come: `taken` of its steps were taken.

    `people` are the names that its steps use, each with its seat.
    """

    scenario: Offered
    people: tuple[tuple[str, str], ...]
    taken: int
    steps: tuple[StepShown, ...]


class Demonstrations(Protocol):
    """The demonstrations of a server; methods without `async` may be called from any thread."""

    def offered(self) -> tuple[Offered, ...]:
        """Every scenario that can be loaded, by area and name; reads their files the first time."""

    async def load(self, name: str, *, code: str | None) -> str:
        """Make a lesson for a scenario, before its first step, and open it; its code.

        Raises ScenarioUnknown, and what `lessons.create` raises.
        """

    def shown(self, code: str) -> Shown | None:
        """How far the demonstration in a lesson has come; None if the lesson is none, or no more.

        A lesson that was closed or begun again is none, nor is any after a restart, which leaves
        these lessons closed.
        """

    async def play(self, code: str, *, to: int | None) -> Shown:
        """Take the steps up to this one, or (None) all; those that were taken are not repeated.

        Raises NoDemonstration.
        """
