"""Who asked for help and what people were told at their seat, as the writer holds it.

A copy of what the command log says, as announcements are: there is no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.books import Books
from registry.classroom.announced import one_line
from registry.classroom.logged import given, named

ENDING = ("seat.leave", "seat.move", "seat.claim")
"""Commands after which another person, or nobody, sits at the seat that they name."""

_OF_HELP = ("help.ask", "help.take", "help.close", "help.hint", "help.read")


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's open request for help.

    `words` may be ''; `at` is lesson time in ms; `taken_by` the seat of
    who takes care of it (trainer, or a helper's H1), '' for nobody yet; `command` its number in the
    log.
    """

    seat: str
    words: str
    at: int
    command: int
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a person is told at the own seat until the person has read it.

    `number` is that of its command. A hint has a text in one or both languages ('' in the other); a
    command that the trainer gave for the seat has its name in `act`, else ''. `by` is the seat of
    who gave it.
    """

    number: int
    at: int
    by: str
    text_zh: str = ""
    text_en: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Helped:
    """Open requests for help and unread notes, by seat; an immutable value."""

    asked: Mapping[str, Asked] = field(default_factory=dict)
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)


class Helping:
    """The help of one lesson: `now` is replaced, never changed."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.now = Helped()
        self.touched: set[str] = set()
        """Seats for which something changed since the last public snapshot."""
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Read them from the log."""
        self.now = Helped()
        told = f"{named(*_OF_HELP, *ENDING)} OR (origin = 'trainer' AND seat LIKE 'S%')"
        for one in given(self.books.store, told):
            self.follow(one.name, one.arguments, seat=one.seat, at=one.at, number=one.number)

    def follow(
        self, name: str, given: Mapping[str, Any], *, seat: str, at: int, number: int
    ) -> None:
        """What an accepted command changes; `seat` is its giver's."""
        if name in ENDING:
            self.forget(given["seat"])
        elif name == "help.ask":
            words = one_line(given.get("words") or "")
            self._set_asked(seat, Asked(seat, words, at, number))
        elif name == "help.take":
            self._set_asked(given["seat"], replace(self.now.asked[given["seat"]], taken_by=seat))
        elif name == "help.close":
            self._set_asked(given.get("seat") or seat, None)
        elif name == "help.hint":
            texts = {key: one_line(given.get(key) or "") for key in ("text_zh", "text_en")}
            self.tell(given["seat"], Note(number, at, seat, **texts))
        elif name == "help.read":
            kept = [one for one in self.now.notes.get(seat, ()) if one.number != given["note"]]
            self._set_notes(seat, tuple(kept))
        else:
            self.tell(seat, Note(number, at, "trainer", act=name))

    def acted(self, name: str, seat: str, *, at: int) -> None:
        """The trainer gave an accepted command for a seat: its person is told."""
        if name not in _OF_HELP:
            self.follow(name, {}, seat=seat, at=at, number=self.books.number)

    def forget(self, seat: str) -> None:
        """Another person, or nobody, sits at a seat now."""
        if seat in self.now.asked:
            self._set_asked(seat, None)
        if seat in self.now.notes:
            self._set_notes(seat, ())

    def tell(self, seat: str, note: Note) -> None:
        """Tell a seat's person something."""
        self._set_notes(seat, (*self.now.notes.get(seat, ()), note))

    def _set_asked(self, seat: str, asked: Asked | None) -> None:
        others = {name: one for name, one in self.now.asked.items() if name != seat}
        self.now = replace(self.now, asked=others if asked is None else {**others, seat: asked})
        self.touched.add(seat)

    def _set_notes(self, seat: str, notes: tuple[Note, ...]) -> None:
        others = {name: one for name, one in self.now.notes.items() if name != seat}
        self.now = replace(self.now, notes={**others, seat: notes} if notes else others)
        self.touched.add(seat)
