"""Transfer requests with their lines, the messages between registries and log, and their records.

The log is independent of the registries: it keeps its own records, under the code `LOG`.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from ledger.db import Table, enum_column, index_where, key, whole

LOG = "LOG"
"""The code under which the independent log keeps records, sends and receives messages."""


class TransferState(StrEnum):
    """How far a transfer has come; from `accepted` on it is never called off, only redone.

    `proposed`: sent to the log. `checked`: the log found no discrepancy. `notified`: the receiving
    registry has it. `answered`: its manager has accepted. `accepted`: the log has recorded that.
    `sent`: the sender has debited it. `credited`: the receiver has credited it. `completed`: the
    log has recorded both. `refused` and `timed_out` become `returned` when the sender has given
    the credits back.
    """

    REQUESTED = "requested"
    PROPOSED = "proposed"
    CHECKED = "checked"
    NOTIFIED = "notified"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    SENT = "sent"
    CREDITED = "credited"
    COMPLETED = "completed"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """What a transfer is to the keeper of a record: it left, it came, or the log followed it."""

    OUT = "out"
    IN = "in"
    LOG = "log"


class Entry(StrEnum):
    """What a registry or the log wrote down about a transfer."""

    PROPOSED = "proposed"
    CHECKED = "checked"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    DEBITED = "debited"
    CREDITED = "credited"
    FINAL = "final"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    CORRECTED = "corrected"


class MessageKind(StrEnum):
    """The messages of a transfer, in the order of their steps (programme rules, 3.10)."""

    PROPOSAL = "proposal"
    NOTIFICATION = "notification"
    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    CONFIRMATION = "confirmation"
    TERMINATION = "termination"
    DEBITED = "debited"
    RELEASE = "release"
    CREDITED = "credited"


class MessageState(StrEnum):
    """What became of a message.

    `held`: it came before an earlier one of its way. `waiting`: its receiver is offline, or it is
    delayed. `repeated`: it had been handled before, and changed nothing. `void`: it was lost, and
    its transfer has ended, so that its way goes on without it.
    """

    WAITING = "waiting"
    LOST = "lost"
    HELD = "held"
    DELIVERED = "delivered"
    REFUSED = "refused"
    REPEATED = "repeated"
    VOID = "void"


class FaultKind(StrEnum):
    """What a trainer's card does to the next message of a kind; `offline` to a registry."""

    LOSE = "lose"
    DOUBLE = "double"
    DELAY = "delay"
    ALTER = "alter"
    MISRECORD = "misrecord"
    OFFLINE = "offline"


class RepairKind(StrEnum):
    """The ways to repair a transfer: a message again, a step again, or a corrected record."""

    RESEND = "resend"
    REDO = "redo"
    CORRECT = "correct"


class ReconciliationState(StrEnum):
    """The stages of a reconciliation, in the order of the Data Exchange Standards."""

    INITIATED = "initiated"
    VALIDATED = "validated"
    TOTALS_INCONSISTENT = "totals_inconsistent"
    BLOCKS_INCONSISTENT = "blocks_inconsistent"
    MANUAL = "manual"
    COMPLETED = "completed"
    COMPLETED_WITH_INTERVENTION = "completed_with_intervention"


