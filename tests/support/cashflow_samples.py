"""Sample pages of the cash flow and of the buffers."""

from __future__ import annotations

from dataclasses import replace

from ledger.kernel.clock import DAY
from registry.programme.finance.queries import FlowDay
from registry.web.cashflow.charts import flow_chart
from registry.web.cashflow.contexts import (
    BufferPanel,
    BuffersPage,
    CashFlowPage,
    EventLine,
    FlowLine,
    FunderLine,
    PaymentLine,
    ProjectTab,
    ReversalLine,
    SaleLine,
)
from registry.web.frame.contexts.shared import Language, Page
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field

FIRST = NOW // DAY * DAY
FLOW = (
    FlowDay(FIRST, 0, 0, 30_000_00, 60_000_00, -30_000_00, -30_000_00),
    FlowDay(FIRST + DAY, 1_200, 67_200_00, 0, 4_000_00, 63_200_00, 33_200_00),
    FlowDay(FIRST + 3 * DAY, 0, 0, 0, 3_000_00, -3_000_00, 30_200_00),
)


def pages(language: Language) -> dict[str, Page]:
    """A cash flow with everything, one without projects; buffers, and none."""
    money = _money(language)
    nothing = replace(
        money, tabs=(), project="", name="", whose="", mode="", funders=(), days=(), chart=None,
        payments=(), sales=(), refusal=None, receipt=None,
    )  # fmt: skip
    quiet = replace(money, days=(), chart=None, payments=(), sales=(), funders=())
    stored = BuffersPage(
        panels=(_panel(language), _quiet_panel(language)), refusal=refusal(language),
        receipt=receipt(language),
    )  # fmt: skip
    return {
        "cash_flow": money, "cash_flow_none": nothing, "cash_flow_quiet": quiet,
        "buffers": stored, "buffers_none": replace(stored, panels=()),
    }  # fmt: skip


def _money(language: Language) -> CashFlowPage:
    owner = both(language, "湄南能源", "Menam Energy")
    partner = both(language, "丝路气候", "Silk Road Climate")
    said = both(language, "本教案", "This lesson plan")
    pay = act("finance.pay", both(language, "支付项目款项", "Pay for a project"), about="3",
              arguments={"payment": "3"}, tone="primary")  # fmt: skip
    due = PaymentLine(
        payment=3, kind="verification", period=2, payer=owner, payee="", amount_fen=2_500_00,
        due_at=NOW, state="unpaid", tone="refuse", source=said, status="assumption", acts=(pay,),
    )  # fmt: skip
    fund = FunderLine(
        type="special_fund", name="", amount_fen=30_000_00, repay_fen=0, first_t=0, delivered_t=0,
        source=said, status="assumption",
    )  # fmt: skip
    return CashFlowPage(
        tabs=(
            ProjectTab(code="TH005", name=both(language, "碳封存", "Carbon storage"),
                       href="/cash-flow?project=TH005", chosen=True),
            ProjectTab(code="TH001", name=both(language, "沼气", "Biogas"),
                       href="/cash-flow?project=TH001", chosen=False),
        ),
        project="TH005", name=both(language, "碳封存", "Carbon storage"), whose=owner, owner=owner,
        partner=partner, mode="third_party_market", mode_source=said, mode_status="seed",
        funders=(fund, replace(fund, type="commercial_bank", name=partner, repay_fen=33_000_00,
                               first_t=500, delivered_t=120)),
        days=tuple(
            FlowLine(
                day=one.day, sold_t=one.sold_t, price_fen=5_600 if one.sold_t else None,
                sold_fen=one.sold_fen, received_fen=one.received_fen, paid_fen=one.paid_fen,
                net_fen=one.net_fen, total_fen=one.total_fen,
            )
            for one in FLOW
        ),
        chart=flow_chart(FLOW),
        payments=(
            due,
            replace(due, payment=4, kind="operating", period=None, state="paid", tone="done",
                    acts=()),
            replace(due, payment=5, kind="funding", period=None, payer="", payee=owner,
                    state="planned", tone="wait", acts=()),
        ),
        sales=(SaleLine(trade=7, at=NOW, quantity=1_200, price_fen=5_600, fen=67_200_00),),
        refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip


def _panel(language: Language) -> BufferPanel:
    tell = act("permanence.report", both(language, "报告碳逆转", "Report a reversal"), about="1",
               fields=(field("reason"),))  # fmt: skip
    more = act("permanence.replace", both(language, "补足 29 吨", "Replace 29 t"), about="4-2")
    fire = EventLine(
        event=1, happens_at=NOW, quantity=100, cause=both(language, "火灾", "A fire"), motion=None,
        acts=(tell,),
    )  # fmt: skip
    owed = ReversalLine(
        motion=4, item_href="/committee/items/9", quantity=100, buffer_t=71, replaced_t=0,
        owed_t=29, state="overdue", tone="refuse", decided_at=NOW, due_at=NOW + DAY, acts=(more,),
    )  # fmt: skip
    return BufferPanel(
        project="TH001", name=both(language, "难府造林", "Nan province forest"), registry="TH",
        owner=both(language, "难府林业", "Nan Forestry"), storage="forest", percent="20",
        until_at=NOW, source=both(language, "本教案", "This lesson plan"), status="assumption",
        contributed_t=71, cancelled_t=71, released_t=0, held_t=0,
        events=(fire, replace(fire, event=2, motion=4, acts=())),
        reversals=(
            owed,
            replace(owed, motion=5, owed_t=0, replaced_t=29, state="settled", tone="done", acts=()),
        ),
        report_href="/committee/motions/storage_reversal",
        release_href="/committee/motions/buffer_release",
    )  # fmt: skip


def _quiet_panel(language: Language) -> BufferPanel:
    return replace(
        _panel(language), project="TH005", storage="ccs", events=(), reversals=(), report_href="",
        release_href="",
    )  # fmt: skip
