"""Contexts of the reveal on the wall: one step more with each key.

Prices in fen a tonne; coordinates are whole units of the drawing. No person is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.debrief.room_contexts import BotRun, MarketPart
from registry.web.frame.contexts.shared import AxisMark, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLink:
    """A step of the reveal; `state` is done, now or later."""

    text: str
    href: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """The trades of a quarter of an hour: the larger, the more tonnes."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The limits of the orders of one side in a quarter of an hour, from the highest down."""

    side: str
    x: int
    top: int
    foot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Demand or supply as steps; its label stands at `label_x`, `label_y`."""

    name: str
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """The equilibrium: its prices as a band around the middle, and its tonnes."""

    x: int
    y: int
    top: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealChart:
    """The layers that are shown so far; () or None for those that are not.

    `by_time`: the marks of the horizontal axis are days, else tonnes of the curves.
    """

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    by_time: bool
    dots: tuple[Dot, ...]
    spans: tuple[Span, ...]
    curves: tuple[Curve, ...]
    cross: Cross | None
    marks_x: tuple[AxisMark, ...]
    marks_y: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealPage(Page):
    """One step of the reveal of a unit's market.

    `units` are pairs of a unit and its address. `step` is trades, orders, values, equilibrium or
    outcome, '' where nothing has traded. `bids`, `asks` are the numbers of their orders.
    `average_off` is the average price less the middle of the equilibrium, None without one.
    `runs` stand beside the outcome, `runs_hidden` more are left out. `last`: no further step.
    `met` of `emitters` have covered their gap.
    """

    template: ClassVar[str] = "debrief/reveal.html"
    unit: str
    units: tuple[tuple[str, str], ...]
    step: str
    last: bool
    steps: tuple[StepLink, ...]
    previous_href: str
    next_href: str
    next_text: str
    market: MarketPart
    runs: tuple[BotRun, ...]
    runs_hidden: int
    bids: int
    asks: int
    average_off: int | None
    emitters: int
    met: int
    chart: RevealChart | None


PAGES: tuple[type[Page], ...] = (RevealPage,)
"""The page for the wall."""
