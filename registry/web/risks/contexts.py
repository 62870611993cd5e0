"""Contexts of the risk register and of one incident. Quantities are in tonnes, money in fen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class SortLine:
    """How often a sort of event happened, and its tonnes."""

    sort: str
    count: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLine:
    """A response to a risk; `due_day` is an ISO day, `name` whose it is."""

    response: str
    text: str
    due_day: str
    office: str
    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """A risk of the register: `measured` False: no table of a lesson records its events.

    `response` is the newest, None without one; `earlier` are those before it. `act` is the form to
    enter one, None for who does not answer for the risk.
    """

    code: str
    name: str
    plays: str
    owner: str
    offices: tuple[str, ...]
    source: str
    status: str
    measured: bool
    count: int
    open: int
    quantity: int
    amount_fen: int
    last_at: int | None
    sorts: tuple[SortLine, ...]
    incidents_open: int
    incidents_late: int
    incidents_concluded: int
    response: ResponseLine | None
    earlier: tuple[ResponseLine, ...]
    act: Act | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """A stage with its risks, and the events of all of them."""

    stage: str
    count: int
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """An incident in the list; `mine`: its next step is this seat's; `late`: past its deadline."""

    incident: int
    agreement: str
    risk: str
    about: str
    subject: str
    quantity: int
    state: str
    tone: str
    opened_at: int
    due_at: int
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNoteLine:
    """What the public reads of a concluded incident."""

    incident: int
    agreement: str
    risk: str
    text: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage(Page):
    """The risk register by stage, the incidents that the visitor is shown, and all public notes.

    `played`: the lesson plays responses and incidents. `shown`: the visitor's office is shown
    incidents. `opening` is the form to open one, None for who may not. `far_percent` is how far
    from the first day's reference price a close counts as an event.
    """

    template: ClassVar[str] = "risks/register.html"
    played: bool
    shown: bool
    far_percent: int
    stages: tuple[StageLine, ...]
    incidents: tuple[IncidentLine, ...]
    notes: tuple[PublicNoteLine, ...]
    opening: Act | None
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One side of an incident: its country, its member ("" before it is named), `consents` to the
    text proposed last.
    """

    side: str
    country: str
    country_name: str
    member: str
    seat: str
    named_at: int | None
    consents: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of the team: in whose lane it was taken ("" while it is open), `now`: it is next."""

    step: str
    side: str
    office: str
    name: str
    note: str
    at: int | None
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A text proposed as public note, by a side."""

    note: int
    text: str
    country: str
    name: str
    at: int
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage(Page):
    """One incident: both lanes, its steps, the texts proposed, the visitor's acts.

    `subject_href` leads to what it is about, "" where the lesson has no page for it. `span` and
    `gone` are the time to its deadline and the part of it that is over, ms. `days`, `day_kind`:
    the deadline by the lesson's pace.
    """

    template: ClassVar[str] = "risks/incident.html"
    line: IncidentLine
    reason: str
    opened_by: str
    concluded_at: int | None
    late_at: int | None
    subject_href: str
    span: int
    gone: int
    days: int
    day_kind: str
    lanes: tuple[Lane, ...]
    steps: tuple[StepRow, ...]
    notes: tuple[NoteLine, ...]
    acts: tuple[Act, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (RegisterPage, IncidentPage)
