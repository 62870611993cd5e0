"""The chart of accounts: kinds of sub-account with their asset and floor.

A holder's account has one sub-account per asset and kind; the sub-accounts carry the balances.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint

from ledger.db import Table, hot, key, whole

CNY = 1
"""Asset id of cash; its unit is the fen."""


class AssetKind(StrEnum):
    """Sort of an asset: cash in whole fen, credits in whole tonnes."""

    CASH = "cash"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of sub-account.

    `code` is the account type in the account number. `owner` names the system's own accounts and
    is empty where a holder owns the account. `final` accounts never send, but that a `reversible`
    one gives back what a reversal takes out of it. The floor of a `floored` kind is zero; that of
    an issuance source is minus the decided quantity, that of the cash source `CASH_SOURCE_FLOOR`.
    """

    name: str
    asset: AssetKind
    code: int
    why: str
    owner: str = ""
    in_registry: bool = False
    final: bool = False
    reversible: bool = False
    floored: bool = True


KINDS: dict[str, Kind] = {}


def _kind(kind: Kind) -> Kind:
    assert kind.name not in KINDS, kind.name
    KINDS[kind.name] = kind
    return kind


_CREDIT, _CASH = AssetKind.CREDIT, AssetKind.CASH

ISSUANCE_SOURCE = _kind(
    Kind(
        "issuance_source", _CREDIT, 110, "Source of a batch's credits; floor = -decided quantity.",
        owner="issuance", floored=False,
    )
)  # fmt: skip
HOLDING = _kind(Kind("holding", _CREDIT, 121, "Free credits of a holder.", in_registry=True))
HOLDING_BLOCKED = _kind(
    Kind("holding_blocked", _CREDIT, 121, "Credits reserved for an order or a transfer request.",
         in_registry=True)
)  # fmt: skip
HOLDING_BOUGHT = _kind(
    Kind("holding_bought", _CREDIT, 121, "Credits bought today that cannot be sold before the next"
         " trading day.", in_registry=True)
)  # fmt: skip
HOLDING_FROZEN = _kind(
    Kind("holding_frozen", _CREDIT, 121, "Credits frozen by an order of a court.", in_registry=True)
)  # fmt: skip
OWNED = (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT, HOLDING_FROZEN)
"""Where credits lie that are a holder's own, free or not."""
OWNED_SQL = ", ".join(f"'{kind.name}'" for kind in OWNED)
"""Their names, for an SQL text."""

CCP_UNITS = _kind(
    Kind("ccp_units", _CREDIT, 130, "Units at the central counterparty; flat after every trade.",
         owner="ccp", in_registry=True)
)  # fmt: skip
RETIRED = _kind(
    Kind("retired", _CREDIT, 300, "Used against emissions, for good.",
         owner="retired", in_registry=True, final=True, reversible=True)
)  # fmt: skip
CANCELLED = _kind(
    Kind("cancelled", _CREDIT, 230, "Cancelled voluntarily, for good.",
         owner="cancelled", in_registry=True, final=True)
)  # fmt: skip
CANCELLED_OIMP = _kind(
    Kind("cancelled_oimp", _CREDIT, 231, "Cancelled for an international mitigation purpose.",
         owner="cancelled_oimp", in_registry=True, final=True)
)  # fmt: skip
CANCELLED_OTHER = _kind(
    Kind("cancelled_other", _CREDIT, 232, "Cancelled for other purposes.",
         owner="cancelled_other", in_registry=True, final=True)
)  # fmt: skip
CANCELLED_MANDATORY = _kind(
    Kind("cancelled_mandatory", _CREDIT, 250, "Cancelled by order: over-issuance or fraud.",
         owner="cancelled_mandatory", in_registry=True, final=True)
)  # fmt: skip
CANCELLED_ADMIN = _kind(
    Kind("cancelled_admin", _CREDIT, 260, "Cancelled to correct an issuance.",
         owner="cancelled_admin", in_registry=True, final=True)
)  # fmt: skip
ADAPTATION = _kind(
    Kind("adaptation", _CREDIT, 220, "Share of proceeds for adaptation; the Fund alone sends.",
         owner="adaptation_fund", in_registry=True)
)  # fmt: skip
CANCELLED_OMGE = _kind(
    Kind("cancelled_omge", _CREDIT, 280, "Cancelled at issuance for overall mitigation (OMGE).",
         owner="cancelled_omge", in_registry=True, final=True)
)  # fmt: skip
OFFSET = _kind(
    Kind("offset", _CREDIT, 310, "Used for compliance as an offset, for good.",
         owner="offset", in_registry=True, final=True, reversible=True)
)  # fmt: skip
BUFFER = _kind(
    Kind("buffer", _CREDIT, 150, "Kept back at issuance against a reversal of storage; only a"
         " decision of the committee takes from it.", owner="buffer", in_registry=True)
)  # fmt: skip
SET_ASIDE = _kind(
    Kind("set_aside", _CREDIT, 141, "Proposed to another registry, still in this one; one account"
         " per transfer.", in_registry=True)
)  # fmt: skip
IN_TRANSIT = _kind(
    Kind("in_transit", _CREDIT, 140, "Sent, not received yet; one account per transfer.")
)
CASH_SOURCE = _kind(
    Kind("cash_source", _CASH, 900, "Source of a lesson's cash.", owner="bank",
         floored=False)
)  # fmt: skip
CASH = _kind(Kind("cash", _CASH, 901, "Free cash of a holder at the settlement bank."))
CASH_BLOCKED = _kind(Kind("cash_blocked", _CASH, 901, "Cash reserved for an order."))
CCP_CASH = _kind(
    Kind("ccp_cash", _CASH, 902, "Cash at the central counterparty; flat after every trade.",
         owner="ccp")
)  # fmt: skip

VENUE_FEES = _kind(
    Kind("venue_fees", _CASH, 903, "Fees charged by the lesson's markets.", owner="venue")
)
OUTSIDE = _kind(
    Kind("outside", _CASH, 904, "Contractors, verifiers and funders outside the lesson.",
         owner="outside")
)  # fmt: skip

REVERSAL = "credit.reverse"
"""The only type of transaction by which something leaves a final account, a `reversible` one."""

CASH_SOURCE_FLOOR = -(2**62)
"""Floor of the account that all cash of a lesson comes from; it only keeps sums in 64 bits."""


class Asset(Table, table=True):
    """Cash, or one credit batch."""

    __append_only__ = True
    id: int = key()
    code: str
    kind: str


class Account(Table, table=True):
    """A holder's account: number with check digits, owner, and the registry that keeps it.

    `registry_code` is empty for accounts outside any registry: cash, in transit, issuance sources.
    """

    __append_only__ = True
    __table_args__ = (UniqueConstraint("owner", "registry_code"),)
    id: int = key()
    number: str
    code: int
    registry_code: str
    owner: str


class SubAccount(Table, table=True):
    """The balance of one account in one asset and kind; the database refuses one below `floor`.

    `balance` and `floor` are in tonnes or fen.
    """

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
