"""Transfer requests with their lines, and the record that each registry keeps of a transfer."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole


class TransferState(StrEnum):
    """State of a request."""

    REQUESTED = "requested"
    SENT = "sent"
    COMPLETED = "completed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """Direction of a transfer, from the registry that keeps the record."""

    OUT = "out"
    IN = "in"


class TransferRequest(Table, table=True):
    """A holder's request to move credits to another registry.

    `transfer_id` ("THA01>CHN01-000045") is assigned when the credits are sent; `sent_as` and
    `received_as` are the two transactions in the books.
    """

    __tablename__ = "transfer_request"
    __changes__ = (
        "state", "decided_by", "decided_at", "transfer_id", "sent_as", "received_as",
        "completed_at",
    )  # fmt: skip
    __final__ = "OLD.state IN ('completed', 'rejected', 'withdrawn')"
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
    sent_as: int | None = whole(optional=True)
    received_as: int | None = whole(optional=True)
    completed_at: int | None = whole(optional=True)


class TransferLine(Table, table=True):
    """Tonnes of one batch in a request; blocked while it is requested, in transit while sent."""

    __tablename__ = "transfer_line"
    __table_args__ = (UniqueConstraint("request", "asset"),)
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()


class TransferWithin(Table, table=True):
    """Credits that passed between two accounts of a registry; `ranges` as `first-last`, blanks
    between.
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
    """One registry's own record of a transfer, independent of the books."""

    __tablename__ = "transfer_record"
    __table_args__ = (UniqueConstraint("registry_code", "transfer_id"),)
    __append_only__ = True
    id: int = key()
    registry_code: str
    transfer_id: str
    direction: Direction = enum_column(Direction)
    ranges: str
    quantity: int = whole()
    digest: str
    posted_as: int = whole()
    at: int = whole()
