"""Tables of the class: the lesson's own state and its seats. They contain no personal name."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, hot, key, whole
from registry.roles import Role


class Driver(StrEnum):
    """Who plays a seat; `away`: a person's seat, which a bot minds until the person is back."""

    BOT = "bot"
    PERSON = "person"
    AWAY = "away"


class LessonState(Table, table=True):
    """One row: whether lesson time runs, its speed, and the next event.

    `day` counts trading days from 1 (0: before the first); `next_event` is the position of the
    next clock command in the calendar; `leap_to` is the requested lesson time in ms (0: none),
    `stand_at` the one at which time stands and trading goes on (0: none).
    """

    __tablename__ = "lesson_state"
    __changes__ = ("running", "speed", "day", "next_event", "leap_to", "stand_at")
    __single__ = True
    id: int = key()
    running: bool
    speed: int
    day: int
    next_event: int
    leap_to: int = whole()
    stand_at: int = whole()


class Seat(Table, table=True):
    """A seat, numbered in the order of the plan; `fixed` roles get no further seats.

    The seat's name, such as S07, is also the owner of its accounts. `since` is the number of the
    command that made its driver the present one (0: a bot from the beginning), `away_since` that of
    the person's leaving for a while, 0 where there was none since the seat was claimed.
    """

    __changes__ = ("driver", "since", "away_since")
    number: int = key()
    name: str = Field(unique=True)
    role: Role = enum_column(Role)
    driver: Driver = enum_column(Driver)
    fixed: bool
    since: int = whole()
    away_since: int = whole()


class RoleBots(Table, table=True):
    """Whether bots play the seats of a role that nobody holds; one row for each role with seats."""

    __tablename__ = "role_bots"
    __changes__ = ("playing",)
    id: int = key()
    role: Role = enum_column(Role)
    playing: bool


LESSON_STATE, SEAT, ROLE_BOTS = hot(LessonState), hot(Seat), hot(RoleBots)
