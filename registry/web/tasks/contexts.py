"""What a seat can do besides trading: votes, issuances, transfers, retirement, the offset desk.

Prices are ticks, quantities tonnes; it knows no query and no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    Choice,
    Form,
    NotTaken,
    SeatPart,
    SerialRange,
    SplitTerms,
)
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One side's share of an issuance."""

    side: str = told("CN or HOST")
    country: str = told("CN or TH")
    holder: str = told("name of the seat that receives it")
    quantity: int = told("tonnes")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuanceRequestTask:
    """A project owner can request an issuance for a verified period."""

    key: str = told("idempotency key")
    project: str = told("project id")
    project_name: str = told("project name")
    period: str = told("monitoring period id, sent as `period`")
    period_text: str = told("the period as it is read")
    quantity: int = told("tonnes that will be requested (rounded down)")
    shares: tuple[Share, ...] = told("how they would be split, China first")
    terms: SplitTerms = told("the agreement's rule of the split")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideVote:
    """How one side stands in the committee."""

    side: str = told("CN or HOST")
    country: str = told("CN or TH")
    country_name: str = told("name of the country")
    voted: str = told("'' not yet, affirm or object")
    mine: bool = told("whether this seat casts this side's vote")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteTask:
    """An item of the joint committee that waits for this government's vote."""

    affirm_key: str = told("idempotency key of consent")
    object_key: str = told("idempotency key of objection")
    item: int = told("number of the item")
    matter: str = told("what is to be decided, after the item's number")
    consent: str = told("what the button of consent says")
    name: str = told("name of what it is about")
    code: str = told("code of what it is about; '' where it has none")
    year: int | None = told("year of what it is about; None where it has none")
    shares: tuple[Share, ...] = told("the split after adoption, China first; () shares nothing out")
    terms: SplitTerms | None = told("the agreement's rule of the split; None shares nothing out")
    votes: tuple[SideVote, ...] = told("both sides, China first")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTask:
    """The secretariat can issue what the committee decided."""

    key: str = told("idempotency key")
    request: int = told("number of the issuance request")
    item: int = told("number of the committee's item")
    project_name: str = told("project name")
    vintage: int = told("year of the reductions")
    quantity: int = told("tonnes decided")
    shares: tuple[Share, ...] = told("how they will be split, China first")
    terms: SplitTerms = told("the agreement's rule of the split")
    authorised: bool = told("whether an authorisation for NDC lets China's share cross")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """How long a period of a procedure lasts: as it is played here, and for real."""

    played_days: int = told("days in this lesson")
    played_kind: str = told("which days count here: trading, calendar or working")
    real_days: int = told("days for real")
    real_kind: str = told("which days count for real")
    source: str = told("where the real one is written, in the page's language")
    status: str = told("how far it can be trusted: seed, verified, recalled or assumption")


@dataclass(frozen=True, slots=True, kw_only=True)
class CcerTask:
    """The registry manager can register CCER of a domestic project."""

    key: str = told("idempotency key")
    project: str = told("project id")
    project_name: str = told("project name")
    period: str = told("monitoring period id, sent as `period`")
    period_text: str = told("the period as it is read")
    quantity: int = told("tonnes that will be registered (rounded down)")
    publication: PeriodLine = told("how long the accounting report was published before")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoriseTask:
    """The host government can authorise a quantity for purposes; form name `authorise`."""

    projects: tuple[Choice, ...] = told("projects that can be authorised")
    purposes: tuple[str, ...] = told("purpose codes that can be ticked: NDC, OIMP")
    form: Form = told("fields project, quantity, purposes (comma-joined)")
    key: str = told("idempotency key of the confirmation; '' in the first step")
    arguments: Mapping[str, str] = told("hidden fields of the confirmation; {} in the first step")
    quantity: int | None = told("tonnes of the preview; None in the first step")
    project_name: str = told("project of the preview; '' in the first step")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """One batch of this seat that can be transferred, retired, cancelled or offset."""

    registry: str = told("registry of the account")
    asset: int = told("asset id")
    label: str = told("unit, project and vintage as they are read: BRC TH003 2027")
    free: int = told("free tonnes")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsPreview:
    """What happens to tonnes and serials, before it happens."""

    key: str = told("idempotency key, minted for this rendering")
    arguments: Mapping[str, str] = told("hidden fields of the confirmation")
    quantity: int = told("tonnes")
    ranges: tuple[SerialRange, ...] = told("serials that will move, first in first out")
    free_before: int = told("free tonnes before")
    free_after: int = told("free tonnes after; the same when it is refused")
    purpose: str = told("purpose code; '' where there is none")
    target: str = told("receiver, beneficiary or reason as it is read; '' where there is none")
    room_before: int | None = told("offset room before; None elsewhere")
    room_after: int | None = told("offset room after; None elsewhere, and when it is refused")
    refused: NotTaken | None = told("why it would be refused; None when it is taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsTask:
    """A deed with tonnes: transfer, retire, cancel or offset; form name is `name`."""

    name: str = told("transfer, retire, cancel or offset: which form is drawn")
    units: tuple[UnitChoice, ...] = told("what can be chosen, sent as `unit` = REGISTRY-ASSET")
    purposes: tuple[str, ...] = told("purpose codes; () where there is none")
    targets: tuple[Choice, ...] = told("registries to go to; () where no unit has a choice")
    receivers: tuple[Choice, ...] = told("seats that can receive; () where there is none")
    form: Form = told("fields unit, quantity, purpose, target, receiver, beneficiary, reason")
    preview: UnitsPreview | None = told("second step; None in the first")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTask:
    """A transfer request that waits for this seat: approve and reject, accept, or withdraw."""

    step: str = told("approve (host government), accept (registry manager) or withdraw (holder)")
    transfer: int = told("number of the transfer request")
    state: str = told("state of the request")
    source: str = told("sending registry")
    target: str = told("receiving registry")
    sender: str = told("name of the sending seat")
    receiver: str = told("name of the receiving seat")
    unit: str = told("BRC or CCER")
    quantity: int = told("tonnes")
    ranges: tuple[SerialRange, ...] = told("serials that are blocked for it")
    purpose: str = told("purpose code")
    key: str = told("key of the step")
    reject_key: str = told("key of the rejection; '' where there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks(SeatPart):
    """What this seat can do besides trading; empty parts are not drawn."""

    template: ClassVar[str] = "tasks/_tasks.html"
    votes: tuple[VoteTask, ...] = told("committee items to vote on")
    transfers: tuple[TransferTask, ...] = told("transfer requests to decide or withdraw")
    issues: tuple[IssueTask, ...] = told("decided issuances to carry out")
    requests: tuple[IssuanceRequestTask, ...] = told("issuances to request")
    registrations: tuple[CcerTask, ...] = told("CCER to register")
    authorise: AuthoriseTask | None = told("authorisation form; None for other roles")
    units: tuple[UnitsTask, ...] = told("forms with tonnes: offset, transfer, retire, cancel")
