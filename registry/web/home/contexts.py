"""Contexts of the first page of a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.levels import LevelLine
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard, SeatPart
from registry.web.frame.contexts.told import AnnouncementBar


@dataclass(frozen=True, slots=True, kw_only=True)
class AimLine:
    """An aim of the seat as things stand; `unit` is that of its numbers: t, fen or tasks.

    `target` None: the lesson sets none. `met` None: there is no verdict, and `reason` says why.
    `change_fen` is what the seat has won or lost since the beginning, None unless that is its aim.
    """

    text: str
    unit: str
    target: int | None
    reached: int
    met: bool | None
    reason: str
    change_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """A first thing to do, and why."""

    text: str
    why: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What tonnes of a unit are worth to the seat (`buys`), or cost it, in fen a tonne.

    `paying` of them pay at `opening_fen`, the price of the first day (None: not known).
    """

    unit: str
    buys: bool
    tonnes: int
    paying: int
    opening_fen: int | None
    first_fen: int
    last_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Three steps to a first trade of so many tonnes at a price in fen a tonne.

    `waits`: nobody is on the other side, so that the order would rest; `untraded`: there is no
    trade of the instrument yet, and the price is then its reference price. Each `..._href` is the
    ticket with what was chosen up to there; `toggle_href` puts the guide away, or shows it again if
    `closed`.
    """

    instrument: str
    side: str
    price: int
    waits: bool
    untraded: bool
    quantity: int
    price_href: str
    quantity_href: str
    confirm_href: str
    closed: bool
    toggle_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The first page of a role: who, aim, first steps, how it is judged, what the lesson is.

    `country` is "" for an official, whose name tells it.
    `tasks` is the docket of an official, None for other roles. `orders_left` are open orders of the
    bot that played here until the person sat down. `minutes_left` are real minutes of trading days
    at the present speed. `guide` is None once the person has traded, and for roles that do not.
    """

    template: ClassVar[str] = "home/home.html"
    role: str
    country: str
    does: str
    aims: tuple[AimLine, ...]
    worth: Worth | None
    steps: tuple[FirstStep, ...]
    levels: tuple[LevelLine, ...]
    news: tuple[AnnouncementBar, ...]
    guide: Guide | None
    judged: str
    minutes_left: int
    personal_code: str
    orders_left: int
    tasks: SeatPart | None
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage(Page):
    """Everything that was announced in the lesson, newest first."""

    template: ClassVar[str] = "home/news.html"
    news: tuple[AnnouncementBar, ...]


PAGES = (HomePage, NewsPage)
