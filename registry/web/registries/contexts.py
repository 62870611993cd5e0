"""Contexts of the registries' pages: transfers with their messages and records, reconciliation.

Quantities are in tonnes. `LOG` is the code of the independent log among the keepers of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """A transfer in the list; `mine`: its next step is this seat's; `repair`: it needs one."""

    transfer: int
    transfer_id: str
    source: str
    target: str
    sender: str
    receiver: str
    unit: str
    quantity: int
    state: str
    tone: str
    requested_at: int
    ends_at: int | None
    overdue: bool
    failed_check: int
    mine: bool
    repair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationStage:
    """A stage of a comparison: how many were compared, and how many of them differ."""

    state: str
    compared: int
    differ: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationLine:
    """A comparison of two registries with the log; `name` is who ordered it, `daily`: the clock."""

    reconciliation: int
    one: str
    other: str
    state: str
    tone: str
    name: str
    daily: bool
    at: int
    stages: tuple[ReconciliationStage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersPage(Page):
    """Transfers between registries, newest first; `offline` are registries off the line.

    `compared` are the last comparisons: those of one moment, () before the first.
    """

    template: ClassVar[str] = "registries/transfers.html"
    rows: tuple[TransferLine, ...]
    offline: tuple[tuple[str, int], ...]
    compared: tuple[ReconciliationLine, ...]
    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A record of one keeper: `lane` is source, log or target; `differs` from what was proposed."""

    record: int
    lane: str
    keeper: str
    entry: str
    quantity: int
    ranges: str
    digest: str
    differs: bool
    failed_check: int
    corrects: int
    posted_as: int | None
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """A message on its way; `changed`: what arrives is not what the digest was taken of."""

    message: int
    sender: str
    receiver: str
    sequence: int
    attempt: int
    repeats: int
    kind: str
    quantity: int
    digest: str
    changed: bool
    state: str
    tone: str
    sent_at: int
    due_at: int | None
    delivered_at: int | None
    answered_check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairLine:
    """A documented repair; `record` is the one that it corrected."""

    repair: int
    kind: str
    message: int | None
    record: int | None
    reason: str
    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPage(Page):
    """One transfer: its records side by side, its messages, its repairs, and the visitor's acts.

    `project` and `purpose` are of its credits; `differences` are sentences.
    """

    template: ClassVar[str] = "registries/transfer.html"
    line: TransferLine
    purpose: str
    decided_at: int | None
    accepted_by: str
    completed_at: int | None
    ranges: tuple[SerialRange, ...]
    records: tuple[RecordLine, ...]
    messages: tuple[MessageLine, ...]
    repairs: tuple[RepairLine, ...]
    differences: tuple[str, ...]
    acts: tuple[Act, ...]
    repairing: tuple[Act, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A difference between a registry's account and the log's copy; None until it is cleared."""

    finding: int
    reconciliation: int
    transfer: int | None
    transfer_id: str
    registry: str
    name: str
    account: str
    batch: str
    mismatch: str
    registry_t: int
    log_t: int
    registry_ranges: str
    log_ranges: str
    found_at: int
    cleared_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationPage(Page):
    """Comparisons with their stages, and the accounts that they have blocked."""

    template: ClassVar[str] = "registries/reconciliation.html"
    act: Act | None
    blocked: tuple[FindingLine, ...]
    cleared: tuple[FindingLine, ...]
    rows: tuple[ReconciliationLine, ...]
    older_href: str
    newest_href: str
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (TransfersPage, TransferPage, ReconciliationPage)
