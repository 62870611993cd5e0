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


class OwnInterest(CheckFailed):
    """The member has no vote on this item: it is its own company's, or it has recused itself."""

    code = "procedure.own_interest"
    number = 5004
    en = "Seat {seat} has no vote on item {item}: {reason}."
    zh = "席位 {seat} 对第 {item} 号议题没有表决权：{reason}。"
    pass_en = "The vote of a member without an interest in the item."
    pass_zh = "由与议题无利害关系的委员投票。"
    rule = "Conflict of interest (programme rules, check 5004)"
    words = codes(reason="recusal")


class NotDelegated(CheckFailed):
    """The member has not delegated its vote on this item to this seat."""

    code = "procedure.not_delegated"
    number = 5002
    en = "Member {behalf} has not delegated its vote on item {item} to seat {seat}."
    zh = "委员 {behalf} 未将第 {item} 号议题的表决权委托给席位 {seat}。"
    pass_en = "The vote of the member, or of the seat that it named: {named}."
    pass_zh = "由该委员或其指定的席位投票：{named}。"
    rule = _RULE
    status = 403


class OtherSide(CheckFailed):
    """A vote is delegated to another member of the same side, who has a vote on the item."""

    code = "procedure.other_side"
    number = 5002
    en = "Seat {to} cannot vote for seat {seat} on item {item}."
    zh = "席位 {to} 不能代席位 {seat} 对第 {item} 号议题投票。"
    pass_en = "One of {choices}: members of the same side with a vote on the item."
    pass_zh = "{choices} 之一：同一方有表决权的委员。"
    rule = _RULE


class ObjectionUnnamed(Refusal):
    """An objection names a paper of the item."""

    code = "procedure.objection_unnamed"
    en = "An objection to item {item} names what it objects to; '{about}' is no paper of it."
    zh = "反对第 {item} 号议题须指明对象；“{about}”不是其材料。"
    pass_en = "One of {choices}."
    pass_zh = "{choices} 之一。"
    rule = _RULE
    words = codes(choices="paper")


class ItemReasonMissing(Refusal):
    """An objection, a withdrawal, a comment, a recusal and a drop each say why, in one line."""

    code = "procedure.item_reason_missing"
    en = "'{trigger}' on item {item} needs a reason in one readable line."
    zh = "对第 {item} 号议题“{trigger}”须写明一行可读的理由。"
    pass_en = "The same step with a reason of 1 to 200 characters."
    pass_zh = "附 1 至 200 字理由的同一步骤。"
    rule = _RULE
    words = codes(trigger="trigger")


class VoteCast(CheckFailed):
    """The seat has cast this very vote in this circulation; it may change it, not repeat it."""

    code = "procedure.vote_cast"
    number = 5005
    en = "Seat {seat} has already voted '{vote}' on item {item}."
    zh = "席位 {seat} 已对第 {item} 号议题投票“{vote}”。"
    pass_en = "Another vote, or the vote of another member."
    pass_zh = "改投其他票，或由其他委员投票。"
    rule = _RULE
    words = codes(vote="trigger")


class NotTheObjector(CheckFailed):
    """Only the seat that objected withdraws its objection."""

    code = "procedure.not_the_objector"
    number = 5002
    en = "Seat {seat} has no objection to item {item} to withdraw."
    zh = "席位 {seat} 对第 {item} 号议题没有可撤回的反对。"
    pass_en = "A withdrawal by the seat that objected: {objector}."
    pass_zh = "由提出反对的席位撤回：{objector}。"
    rule = _RULE
    status = 403


class ObjectionStands(CheckFailed):
    """A meeting does not adopt an item while an objection stands."""

    code = "procedure.objection_stands"
    number = 5007
    en = "The objection of {objector} to item {item} stands."
    zh = "{objector} 对第 {item} 号议题的反对仍然有效。"
    pass_en = "Consensus after the objection is withdrawn, or the item deferred."
    pass_zh = "反对撤回后形成共识，或推迟该议题。"
    rule = _RULE


class NoQuorum(CheckFailed):
    """Too few members of a side with a vote on the item are present at the meeting."""

    code = "procedure.no_quorum"
    number = 5006
    en = "{present} members of {side} are present for item {item}, {quorum} are needed."
    zh = "第 {item} 号议题：{side}到场 {present} 名委员，须有 {quorum} 名。"
    pass_en = "A meeting with at least {quorum} of {members} members of that side."
    pass_zh = "该方 {members} 名委员中至少 {quorum} 名到场的会议。"
    rule = "Quorum of two thirds of each side (programme rules, 3.5; this project's figure)"
    words = codes(side="side")


class DecisionUsed(CheckFailed):
    """The decision was used before; each decision is used once, on each side."""

    code = "procedure.decision_used"
    number = 5056
    en = "Decision {item} was used before, for {used_for}."
    zh = "第 {item} 号决定已用于{used_for}。"
    pass_en = "A decision that was published and not used yet."
    pass_zh = "已公布且尚未使用的决定。"
    rule = "Each decision issues once (programme rules, check 5056)"
    words = codes(used_for="record")


