"""Who took which seat: personal codes that lead back to a seat, and keys of joins already answered.

A part of the hall, in its file. A code is stored as it is read, so that its owner and the trainer
can see it again: like a join code it opens nothing but a seat of a lesson on this machine, the file
is its owner's only, wrong codes have to wait, and a code ends with its seat. A key and what was
asked with it are stored as hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, select

from registry.classroom.codes import new_personal_code, plain_code
from registry.classroom.hall_tables import SeatingRow


class Ended(StrEnum):
    """Why a seat is no longer its person's: not at all, the trainer gave it back, it was left."""

    NOT = ""
    TRAINER = "trainer"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Seating:
    """A person's time on a seat: its code, the person's name ("" after its end), how it ended.

    `key` and `asked` are hashes of a join's key and content, "" if it had no key; `watched`: a bot
    minds the seat while the person is away.
    """

    code: str
    lesson: str
    seat: str
    name: str
    watched: bool
    key: str = ""
    asked: str = ""
    ended: Ended = Ended.NOT


class Seatings:
    """Every seating of a hall, in memory; the hall writes what `changed` names.

    Call all methods under the hall's lock, but those that only look up.
    """

    def __init__(self, session: Session) -> None:
        rows = session.exec(select(SeatingRow)).all()
        self._by_code = {row.code: _seating(row) for row in rows}
        self._now = {
            (one.lesson, one.seat): one.code for one in self._by_code.values() if not one.ended
        }
        self._by_key = {(x.lesson, x.key): x.code for x in self._by_code.values() if x.key}
        self._owed: set[str] = set()

    def now(self, lesson: str, seat: str) -> Seating | None:
        """The seating of the person who holds a seat; None if nobody does."""
        code = self._now.get((lesson, seat))
        return None if code is None else self._by_code[code]

    def of_lesson(self, lesson: str) -> list[Seating]:
        """The seatings of the people who hold a lesson's seats."""
        held = (self._by_code[code] for (of, _), code in tuple(self._now.items()) if of == lesson)
        return list(held)

    def by_code(self, typed: str) -> Seating | None:
        """The seating of a personal code as a person types it, also one that has ended."""
        return self._by_code.get(plain_code(typed))

    def by_key(self, lesson: str, key: str) -> Seating | None:
        """The seating of an earlier join with this key (its hash), also one that has ended."""
        code = self._by_key.get((lesson, key))
        return None if code is None else self._by_code[code]

    def begin(self, one: Seating, *, at: int, session: Session) -> None:
        """Store a new seating, and end an earlier one of the seat; `at` is wall time in ms."""
        self.end(one.lesson, one.seat, Ended.LEFT)
        self.settle(session)
        session.add(
            SeatingRow(
                code=one.code, lesson=one.lesson, seat=one.seat, name=one.name,
                watched=one.watched, join_key=one.key, asked=one.asked, ended=one.ended, began=at,
            )
        )  # fmt: skip

    def keep(self, one: Seating) -> None:
        """Know a seating whose row is committed."""
        self._by_code[one.code] = one
        self._now[one.lesson, one.seat] = one.code
        if one.key:
            self._by_key[one.lesson, one.key] = one.code

    def end(self, lesson: str, seat: str, why: Ended) -> None:
        """End the seating of a seat, if there is one: its code opens nothing any more."""
        code = self._now.pop((lesson, seat), None)
        if code is not None:
            self._by_code[code] = replace(self._by_code[code], name="", ended=why)
            self._owed.add(code)

    def move(self, lesson: str, seat: str, target: str, *, session: Session) -> None:
        """Write that a person goes from one seat to another with the same code."""
        code = self._now.get((lesson, seat))
        row = None if code is None else session.get(SeatingRow, code)
        if row is not None:
            row.seat = target

    def moved(self, lesson: str, seat: str, target: str) -> None:
        """A move is committed."""
        code = self._now.pop((lesson, seat), None)
        if code is not None:
            self._by_code[code] = replace(self._by_code[code], seat=target)
            self._now[lesson, target] = code

    def drop(self, lesson: str) -> None:
        """Forget every seating of a lesson whose rows were deleted."""
        gone = {code for code, one in self._by_code.items() if one.lesson == lesson}
        self._by_code = {code: one for code, one in self._by_code.items() if code not in gone}
        self._now = {held: code for held, code in self._now.items() if code not in gone}
        self._by_key = {asked: code for asked, code in self._by_key.items() if code not in gone}
        self._owed -= gone

    def settle(self, session: Session) -> None:
        """Write the ends that no commit has stored yet."""
        for code in self._owed:
            row = session.get(SeatingRow, code)
            if row is not None:
                row.name, row.ended = "", self._by_code[code].ended

    def settled(self) -> None:
        """What was written is committed."""
        self._owed.clear()

    def new_code(self) -> str:
        """A personal code that nobody of this hall ever had."""
        while (code := new_personal_code()) in self._by_code:
            pass
        return code


def _seating(row: SeatingRow) -> Seating:
    return Seating(
        row.code, row.lesson, row.seat, row.name, row.watched, row.join_key, row.asked,
        Ended(row.ended),
    )  # fmt: skip
