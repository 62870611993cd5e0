"""Contexts of what people are told on every page: announcements, notes, who is beside the seat.

As in `shared.py`: '' is no text, keys are minted for this rendering, `at` is lesson time in ms.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OneText:
    """A text and its language, for the attribute `lang`."""

    lang: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementBar:
    """The newest announcement: its number from 1, and its texts, that of the page's language first.

    Before the first announcement `number` is 0, and there is no text.
    """

    number: int
    at: int
    texts: tuple[OneText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """What a person is told at the own seat until it is read; `key` is for putting it away.

    A hint has `texts`; a command that the trainer gave for the seat has its name in `act`, and is
    linked by its `number`.
    """

    number: int
    at: int
    texts: tuple[OneText, ...]
    act: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpBar:
    """Help at a person's seat: notes that were not read, and the own request.

    `asked_at` is the request's lesson time, None without one; `taken`: somebody takes care of it.
    `key` asks, or closes the request; `here` is the page to come back to.
    """

    notes: tuple[NoteLine, ...]
    asked_at: int | None
    taken: bool
    key: str
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideBar:
    """Somebody beside a seat sees its pages: `mode` is look or act.

    `person` is who sits there, '' for a bot; `other_href` the same page in the other mode, '' for a
    helper, who never acts; `back_href` leads to the seat's page of help.
    """

    mode: str
    seat: str
    person: str
    other_href: str
    back_href: str
