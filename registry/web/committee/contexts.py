"""Contexts of the committee's pages: the docket, one item, its printed decision, the agreements.

Quantities are in tonnes. Lists of both sides begin with the partner's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.committee.motion_contexts import MotionWay, TermLine
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import (
    Page,
    Receipt,
    RefusalCard,
    SerialRange,
    SplitTerms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTab:
    """One agreement whose docket can be shown; `open` counts the items that somebody acts on."""

    code: str
    title: str
    href: str
    here: bool
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketLine:
    """An item in the docket.

    `number` is as it is printed, JC-TH-2028-E03; `kind` and `title` are words. `mine`: it waits for
    this seat. `here`: it is the item that the page shows.
    """

    item: int
    number: str
    kind: str
    title: str
    state: str
    tone: str
    due_at: int | None
    mine: bool
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketPage(Page):
    """The items of one agreement's committee, or of all: those to act on, and those done with.

    `motions` are those that the visitor may bring.
    """

    template: ClassVar[str] = "committee/docket.html"
    agreements: tuple[AgreementTab, ...]
    motions: tuple[MotionWay, ...]
    all_href: str
    open: tuple[DocketLine, ...]
    decided: tuple[DocketLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of an item: `name` is a key of the table item_stages, `state` done, now or later."""

    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """What one side receives: `share` and `exact` are exact or rounded text, `odd` further tonnes.

    `range` is fixed by the published decision, None before; `issued_at` None until its registry has
    issued it. `registry` is the registry that issues it, "" before the publication.
    """

    side: str
    country: str
    holder: str
    share: str
    exact: str
    rounded: int
    odd: int
    quantity: int
    range: SerialRange | None
    registry: str
    issued_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPicture:
    """How the decided quantity is shared out; `state` is that of what was asked for."""

    total: int
    odd: int
    rows: tuple[SplitRow, ...]
    terms: SplitTerms
    fixed: bool
    state: str
    half: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member before the item; `vote` is "" until it votes, `own` the visitor's seat."""

    seat: str
    name: str
    chairs: bool
    recused: bool
    vote: str
    reason: str
    at: int | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideVotes:
    """The members of one side; `affirmed` of `counted`, the members whose vote counts."""

    side: str
    country: str
    country_name: str
    affirmed: int
    counted: int
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper with its digest, a SHA-256."""

    name: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a member said; `paper` is what an objection names, `other` a name for the rest.

    `for_it` is the seat that gave the command where the vote was delegated.
    """

    name: str
    side: str
    vote: str
    paper: str
    other: str
    reason: str
    circulation: int
    for_it: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InName:
    """The votes that the visitor may cast in the name of a member who delegated its own."""

    name: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHead:
    """An item in words and figures.

    `days` of `day_kind` is how long a circulation lasts, 0 without a clock; `gone` of `span` ms of
    it are over. `if_silent` is adopted or lapsed, "" while no clock runs. `counted` members have a
    vote, `affirmed` of them have consented; `objector` is the name of the seat that objects.
    """

    item: int
    number: str
    kind: str
    headline: str
    name: str
    code: str
    year: int | None
    agreement: str
    agreement_code: str
    state: str
    tone: str
    quantity: int
    digest: str
    circulation: int
    opened_by: str
    opened_at: int
    circulated_at: int | None
    due_at: int | None
    days: int
    day_kind: str
    gone: int
    span: int
    if_silent: str
    decided_at: int | None
    published_at: int | None
    used_at: int | None
    counted: int
    affirmed: int
    objector: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage(Page):
    """One item beside the docket: figures, papers, votes, the clock, and what the visitor may do.

    `changes` are those of a motion; `holds`: nobody uses its decision. `papers_href` is the form
    for its owner's papers while they can be corrected. `office` is the visitor's before the item,
    as a sentence's code: chair, member, recused, secretariat, manager or "". `asked` are its votes,
    `further` the other acts.
    """

    template: ClassVar[str] = "committee/item.html"
    docket: tuple[DocketLine, ...]
    head: ItemHead
    split: SplitPicture | None
    changes: tuple[TermLine, ...]
    holds: bool
    sides: tuple[SideVotes, ...]
    papers: tuple[Paper, ...]
    papers_href: str
    said: tuple[Saying, ...]
    office: str
    asked: tuple[Act, ...]
    further: tuple[Act, ...]
    in_name_of: tuple[InName, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDecision(Page):
    """A decision on one sheet; `decided`: the committee has adopted it."""

    template: ClassVar[str] = "committee/printed.html"
    head: ItemHead
    decided: bool
    split: SplitPicture | None
    changes: tuple[TermLine, ...]
    sides: tuple[SideVotes, ...]
    papers: tuple[Paper, ...]
    said: tuple[Saying, ...]


PAGES: tuple[type[Page], ...] = (DocketPage, ItemPage, PrintedDecision)
