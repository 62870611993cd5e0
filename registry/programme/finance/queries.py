"""What projects cost, who funds them, what is paid, and the cash flow of a project by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.kernel.clock import DAY, clock_text
from ledger.transactions import TRADE_SETTLE
from matching.models import TradeRow
from registry.programme.finance.bearing import COSTS
from registry.programme.finance.errors import CostUnpaid
from registry.programme.finance.models import (
    FirstCall,
    PaymentKind,
    PaymentState,
    ProjectFinance,
    ProjectFunder,
    ProjectPayment,
)
from registry.records import CheckFailed


@dataclass(frozen=True)
class FunderView:
    """A funder of a project, and the tonnes of its first call that it has received."""

    funder: int
    project: str
    type: str
    seat: str
    amount_fen: int
    repay_fen: int
    credits_first_t: int
    delivered_t: int
    source: str
    status: str


@dataclass(frozen=True)
class FinanceView:
    """A project with costs: its owner and partner, its mode, its funders."""

    project: str
    owner: str
    partner: str
    mode: str
    source: str
    status: str
    funders: tuple[FunderView, ...]


@dataclass(frozen=True)
class PaymentView:
    """A payment for a project; `payer` and `payee` are "" for the world outside the lesson."""

    payment: int
    project: str
    kind: str
    period: int | None
    funder: int | None
    payer: str
    payee: str
    amount_fen: int
    due_at: int
    state: str
    posted_as: int | None
    paid_at: int | None
    source: str
    status: str


@dataclass(frozen=True)
class SaleView:
    """Credits of a project that a seat sold by one trade, at a price in fen per tonne."""

    trade: int
    project: str
    at: int
    quantity: int
    price_fen: int


@dataclass(frozen=True)
class FlowDay:
    """The money of a project on one day, from a seat's side, in fen; `day` is its beginning (ms).

    `sold_fen` came in for `sold_t`, `received_fen` from funders or as a repayment; `paid_fen` went
    out. `net_fen` is of the day, `total_fen` of all days so far.
    """

    day: int
    sold_t: int
    sold_fen: int
    received_fen: int
    paid_fen: int
    net_fen: int
    total_fen: int


def finances(session: Session) -> list[FinanceView]:
    """The projects with costs, by project, with their funders in the order of the plan."""
    delivered: dict[int, int] = defaultdict(int)
    for call in session.exec(select(FirstCall)):
        delivered[call.funder] += call.quantity
    funders: dict[str, list[FunderView]] = {}
    for one in session.exec(select(ProjectFunder).order_by(col(ProjectFunder.id))):
        view = FunderView(
            funder=one.id, type=str(one.type), delivered_t=delivered[one.id],
            **one.model_dump(exclude={"id", "type"}),
        )  # fmt: skip
        funders.setdefault(one.project, []).append(view)
    found = session.connection().execute(
        text(
            "SELECT f.project, p.owner, p.partner, f.mode, f.source, f.status"
            " FROM project_finance f JOIN project p ON p.code = f.project ORDER BY f.project"
        )
    )
    return [
        FinanceView(**row._mapping, funders=tuple(funders.get(row.project, ()))) for row in found
    ]


def payments(
    session: Session, *, project: str = "", payer: str = "", states: Collection[str] = ()
) -> list[PaymentView]:
    """Payments for projects by their day; "" and (): of every project, payer and state."""
    found = select(ProjectPayment).order_by(col(ProjectPayment.due_at), col(ProjectPayment.id))
    if project:
        found = found.where(ProjectPayment.project == project)
    if payer:
        found = found.where(ProjectPayment.payer == payer)
    if states:
        found = found.where(col(ProjectPayment.state).in_([PaymentState(s) for s in states]))
    return [
        PaymentView(
            payment=one.id, kind=str(one.kind), state=str(one.state),
            **one.model_dump(exclude={"id", "kind", "state"}),
        )
        for one in session.exec(found)
    ]  # fmt: skip


def unpaid_by(session: Session, seat: str) -> list[PaymentView]:
    """What a seat was to pay and has not, the oldest first."""
    return payments(session, payer=seat, states=[PaymentState.UNPAID])


def not_paid(session: Session, project: str, period: int) -> list[CheckFailed]:
    """The costs of a project as a whole, and of one of its monitoring periods, that are unpaid."""
    if session.get(ProjectFinance, project) is None:
        return []
    return [
        CostUnpaid(
            payment=one.payment, project=project, kind=one.kind, amount=one.amount_fen,
            due=clock_text(one.due_at), payer=one.payer,
        )
        for one in payments(session, project=project, states=[PaymentState.UNPAID])
        if PaymentKind(one.kind) in COSTS and one.period in (None, period)
    ]  # fmt: skip


def sales(session: Session, seat: str, *, project: str = "") -> list[SaleView]:
    """What a seat sold of projects' credits, oldest trade first; "": of every project."""
    found = session.connection().execute(
        text(_SALES), {"seat": seat, "type": TRADE_SETTLE.code, "project": project}
    )
    return [SaleView(**row._mapping) for row in found]


_SALES = f"""
    SELECT t.id AS trade, b.project, t.at, sum(p.quantity) AS quantity, t.price AS price_fen
    FROM {TradeRow.__tablename__} t JOIN book_transaction x ON x.id = t.settled AND x.type = :type
    JOIN posting p ON p.book_transaction = x.id
    JOIN credit_batch b ON b.asset = p.asset
    JOIN sub_account s ON s.id = p.source JOIN account a ON a.id = s.account
    WHERE t.seller = :seat AND a.owner = :seat AND :project IN ('', b.project)
    GROUP BY t.id, b.project, t.at, t.price ORDER BY t.id, b.project
"""


def cash_flow(session: Session, project: str, seat: str) -> list[FlowDay]:
    """The cash flow of a project day by day as a seat sees it: days on which money moved."""
    tonnes: dict[int, int] = defaultdict(int)
    sold: dict[int, int] = defaultdict(int)
    received: dict[int, int] = defaultdict(int)
    paid: dict[int, int] = defaultdict(int)
    for sale in sales(session, seat, project=project):
        day = sale.at // DAY * DAY
        tonnes[day] += sale.quantity
        sold[day] += sale.quantity * sale.price_fen
    for one in payments(session, project=project, states=[PaymentState.PAID]):
        assert one.paid_at is not None, "what is paid has its day"
        day = one.paid_at // DAY * DAY
        if one.payer == seat:
            paid[day] += one.amount_fen
        if one.payee == seat:
            received[day] += one.amount_fen
    found, total = [], 0
    for day in sorted(sold.keys() | received.keys() | paid.keys()):
        net = sold[day] + received[day] - paid[day]
        total += net
        found.append(FlowDay(day, tonnes[day], sold[day], received[day], paid[day], net, total))
    return found
