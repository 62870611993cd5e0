"""The codes of helpers in the hall's file: a row for each lesson, beside the trainer's password."""

from __future__ import annotations

from sqlmodel import col, select

from registry.classroom.hall_tables import SecretRow

HELPERS = select(SecretRow).where(col(SecretRow.name).startswith("helpers "))
"""The rows of all lessons."""


def row_name(lesson: str) -> str:
    """The name under which a lesson's code, and how many helpers there were, are stored."""
    return f"helpers {lesson}"


def code_of(row: SecretRow) -> tuple[str, tuple[str, int]]:
    """The lesson of a row, its code, and how many helpers there were."""
    code, _, count = row.hashed.partition(" ")
    return row.name.partition(" ")[2], (code, int(count))
