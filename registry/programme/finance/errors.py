"""The refusals about what projects cost, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed


class PaymentUnknown(Refusal):
    """No payment for a project has this number."""

    code = "procedure.payment_unknown"
    en = "There is no payment {payment} for a project."
    zh = "没有第 {payment} 号项目款项。"
    pass_en = "The number of a payment for a project."
    pass_zh = "项目款项的编号。"
    rule = "What a project costs (teaching construct of this program)"
    status = 404


class CashNotEnough(CheckFailed):
    """The payer's free cash is smaller than the payment."""

    code = "procedure.cash_not_enough"
    number = 3005
    en = "Payment {payment} is {amount} fen; {payer} has {free} fen free."
    zh = "第 {payment} 号款项为 {amount} 分；{payer} 可用现金为 {free} 分。"
    pass_en = "The same with {amount} fen of free cash."
    pass_zh = "可用现金达到 {amount} 分之后再支付。"
    rule = "At most what is free moves (programme rules, check 3005)"


class CostUnpaid(CheckFailed):
    """A cost of the project, or of this monitoring period, was due and is not paid."""

    code = "procedure.cost_unpaid"
    number = 3015
    en = "Payment {payment} for {project} ({kind}, {amount} fen) was due {due}; {payer} owes it."
    zh = (
        "项目 {project} 的第 {payment} 号款项（{kind}，{amount} 分）"
        "已于 {due} 到期，{payer} 尚未支付。"
    )
    pass_en = "The same once payment {payment} is made."
    pass_zh = "支付第 {payment} 号款项之后提出同样的申请。"
    rule = "What is due is paid first (programme rules, check 3015, carried over to costs)"
    words = codes(kind="payment_kind")


PRECEDENCE: tuple[type[Refusal], ...] = (PaymentUnknown, CashNotEnough, CostUnpaid)
