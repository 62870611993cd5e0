"""Who approves the movements of which seat, and the movements that were proposed."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class MovementState(StrEnum):
    """State of a proposed movement of units."""

    PROPOSED = "proposed"
    CARRIED_OUT = "carried_out"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AccountApprover(Table, table=True):
    """The seat that approves what another seat moves out of its accounts."""

    __tablename__ = "account_approver"
    __append_only__ = True
    seat: str = Field(primary_key=True)
    approver: str


class Movement(Table, table=True):
    """A command of `seat`, by its name and arguments (JSON), that its approver has to approve.

    `quantity` tonnes of its lines are blocked in the account of `registry_code` until it ends.
    `ends_at` is when it expires, None once it is decided; `reason` is that of a rejection.
    """

    __changes__ = ("state", "ends_at", "decided_by", "reason", "decided_at")
    __final__ = "OLD.state <> 'proposed'"
    id: int = key()
    seat: str
    approver: str
    command: str
    arguments: str
    registry_code: str
    quantity: int = whole()
    state: MovementState = enum_column(MovementState)
    proposed_at: int = whole()
    ends_at: int | None = whole(optional=True)
    decided_by: str = ""
    reason: str = ""
    decided_at: int | None = whole(optional=True)


class MovementLine(Table, table=True):
    """Tonnes of one batch that a movement blocks; never changed."""

    __tablename__ = "movement_line"
    __append_only__ = True
    id: int = key()
    movement: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()
