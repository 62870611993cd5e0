"""The tables of the hall's file: lessons, tokens, passwords, how far each lesson was seen, starts.

They have a metadata of their own, so that no lesson file gets them. Knows no rule about them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class HallTable(SQLModel, registry=registry()):
    """Base of the hall's tables; a metadata of its own, so no lesson file has them."""


class LessonRow(HallTable, table=True):
    """One lesson on this machine: its code in the hall, its file, its title and join code."""

    __tablename__ = "lesson"

    code: str = Field(primary_key=True)
    file: str
    title_en: str
    title_zh: str
    join_code: str = Field(unique=True)


class TokenRow(HallTable, table=True):
    """One token that was handed out, as its sha256, and who holds it."""

    __tablename__ = "token"

    digest: str = Field(primary_key=True)
    kind: str
    lesson: str = Field(index=True)
    seat: str
    name: str
    created: int = Field(sa_column=Column(BigInteger, nullable=False))


class SeenRow(HallTable, table=True):
    """How far a lesson was seen to be committed: its last command then, and the head of its log."""

    __tablename__ = "lesson_seen"

    lesson: str = Field(primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    head: str


class SecretRow(HallTable, table=True):
    """A password as its argon2 hash; the trainer's is named `trainer`."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    hashed: str


class StartRow(HallTable, table=True):
    """The wall time in ms at which a lesson is to start by itself."""

    __tablename__ = "start_hour"

    lesson: str = Field(primary_key=True)
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
