"""The tables of the hall's file: lessons and which are open, tokens and lost ones, seatings,
passwords, last commands seen, start hours, the answers of the
quiz, figures for comparison.

They have metadata of their own, so that no lesson file gets them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class HallTable(SQLModel, registry=registry()):
    """Base of the hall's tables, with metadata of its own."""


class LessonRow(HallTable, table=True):
    """One lesson on this machine: its code in the hall, its file, its title and join code."""

    __tablename__ = "lesson"

    code: str = Field(primary_key=True)
    file: str
    title_en: str
    title_zh: str
    join_code: str = Field(unique=True)


class OpenRow(HallTable, table=True):
    """A lesson that was opened by request and not closed since: the next start opens it too."""

    __tablename__ = "open_lesson"

    lesson: str = Field(primary_key=True)


class TokenRow(HallTable, table=True):
    """One issued token, as its sha256, and its holder."""

    __tablename__ = "token"

    digest: str = Field(primary_key=True)
    kind: str
    lesson: str = Field(index=True)
    seat: str
    name: str
    created: int = Field(sa_column=Column(BigInteger, nullable=False))


class SeatingRow(HallTable, table=True):
    """A person's time on a seat, by the personal code; see `registry/classroom/seating.py`."""

    __tablename__ = "seating"

    code: str = Field(primary_key=True)
    lesson: str = Field(index=True)
    seat: str
    name: str
    watched: bool
    join_key: str
    asked: str
    ended: str
    began: int = Field(sa_column=Column(BigInteger, nullable=False))


class LostTokenRow(HallTable, table=True):
    """A token, as its sha256, that was invalidated with the end of a seating, and its code."""

    __tablename__ = "lost_token"

    digest: str = Field(primary_key=True)
    code: str


class SeenRow(HallTable, table=True):
    """The last command of a lesson that was seen committed, and the chain head after it."""

    __tablename__ = "lesson_seen"

    lesson: str = Field(primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    head: str


class SecretRow(HallTable, table=True):
    """A password as its argon2 hash, named `trainer`; a random secret as it is, named `derive`; the
    code of a lesson's helpers and how many there were, named `helpers` and the lesson."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    hashed: str


class StartRow(HallTable, table=True):
    """The wall time in ms at which a lesson starts automatically."""

    __tablename__ = "start_hour"

    lesson: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))


class QuizSittingRow(HallTable, table=True):
    """A sitting of the quiz that was opened for a lesson, and whether it is open now."""

    __tablename__ = "quiz_sitting"

    lesson: str = Field(primary_key=True)
    sitting: str = Field(primary_key=True)
    open: bool


class QuizCodeRow(HallTable, table=True):
    """A quiz code of a lesson; nothing says whose it is. `printed`: given out on paper."""

    __tablename__ = "quiz_code"

    code: str = Field(primary_key=True)
    lesson: str = Field(index=True)
    printed: bool


class QuizAnswerRow(HallTable, table=True):
    """What a quiz code chose at a sitting: a choice by its number in the file, 0 if unknown."""

    __tablename__ = "quiz_answer"

    code: str = Field(primary_key=True)
    sitting: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    lesson: str = Field(index=True)
    choice: int


class FiguresRow(HallTable, table=True):
    """Figures of a lesson after its command `number`, or of a run that branched off it at `at`.

    `changes` are the changed values of the plan as JSON, `figures` are JSON too.
    """

    __tablename__ = "lesson_figures"

    lesson: str = Field(primary_key=True)
    at: int = Field(primary_key=True)
    changes: str = Field(primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    figures: str
