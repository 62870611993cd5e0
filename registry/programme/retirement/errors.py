"""The refusals of retirement and cancellation, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Refusal, codes
from registry.programme.accounts.errors import (
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
from registry.programme.participants.errors import (
    BatchUnknown,
    OtherCountry,
    QuantityNotFree,
    QuantityNotPositive,
)
from registry.records import CheckFailed


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


PRECEDENCE: tuple[type[Refusal], ...] = (
    BatchUnknown,
    OtherCountry,
    BeneficiaryMissing,
    ReasonMissing,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingSortRestricted,
    SendingAllRestricted,
    UnitsFrozen,
    QuantityNotPositive,
    QuantityNotFree,
    OwnUseOfTransferred,
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
)
