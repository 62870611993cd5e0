"""The refusals of retirement and cancellation, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Refusal, codes
from registry.programme.accounts.errors import (
    GroundMissing,
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAllRestricted,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingAllRestricted,
    SendingSortRestricted,
    UnitsFrozen,
)
from registry.programme.agreements.errors import AgreementNotActive, OutsideTerm
from registry.programme.authorisation.errors import (
    AboveMaximum,
    AuthorisationEnded,
    AuthorisationNotInForce,
    EntityNotAuthorised,
    NotAuthorised,
    PartyNotAuthorised,
    PurposeNotAuthorised,
    VintageNotAuthorised,
)
from registry.programme.ndc.errors import MethodMissing, NdcPeriodClosed
from registry.programme.participants.errors import (
    BatchUnknown,
    OtherCountry,
    QuantityNotFree,
    QuantityNotPositive,
)
from registry.records import CheckFailed

_REVERSAL = "Reversal of a transaction (programme rules, 3.7 code 39)"


class BeneficiaryMissing(CheckFailed):
    """The voluntary retirement has no beneficiary on one readable line."""

    code = "procedure.beneficiary_missing"
    number = 6040
    en = "The retirement names no beneficiary that can be read."
    zh = "使用注销未写明可辨认的受益方。"
    pass_en = "The name of the organisation or event whose emissions are compensated, on one line."
    pass_zh = "用一行可见文字写明被抵消排放的机构或活动名称。"
    rule = "Voluntary retirement (programme rules, check 6040)"


class ReasonMissing(CheckFailed):
    """The cancellation has no reason on one readable line."""

    code = "procedure.reason_missing"
    number = 6040
    en = "The cancellation states no reason that can be read."
    zh = "作废注销未写明可辨认的原因。"
    pass_en = "A reason in a few words, on one line."
    pass_zh = "用一行可见文字简要写明原因。"
    rule = "Cancellation (programme rules, check 6040)"


class ImportedNotAuthorised(CheckFailed):
    """Credits that were imported from another programme are no credits of Article 6."""

    code = "procedure.imported_not_authorised"
    number = 4002
    en = "Batch {asset} was imported as {unit}: no host has authorised it under Article 6."
    zh = "批次 {asset} 为转入的外部减排量（{unit}），没有东道国依据第六条授权。"
    pass_en = "A voluntary retirement or cancellation, or credits that a host has authorised."
    pass_zh = "自愿使用注销或作废注销，或使用经东道国授权的减排量。"
    rule = "Authorisation exists (programme rules, check 4002; DECISIONS.md, D-133)"


class OwnUseOfTransferred(CheckFailed):
    """The host has first transferred the credits, so it cannot use them for its own NDC."""

    code = "procedure.own_use_of_transferred"
    number = 4022
    en = "{quantity} t were first transferred before: {party} has added them to its emissions."
    zh = "其中 {quantity} 吨已首次转让：{party} 已将其加回自身排放量。"
    pass_en = "Credits of {party} that were never first transferred."
    pass_zh = "{party} 从未首次转让的减排量。"
    rule = "No double counting (programme rules, checks 4012 and 4022)"


class NotFirstTransferred(CheckFailed):
    """The credits are abroad for OIMP and were not first transferred, so no other country has them
    to use for its NDC.
    """

    code = "procedure.not_first_transferred"
    number = 4042
    en = "{quantity} t were not first transferred: {party} cannot use them for its NDC."
    zh = "其中 {quantity} 吨尚未首次转让：{party} 不能用于其国家自主贡献。"
    pass_en = "Credits that were first transferred for an NDC."
    pass_zh = "已为 NDC 首次转让的减排量。"
    rule = "A use for an NDC is of what was first transferred (programme rules, check 4042)"


class OutsideNdcPeriod(CheckFailed):
    """The year of use or the vintage lies outside the NDC implementation period."""

    code = "procedure.outside_ndc_period"
    number = 4011
    en = "Vintage {vintage}, used in {year}: the NDC period is {first} to {last}."
    zh = "减排年份 {vintage}，使用年份 {year}：国家自主贡献实施期为 {first} 至 {last}。"
    pass_en = "Credits of a vintage from {first} to {last}, used in these years."
    pass_zh = "在 {first} 至 {last} 年间产生并使用的减排量。"
    rule = "2/CMA.3, annex, para. 8: the same NDC implementation period (check 4011)"
    words = codes(vintage=YEAR, year=YEAR, first=YEAR, last=YEAR)


class UseUnknown(Refusal):
    """No use of credits was posted by this transaction."""

    code = "procedure.use_unknown"
    en = "Transaction {transaction} is no use of credits."
    zh = "第 {transaction} 号交易不是减排量的使用。"
    pass_en = "The transaction of a retirement, a cancellation or an offset."
    pass_zh = "使用注销、作废注销或抵销的交易编号。"
    rule = _REVERSAL
    status = 404


class ReversalNotPlayed(Refusal):
    """The lesson's plan does not switch reversals on: what is used stays used."""

    code = "procedure.reversal_not_played"
    en = "The registries of this lesson reverse no use."
    zh = "本课程的登记簿不办理冲正。"
    pass_en = "The same in a lesson whose plan switches reversals on."
    pass_zh = "教案开启冲正的课程可办理。"
    rule = _REVERSAL


