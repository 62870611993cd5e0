"""The codes with which helpers sign in to a lesson, and how many helpers each has had.

A part of the hall, in its file: a row for each lesson, beside the trainer's password.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlmodel import Session, col, select

from registry.classroom.codes import new_personal_code
from registry.classroom.hall_tables import SecretRow
from registry.roles import HELPER_SEAT

_ROWS = select(SecretRow).where(col(SecretRow.name).startswith("helpers "))
"""The rows of all lessons."""


class HelperCodes:
    """The codes of a hall, in memory; what changes is written to the hall's file first.

    Call all methods under the hall's lock. `writing` gives a session that commits at its end.
    """

    def __init__(
        self, session: Session, writing: Callable[[], AbstractContextManager[Session]]
    ) -> None:
        self._writing = writing
        self._of = dict(_code_of(row) for row in session.exec(_ROWS))

    def code(self, lesson: str) -> str:
        """The code of a lesson; "" if it never had one."""
        return self._of.get(lesson, ("", 0))[0]

    def renew(self, lesson: str) -> str:
        """Give a lesson another code; the numbers of its helpers' places go on."""
        _, count = self._of.get(lesson, ("", 0))
        made = new_personal_code()
        self._keep(lesson, made, count)
        return made

    def new_place(self, lesson: str) -> str:
        """A place for one more helper, in a lesson that has a code: its number none had before."""
        code, count = self._of[lesson]
        self._keep(lesson, code, count + 1)
        return f"{HELPER_SEAT}{count + 1}"

    def delete(self, lesson: str, *, session: Session) -> None:
        """Delete the row of a lesson."""
        row = session.get(SecretRow, _row_name(lesson))
        if row is not None:
            session.delete(row)

    def drop(self, lesson: str) -> None:
        """Forget the code of a lesson whose row was deleted."""
        self._of.pop(lesson, None)

    def _keep(self, lesson: str, code: str, count: int) -> None:
        with self._writing() as session:
            session.merge(SecretRow(name=_row_name(lesson), hashed=f"{code} {count}"))
        self._of[lesson] = (code, count)


def _row_name(lesson: str) -> str:
    return f"helpers {lesson}"


def _code_of(row: SecretRow) -> tuple[str, tuple[str, int]]:
    """The lesson of a row, its code, and how many helpers there were."""
    code, _, count = row.hashed.partition(" ")
    return row.name.partition(" ")[2], (code, int(count))
