"""The cash flow of a project: what its credits brought, what it cost, what funders gave, by day."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.finance import queries as finance
from registry.programme.finance.models import PaymentState
from registry.programme.finance.queries import FinanceView, FlowDay, FunderView, PaymentView
from registry.web.cashflow.charts import flow_chart
from registry.web.cashflow.contexts import (
    CashFlowPage,
    FlowLine,
    FunderLine,
    PaymentLine,
    ProjectTab,
    SaleLine,
)
from registry.web.frame.acts import Told, act, actor_of, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

TONES = {"planned": "wait", "paid": "done", "unpaid": "refuse"}


def cash_flow_page(visitor: Visitor, session: Session) -> CashFlowPage:
    """The chosen project of the visitor's, or of all for the trainer; the first unless one is."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    seen = [one for one in finance.finances(session) if by is None or by.seat in _concerned(one)]
    asked = visitor.query.get("project", "")
    of = next((one for one in seen if one.project == asked), seen[0] if seen else None)
    back = f"{to('cash_flow')}?project={of.project}" if of is not None else to("cash_flow")
    told = told_of(visitor, session, names, back=back)
    if of is None:
        return _nothing(told)
    whose = of.owner if by is None else by.seat
    days = finance.cash_flow(session, of.project, whose)
    paid = finance.payments(session, project=of.project)
    return CashFlowPage(
        tabs=tuple(
            ProjectTab(
                code=one.project, name=names.project(one.project),
                href=f"{to('cash_flow')}?project={one.project}", chosen=one is of,
            )
            for one in seen
        ),
        project=of.project,
        name=names.project(of.project),
        whose=names.seat(whose),
        owner=names.seat(of.owner),
        partner=names.seat(of.partner),
        mode=of.mode,
        mode_source=of.source,
        mode_status=of.status,
        funders=tuple(_funder(names, one) for one in of.funders),
        days=tuple(_day(one) for one in days),
        chart=flow_chart(days),
        payments=tuple(_payment(names, one, whose if by else "", told) for one in paid),
        sales=tuple(
            SaleLine(
                trade=one.trade, at=one.at, quantity=one.quantity, price_fen=one.price_fen,
                fen=one.quantity * one.price_fen,
            )
            for one in finance.sales(session, whose, project=of.project)
        ),
        refusal=told.refusal,
        receipt=told.receipt,
    )  # fmt: skip


def _concerned(one: FinanceView) -> set[str]:
    """The seats to whom a project's money is shown: owner, partner, funders."""
    return {one.owner, one.partner, *(funder.seat for funder in one.funders)}


def _nothing(told: Told) -> CashFlowPage:
    return CashFlowPage(
        tabs=(), project="", name="", whose="", owner="", partner="", mode="", mode_source="",
        mode_status="", funders=(), days=(), chart=None, payments=(), sales=(),
        refusal=told.refusal, receipt=told.receipt,
    )  # fmt: skip


def _funder(names: Names, one: FunderView) -> FunderLine:
    return FunderLine(
        type=one.type,
        name=names.seat(one.seat) if one.seat else "",
        amount_fen=one.amount_fen,
        repay_fen=one.repay_fen,
        first_t=one.credits_first_t,
        delivered_t=one.delivered_t,
        source=one.source,
        status=one.status,
    )


def _day(one: FlowDay) -> FlowLine:
    return FlowLine(
        day=one.day,
        sold_t=one.sold_t,
        price_fen=one.sold_fen // one.sold_t if one.sold_t else None,
        sold_fen=one.sold_fen,
        received_fen=one.received_fen,
        paid_fen=one.paid_fen,
        net_fen=one.net_fen,
        total_fen=one.total_fen,
    )


def _payment(names: Names, one: PaymentView, seat: str, told: Told) -> PaymentLine:
    acts: tuple[Act, ...] = ()
    if one.state == PaymentState.UNPAID and one.payer == seat:
        acts = (
            act(
                names, "finance.pay", told=told, about=one.payment, tone="primary",
                arguments={"payment": one.payment},
            ),
        )  # fmt: skip
    return PaymentLine(
        payment=one.payment,
        kind=one.kind,
        period=one.period,
        payer=names.seat(one.payer) if one.payer else "",
        payee=names.seat(one.payee) if one.payee else "",
        amount_fen=one.amount_fen,
        due_at=one.due_at,
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        source=one.source,
        status=one.status,
        acts=acts,
    )