class NotReversible(CheckFailed):
    """The use is of a kind that is final: a voluntary retirement or a cancellation."""

    code = "procedure.not_reversible"
    number = 5001
    en = "Transaction {transaction} is final: its kind of use cannot be reversed."
    zh = "第 {transaction} 号交易属于不可冲正的使用。"
    pass_en = "A use towards an NDC, or an offset."
    pass_zh = "用于国家自主贡献的使用注销，或抵销。"
    rule = _REVERSAL


class AlreadyReversed(CheckFailed):
    """The use was reversed before."""

    code = "procedure.already_reversed"
    number = 3019
    en = "Transaction {transaction} was reversed before."
    zh = "第 {transaction} 号交易已冲正。"
    pass_en = "A use that was not reversed yet."
    pass_zh = "尚未冲正的使用。"
    rule = "A transaction is reversed once (programme rules, check 3019)"


class ReversalTooLate(CheckFailed):
    """The days in which a use may be reversed are over."""

    code = "procedure.reversal_too_late"
    number = 3020
    en = "Transaction {transaction} is of {day}: it could be reversed until {last}."
    zh = "第 {transaction} 号交易发生于 {day}，冲正期限至 {last}。"
    pass_en = "A use whose last day for a reversal is not over."
    pass_zh = "冲正期限未满的使用。"
    rule = "A reversal in time (programme rules, check 3020)"


class ReportedUse(CheckFailed):
    """The use stands in annual information that was submitted: it is not taken back any more."""

    code = "procedure.reported_use"
    number = 4039
    en = "Transaction {transaction} is reported in the annual information of {year} of {party}."
    zh = "第 {transaction} 号交易已列入 {party} {year} 年度报送。"
    pass_en = "A use that no submission reports; what was reported is corrected by a revision."
    pass_zh = "尚未列入报送的使用；已报送的以修订更正。"
    rule = "What was reported is not reversed (programme rules, check 4039)"
    words = codes(year=YEAR)


PRECEDENCE: tuple[type[Refusal], ...] = (
    BatchUnknown,
    UseUnknown,
    OtherCountry,
    ReversalNotPlayed,
    NotReversible,
    GroundMissing,
    BeneficiaryMissing,
    ReasonMissing,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingSortRestricted,
    SendingAllRestricted,
    UnitsFrozen,
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAllRestricted,
    AlreadyReversed,
    ReversalTooLate,
    ReportedUse,
    QuantityNotPositive,
    QuantityNotFree,
    ImportedNotAuthorised,
    OwnUseOfTransferred,
    MethodMissing,
    AgreementNotActive,
    OutsideTerm,
    NotAuthorised,
    PurposeNotAuthorised,
    PartyNotAuthorised,
    VintageNotAuthorised,
    EntityNotAuthorised,
    AuthorisationEnded,
    AuthorisationNotInForce,
    AboveMaximum,
    NotFirstTransferred,
    OutsideNdcPeriod,
    NdcPeriodClosed,
)
