"""States of registry accounts, requests to open one, and courts' freezes."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole
from registry.pace import Kind


class AccountState(StrEnum):
    """State of an account in a registry."""

    OPEN = "open"
    SOME_RESTRICTED = "some_restricted"
    ALL_RESTRICTED = "all_restricted"
    SUSPENDED_PARTIALLY = "suspended_partially"
    SUSPENDED = "suspended"
    CLOSURE_PENDING = "closure_pending"
    CLOSED = "closed"


class MoveSort(StrEnum):
    """Sort of a movement that a partly restricted account may be barred from."""

    TRADE = "trade"
    TRANSFER = "transfer"
    RETIREMENT = "retirement"
    CANCELLATION = "cancellation"
    OFFSET = "offset"


class OpeningState(StrEnum):
    """State of a request to open an account."""

    REQUESTED = "requested"
    OPENED = "opened"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class FreezeState(StrEnum):
    """State of a court's freeze."""

    FROZEN = "frozen"
    LIFTED = "lifted"
    GIVEN = "given"
    CANCELLED = "cancelled"


class AccountStanding(Table, table=True):
    """The state of an account that was ever changed; an account without a row is open.

    `restricted` are the barred sorts of movement, `+` between, while some are.
    """

    __tablename__ = "account_standing"
    __changes__ = ("state", "restricted")
    __final__ = "OLD.state = 'closed'"
    account: int = key()
    state: AccountState = enum_column(AccountState)
    restricted: str


class AccountChange(Table, table=True):
    """One change of an account's state, with its reason.

    `last_posting` is the last posting of the books before it, 0 for none.
    """

    __tablename__ = "account_change"
    __append_only__ = True
    id: int = key()
    account: int = whole(index=True)
    trigger: str
    before: AccountState = enum_column(AccountState)
    after: AccountState = enum_column(AccountState, check="account_state_after")
    restricted: str
    reason: str
    seat: str
    last_posting: int = whole()
    at: int = whole()


class AccountRequest(Table, table=True):
    """A holder's request to open an account in a registry; `account` is the one that was opened."""

    __tablename__ = "account_request"
    __changes__ = ("state", "account", "decided_by", "decided_for", "decided_at")
    __final__ = "OLD.state <> 'requested'"
    id: int = key()
    seat: str
    registry_code: str
    reason: str
    state: OpeningState = enum_column(OpeningState)
    requested_at: int = whole()
    account: int | None = whole(optional=True)
    decided_by: str = ""
    decided_for: str = ""
    decided_at: int | None = whole(optional=True)


class CourtFreeze(Table, table=True):
    """Tonnes of one batch that a court froze in an account; `receiver` is whom it gave them to."""

    __tablename__ = "court_freeze"
    __changes__ = ("state", "receiver", "ended_by", "ended_as", "ended_at")
    __final__ = "OLD.state <> 'frozen'"
    id: int = key()
    account: int = whole(index=True)
    asset: int = whole()
    quantity: int = whole()
    court_order: str
    state: FreezeState = enum_column(FreezeState)
    ordered_by: str
    posted_as: int = whole()
    at: int = whole()
    receiver: str = ""
    ended_by: str = ""
    ended_as: int | None = whole(optional=True)
    ended_at: int | None = whole(optional=True)


class FrozenRange(Table, table=True):
    """The first and last serial of a range that a freeze holds."""

    __tablename__ = "frozen_range"
    __table_args__ = (UniqueConstraint("court_freeze", "first"),)
    __append_only__ = True
    id: int = key()
    court_freeze: int = whole(index=True)
    first: int = whole()
    last: int = whole()


class Control(Table, table=True):
    """A control that the lesson's registries play, and its period; one without a row is not played.

    `trading_days` are those of the lesson, ISO days with blanks between.
    """

    __append_only__ = True
    name: str = Field(primary_key=True)
    days: int = whole()
    day_kind: Kind = enum_column(Kind, check="control_day_kind")
    trading_days: str
