"""Refusals about the acting seat, and those that all procedures share, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Fix, Limit, Refusal, codes
from registry.records import CheckFailed

_RULE = "Roles and separation of duties (programme rules, 3.1)"


class ParticipantUnknown(Refusal):
    """The seat takes no part in this lesson."""

    code = "procedure.participant_unknown"
    en = "There is no participant {seat}."
    zh = "没有参与方 {seat}。"
    pass_en = "The seat of a participant of this lesson."
    pass_zh = "本课程参与方的席位。"
    rule = _RULE
    status = 404


class NotYours(CheckFailed):
    """The record belongs to another participant, who alone may act on it."""

    code = "procedure.not_yours"
    number = 5002
    en = "{subject} belongs to {owner}, not to {seat}."
    zh = "{subject} 属于 {owner}，不属于 {seat}。"
    pass_en = "The same step taken by {owner}."
    pass_zh = "由 {owner} 执行同一步骤。"
    rule = _RULE
    status = 403
    words = codes(subject="record")


class OtherCountry(CheckFailed):
    """The government or registry manager acts for another country; each acts for its own only."""

    code = "procedure.other_country"
    number = 5002
    en = "{step}: this is for {country}; seat {seat} acts for {own}."
    zh = "{step}：应由 {country} 执行，席位 {seat} 代表 {own}。"
    pass_en = "The same step taken by the seat of {country}."
    pass_zh = "由 {country} 的席位执行同一步骤。"
    rule = _RULE
    status = 403
    words = codes(step="command")


class QuantityNotPositive(CheckFailed):
    """The quantity is not a whole number of tonnes above zero."""

    code = "procedure.quantity_not_positive"
    number = 3008
    en = "The quantity {quantity} t is not a whole number above zero."
    zh = "数量 {quantity} 吨不是大于零的整数。"
    pass_en = "A quantity of at least 1 t."
    pass_zh = "数量至少为 1 吨。"
    rule = "Requests are for whole tonnes (programme rules, check 3008)"


class QuantityNotFree(CheckFailed):
    """The holder's free balance in the registry is smaller than the quantity."""

    code = "procedure.quantity_not_free"
    number = 3005
    en = "{quantity} t are requested; {free} t are free in the {registry} registry."
    zh = "申请 {quantity} 吨，{registry} 登记簿中可用 {free} 吨。"
    pass_en = "A quantity of at most {free} t."
    pass_zh = "数量不超过 {free} 吨。"
    rule = "Only free units move (programme rules, check 3005)"
    fixes = Fix("quantity", ("free",))
    limit = Limit(asked="quantity", left="free")


class BatchUnknown(Refusal):
    """No batch has this number."""

    code = "procedure.batch_unknown"
    en = "There is no credit batch {asset}."
    zh = "没有编号为 {asset} 的减排量批次。"
    pass_en = "The asset number of an issued batch."
    pass_zh = "已签发批次的资产编号。"
    rule = "A batch is one fungible asset (DECISIONS.md, D-007)"
    status = 404


class NotACredit(Refusal):
    """The batch contains allowances, and the step is for credits only."""

    code = "procedure.not_a_credit"
    en = "Batch {asset} contains allowances ({unit}), not credits: trade or cancel them only."
    zh = "批次 {asset} 为配额（{unit}），不是减排量：只能交易或作废注销。"
    pass_en = "The same with a batch of credits."
    pass_zh = "对减排量批次进行同一操作。"
    rule = "Allowances and credits are different units (DECISIONS.md, D-007)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    ParticipantUnknown,
    NotYours,
    OtherCountry,
    BatchUnknown,
    NotACredit,
    QuantityNotPositive,
    QuantityNotFree,
)
