"""The parts of a scenario file as they are read: settings, moments, steps, expectations.

Pure values: nothing here knows a lesson, a command or a query.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong with one line of a file; lines count from 1."""

    line: int
    text: str


class Unreadable(Exception):
    """A scenario file with mistakes; `mistakes` lists all of them, in order of lines."""

    def __init__(self, name: str, mistakes: list[Mistake]) -> None:
        self.name, self.mistakes = name, sorted(set(mistakes))
        listed = [f"line {one.line}: {one.text}" for one in self.mistakes]
        super().__init__(f"{name}: {len(listed)} mistake(s)\n  " + "\n  ".join(listed))


@dataclass(frozen=True, slots=True)
class Reference:
    """A value of an earlier answer by its name, as `$order`; `plus` is added, as in `$lo-1`."""

    name: str
    plus: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the current day, as `14:30`; a lesson time in ms once the step runs."""

    hour: int
    minute: int


Value = Any
"""A whole number, text, truth value, null, a list or table of them, a Reference or an Hour."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a step.

    `path` is a field of the answer; "" with operator "word" stands for status or state, with
    "refused" for the refusal's code, with "trades" for the trades of an order, with "lines" for
    the number of lines of a list. Operator "" only names the value.
    """

    text: str
    path: str
    operator: str
    value: Value = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of time: the lesson is advanced to it and stands there.

    Given is one of a day (with an hour or a phase, or neither), an hour, a phase, minutes from
    now, or nothing: the next event.
    """

    line: int
    text: str
    day: int | None = None
    hour: Hour | None = None
    phase: str = ""
    minutes: int | None = None
    expectations: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a step: a seat by name, by role and place, by an answer's value, or the trainer."""

    text: str
    seat: str = ""
    role: str = ""
    place: int = 1
    country: str = ""
    reference: str = ""


TRAINER = Actor("trainer")


@dataclass(frozen=True, slots=True)
class Step:
    """A command or a query of a seat with its fields; `where` selects lines of a list."""

    line: int
    text: str
    actor: Actor
    verb: str
    fields: dict[str, Value] = field(default_factory=dict)
    places: tuple[Value, ...] = ()
    where: dict[str, Value] = field(default_factory=dict)
    preview: bool = False
    expectations: tuple[Expectation, ...] = ()


@dataclass(slots=True)
class Scenario:
    """One scenario as it stands in its file; `lines` are those of its settings and people."""

    file: str
    line: int
    title_en: str
    title_zh: str
    plan: str = ""
    seed: int = 1
    bots: bool | list[str] = False
    changes: dict[str, tuple[int, str]] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    steps: list[Moment | Step] = field(default_factory=list)
