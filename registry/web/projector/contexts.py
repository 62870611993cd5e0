"""Context of the projector's page. Each text is in both languages, because a line can show both.

Prices are in ticks, quantities in tonnes, times in ms of lesson time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup

from registry.web.frame.contexts.shared import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSeats:
    """The seats of a role; `taken` are people's, `widest` is the largest number of any role."""

    role: Both
    taken: int
    seats: int
    widest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An instrument of the chart. `points` are (time, price, quantity), oldest first.

    `volume` is that of the day when they were read.
    """

    code: str
    name: Both
    points: tuple[tuple[int, int, int], ...]
    volume: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An announcement of the trainer; `number` counts from 1, as the chart's marks do."""

    number: int
    at: int
    day: int
    text: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """A side of the joint committee: `mark` is cn or host, `consents` whether it has voted."""

    mark: str
    name: Both
    consents: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An item that waits before both governments, China first."""

    text: Both
    voters: tuple[Voter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the road of a tonne; `count`, of its `unit`, and `tonnes` are formatted, or ''."""

    name: Both
    count: str
    unit: Both
    tonnes: str
    by_both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the address asks for; '' for what the page decides by itself.

    `show` is zh, en, both or turn (one after the other), `theme` is light or dark, `screen` is
    lobby or live; `turn` is 1 where the page turns through the instruments.
    """

    show: str
    theme: str
    screen: str
    turn: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorPage(Page):
    """The page: lobby and market, of which the script shows one.

    `days` are the last trading days of the chart: number, beginning, end. `words` is each word of
    the page; `script_words` those that the script fills in, with the phases'. `reveal_href` is the
    reveal of the debrief in the trainer's browser, '' in all others.
    """

    template: ClassVar[str] = "projector/projector.html"
    live_href: str
    reveal_href: str
    choices: Choices
    title: Both
    opens: Both
    join_code: str
    join_host: str
    join_qr: Markup
    seats: tuple[RoleSeats, ...]
    taken: int
    total: int
    of_seats: Both
    instruments: tuple[Shown, ...]
    days: tuple[tuple[int, int, int], ...]
    announcements: tuple[Announcement, ...]
    docket: tuple[Matter, ...]
    docket_more: Both | None
    steps: tuple[Step, ...]
    words: Mapping[str, Both]
    script_words: Mapping[str, Any]


PAGES: tuple[type[Page], ...] = (ProjectorPage,)
"""The pages of this area."""
