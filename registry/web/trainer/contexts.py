"""Context of the trainer's page: clock deeds, the room, what goes wrong most.

It knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDeeds:
    """The trainer's hands on time; each deed has its key for this rendering."""

    start_key: str = told("key of lesson.start")
    pause_key: str = told("key of lesson.pause")
    speed_key: str = told("key of lesson.speed")
    next_day_key: str = told("key of lesson.next_day")
    speeds: tuple[int, ...] = told("speeds that can be chosen")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """One instrument with its halt switch and its call auction."""

    code: str = told("instrument code")
    name: str = told("what it is")
    last: int | None = told("last price")
    change: int | None = told("change against the reference")
    volume: int = told("tonnes traded today")
    halted: bool = told("whether it is halted")
    key: str = told("key of lesson.halt or lesson.resume, whichever is possible")
    call: str = told("begin or end: what can be done about a call auction; '' = neither")
    call_key: str = told("key of lesson.call or lesson.uncross")
    call_until: int | None = told("lesson time at which its call ends; None: there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One seat, as the trainer sees it; those who need help come first."""

    seat: str = told("seat id")
    name: str = told("name of the seat")
    role: str = told("role code")
    person: str = told("name of the person; '' when a bot plays it")
    connected: bool = told("whether the person's page is open now")
    need: str = told("'' none, refused (the same refusal again and again), away, idle")
    need_count: int = told("how often, or for how many real minutes; 0 where it does not apply")
    last_deed: str = told("last command of the seat; '' when there was none")
    last_ago_s: int | None = told("real seconds since then; None when unknown")
    last_refused: str = told("code of the refusal if the last command was refused; '' otherwise")
    remove_key: str = told("key to remove the person; '' for bots")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """Something that the trainer should know about the lesson as a whole."""

    code: str = told("what kind of notice")
    text: str = told("its sentence in the page's language")
    at: int = told("lesson time at which it was told")
    grave: bool = told("whether it is shown in red")
    confirm: bool = told("whether it stands until the trainer confirms it")
    key: str = told("key of the form that confirms it")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCount:
    """How often a refusal was given lately."""

    code: str = told("permanent code")
    text: str = told("its sentence without figures, or its help line, in the page's language")
    count: int = told("how often")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """Which act of the lesson runs, and which follows."""

    number: int = told("number of the act, from 1")
    of: int = told("how many acts the lesson has")
    title: str = told("its title in the page's language")
    between: bool = told("whether it has ended, and lesson time leaps to the next one")
    next_title: str = told("title of the act that follows; '' after the last")
    next_day_text: str = told("its first day: 2029-03-12 周一 / Mon 12 Mar 2029; '' after the last")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerPage(Page):
    """The trainer's page."""

    template: ClassVar[str] = "trainer/console.html"
    notices: tuple[NoticeLine, ...] = told("what the trainer should know, grave ones first")
    over: bool = told("whether the last day has ended: no clock deed, halt or call is offered")
    act: ActLine | None = told("the act that runs; None in a lesson without acts")
    deeds: ClockDeeds = told("clock deeds")
    join_code: str = told("join code as it is read: KX7-4Q2")
    join_url: str = told("address that leads to the join page with the code in it")
    join_host: str = told("the same without scheme and code: 192.168.43.10:8765")
    join_qr: Markup = told("the address as a QR code: SVG with viewBox and without inline style")
    people: int = told("seats held by people")
    bots: int = told("seats played by bots")
    away: int = told("people without an open page")
    stuck: int = told("people who need help")
    seats_total: int = told("all seats")
    commands: int = told("commands in the log")
    refused: int = told("of these refused")
    trades: int = told("trades so far")
    markets: tuple[MarketRow, ...] = told("instruments with their halt switches")
    roster: tuple[RosterRow, ...] = told("seats, those who need help first")
    role: str = told("role filter; '' = all")
    roles: tuple[str, ...] = told("role codes that can be chosen as filter")
    refusals: tuple[RefusalCount, ...] = told("most frequent refusals of late, worst first")
    audit_ok: bool | None = told("last audit; None when none has run")
    audit_at: int | None = told("lesson time of the last audit")
    chain_head: str = told("hash of the newest command, in hex")
    start_hour: str = told("when it starts by itself, 2026-03-16 09:00; '' = not set")
    may_set_hour: bool = told("whether an hour can be set: it stands still and is not over")
    start_hour_key: str = told("key of the form that sets the hour")
    lesson_file: str = told("name of the lesson file")
    refusal: RefusalCard | None = told("the last deed's refusal")
    receipt: Receipt | None = told("the last deed's receipt")


PAGES: tuple[type[Page], ...] = (TrainerPage,)
"""The pages of this area."""
