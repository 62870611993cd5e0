"""Contexts of the trainer's pages: clock, seats, most frequent refusals; scenarios to show.

Prices are in ticks; a `change` is relative to the reference price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from registry.web.frame.contexts.levels import LevelLine
from registry.web.frame.contexts.shared import Choice, Page, Receipt, RefusalCard
from registry.web.frame.contexts.told import OneText
from registry.web.trainer.fault_contexts import FaultDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockActions:
    """The trainer's clock commands, each with its key for this rendering."""

    start_key: str
    pause_key: str
    speed_key: str
    next_day_key: str
    level_key: str
    speeds: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """One instrument with its halt switch and its call auction.

    `key` is for lesson.halt or lesson.resume, whichever is possible; `call` is begin, end, or ''
    when neither is possible. `call_until` is None without a call of its own.
    """

    code: str
    name: str
    last: int | None
    change: int | None
    volume: int
    halted: bool
    key: str
    call: str
    call_key: str
    call_until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotsRow:
    """A role, whether its bots play, and the key for the opposite; role '' means all of them."""

    role: str
    playing: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRow:
    """A moment to which lesson time can be advanced: a trading day's opening, the next beginning of
    a phase, or, with neither, the next event."""

    phase: str
    day: int | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonChoice:
    """An open lesson of this server; `shown`: these pages show it."""

    code: str
    title: str
    join_code: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingStep:
    """So many steps of one kind that only one official's seat can take.

    `since_day` is the trading day since which the oldest waits, None since the beginning.
    """

    command: str
    count: int
    since_day: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One seat, as the trainer sees it; seats that need help come first.

    `person` is '' when a bot plays the seat. `need` is refused (the same refusal again and again),
    idle, never, away or ''; `need_count` is how often, or for how many real minutes. `task` is what
    a person has still to do (`registry/debrief/unfinished.py`), '' for nothing; `task_count` its
    tonnes or steps. `last_ago_s` is in
    real seconds, None when unknown. `last_refused` is the sentence of the last command's
    refusal, '' if it was not refused. `minded`: a bot minds the seat while the person is away; an
    official's bot never does.
    `pending` are the `pending_steps` of an official who is away, or whose bot rests.
    `personal_code` leads the person back to the seat, '' without one. `resting`: a bot has the
    seat, and those of its role rest.
    """

    seat: str
    name: str
    role: str
    person: str
    connected: bool
    need: str
    need_count: int
    task: str
    task_count: int
    last_action: str
    last_ago_s: int | None
    last_refused: str
    minded: bool
    pending: tuple[PendingStep, ...]
    pending_steps: int
    personal_code: str
    remove_key: str
    resting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """Somebody who waits for help: who asked first, then who is stuck.

    `asked`: the person did, with `words` ('' for none), real `waits_s` seconds ago; else `need` and
    `need_count` say why, as in the roster. `taken_by` is the name of who takes care of it, '' for
    nobody; `mine`: that is the reader. `take_key` and `close_key` are '' where not possible.
    """

    seat: str
    name: str
    role: str
    person: str
    asked: bool
    words: str
    waits_s: int
    need: str
    need_count: int
    task: str
    task_count: int
    taken_by: str
    mine: bool
    take_key: str
    close_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """The code with which helpers sign in, the names of those who did, the key for a new code."""

    code: str
    names: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the server is doing.

    `unanswered_ms` is the age of the oldest command without an answer, 0 if all are answered;
    `streams` pages are connected now. `disk_free` is '' where it cannot be read,
    `backup_at` '' without a back-up. Each `..._state`, and the `worst` of them, is good, warn or
    bad.
    """

    unanswered_ms: int
    unanswered_state: str
    streams: int
    disk_free: str
    disk_state: str
    backup_file: str
    backup_at: str
    backup_state: str
    worst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A hint that can be given with one press; both texts are sent."""

    text: str
    text_zh: str
    text_en: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """A command of a seat: `origin` says who gave it; `refused` is the sentence of a refusal."""

    number: int
    at: int
    name: str
    origin: str
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatHelpPage(Page):
    """What the trainer or a helper can do for the person at one seat.

    `notes` are shown there now, and not read. `targets` are the free seats to which the person can
    move, () for a helper. `remove_key` is '' where nobody sits or for a helper, and so is
    `act_href`.
    """

    template: ClassVar[str] = "trainer/seat.html"
    row: RosterRow
    waits: QueueLine | None
    suggestions: tuple[Suggestion, ...]
    notes: tuple[tuple[OneText, ...], ...]
    hint_key: str
    actions: tuple[ActionLine, ...]
    look_href: str
    act_href: str
    targets: tuple[Choice, ...]
    move_key: str
    back_href: str
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperPage(Page):
    """The queue of those who wait for help, and who sits where, for a helper."""

    template: ClassVar[str] = "trainer/helper.html"
    queue: tuple[QueueLine, ...]
    roster: tuple[RosterRow, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperSignInPage(Page):
    """The sign-in of a helper by the lesson's helper code."""

    template: ClassVar[str] = "trainer/helper_sign_in.html"
    key: str
    code: str
    name: str
    refusal: RefusalCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A notice about the lesson as a whole.

    `grave` is shown in red; a notice with `confirm` stays until the trainer confirms it.
    """

    code: str
    text: str
    at: int
    grave: bool
    confirm: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCount:
    """A refusal and how often it occurred recently."""

    code: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the next day and a halt of all instruments would end or skip.

    `leaving` orders leave with `day`, whose remaining `minutes` of lesson time are played at full
    speed; `next_day` is None on the last day. `orders` are open, by instrument.
    """

    leaving: int
    minutes: int
    day: int
    last_day: bool
    next_day: int | None
    orders: dict[str, int]
    running: tuple[str, ...]
    halted: tuple[str, ...]
    halt_key: str
    resume_key: str
    end_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOpening:
    """The next beginning of a phase that takes orders; `lunch`: the market is closed for lunch."""

    at: int
    phase: str
    lunch: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """A remark or an announcement of the plan, and the real `minute` at which it is meant to come.

    `kind` is remark or announcement, `state` done, next or later.
    """

    kind: str
    day: int
    at: int
    minute: int
    texts: tuple[OneText, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the plan has beside the hours; `behind` its pace by so many real minutes, negative when
    ahead, None before the start and where no pace can be told."""

    lines: tuple[ScriptLine, ...]
    behind: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementRow:
    """An announcement that was made, by its number from 1; `planned`: the lesson plan has it."""

    number: int
    day: int
    at: int
    texts: tuple[OneText, ...]
    planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    """An announcement that is being written; `preview` is how it will look, () before that."""

    text_zh: str
    text_en: str
    preview: tuple[OneText, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """The current act of the lesson and the next one.

    `number` counts from 1. `between`: the act has ended and lesson time jumps to the next one,
    whose texts are '' after the last.
    """

    number: int
    of: int
    title: str
    between: bool
    next_title: str
    next_day_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step as the scenario's line says; `held` is None until it was taken.

    `differences` are pairs of what was expected and what came.
    """

    text: str
    held: bool | None
    differences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationCard:
    """A scenario that the shown lesson plays; `taken` of its `total` steps were taken.

    `people` are the names in its steps, each with its seat and the seat's name.
    """

    title: str
    people: tuple[tuple[str, str, str], ...]
    taken: int
    total: int
    steps: tuple[StepLine, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """A scenario that can be shown."""

    name: str
    title: str
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioArea:
    """The scenarios about one thing; `code` has its word in the table scenario_areas."""

    code: str
    rows: tuple[ScenarioRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenariosPage(Page):
    """The scenarios that come with the program; `key` is for loading one."""

    template: ClassVar[str] = "trainer/scenarios.html"
    areas: tuple[ScenarioArea, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerPage(Page):
    """The trainer's page.

    `join_code` is grouped, KX7-4Q2; `join_host` is `join_url` without scheme and code; `join_qr` is
    SVG with a viewBox and no inline style. `away` counts people without an open page, `stuck` those
    who need help. `act` is None in a lesson without acts, `audit_ok` and `audit_at` before the
    first audit. `start_hour` is '' when none is set, `may_set_hour` True while the lesson stands
    still and is not over. `over`: no clock command, halt or call is possible any more.
    `pending` are the seats with steps that nobody takes; `days_left` counts the trading days after
    the current one. `bots_rows`: all bots first, which play if those of every role do, then those
    of each role. `away_after_s` is the plan's, 0 if no bot minds the seat of who is away.
    `advance_key` is for a time of day. `lessons` is empty when only one is open,
    `demonstration` None in a lesson that shows no scenario.
    """

    template: ClassVar[str] = "trainer/console.html"
    notices: tuple[NoticeLine, ...]
    lessons: tuple[LessonChoice, ...]
    demonstration: DemonstrationCard | None
    over: bool
    act: ActLine | None
    actions: ClockActions
    levels: tuple[LevelLine, ...]
    join_code: str
    join_url: str
    join_host: str
    join_qr: Markup
    people: int
    bots: int
    bots_rows: tuple[BotsRow, ...]
    away_after_s: int
    advance_rows: tuple[AdvanceRow, ...]
    advance_key: str
    away: int
    stuck: int
    seats_total: int
    commands: int
    refused: int
    trades: int
    markets: tuple[MarketRow, ...]
    call_seconds: tuple[int, ...]
    roster: tuple[RosterRow, ...]
    pending: tuple[RosterRow, ...]
    days_left: int
    role: str
    roles: tuple[str, ...]
    refusals: tuple[RefusalCount, ...]
    audit_ok: bool | None
    audit_at: int | None
    chain_head: str
    start_hour: str
    may_set_hour: bool
    start_hour_key: str
    asked: Asked
    opening: ToOpening | None
    script: Script
    announcing: Announcing
    announcements: tuple[AnnouncementRow, ...]
    lesson_file: str
    queue: tuple[QueueLine, ...]
    faults: FaultDesk
    helpers: Helpers
    health: Health
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (
    TrainerPage,
    ScenariosPage,
    SeatHelpPage,
    HelperPage,
    HelperSignInPage,
)
"""The pages of this area."""
