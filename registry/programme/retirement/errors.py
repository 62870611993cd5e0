"""The refusals of retirement and cancellation, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.programme.accounts.errors import (
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingAllRestricted,
    SendingSortRestricted,
    UnitsFrozen,
)
from registry.programme.authorisation.errors import PartyNotAuthorised, PurposeNotAuthorised
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
    PurposeNotAuthorised,
    PartyNotAuthorised,
)
