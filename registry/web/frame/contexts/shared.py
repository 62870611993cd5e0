"""Contexts of every page: the frame with its clock bar, refusals, receipts, forms, serial ranges.

Contexts hold plain values, in the page's language or as codes that the templates turn into words.
An empty text or tuple means that there is none. `key` and `..._key` are idempotency keys, minted
for this rendering, '' where the command is not possible now. `at`, `..._at` and `..._until` are
lesson time in ms. `..._href` is an address; `back` is the address that closes the part. The
docstring of a class states only what names and types leave open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from registry.web.frame.contexts.told import AnnouncementBar, BesideBar, HelpBar

Language = Literal["zh", "en"]
Colours = Literal["red_up", "green_up"]
Audience = Literal["guest", "participant", "trainer", "helper"]
Standstill = Literal["", "stands", "over", "waiting", "paused"]
Face = Standstill | Literal["running", "halted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment of the trading day in the phase track.

    `name` is pre, call, continuous, lunch or close; `state` is done, now or later.
    """

    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock bar.

    `speed` is lesson seconds per real second, `slept_s` the real seconds that the computer has just
    slept. `phase_ends_at` is None when unknown, `due_at` when nothing is due any more; `left` and
    `left_real` (47:42 or 1:12:05) are '' when unknown, `next_name` after the day's last segment.
    `calls` are instruments with a call auction of their own, of which the last ends in `call_left`
    of real time. `practice`: a practice market, of which nothing stays. `sequence` is the number of
    the public snapshot from which the page was rendered.
    """

    face: Face
    at: int
    day: int
    days: int
    day_text: str
    phase: str
    running: bool
    speed: int
    phase_ends_at: int | None
    due_at: int | None
    standing: bool
    slept_s: int
    left: str
    left_real: str
    next_name: str
    track: tuple[Segment, ...]
    halted: tuple[str, ...]
    calls: tuple[str, ...]
    call_left: str
    practice: bool
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialRange:
    """Serial numbers first to last of one host, as printed and traced.

    `host` is the country of the serial counter, `registry` the country whose registry holds the
    range now ('' none). `prefix` is origin registry, project and vintage, THA01-TH003-2027; ''
    prints the short form.
    """

    host: str
    registry: str
    prefix: str
    first: int
    last: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """Something that the seat has asked for: `kind` is a key of `frame.asked_words.ASKED`.

    `what` is its object in words, `quantity` 0 where it has no tonnes. `tone` is that of the
    state's chip; while it is `wait` the request is still open. `waits` are the names of those who
    must decide now, `waits_for` is a key of `frame.asked_words.WAITS` where it is nobody's seat.
    `decided_at` is None until something was decided. `note`: a beneficiary, or a reason.
    """

    at: int
    kind: str
    number: int
    what: str
    quantity: int
    state: str
    tone: str
    waits: tuple[str, ...]
    waits_for: str
    decided_at: int | None
    ranges: tuple[SerialRange, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The frame around every page: language, colours, visitor and clock.

    `section` is the current entry of the navigation. `seat`, `seat_name`, `person`, `lesson` (as
    the browser calls it) and `lesson_title` are '' for visitors without one. `audit_ok` is None
    where it is not shown, `tasks_waiting` for roles for which nothing ever waits, `asked` without
    a seat: its last requests. `official`: the seat's tasks are on its first page. `key` signs out.
    `reports`: the lesson's parties submit annual information.
    `help` is a person's, `beside` that of somebody who looks at a seat or acts for it. `quiz` is
    the sitting of the lesson's quiz that is open. `ndc`: the lesson has NDC accounts; `undertakes`:
    its projects have costs or buffers; `monitored`: they report.
    """

    language: Language
    language_href: str
    colours: Colours
    colours_href: str
    audience: Audience
    section: str
    lesson: str
    lesson_title: str
    seat: str
    seat_name: str
    person: str
    clock: Clock | None
    announcement: AnnouncementBar | None
    live: bool
    audit_ok: bool | None
    tasks_waiting: int | None
    official: bool
    asked: tuple[AskedLine, ...] | None
    key: str
    help: HelpBar | None = None
    beside: BesideBar | None = None
    quiz: str = ""
    reports: bool = False
    ndc: bool = False
    undertakes: bool = False
    monitored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Base of every page context; `template` is the file that renders it."""

    template: ClassVar[str] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPart:
    """A part of a seat's page that another area makes; `template` renders it."""

    template: ClassVar[str] = ""
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a choice in a form."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """The error of a field, shown under it.

    `code` is a key of `frame.words.FIELD_ERRORS`; `limit` is formatted, 93.50 or 3,600 t.
    """

    code: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """State of a form with two steps: filled in by GET, then shown with its preview.

    Values and errors are keyed by field name; an error under '' concerns the whole form. `open`:
    the form is unfolded.
    """

    values: Mapping[str, str]
    errors: Mapping[str, FieldError]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitTerms:
    """How an agreement splits what is issued.

    `rule` is weights-partner, weights-host, percentages, or allocation where the project lists its
    recipients; `partner` and `host` are exact decimals, and so are the levies `sop` and `omge` and
    the least share `least` of the partner's government, in percent, "" for none. `rounded_up` is of
    the levies; `virtual`: nothing is issued. `buffer` is the percentage that a project that stores
    carbon keeps back, "" for none.
    """

    rule: str
    partner: str
    host: str
    sop: str = ""
    omge: str = ""
    rounded_up: bool = False
    least: str = ""
    virtual: bool = False
    buffer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of figures: a label and a formatted value.

    `name` is a key of `frame.words.FACTS`; `value` includes its unit.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBar:
    """A refused quantity and its limit, drawn as a bar; all in one unit.

    `unit` is tonnes or fen. `limit` is used + room, `total` is used + asked, `over` is total -
    limit and above zero.
    """

    unit: str
    used: int
    room: int
    asked: int
    limit: int
    over: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixButton:
    """The button of a refusal that fills in a value that passes.

    `name` is the changed field, quantity or price; `value` includes its unit.
    """

    href: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """The refusal that a command would get now."""

    text: str
    would_pass: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The confirmation button: the same command, confirmed, under a new key.

    `does` is what the command would do, () without a preview; `refused` is None when it would be
    accepted.
    """

    key: str
    arguments: Mapping[str, str]
    does: tuple[Figure, ...]
    refused: NotTaken | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One failed numbered check."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCard:
    """A refusal explained: nothing has changed, the figures, the rule, and what would pass.

    `number` is the command's in the log, None when it was not stored. `checks` begin with the most
    serious, () where none are kept. `fix` is None when no value would pass, `confirm` unless the
    refusal asks for confirmation.
    """

    action: str
    code: str
    number: int | None
    text: str
    would_pass: str
    rule: str
    figures: tuple[Figure, ...]
    bar: LimitBar | None
    checks: tuple[CheckLine, ...]
    fix: FixButton | None
    confirm: Confirm | None
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receipt of a command that was done.

    `number` is the command's in the log. `order` is None unless an order was placed; `cancel_key`
    is the key that cancels its open part. `ranges` are serials that it retired or cancelled;
    `asked` is its place among the seat's requests, retirement-3.
    """

    action: str
    number: int
    at: int
    figures: tuple[Figure, ...]
    order: int | None
    cancel_key: str
    ranges: tuple[SerialRange, ...]
    asked: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """A missing page (404), or a failure of the server (500) with its id."""

    template: ClassVar[str] = "frame/error.html"
    status: int
    failure: str
    retry_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage(Page):
    """A refusal that no other page can show: key reused, too many requests, wrong shape."""

    template: ClassVar[str] = "frame/refusal.html"
    refusal: RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisMark:
    """A label on an axis of a chart.

    `place` is its x or y in the drawing.
    """

    place: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An asset.

    `unit` is fen or tonnes.
    """

    id: int
    label: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of a venue's rules, with its source.

    `status` is seed, verified, recalled or assumption. `holds`: this version is in effect in the
    lesson; None when there is only one.
    """

    text: str
    source: str
    status: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One mode of trading at a venue.

    `kind` is a key of the word table ways.
    """

    name: str
    kind: str
    facts: tuple[Fact, ...]


PAGES: tuple[type[Page], ...] = (ErrorPage, RefusalPage)
"""Pages that any address can answer with."""