class DecisionMissing(CheckFailed):
    """The step needs a decision that the committee has adopted and the secretariat published."""

    code = "procedure.decision_missing"
    number = 5003
    en = "There is no published decision on item {item}; its state is '{state}'."
    zh = "第 {item} 号议题尚无已公布的决定，当前状态为“{state}”。"
    pass_en = "The same step after item {item} was adopted and published."
    pass_zh = "第 {item} 号议题通过并公布后再执行。"
    rule = "No issuance without a decision (programme rules, check 5003)"
    words = codes(state="state")


class NothingChanged(CheckFailed):
    """The same was asked before and met an objection; nothing that was submitted has changed."""

    code = "procedure.nothing_changed"
    number = 5009
    en = "This is what item {item} was about; {seat} objected to its {about}: {reason}"
    zh = "所提内容与第 {item} 号议题相同；{seat} 已对其{about}提出反对：{reason}"
    pass_en = "Other {about}, or the objection to item {item} withdrawn."
    pass_zh = "修改{about}，或第 {item} 号议题的反对撤回。"
    rule = "After an objection only something changed is asked for (programme rules, 3.5)"
    words = codes(about="paper")


class MotionUnknown(Refusal):
    """The motion does not exist."""

    code = "procedure.motion_unknown"
    en = "There is no motion {motion} of this kind."
    zh = "没有第 {motion} 号此类动议。"
    pass_en = "The number of a motion of this kind."
    pass_zh = "此类动议的编号。"
    rule = _RULE
    status = 404


class MotionOpen(CheckFailed):
    """A motion of this kind about the same is before the committee, or not published yet."""

    code = "procedure.motion_open"
    number = 5001
    en = "Item {item} asks the committee about {about} already; its state is '{state}'."
    zh = "第 {item} 号议题已就 {about} 提交联合委员会，状态为“{state}”。"
    pass_en = "The same after item {item} is published or dropped."
    pass_zh = "在第 {item} 号议题公布或撤销之后提出。"
    rule = _RULE
    words = codes(state="state")


class MotionReasonMissing(CheckFailed):
    """A motion states its reason on one readable line."""

    code = "procedure.motion_reason_missing"
    number = 5040
    en = "The motion about {about} states no reason that can be read."
    zh = "关于 {about} 的动议未写明可辨认的理由。"
    pass_en = "The same with a reason of 1 to 200 characters on one line."
    pass_zh = "附上一行 1 至 200 字的理由。"
    rule = _RULE


class NotSubmitted(CheckFailed):
    """Only a seat that may bring a motion of this kind before the committee does so."""

    code = "procedure.not_submitted"
    number = 5002
    en = "Seat {seat} brings no motion before the committee of agreement {agreement}."
    zh = "席位 {seat} 不能向协定 {agreement} 的联合委员会提出动议。"
    pass_en = "A motion by a government of the agreement, or by its secretariat."
    pass_zh = "由协定一方政府或其秘书处提出。"
    rule = _RULE
    status = 403


class TermsUnchanged(CheckFailed):
    """The amendment changes no term of the agreement."""

    code = "procedure.terms_unchanged"
    number = 5040
    en = "The amendment of agreement {agreement} changes none of its terms."
    zh = "对协定 {agreement} 的修订没有改动任何条款。"
    pass_en = "At least one term with another value."
    pass_zh = "至少改动一项条款。"
    rule = _RULE


class TermWrong(CheckFailed):
    """A term cannot have this value: no number of its kind, or beyond the whole."""

    code = "procedure.term_wrong"
    number = 5030
    en = "The agreement's term {term} cannot be '{value}'."
    zh = "协定条款“{term}”不能为“{value}”。"
    pass_en = (
        "Percentages from 0 to 100 as decimal numbers, weights as whole numbers; percentages of"
        " both sides sum to 100; purposes NDC, OIMP or both."
    )
    pass_zh = (
        "百分比为 0 至 100 的十进制数，权重为整数；双方百分比合计为 100；用途为 NDC、OIMP 或二者。"
    )
    rule = "Terms that the committee may change (programme rules, 3.5, 3.6.1)"
    words = codes(term="agreement_term")


PRECEDENCE: tuple[type[Refusal], ...] = (
    ItemUnknown,
    MotionUnknown,
    NotSubmitted,
    TermsUnchanged,
    TermWrong,
    MotionReasonMissing,
    MotionOpen,
    NotAMember,
    OwnInterest,
    NotDelegated,
    OtherSide,
    ObjectionUnnamed,
    ItemReasonMissing,
    VoteCast,
    NotTheObjector,
    ObjectionStands,
    NoQuorum,
    DecisionUsed,
    DecisionMissing,
    NothingChanged,
)
