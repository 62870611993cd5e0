"""The announcements of a lesson as the writer holds them: a copy of what the command log says."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.books import Books
from registry.classroom.logged import given, named

MADE = ("announcement.make", "clock.announcement")
"""The commands that make one: the trainer's, and the plan's by the clock."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement.

    `number` counts from 1; `at` is its lesson time in ms; a text is '' where the language was left
    out, never both; `planned`: the lesson plan has it; `command` is its number in the log.
    """

    number: int
    at: int
    text_zh: str
    text_en: str
    planned: bool
    command: int


class Announcements:
    """All announcements of one lesson, oldest first; none is ever taken back."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.made: tuple[Announcement, ...] = ()
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Read them from the log."""
        self.made = ()
        for one in given(self.books.store, named(*MADE)):
            texts = {key: one_line(text or "") for key, text in one.arguments.items()}
            self.add(**texts, at=one.at, planned=one.name != MADE[0], command=one.number)

    def add(
        self, *, text_zh: str = "", text_en: str = "", at: int, planned: bool, command: int
    ) -> Announcement:
        """Add one; its texts are on one line."""
        made = Announcement(len(self.made) + 1, at, text_zh, text_en, planned, command)
        self.made = (*self.made, made)
        return made


def one_line(text: str) -> str:
    """A text with one space for every run of spaces and new lines, as an announcement shows it."""
    return " ".join(text.split())
