"""Refusals of calculators and of the procedure of methodologies, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.programme.accounts.errors import GroundMissing
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed

_RULE = "Methodologies and their versions (programme rules, M4)"


class InputsWrong(Refusal):
    """Inputs of a calculator are unreadable, out of range, missing or contradict one another."""

    code = "procedure.inputs_wrong"
    en = "{count} input(s) of the calculation cannot be used: {fields}."
    zh = "计算的 {count} 项输入无法使用：{fields}。"
    pass_en = "Plain decimals such as 20.35, each quantity given once; every check names its input."
    pass_zh = "普通小数，例如 20.35；每个量只给一次。每条检查都写明是哪一项输入。"
    rule = "Calculators: inputs are exact decimals (rules of the classroom)"


class MethodologiesNotPlayed(Refusal):
    """The lesson's plan gives its methodologies no sectoral scope: nobody decides on them."""

    code = "procedure.methodologies_not_played"
    en = "The methodologies of this lesson are those of its plan; none is proposed or changed."
    zh = "本课程的方法学由教案给定，不设提出与修订程序。"
    pass_en = "The same in a lesson whose plan gives its methodologies a sectoral scope."
    pass_zh = "教案为方法学设定专业领域的课程可办理。"
    rule = _RULE


class MethodologyUnknown(Refusal):
    """There is no methodology, or no version of one, of this code or number."""

    code = "procedure.methodology_unknown"
    en = "There is no methodology {methodology}."
    zh = "没有方法学 {methodology}。"
    pass_en = "The code of a methodology, or the number of a version."
    pass_zh = "方法学的代码，或某一版本的编号。"
    rule = _RULE
    status = 404


class ProposalWrong(CheckFailed):
    """A part of a proposed methodology cannot be read or evaluated."""

    code = "procedure.proposal_wrong"
    number = 5040
    en = "The methodology cannot be taken in: {field} '{given}'."
    zh = "无法受理该方法学：{field}“{given}”。"
    pass_en = (
        "Code, names and source in plain text, a sectoral scope, 1 to 60 years, a buffer from 0 to"
        " 100 percent, conditions that can be evaluated."
    )
    pass_zh = (
        "代码、名称与来源为可辨认文字，专业领域有效，计入期 1 至 60 年，缓冲比例 0 至 100，"
        "适用条件可判定。"
    )
    rule = "Documents are complete (programme rules, check 5040)"
    words = codes(field="proposal_field")


class VersionOpen(CheckFailed):
    """Another version of the methodology is being decided on under this agreement."""

    code = "procedure.version_open"
    number = 5001
    en = "Version {version} of {methodology} is '{state}': the next one comes after its decision."
    zh = "{methodology} 第 {version} 版状态为“{state}”，须待其决定后方可提出下一版。"
    pass_en = "The same once version {version} has been decided on or withdrawn."
    pass_zh = "第 {version} 版决定或撤回之后提出。"
    rule = _RULE
    words = codes(state="state")


class NotTheDesk(CheckFailed):
    """Another office handles the proposals of this agreement, or those for domestic projects."""

    code = "procedure.not_the_desk"
    number = 5002
    en = "Version {methodology} is handled by {desk}, not by {seat}."
    zh = "第 {methodology} 号方法学版本由{desk}办理，不由 {seat} 办理。"
    pass_en = "The same step taken by {desk}."
    pass_zh = "由{desk}执行同一步骤。"
    rule = _RULE
    status = 403
    words = codes(desk="desk")


class ExtendedAlready(CheckFailed):
    """The time for the consideration has been extended once; there is no second time."""

    code = "procedure.extended_already"
    number = 5001
    en = "The consideration of version {methodology} has been extended already."
    zh = "第 {methodology} 号方法学版本的审议期已延长过。"
    pass_en = "A decision of the committee."
    pass_zh = "由联合委员会作出决定。"
    rule = "60 days, extendable to 90 (programme rules, M4)"


class DecidedElsewhere(CheckFailed):
    """A committee decides on what is under an agreement, China's government on domestic lists."""

    code = "procedure.decided_elsewhere"
    number = 5003
    en = "On version {methodology} {desk} decides."
    zh = "第 {methodology} 号方法学版本由{desk}决定。"
    pass_en = "A decision of {desk}."
    pass_zh = "由{desk}作出决定。"
    rule = _RULE
    words = codes(desk="desk")


class MethodologyNotValid(CheckFailed):
    """No version of the methodology is valid under this agreement at this time."""

    code = "procedure.methodology_not_valid"
    number = 5010
    en = "Methodology {methodology} has no valid version under {agreement}: {state}."
    zh = "方法学 {methodology} 在 {agreement} 下没有有效版本：{state}。"
    pass_en = "A methodology with an approved version, or one in its last months."
    pass_zh = "有已批准版本、或旧版仍在过渡期内的方法学。"
    rule = "The methodology is valid on the day of submission (programme rules, check 5010)"
    words = codes(state="state")


class NotApplicable(CheckFailed):
    """The project does not meet a condition of the methodology, or does not state what it asks."""

    code = "procedure.not_applicable"
    number = 5010
    en = "The methodology does not apply: {attribute} is {given}, to be {relation} {value}."
    zh = "方法学不适用：{attribute}为 {given}，应{relation} {value}。"
    pass_en = "A project whose {attribute} is {relation} {value}."
    pass_zh = "{attribute}{relation} {value} 的项目。"
    rule = "Applicability conditions of the methodology (programme rules, check 5010)"
    words = codes(attribute="attribute", relation="relation")


class CreditingTooLong(CheckFailed):
    """The crediting period is longer than the methodology allows."""

    code = "procedure.crediting_too_long"
    number = 5051
    en = "A crediting period of {years} years is too long: methodology {methodology} allows {most}."
    zh = "计入期 {years} 年过长：方法学 {methodology} 最多 {most} 年。"
    pass_en = "A crediting period of at most {most} years."
    pass_zh = "计入期不超过 {most} 年。"
    rule = "Longest crediting period of the methodology (programme rules, check 5051)"


class TighteningWrong(CheckFailed):
    """The tightening of a baseline is no percentage between 0 and 100, or from a past day on."""

    code = "procedure.tightening_wrong"
    number = 5040
    en = "The baseline of {methodology} cannot be tightened by {percent} % from {day} on."
    zh = "{methodology} 的基准线不能自 {day} 起收紧 {percent}%。"
    pass_en = "A percentage above 0 and below 100, from a day after today on."
    pass_zh = "比例大于 0、小于 100，起始日晚于今日。"
    rule = "Baselines match ambition and are tightened (programme rules, M4)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    InputsWrong,
    MethodologiesNotPlayed,
    MethodologyUnknown,
    NotYours,
    ProposalWrong,
    VersionOpen,
    NotTheDesk,
    GroundMissing,
    ExtendedAlready,
    DecidedElsewhere,
    MethodologyNotValid,
    NotApplicable,
    CreditingTooLong,
    TighteningWrong,
)
