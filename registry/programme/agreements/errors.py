"""Refusals about agreements, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Refusal, codes
from registry.records import CheckFailed

_RULE = "Cooperative approach of two parties (programme rules, M1)"


class AgreementUnknown(Refusal):
    """The agreement does not exist."""

    code = "procedure.agreement_unknown"
    en = "There is no agreement {agreement}."
    zh = "没有协定 {agreement}。"
    pass_en = "The code of an agreement of this lesson."
    pass_zh = "本课协定的代码。"
    rule = _RULE
    status = 404


class AgreementMissing(CheckFailed):
    """No agreement covers the project; credits are shared and authorised under one only."""

    code = "procedure.agreement_missing"
    number = 4033
    en = "No agreement covers project {project} in {host}."
    zh = "{host} 的项目 {project} 没有可适用的协定。"
    pass_en = "A project under an agreement."
    pass_zh = "协定项下的项目。"
    rule = "Cooperative approach of both parties (programme rules, check 4033)"


class SideHasActed(CheckFailed):
    """The side has taken this step before; the agreement waits for the other side."""

    code = "procedure.side_has_acted"
    number = 5001
    en = "{side} has already taken the step '{trigger}' for {agreement}."
    zh = "{side}已对协定 {agreement} 执行“{trigger}”。"
    pass_en = "The same step by the other government."
    pass_zh = "由另一方政府执行同一步骤。"
    rule = _RULE
    words = codes(side="side", trigger="trigger")


class NoReasonGiven(CheckFailed):
    """A suspension or a termination has no reason on one readable line."""

    code = "procedure.no_reason_given"
    number = 5001
    en = "The step '{trigger}' of agreement {agreement} states no reason that can be read."
    zh = "对协定 {agreement} 执行“{trigger}”未写明可辨认的理由。"
    pass_en = "A reason in a few words, on one line."
    pass_zh = "用一行可见文字简要写明理由。"
    rule = _RULE
    words = codes(trigger="trigger")


class AgreementNotActive(CheckFailed):
    """The agreement is not active: nothing is authorised, requested, issued or first transferred
    under it.
    """

    code = "procedure.agreement_not_active"
    number = 4001
    en = "Agreement {agreement} is '{state}', not active."
    zh = "协定 {agreement} 的状态为“{state}”，并非有效。"
    pass_en = "The same step while agreement {agreement} is active."
    pass_zh = "在协定 {agreement} 有效期间执行同一步骤。"
    rule = "Only an active approach takes up new credits (programme rules, check 4001)"
    words = codes(state="state")


class OutsideTerm(CheckFailed):
    """The day lies outside the term of the agreement."""

    code = "procedure.outside_term"
    number = 4001
    en = "{day} is outside the term of agreement {agreement}, {first} to {last}."
    zh = "{day} 不在协定 {agreement} 的期限（{first} 至 {last}）内。"
    pass_en = "The same step from {first} to {last}."
    pass_zh = "在 {first} 至 {last} 期间执行同一步骤。"
    rule = "Term of the approach (programme rules, check 4001)"


class VintageNotAgreed(CheckFailed):
    """The agreement does not cover reductions of this year."""

    code = "procedure.vintage_not_agreed"
    number = 4007
    en = "Vintage {vintage} is not one of agreement {agreement}, {first} to {last}."
    zh = "年份 {vintage} 不在协定 {agreement} 的范围（{first} 至 {last}）内。"
    pass_en = "Reductions of a year from {first} to {last}."
    pass_zh = "{first} 至 {last} 年间产生的减排量。"
    rule = "Vintages of the approach (programme rules, check 4007)"
    words = codes(vintage=YEAR, first=YEAR, last=YEAR)


PRECEDENCE: tuple[type[Refusal], ...] = (
    AgreementUnknown,
    AgreementMissing,
    SideHasActed,
    NoReasonGiven,
    AgreementNotActive,
    OutsideTerm,
    VintageNotAgreed,
)
