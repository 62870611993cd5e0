"""What every page shares: the frame with its clock bar, refusals, receipts, forms, serial ranges.

Plain values in the page's language or as codes that the templates put into words; it knows no
route, no query and no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from registry.web.frame.contexts.telling import told

Language = Literal["zh", "en"]
Colours = Literal["red_up", "green_up"]
Audience = Literal["guest", "participant", "trainer"]
Standstill = Literal["", "stands", "over", "waiting", "paused"]
Face = Standstill | Literal["running", "halted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of the trading day in the phase track."""

    name: str = told("pre, continuous, lunch or close; the templates have the words")
    state: str = told("done, now or later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock bar: lesson time and what it means for everybody in the room."""

    face: Face = told("running, paused, halted, waiting (to start), over, stands (disk refuses)")
    at: int = told("lesson time in ms")
    day: int = told("number of the trading day, from 1")
    days: int = told("how many trading days the lesson has")
    day_text: str = told("calendar day in the page's language: 2028-03-16 周四 / Thu 16 Mar 2028")
    phase: str = told("continuous or closed, as the market knows it")
    running: bool = told("whether lesson time is moving")
    speed: int = told("seconds of lesson time per real second")
    phase_ends_at: int | None = told("lesson time at which the segment ends; None when unknown")
    due_at: int | None = told("lesson time of the next thing that is due; None: nothing will be")
    slept_s: int = told("real seconds that the computer slept a moment ago; 0: it did not")
    left: str = told("time left in lesson time, 47:42 or 1:12:05; empty when unknown")
    left_real: str = told("the same in real time at the present speed; empty when unknown")
    next_name: str = told("name of the next segment, '' after the last one of the day")
    track: tuple[Segment, ...] = told("the segments of the day in order")
    halted: tuple[str, ...] = told("codes of halted instruments")
    sequence: int = told("sequence number of the picture that the page was drawn from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The frame around every page: language, colours, who looks, and the clock."""

    language: Language = told("language of the page")
    language_href: str = told("this page in the other language")
    colours: Colours = told("whether rising prices are red or green")
    colours_href: str = told("this page with the other colours for rising and falling")
    audience: Audience = told("guest, participant or trainer: which navigation is drawn")
    section: str = told("current entry of the navigation: trade, trainer, accounts, audit ...")
    lesson_title: str = told("title of the lesson; '' outside a lesson")
    seat: str = told("seat id such as S07; '' for guests and the trainer")
    seat_name: str = told("name of the seat in the page's language; '' without a seat")
    person: str = told("name of the person on the seat; '' for guests")
    clock: Clock | None = told("the clock bar; None outside a lesson")
    live: bool = told("whether the page listens to /live")
    audit_ok: bool | None = told("last audit: True all held, False broken, None not shown")
    tasks_waiting: int = told("things that wait for this seat, for the badge")
    key: str = told("idempotency key of the sign-out form, minted for this rendering")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Base of every page context; `template` is the file that draws it."""

    template: ClassVar[str] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPart:
    """A part of a seat's page that an area of its own makes; `template` draws it."""

    template: ClassVar[str] = ""
    waiting: int = told("how many things in it wait for this seat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a choice in a form."""

    value: str = told("what is sent")
    label: str = told("what is read, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """Why a field cannot be taken as it stands; shown under the field."""

    code: str = told("a key of frame.words.FIELD_ERRORS")
    limit: str = told("the limit as it is read, 93.50 or 3,600 t; '' where there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """State of a form with two steps: filled in by GET, shown again with its preview."""

    values: Mapping[str, str] = told("what stands in the fields, by field name; absent = empty")
    errors: Mapping[str, FieldError] = told("errors by field name; '' names the whole form")
    open: bool = told("whether the form is unfolded: it was just filled in or is named in the URL")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitTerms:
    """How an agreement splits what is issued."""

    rule: str = told("code of the rule with its odd side: weights-CN, weights-HOST, percentages")
    cn: str = told("weight or percentage of China's side, exact decimal")
    host: str = told("weight or percentage of the host's side, exact decimal")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialRange:
    """Serial numbers first to last of one host, as they are printed and traced."""

    host: str = told("country of the serial counter, CN or TH: first part of the trace's address")
    registry: str = told("registry where the range is now, CN or TH: colour of the edge; '' none")
    prefix: str = told("origin registry, project and vintage: THA01-TH003-2027; '' for short form")
    first: int = told("first serial number")
    last: int = told("last serial number")
    quantity: int = told("tonnes, last - first + 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of figures: a label that words.FACTS translates, and a value as it is read."""

    name: str = told("a key of frame.words.FACTS")
    value: str = told("the value with its unit, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBar:
    """A refused quantity beside its limit, drawn as a bar; all in one unit."""

    unit: str = told("tonnes or fen")
    used: int = told("already used before this request")
    room: int = told("what was still possible")
    asked: int = told("what was asked for")
    limit: int = told("used + room")
    over: int = told("used + asked - limit, more than zero")
    total: int = told("used + asked: the width of the whole bar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """The button of a refusal that does exactly what would pass."""

    href: str = told("address of the form, filled in so that it passes, with its preview")
    name: str = told("what is changed: quantity or price")
    value: str = told("the value that passes, with its unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """The refusal that a command would get as things stand."""

    text: str = told("the refusal as a sentence")
    would_pass: str = told("what would pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The button of a question: the same deed once more, confirmed, under a key of its own."""

    key: str = told("idempotency key, minted for this rendering")
    arguments: Mapping[str, str] = told("arguments of the deed, sent as hidden fields")
    does: tuple[Figure, ...] = told("what it would do, confirmed; () when that is not asked")
    refused: NotTaken | None = told("why it would be refused even so; None when it is taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One failed numbered check."""

    number: int = told("number of the check")
    text: str = told("the check with its figures, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCard:
    """A refusal as a lesson: nothing changed, figures, rule, and what would pass."""

    deed: str = told("command that was not done, such as order.place; '' when there was none")
    code: str = told("permanent code of the refusal")
    number: int | None = told("number of the command in the log; None when it was not stored")
    text: str = told("the refusal as a sentence")
    would_pass: str = told("what would have passed")
    rule: str = told("the rule and its source")
    figures: tuple[Figure, ...] = told("the figures as a small sum")
    bar: LimitBar | None = told("the figures as a bar, where there is a limit")
    checks: tuple[CheckLine, ...] = told("every failed check, worst first; () where none are kept")
    mend: Mend | None = told("the button that does what would pass; None when nothing would")
    confirm: Confirm | None = told(
        "the button that confirms; None unless the refusal is a question"
    )
    back: str = told("address that closes the card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was done, after the books have it."""

    deed: str = told("command that was done")
    number: int = told("number of the command in the log")
    at: int = told("its lesson time")
    figures: tuple[Figure, ...] = told("what came of it")
    order: int | None = told("number of the order that was placed; None for other deeds")
    cancel_key: str = told("key to cancel what has not traded; '' when nothing is left to cancel")
    back: str = told("address that closes the strip")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """Something that is not there (404), or a failure of ours (500) with its id."""

    template: ClassVar[str] = "frame/error.html"
    status: int = told("HTTP status")
    failure: str = told("id that stands in the server's log; '' for 404")
    retry_href: str = told("where to try again; '' when that makes no sense")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage(Page):
    """A refusal that has no page to return to: not signed in, key reused, too fast, 404."""

    template: ClassVar[str] = "frame/refusal.html"
    refusal: RefusalCard = told("the refusal")


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisMark:
    """A label on an axis of a chart."""

    place: int = told("x or y in the drawing")
    text: str = told("price or time as it is read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An asset as it is read."""

    id: int = told("asset id")
    label: str = told("CNY, or unit, project and vintage: BRC TH003 2027")
    unit: str = told("fen or tonnes: how amounts of it are written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of a venue's rules, with where it is from."""

    text: str = told("the fact in the page's language")
    source: str = told("where it is written, in the page's language")
    status: str = told("seed, verified, recalled or assumption")
    holds: bool | None = told("whether this version holds in the lesson; None: there is one only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of trading at a venue."""

    name: str = told("its name in the page's language")
    kind: str = told("a key of words.WAYS")
    facts: tuple[Fact, ...] = told("its facts")


PAGES: tuple[type[Page], ...] = (ErrorPage, RefusalPage)
"""What any address can answer."""
