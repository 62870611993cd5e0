"""The refusals of a transfer between registries, in order of precedence.

Those about quantities and authorisations are declared by their own procedures.
"""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.programme.accounts.errors import (
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAccountUnknown,
    ReceivingAllRestricted,
    ReceivingDigitsWrong,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingAllRestricted,
    SendingSortRestricted,
    UnitsFrozen,
)
from registry.programme.authorisation.errors import (
    AboveMaximum,
    NotAuthorised,
    PurposeNotAuthorised,
)
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.records import CheckFailed


class TransferUnknown(Refusal):
    """The transfer request does not exist."""

    code = "procedure.transfer_unknown"
    en = "There is no transfer request {transfer}."
    zh = "没有第 {transfer} 号转让申请。"
    pass_en = "The number of a transfer request."
    pass_zh = "转让申请的编号。"
    rule = "Transfer requests (programme rules, 3.10)"
    status = 404


class SameRegistry(CheckFailed):
    """Source and target are the same registry."""

    code = "procedure.same_registry"
    number = 7022
    en = "Both accounts are kept in the {registry} registry."
    zh = "两个账户都在 {registry} 登记簿中。"
    pass_en = "A target registry other than {registry}."
    pass_zh = "{registry} 以外的转入登记簿。"
    rule = "Numbered check 7022 (EU Regulation 2216/2004, annex IX)"


class SendingAccountMissing(CheckFailed):
    """The holder has no account in the sending registry."""

    code = "procedure.sending_account_missing"
    number = 7021
    en = "{seat} has no account in the {registry} registry."
    zh = "{seat} 在 {registry} 登记簿中没有账户。"
    pass_en = "A source registry in which {seat} has an account."
    pass_zh = "{seat} 开有账户的转出登记簿。"
    rule = "Numbered check 7021 (EU Regulation 2216/2004, annex IX)"


class ReceivingAccountMissing(CheckFailed):
    """The receiver has no account in the receiving registry."""

    code = "procedure.receiving_account_missing"
    number = 7020
    en = "{receiver} has no account in the {registry} registry."
    zh = "{receiver} 在 {registry} 登记簿中没有账户。"
    pass_en = "A receiver with an account in the {registry} registry."
    pass_zh = "在 {registry} 登记簿开有账户的转入方。"
    rule = "Numbered check 7020 (EU Regulation 2216/2004, annex IX)"


class UnitStaysHome(CheckFailed):
    """The credits are domestic reductions, for which there are no rules of cross-border use yet."""

    code = "procedure.unit_stays_home"
    number = 3006
    en = "{unit} cannot leave the {registry} registry: there are no rules for cross-border use yet."
    zh = "{unit} 不得转出 {registry} 登记簿：跨境交易与使用规则另行制定。"
    pass_en = "A transfer of Belt-and-Road credits."
    pass_zh = "转让“一带一路”减排量。"
    rule = "CCER Measures (Order 31, 2023), art. 29"


class OutOfOrder(CheckFailed):
    """An earlier transfer in this direction is not credited yet; the order of sending is kept."""

    code = "procedure.out_of_order"
    number = 7003
    en = "Transfer {earlier} was sent before {transfer_id} and is not accepted yet."
    zh = "{earlier} 先于 {transfer_id} 发出，尚未接收。"
    pass_en = "Accepting request {expected} first."
    pass_zh = "先接收第 {expected} 号申请。"
    rule = "Sequence of messages between registries (programme rules, check 7003)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    TransferUnknown,
    ReceivingDigitsWrong,
    ReceivingAccountUnknown,
    SameRegistry,
    SendingAccountMissing,
    ReceivingAccountMissing,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingSortRestricted,
    SendingAllRestricted,
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAllRestricted,
    QuantityNotPositive,
    UnitsFrozen,
    QuantityNotFree,
    UnitStaysHome,
    NotAuthorised,
    PurposeNotAuthorised,
    AboveMaximum,
    OutOfOrder,
)
