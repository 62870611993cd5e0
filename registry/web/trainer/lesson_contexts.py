"""Contexts of the page with the lessons of this server, and of its form for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Choice, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """A lesson of this server.

    `state` has its word in the table lesson_states. `day` is 0 before the first day and, like
    `days`, in a closed lesson. `people` hold a seat. `shown`: the trainer's pages show it.
    `may_close`: it is open, and not the last open one. `seed` tells its rounds apart; 0 in a
    closed one. `again`: the question whether it begins again is open.
    """

    code: str
    title: str
    join_code: str
    state: str
    day: int
    days: int
    people: int
    shown: bool
    may_close: bool
    seed: int
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCard:
    """A plan that comes with the program; `day_minutes` and `minutes` are real ones at its speed,
    `chosen`: the form is about it."""

    name: str
    title: str
    days: int
    seats: int
    minutes: str
    day_minutes: str
    speed: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanField:
    """A field of the form: `key` as in a change of the plan, `mistakes` of the last try.

    `about` is a role or the code of an instrument, '' for days and seed. `choices` is empty in a
    field of text; `grows`: a further seat of the role is opened for everybody who joins.
    """

    key: str
    about: str
    value: str
    mistakes: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    grows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLesson:
    """The form for a new lesson of one plan; `days` is None where acts have their own days.

    `public`: its registries may be read by everybody. `others` are mistakes of no field, `wrong`
    counts all of them.
    """

    plan: PlanCard
    days: PlanField | None
    seats: tuple[PlanField, ...]
    makers: int
    venues: tuple[PlanField, ...]
    seed: PlanField
    bots: bool
    public: bool
    others: tuple[str, ...]
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonsPage(Page):
    """The lessons of this server and the form for a new one.

    `people` have a seat in the lesson that the pages show now, `title` is its name, `running`: its
    clock runs. `full`: no further lesson can be opened beside the `most` open ones.
    """

    template: ClassVar[str] = "trainer/lessons.html"
    lessons: tuple[LessonRow, ...]
    title: str
    people: int
    running: bool
    plans: tuple[PlanCard, ...]
    new: NewLesson
    full: bool
    most: int
    key: str


PAGES: tuple[type[Page], ...] = (LessonsPage,)
"""The pages of this module."""