class Mismatch(StrEnum):
    """How a registry's account differs from the log's copy of it."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    ATTRIBUTE = "attribute"
    TERMINAL = "terminal"


class TransferRequest(Table, table=True):
    """A holder's request to move credits to another registry.

    `transfer_id` ("THA01>CHN01-000045") is assigned with the proposal; `set_aside_as`, `sent_as`,
    `received_as` and `returned_as` are its transactions in the books. `ends_at` is the lesson time
    (ms) by which the next answer has to be in, None where nothing is waited for; `overdue`: it was
    not in, and the transfer can no longer be called off. `failed_check` is the number of the check
    that ended it.
    """

    __tablename__ = "transfer_request"
    __table_args__ = (
        index_where("ends_at IS NOT NULL", "ix_transfer_request_ends_at", "ends_at"),
        index_where("transfer_id <> ''", "ix_transfer_request_transfer_id", "transfer_id"),
    )
    __changes__ = (
        "state", "decided_by", "decided_at", "transfer_id", "set_aside_as", "sent_as",
        "received_as", "returned_as", "accepted_by", "completed_at", "ends_at", "overdue",
        "failed_check",
    )  # fmt: skip
    __final__ = "OLD.state IN ('completed', 'returned', 'rejected', 'withdrawn')"
    id: int = key()
    source_registry: str
    target_registry: str
    unit: str
    holder: str
    receiver: str
    purpose: str
    quantity: int = whole()
    state: TransferState = enum_column(TransferState)
    requested_at: int = whole()
    decided_by: str = ""
    decided_at: int | None = whole(optional=True)
    transfer_id: str = ""
    set_aside_as: int | None = whole(optional=True)
    sent_as: int | None = whole(optional=True)
    received_as: int | None = whole(optional=True)
    returned_as: int | None = whole(optional=True)
    accepted_by: str = ""
    completed_at: int | None = whole(optional=True)
    ends_at: int | None = whole(optional=True)
    overdue: bool = False
    failed_check: int = whole()


class TransferLine(Table, table=True):
    """Tonnes of one batch in a request; its serials are fixed when it is proposed."""

    __tablename__ = "transfer_line"
    __table_args__ = (UniqueConstraint("request", "asset"),)
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()


class TransferWithin(Table, table=True):
    """Credits that passed between two accounts of a registry; `ranges` as `first-last`, blanks
    between. `sender` is a seat, or the owner of the Adaptation Fund's account.
    """

    __tablename__ = "transfer_within"
    __append_only__ = True
    id: int = key()
    registry_code: str
    asset: int = whole()
    quantity: int = whole()
    sender: str
    receiver: str
    ranges: str
    posted_as: int = whole()
    at: int = whole()


class TransferRecord(Table, table=True):
    """What one registry, or the log, wrote down about a transfer, independent of the books.

    `corrects` is the record that a correction replaces, 0 for every other entry; `posted_as` the
    transaction that the entry is about, None where nothing was posted.
    """

    __tablename__ = "transfer_record"
    __table_args__ = (UniqueConstraint("registry_code", "transfer_id", "entry", "corrects"),)
    __append_only__ = True
    id: int = key()
    registry_code: str
    transfer_id: str
    direction: Direction = enum_column(Direction)
    entry: Entry = enum_column(Entry)
    ranges: str
    quantity: int = whole()
    digest: str
    failed_check: int = whole()
    corrects: int = whole()
    posted_as: int | None = whole(optional=True)
    at: int = whole()


class TransferMessage(Table, table=True):
    """One message from a registry to the log or from the log to a registry.

    A message sent again is a row of its own with the same sequence number and the row that it
    repeats. `ranges` and `quantity` are as they arrive, `digest` as the sender computed it.
    `answered_check` is the number of the check that the receiver answered with, 0 if none failed.
    """

    __tablename__ = "transfer_message"
    __table_args__ = (
        UniqueConstraint("sender", "receiver", "sequence", "attempt"),
        index_where("due_at IS NOT NULL", "ix_transfer_message_due_at", "due_at"),
        index_where(
            "state IN ('waiting', 'lost', 'held')",
            "ix_transfer_message_open",
            "sender",
            "receiver",
            "sequence",
        ),
        Index("ix_transfer_message_transfer_id", "transfer_id"),
        CheckConstraint("sequence > 0", name="sequence"),
    )
    __changes__ = ("state", "due_at", "delivered_at", "answered_check")
    __final__ = "OLD.state IN ('delivered', 'repeated', 'void')"
    id: int = key()
    transfer_id: str = ""
    sender: str
    receiver: str
    sequence: int = whole()
    attempt: int = whole()
    repeats: int = whole()
    kind: MessageKind = enum_column(MessageKind)
    failed_check: int = whole()
    ranges: str
    quantity: int = whole()
    digest: str
    state: MessageState = enum_column(MessageState)
    sent_at: int = whole()
    due_at: int | None = whole(optional=True)
    delivered_at: int | None = whole(optional=True)
    answered_check: int = whole()


class TransferNetwork(Table, table=True):
    """How the registries of the lesson are linked: set once, when it is created.

    `reply_days` of `reply_kind` is how long an answer may take, 0: none is ever late; trading days
    are counted by `trading_days`.
    """

    __tablename__ = "transfer_network"
    __append_only__ = True
    __single__ = True
    id: int = key()
    reply_days: int = whole()
    reply_kind: str
    trading_days: str


class TransferFault(Table, table=True):
    """A trainer's card: a fault of the next message of a kind between two registries.

    `quantity` are tonnes, `until` the lesson time (ms) at which an outage ends. `message` is the
    message that it has hit, None while it waits; a recalled card hits none.
    """

    __tablename__ = "transfer_fault"
    __changes__ = ("message", "used_at", "recalled")
    __final__ = "OLD.message IS NOT NULL OR OLD.recalled"
    id: int = key()
    kind: FaultKind = enum_column(FaultKind)
    step: str
    source: str
    target: str
    hours: int = whole()
    quantity: int = whole()
    laid_at: int = whole()
    until: int | None = whole(optional=True)
    message: int | None = whole(optional=True)
    used_at: int | None = whole(optional=True)
    recalled: bool = False


class TransferRepair(Table, table=True):
    """A repair that a registry manager has documented."""

    __tablename__ = "transfer_repair"
    __append_only__ = True
    id: int = key()
    kind: RepairKind = enum_column(RepairKind)
    transfer_id: str
    message: int | None = whole(optional=True)
    record: int | None = whole(optional=True)
    reason: str
    by: str
    at: int = whole()


class Reconciliation(Table, table=True):
    """One comparison of two registries with the log."""

    __append_only__ = True
    id: int = key()
    one: str
    other: str
    state: ReconciliationState = enum_column(ReconciliationState)
    by: str
    at: int = whole()


class ReconciliationStage(Table, table=True):
    """One stage of a reconciliation: what was compared, and how many of them differ."""

    __tablename__ = "reconciliation_stage"
    __table_args__ = (UniqueConstraint("reconciliation", "state"),)
    __append_only__ = True
    id: int = key()
    reconciliation: int = whole()
    state: ReconciliationState = enum_column(ReconciliationState)
    compared: int = whole()
    differ: int = whole()


class ReconciliationFinding(Table, table=True):
    """An account of a registry that differs from the log's copy; until cleared it sends nothing.

    Tonnes and ranges are of one batch. `cleared_by` is the reconciliation that found it repaired.
    """

    __tablename__ = "reconciliation_finding"
    __table_args__ = (index_where("cleared_by IS NULL", "ix_reconciliation_finding_open", "id"),)
    __changes__ = ("cleared_by", "cleared_at")
    __final__ = "OLD.cleared_by IS NOT NULL"
    id: int = key()
    reconciliation: int = whole()
    transfer_id: str
    registry_code: str
    owner: str
    asset: int = whole()
    mismatch: Mismatch = enum_column(Mismatch)
    registry_t: int = whole()
    log_t: int = whole()
    registry_ranges: str
    log_ranges: str
    found_at: int = whole()
    cleared_by: int | None = whole(optional=True)
    cleared_at: int | None = whole(optional=True)
