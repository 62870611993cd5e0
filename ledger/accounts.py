"""The chart of accounts as a table: kinds, what they carry, how far they may fall.

A holder's account has sub-accounts per asset and kind; those carry balances.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint

from ledger.db import Table, hot, key, whole

CNY = 1
"""Asset id of cash; its unit is the fen."""


class AssetKind(StrEnum):
    """What an asset is counted in: whole fen or whole tonnes."""

    CASH = "cash"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of sub-account.

    `owner` is fixed for the system's own accounts and empty where a holder owns it; `code` is the
    type in the account number; `final` accounts never send; `floored` ones stop at zero, the
    others at minus the quantity that was decided.
    """

    name: str
    asset: AssetKind
    code: int
    why: str
    owner: str = ""
    in_registry: bool = False
    final: bool = False
    floored: bool = True


KINDS: dict[str, Kind] = {}


def _kind(kind: Kind) -> Kind:
    assert kind.name not in KINDS, kind.name
    KINDS[kind.name] = kind
    return kind


_CREDIT, _CASH = AssetKind.CREDIT, AssetKind.CASH

ISSUANCE_SOURCE = _kind(
    Kind(
        "issuance_source", _CREDIT, 110, "Where credits come from; floor = -decided quantity.",
        owner="issuance", floored=False,
    )
)  # fmt: skip
HOLDING = _kind(Kind("holding", _CREDIT, 121, "Free credits of a holder.", in_registry=True))
HOLDING_BLOCKED = _kind(
    Kind("holding_blocked", _CREDIT, 121, "Credits set aside for an order or a transfer request.",
         in_registry=True)
)  # fmt: skip
HOLDING_BOUGHT = _kind(
    Kind("holding_bought", _CREDIT, 121, "Credits bought today that cannot be sold before the next"
         " trading day.", in_registry=True)
)  # fmt: skip
CCP_UNITS = _kind(
    Kind("ccp_units", _CREDIT, 130, "Units at the central counterparty; flat after every trade.",
         owner="ccp", in_registry=True)
)  # fmt: skip
RETIRED = _kind(
    Kind("retired", _CREDIT, 300, "Used against emissions, for good.",
         owner="retired", in_registry=True, final=True)
)  # fmt: skip
CANCELLED = _kind(
    Kind("cancelled", _CREDIT, 230, "Withdrawn without use, for good.",
         owner="cancelled", in_registry=True, final=True)
)  # fmt: skip
OFFSET = _kind(
    Kind("offset", _CREDIT, 310, "Used for compliance at the offset desk, for good.",
         owner="offset", in_registry=True, final=True)
)  # fmt: skip
IN_TRANSIT = _kind(
    Kind("in_transit", _CREDIT, 140, "Between two registries and in neither; one per pair.")
)
CASH_SOURCE = _kind(
    Kind("cash_source", _CASH, 900, "Where a lesson's cash comes from.", owner="bank",
         floored=False)
)  # fmt: skip
CASH = _kind(Kind("cash", _CASH, 901, "Free cash of a holder at the settlement bank."))
CASH_BLOCKED = _kind(Kind("cash_blocked", _CASH, 901, "Cash set aside for an order."))
CCP_CASH = _kind(
    Kind("ccp_cash", _CASH, 902, "Cash at the central counterparty; flat after every trade.",
         owner="ccp")
)  # fmt: skip

VENUE_FEES = _kind(
    Kind("venue_fees", _CASH, 903, "Fees that the markets of the lesson took.", owner="venue")
)

CASH_SOURCE_FLOOR = -(2**62)
"""A lesson's cash comes from nowhere but this account; the number only keeps sums in range."""


class Asset(Table, table=True):
    """Cash, or one credit batch."""

    __append_only__ = True
    id: int = key()
    code: str
    kind: str


class Account(Table, table=True):
    """A holder's account: number with check digits, owner, and the registry that keeps it.

    `registry_code` is empty for accounts that belong to none: cash, in-transit, issuance sources.
    """

    __append_only__ = True
    __table_args__ = (UniqueConstraint("owner", "registry_code"),)
    id: int = key()
    number: str
    code: int
    registry_code: str
    owner: str


class SubAccount(Table, table=True):
    """A balance: one account, one asset, one kind. The database refuses `balance` < `floor`."""

    __tablename__ = "sub_account"
    __table_args__ = (
        UniqueConstraint("account", "asset", "kind"),
        CheckConstraint("balance >= floor", name="floor"),
    )
    id: int = key()
    account: int = whole()
    asset: int = whole()
    kind: str
    registry_code: str
    floor: int = whole()
    balance: int = whole()
    last_posting: int = whole()


ASSET, ACCOUNT, SUB_ACCOUNT = hot(Asset), hot(Account), hot(SubAccount)
