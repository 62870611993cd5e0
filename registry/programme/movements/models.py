"""Who approves whose movements, which accounts a seat trusts, and the movements held."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class MovementState(StrEnum):
    """State of a proposed movement of units."""

    PROPOSED = "proposed"
    DELAYED = "delayed"
    CARRIED_OUT = "carried_out"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


WAITING = (MovementState.PROPOSED, MovementState.DELAYED)
"""The states in which a movement blocks its tonnes; every other one is final."""


class AccountApprover(Table, table=True):
    """The seat that approves what another seat moves out of its accounts."""

    __tablename__ = "account_approver"
    __append_only__ = True
    seat: str = Field(primary_key=True)
    approver: str


class TrustedAccount(Table, table=True):
    """An account, by its number, on the trusted list of a seat from `effective_at` (lesson time).

    `removed_at` is when it was taken off the list, None while it is on it.
    """

    __tablename__ = "trusted_account"
    __changes__ = ("removed_at",)
    __final__ = "OLD.removed_at IS NOT NULL"
    id: int = key()
    seat: str
    account: str
    entered_at: int = whole()
    effective_at: int = whole()
    removed_at: int | None = whole(optional=True)


class Movement(Table, table=True):
    """A command of `seat`, by its name and arguments (JSON), that waits before it is carried out.

    `quantity` tonnes of its lines are blocked in the account of `registry_code` until it ends.
    `approver` has to approve it, "" for nobody; `target` is the number of the account of another
    holder that it reaches, "" for none. `delayed_at` is when its delay began, None if none did;
    `ends_at` when it expires or its delay is over, None once it has ended. `decided_by` is who
    approved it or called it off, "" for the clock; `reason` why it was rejected, or the code of
    the refusal for which it failed.
    """

    __changes__ = ("state", "delayed_at", "ends_at", "decided_by", "reason", "decided_at")
    __final__ = "OLD.state NOT IN ('proposed', 'delayed')"
    id: int = key()
    seat: str
    approver: str
    command: str
    arguments: str
    registry_code: str
    target: str = ""
    quantity: int = whole()
    state: MovementState = enum_column(MovementState)
    proposed_at: int = whole()
    delayed_at: int | None = whole(optional=True)
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
