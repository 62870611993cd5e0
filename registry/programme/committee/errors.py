"""The refusals of the joint committee, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed

_RULE = "Joint committee: both sides consent (programme rules, 3.5)"


class ItemUnknown(Refusal):
    """The item does not exist."""

    code = "procedure.item_unknown"
    en = "The joint committee has no item {item}."
    zh = "联合委员会没有第 {item} 号议题。"
    pass_en = "The number of an item that was circulated."
    pass_zh = "已分发议题的编号。"
    rule = _RULE
    status = 404


class NotAMember(CheckFailed):
    """The seat is no member of the committee of the agreement."""

    code = "procedure.not_a_member"
    number = 5002
    en = "Seat {seat} is no member of the joint committee of agreement {agreement}."
    zh = "席位 {seat} 不是协定 {agreement} 联合委员会的成员。"
    pass_en = "A vote by a member for one of the two governments."
    pass_zh = "由两国政府的委员投票。"
    rule = _RULE
    status = 403


class VoteCast(CheckFailed):
    """The side has voted on this item before; each side votes once."""

    code = "procedure.vote_cast"
    number = 5005
    en = "{side} has already voted '{vote}' on item {item}."
    zh = "{side}已对第 {item} 号议题投票“{vote}”。"
    pass_en = "The vote of the other side."
    pass_zh = "由另一方投票。"
    rule = _RULE
    words = codes(side="side", vote="trigger")


class DecisionUsed(CheckFailed):
    """The decision was used before; each decision is used once."""

    code = "procedure.decision_used"
    number = 5056
    en = "Decision {item} was used before, for {used_for}."
    zh = "第 {item} 号决定已用于{used_for}。"
    pass_en = "A decision that was adopted and not used yet."
    pass_zh = "已通过且尚未使用的决定。"
    rule = "Each decision issues once (programme rules, check 5056)"
    words = codes(used_for="record")


class DecisionMissing(CheckFailed):
    """The step needs a decision that the committee has not adopted."""

    code = "procedure.decision_missing"
    number = 5003
    en = "The joint committee has not adopted item {item}; its state is '{state}'."
    zh = "联合委员会尚未通过第 {item} 号议题，当前状态为“{state}”。"
    pass_en = "The same step after both governments have affirmed item {item}."
    pass_zh = "两国政府均同意第 {item} 号议题后再执行。"
    rule = "No issuance without a decision (programme rules, check 5003)"
    words = codes(state="state")


PRECEDENCE: tuple[type[Refusal], ...] = (
    ItemUnknown,
    NotAMember,
    VoteCast,
    DecisionUsed,
    DecisionMissing,
)
