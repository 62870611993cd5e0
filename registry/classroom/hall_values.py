"""What the hall knows: lessons, holders of tokens, the last command seen of a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.classroom.hall_tables import LessonRow, TokenRow


class Kind(StrEnum):
    """What a token opens: one seat, the trainer's pages, every seat for a script, or the queue of
    those who ask for help."""

    SEAT = "seat"
    TRAINER = "trainer"
    SCRIPT = "script"
    HELPER = "helper"


TOKEN_DAYS = {Kind.SEAT: 365, Kind.TRAINER: 30, Kind.HELPER: 2}
"""Days for which a token, and the browser's cookie with it, is valid. A script token with the
trainer's rights does not expire."""


@dataclass(frozen=True, slots=True)
class HallLesson:
    """A lesson as the hall lists it."""

    code: str
    file: str
    title_en: str
    title_zh: str
    join_code: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The number of a lesson's last command, and the chain head of the log after it."""

    number: int
    head: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a token: a person or a script on a seat, the trainer, a script, a helper.

    `name` is that of the person or helper, empty for all others.
    """

    digest: str
    kind: Kind
    lesson: str
    seat: str
    name: str


def lesson_of_row(row: LessonRow) -> HallLesson:
    """The lesson of a row of the hall's file."""
    return HallLesson(row.code, row.file, row.title_en, row.title_zh, row.join_code)


def holder_of_row(row: TokenRow) -> Holder:
    """The holder of the token of a row of the hall's file."""
    return Holder(row.digest, Kind(row.kind), row.lesson, row.seat, row.name)
