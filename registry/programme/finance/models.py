"""Modes of participation, funders, what is paid on which day, and the credits that go first."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class Mode(StrEnum):
    """How a foreign company takes part in a project; six ways."""

    EPC = "epc"
    OVERSEAS_FACTORY = "overseas_factory"
    GREENFIELD = "greenfield"
    ACQUISITION = "acquisition"
    EQUIPMENT_EXPORT = "equipment_export"
    THIRD_PARTY_MARKET = "third_party_market"


class FunderType(StrEnum):
    """Who funds projects."""

    POLICY_BANK = "policy_bank"
    DEVELOPMENT_FINANCE = "development_finance"
    SPECIAL_FUND = "special_fund"
    COMMERCIAL_BANK = "commercial_bank"


class PaymentKind(StrEnum):
    """What a payment is for; the last two are a funder's money and its repayment."""

    CAPEX = "capex"
    OPERATING = "operating"
    VALIDATION = "validation"
    MONITORING = "monitoring"
    VERIFICATION = "verification"
    FEE = "fee"
    FUNDING = "funding"
    REPAYMENT = "repayment"


class PaymentState(StrEnum):
    """State of a payment."""

    PLANNED = "planned"
    PAID = "paid"
    UNPAID = "unpaid"
    LIFTED = "lifted"


class ProjectFinance(Table, table=True):
    """A project with costs, and the mode in which its partner takes part in it."""

    __tablename__ = "project_finance"
    __append_only__ = True
    project: str = Field(primary_key=True)
    mode: Mode = enum_column(Mode)
    source: str
    status: str


class ProjectFunder(Table, table=True):
    """A funder of a project; `seat` is "" for an institution outside the lesson.

    The first `credits_first_t` tonnes that the host's registry issues to the owner are the
    funder's. Its money and the repayment are payments.
    """

    __tablename__ = "project_funder"
    __append_only__ = True
    id: int = key()
    project: str
    type: FunderType = enum_column(FunderType)
    seat: str
    amount_fen: int = whole()
    repay_fen: int = whole()
    credits_first_t: int = whole()
    source: str
    status: str


class ProjectPayment(Table, table=True):
    """What `payer` pays to `payee` for a project at `due_at`; "" is the world outside the lesson.

    `period` is the monitoring period whose costs they are, None: the project's. `funder` is the
    funder whose money or repayment it is. Times are lesson time in ms.
    """

    __tablename__ = "project_payment"
    __changes__ = ("state", "posted_as", "paid_at")
    __final__ = "OLD.state IN ('paid', 'lifted')"
    id: int = key()
    project: str
    kind: PaymentKind = enum_column(PaymentKind)
    period: int | None = whole(optional=True)
    funder: int | None = whole(optional=True)
    payer: str
    payee: str
    amount_fen: int = whole()
    due_at: int = whole(index=True)
    state: PaymentState = enum_column(PaymentState)
    posted_as: int | None = whole(optional=True)
    paid_at: int | None = whole(optional=True)
    source: str
    status: str


class FirstCall(Table, table=True):
    """Credits issued to a project's owner that went on to its funder at once; never changed."""

    __tablename__ = "first_call"
    __append_only__ = True
    id: int = key()
    funder: int = whole(index=True)
    request: int = whole()
    asset: int = whole()
    registry_code: str
    quantity: int = whole()
    posted_as: int = whole()
    at: int = whole()
