"""Contexts of a seat's tasks: votes, issuances, transfers, retirement, cancellation, offsets.

Prices are in ticks, quantities in tonnes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.levels import LevelLock
from registry.web.frame.contexts.shared import (
    AskedLine,
    Choice,
    Form,
    NotTaken,
    Page,
    SeatPart,
    SerialRange,
    SplitTerms,
)
from registry.web.tasks.authorisation_contexts import AuthorisationCard, TermsTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One side's share of an issuance."""

    side: str
    country: str
    holder: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuanceRequestTask:
    """A project owner can request an issuance for a verified period.

    `quantity` is rounded down. `shares` begin with China. `papers_href` is the form for its papers.
    """

    key: str
    project: str
    project_name: str
    period: str
    period_text: str
    quantity: int
    shares: tuple[Share, ...]
    terms: SplitTerms
    papers_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTask:
    """An owner's request that was sent back to its draft, with the objection that it met, if any.

    `objector`, `about` and `objection` are "" without one.
    """

    item: int
    request: int
    project_name: str
    period_text: str
    objector: str
    about: str
    objection: str
    papers_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideVote:
    """One side's vote in the committee.

    `voted` is '' until the side votes, then affirm or object. `mine`: this seat casts it.
    """

    side: str
    country: str
    country_name: str
    voted: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper of an item, which an objection names; `text` "" for the proposal itself.

    `record` is what the register would write in its place, "" where it has no such paper.
    """

    name: str
    text: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteTask:
    """An item of the joint committee on which this seat can vote.

    `matter` is a sentence about the item, `consent` the label of its button; `name`, `code` and
    `year` are those of its subject. `due_at` (lesson time in ms) is when its clock runs out, None
    without one; `if_silent` what then happens: adopted or lapsed. `shares` and `votes` begin with
    the partner; `shares` is () and `terms` None where the item splits no quantity.
    """

    affirm_key: str
    object_key: str
    item: int
    matter: str
    consent: str
    name: str
    code: str
    year: int | None
    due_at: int | None
    if_silent: str
    papers: tuple[PaperLine, ...]
    shares: tuple[Share, ...]
    terms: SplitTerms | None
    votes: tuple[SideVote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTask:
    """An item to publish, one that was stopped, or one that this seat's objection stops.

    `objector`, `about` and `objection` are of the objection that stands, "" without one.
    """

    key: str
    item: int
    matter: str
    name: str
    kind: str
    state: str
    objector: str
    about: str
    objection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePart:
    """A range of a decided batch; `mine`: this registry issues it."""

    registry: str
    holder: str
    quantity: int
    first: int
    last: int
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTask:
    """A registry's manager can issue its part of the quantity that the committee decided.

    `quantity` is that part's. `abroad`: it is the partner's registry, whose part is first
    transferred at issuance; `alone`: all of it is issued by this registry.
    """

    key: str
    request: int
    registry: str
    item: int
    project_name: str
    vintage: int
    quantity: int
    parts: tuple[IssuePart, ...]
    terms: SplitTerms
    state: str
    abroad: bool
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacingLot:
    """Tonnes of a batch with which a debt can be paid now, at most what is owed."""

    key: str
    registry: str
    asset: int
    quantity: int
    project_name: str
    vintage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTask:
    """A correction that the registry's manager executes, or for which this seat owes credits.

    `owed` is 0 for the manager; `lots` can be cancelled in place of what is gone.
    """

    key: str
    motion: int
    holder: str
    registry: str
    quantity: int
    owed: int
    lots: tuple[ReplacingLot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """How long a period of a procedure lasts in the lesson, and in reality.

    The kinds say which days count: trading, calendar or working.
    """

    played_days: int
    played_kind: str
    real_days: int
    real_kind: str
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CcerTask:
    """The registry manager can register CCER of a domestic project.

    `quantity` is rounded down. `publication` is how long the accounting report must have been
    published before.
    """

    key: str
    project: str
    project_name: str
    period: str
    period_text: str
    quantity: int
    publication: PeriodLine


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """One batch of this seat that can be transferred, retired, cancelled or offset."""

    registry: str
    asset: int
    label: str
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsPreview:
    """What happens to tonnes and serials, before it happens.

    `ranges` move first in, first out. `target` is the text of receiver, beneficiary or reason.
    `room_before` and `room_after` are tonnes that can still be offset, None for other commands. If
    the command would be refused, `free_after` equals `free_before`, `room_after` is None and
    `refused` is the refusal.
    """

    key: str
    arguments: Mapping[str, str]
    quantity: int
    ranges: tuple[SerialRange, ...]
    free_before: int
    free_after: int
    purpose: str
    target: str
    room_before: int | None
    room_after: int | None
    refused: NotTaken | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsTask:
    """A form for units: transfer, within, retire, cancel or offset; `name` is the name of the form.

    A choice of `units` is sent as `unit` = REGISTRY-ASSET. `targets` are registries, `receivers`
    seats. `lock` is None where the room's level opens the form; `approver` approves what it sends,
    "" for nobody. It has the fields unit, quantity, purpose, target, receiver, beneficiary and
    reason.
    """

    name: str
    units: tuple[UnitChoice, ...]
    purposes: tuple[str, ...]
    targets: tuple[Choice, ...]
    receivers: tuple[Choice, ...]
    form: Form
    lock: LevelLock | None
    approver: str
    preview: UnitsPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTask:
    """A transfer request on which this seat can act: approve and reject, accept, or withdraw.

    `step` is approve (host government), accept (registry manager) or withdraw (holder). `source`
    and `target` are registries.
    """

    step: str
    transfer: int
    state: str
    source: str
    target: str
    sender: str
    receiver: str
    unit: str
    quantity: int
    ranges: tuple[SerialRange, ...]
    purpose: str
    key: str
    reject_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTask:
    """A movement of another seat that this one approves or rejects; `ends_at`: it expires then."""

    key: str
    reject_key: str
    movement: int
    command: str
    initiator: str
    registry: str
    quantity: int
    batches: tuple[str, ...]
    ends_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTask:
    """An incident on which the seat can take a step now; `late`: past its deadline."""

    incident: int
    agreement: str
    risk: str
    state: str
    step: str
    due_at: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks(SeatPart):
    """This seat's tasks besides trading; empty parts are not drawn."""

    template: ClassVar[str] = "tasks/_tasks.html"
    votes: tuple[VoteTask, ...]
    transfers: tuple[TransferTask, ...]
    publications: tuple[ItemTask, ...]
    stopped: tuple[ItemTask, ...]
    objections: tuple[ItemTask, ...]
    issues: tuple[IssueTask, ...]
    corrections: tuple[CorrectionTask, ...]
    requests: tuple[IssuanceRequestTask, ...]
    drafts: tuple[DraftTask, ...]
    registrations: tuple[CcerTask, ...]
    terms: tuple[TermsTask, ...]
    approvals: tuple[ApprovalTask, ...]
    incidents: tuple[IncidentTask, ...]
    authorisations: tuple[AuthorisationCard, ...]
    units: tuple[UnitsTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage(Page):
    """Everything that the seat has asked for, newest first: open requests, then decided ones."""

    template: ClassVar[str] = "tasks/requests.html"
    open: tuple[AskedLine, ...]
    decided: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementPage(Page):
    """The certificate of one retirement or cancellation.

    `transaction` is the one that posted it in the books; `reversed_at` is when it was taken back.
    """

    template: ClassVar[str] = "tasks/retirement.html"
    number: int
    retired: bool
    at: int
    holder: str
    quantity: int
    unit: str
    project: str
    vintage: int
    registry: str
    ranges: tuple[SerialRange, ...]
    purpose: str
    beneficiary: str
    reason: str
    claim: str
    transaction: int
    reversed_at: int | None


PAGES = (RequestsPage, RetirementPage)
"""Pages of this area."""
